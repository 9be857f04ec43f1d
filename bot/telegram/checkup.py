"""What is in order with the running bot, and what is not, for `/doctor` in a chat.

`iqtibas doctor` checks a set-up before a start, and names files and addresses to whoever sits at
the machine; here the bot runs already, so what a start proves is left out, and what only shows
while it runs is added. No finding carries a path, an address or a secret.
"""

import shutil
from pathlib import Path
from typing import Final

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.answering import run_aside
from bot.redaction import redact
from bot.settings import misspelt_variables
from bot.telegram.context import Services
from bot.telegram.findings import Fact, Finding
from retrieval.corpus.folder import FolderListing, list_files
from retrieval.engine import SnapshotSummary
from retrieval.errors import CorpusError

_LEAST_FREE_MB: Final = 500
_MB: Final = 1_000_000
_RECENT_S: Final = 3600.0
_MAX_CHARS: Final = 150
_OFTEN: Final = 0.1
"""Share of the questions from which on a reranker does not keep up."""


async def examine(services: Services, bot: ExtBot[None]) -> list[Finding]:
    """Check every part.

    Raises:
        StorageError: From the database or the list of feeds.
    """
    return [
        await _settings(),
        await _corpus(services.settings.corpus_dir),
        *await _index(services),
        *examine_models(services.library.summary),
        *await _telegram(services, bot),
        await _feeds(services),
        await _database(services),
        await _disk(services.settings.data_dir),
    ]


async def _settings() -> Finding:
    misspelt = await run_aside(misspelt_variables)
    if not misspelt:
        return Finding(Fact.SETTINGS)
    pairs = (f"{found} ({meant})" for found, meant in misspelt.items())
    return Finding(Fact.MISSPELT, {"names": ", ".join(pairs)[:_MAX_CHARS]})


async def _corpus(folder: Path) -> Finding:
    try:
        listing: FolderListing = await run_aside(list_files, folder)
    except CorpusError:
        return Finding(Fact.CORPUS_MISSING)
    if not listing.files:
        return Finding(Fact.CORPUS_EMPTY)
    counts = {"files": len(listing.files), "skipped": len(listing.skipped)}
    return Finding(Fact.CORPUS, counts)


async def _index(services: Services) -> list[Finding]:
    holdings = await services.keeping.holdings.read()
    counts = {"documents": len(holdings.articles), "passages": holdings.n_passages}
    findings = [
        Finding(Fact.INDEX, {**counts, "date": services.library.summary.created_at}),
    ]
    if await services.library.is_held():
        # What differs from the folder is so on purpose.
        findings.append(Finding(Fact.HELD))
    elif holdings.n_new or holdings.n_changed or holdings.n_gone:
        unread = {"new": holdings.n_new, "changed": holdings.n_changed, "gone": holdings.n_gone}
        findings.append(Finding(Fact.UNREAD, unread))
    return findings


def examine_models(summary: SnapshotSummary) -> list[Finding]:
    """Say what of the models that are set is not in use as it should be."""
    findings = []
    if summary.n_given_up > _OFTEN * summary.n_reranked:
        values = {"n": summary.n_given_up, "total": summary.n_reranked}
        findings.append(Finding(Fact.RERANKER_BEHIND, values))
    if summary.is_fit_unused:
        findings.append(Finding(Fact.CALIBRATION_UNUSED))
    return findings


async def _telegram(services: Services, bot: ExtBot[None]) -> list[Finding]:
    started_at = services.clock.now()
    try:
        account = await bot.get_me()
        took_ms = round(1000 * (services.clock.now() - started_at))
        hook = await bot.get_webhook_info()
    except TelegramError as error:
        return [Finding(Fact.TELEGRAM_FAILING, {"reason": _one_line(error.message)})]
    values = {"ms": took_ms, "waiting": hook.pending_update_count}
    findings = [Finding(Fact.WEBHOOK if hook.url else Fact.POLLING, values)]
    if hook.url and hook.last_error_date and hook.last_error_message:
        age_s = services.clock.unix_time() - hook.last_error_date.timestamp()
        if age_s < _RECENT_S:
            findings.append(
                Finding(Fact.WEBHOOK_FAILING, {"reason": _one_line(hook.last_error_message)})
            )
    sees_all = account.can_read_all_group_messages
    findings.append(Finding(Fact.PRIVACY_OFF if sees_all else Fact.PRIVACY_ON))
    if not account.supports_inline_queries:
        findings.append(Finding(Fact.INLINE_OFF))
    return findings


async def _feeds(services: Services) -> Finding:
    states = await services.feeds.states()
    if not states:
        return Finding(Fact.NO_FEEDS)
    n_failing = sum(bool(state.failure) for state in states)
    if n_failing:
        return Finding(Fact.FEEDS_FAILING, {"n": n_failing, "total": len(states)})
    return Finding(Fact.FEEDS, {"total": len(states)})


async def _database(services: Services) -> Finding:
    if not await services.storage.database.is_whole():
        return Finding(Fact.DATABASE_DAMAGED)
    size = await run_aside(_size_of, services.settings.database_path)
    return Finding(Fact.DATABASE, {"mb": -(-size // _MB)})


async def _disk(folder: Path) -> Finding:
    usage = await run_aside(shutil.disk_usage, folder)
    free_mb = usage.free // _MB
    return Finding(Fact.DISK_LOW if free_mb < _LEAST_FREE_MB else Fact.DISK, {"mb": free_mb})


def _size_of(file: Path) -> int:
    return file.stat().st_size


def _one_line(message: str) -> str:
    return redact(" ".join(message.split()))[:_MAX_CHARS]
