"""What is set up and what is not: each part ok, skipped, or a problem with its remedy.

Nothing is changed: no index is built, no message sent, no webhook touched.
"""

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from bot.errors import ConfigError
from bot.settings import ENV_FILE, Settings, load_settings, misspelt_variables
from bot.terminal.checks import Check, Status
from bot.terminal.indexing import corpus_folder
from bot.terminal.streams import result_console
from retrieval.corpus.folder import scan_folder
from retrieval.corpus.formats import SUFFIXES
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document
from retrieval.engine import Engine, Reranking, is_current, load_encoder, load_reranking
from retrieval.errors import (
    CorpusError,
    EncoderError,
    RerankerError,
    SnapshotError,
    SnapshotMissingError,
)
from retrieval.protocols import Encoder

_SKIPPED_SHOWN: Final = 5


_STYLES: Final = {Status.OK: "green", Status.SKIPPED: "dim", Status.PROBLEM: "bold red"}


def run_doctor(corpus: Path | None) -> bool:
    """Check every part and print each as soon as it is known.

    Returns:
        Whether there is no problem.
    """
    console = result_console()
    checks: list[Check] = []

    def report(check: Check) -> None:
        checks.append(check)
        _show(console, check)

    try:
        settings = load_settings()
    except ConfigError as error:
        report(Check("settings", Status.PROBLEM, str(error), f"correct {error.variable}"))
        return False
    report(check_settings())
    folder = corpus_folder(settings, corpus)
    report(check_corpus(folder))
    encoder, check = check_encoder(settings)
    report(check)
    reranking, check = check_reranker(settings)
    report(check)
    report(check_snapshot(settings, folder, encoder))
    report(check_calibration(settings, folder, encoder, reranking))
    report(check_telegram(settings))
    report(check_web(settings))
    return all(check.status is not Status.PROBLEM for check in checks)


def check_settings() -> Check:
    """Look for names in `.env` that set nothing."""
    origin = "from the environment and .env" if ENV_FILE.is_file() else "no .env in this folder"
    misspelt = misspelt_variables()
    if misspelt:
        found = ", ".join(f"{name} (meant: {meant}?)" for name, meant in misspelt.items())
        return Check(
            "settings", Status.PROBLEM, f"names that set nothing: {found}", "correct them in .env"
        )
    return Check("settings", Status.OK, origin)


def check_corpus(folder: Path) -> Check:
    """Read every file of the corpus."""
    n_documents = 0
    skipped: list[SkippedFile] = []
    try:
        for found in scan_folder(folder):
            if isinstance(found, Document):
                n_documents += 1
            else:
                skipped.append(found)
    except CorpusError as error:
        return Check("corpus", Status.PROBLEM, str(error), "set CORPUS_DIR, or give --corpus")
    reasons = [f"{file.path}: {file.reason}" for file in skipped[:_SKIPPED_SHOWN]]
    if len(skipped) > _SKIPPED_SHOWN:
        reasons.append(f"... and {len(skipped) - _SKIPPED_SHOWN} more")
    finding = "\n".join([f"{folder}: {n_documents} documents, {len(skipped)} skipped", *reasons])
    if n_documents == 0:
        remedy = f"put articles into it, as {' '.join(SUFFIXES)} files"
        return Check("corpus", Status.PROBLEM, finding, remedy)
    return Check("corpus", Status.OK, finding)


def check_encoder(settings: Settings) -> tuple[Encoder | None, Check]:
    """Load the encoder."""
    try:
        encoder = load_encoder(settings.encoder())
    except EncoderError as error:
        remedy = "correct ENCODER_MODEL, or leave it empty for the bundled model"
        return None, Check("encoder", Status.PROBLEM, str(error), remedy)
    return encoder, Check("encoder", Status.OK, f"{encoder.name}, {encoder.dimension} dimensions")


def check_reranker(settings: Settings) -> tuple[Reranking | None, Check]:
    """Load the reranker, if one is set."""
    try:
        reranking = load_reranking(settings.reranker())
    except RerankerError as error:
        remedy = "correct RERANKER_MODEL, or leave it empty for the built-in order"
        return None, Check("reranker", Status.PROBLEM, str(error), remedy)
    if reranking is None:
        return None, Check("reranker", Status.SKIPPED, "no RERANKER_MODEL; the built-in order")
    finding = f"{reranking.name}, {settings.reranker_budget_ms} ms for a question"
    return reranking, Check("reranker", Status.OK, finding)


def check_calibration(
    settings: Settings, folder: Path, encoder: Encoder | None, reranking: Reranking | None
) -> Check:
    """Look whether the confidence is fitted to this corpus and these models."""
    part = "calibration"
    if encoder is None or (reranking is None and settings.reranker_model):
        return Check(part, Status.SKIPPED, "needs the models")
    try:
        engine = Engine.open(settings.store_for(folder).current(), encoder, reranking=reranking)
    except SnapshotError:
        return Check(part, Status.SKIPPED, "needs the snapshot")
    found = engine.calibration
    engine.close()
    if found.problem:
        remedy = "fit it again with `iqtibas calibrate`, or delete the file"
        return Check(part, Status.PROBLEM, f"not used: {found.problem}", remedy)
    if found.calibration is None:
        finding = "none; the bundled confidence, see `iqtibas calibrate --help`"
        return Check(part, Status.SKIPPED, finding)
    fitted = found.calibration
    return Check(
        part,
        Status.OK,
        f"in use, fitted {fitted.fitted_at} on {fitted.n_answered} answered and "
        f"{fitted.n_unanswerable} unanswerable questions",
    )


def check_snapshot(settings: Settings, folder: Path, encoder: Encoder | None) -> Check:
    """Open the current snapshot, which verifies it, and compare it with the corpus."""
    if encoder is None:
        return Check("snapshot", Status.SKIPPED, "needs the encoder")
    store = settings.store_for(folder)
    remedy = f"iqtibas index --corpus {folder}"
    try:
        engine = Engine.open(store.current(), encoder)
    except SnapshotMissingError:
        return Check("snapshot", Status.PROBLEM, f"{folder} is not indexed yet", remedy)
    except SnapshotError as error:
        return Check("snapshot", Status.PROBLEM, error.problem, remedy)
    summary = engine.summary
    engine.close()
    finding = (
        f"{summary.path}: {summary.n_documents} documents, {summary.n_passages} passages, "
        f"made {summary.created_at} with {summary.encoder}"
    )
    try:
        if not is_current(folder, store, encoder):
            return Check("snapshot", Status.PROBLEM, f"{finding}\nthe corpus has changed", remedy)
    except CorpusError:
        return Check("snapshot", Status.OK, f"{finding}\nnot compared: the corpus is not there")
    if store.is_held():
        finding += "\nheld since a rollback, whatever the files say; `iqtibas index` ends that"
    return Check("snapshot", Status.OK, finding)


def check_telegram(settings: Settings) -> Check:
    """Ask Telegram about the token, where there is one."""
    if settings.telegram_bot_token is None:
        return Check(
            "telegram",
            Status.SKIPPED,
            "no TELEGRAM_BOT_TOKEN; @BotFather on Telegram gives one with /newbot",
        )
    # Only here, because a machine without a token need not load Telegram's library.
    from bot.terminal.telegram_account import look_up  # noqa: PLC0415

    return look_up(settings, settings.telegram_bot_token)


def check_web(settings: Settings) -> Check:
    """Look at where the pages are served."""
    # Only here, because nothing else needs the server's library.
    from bot.terminal import web_checks  # noqa: PLC0415

    return web_checks.check_web(settings)


def _show(console: Console, check: Check) -> None:
    """Print a check: its status, its part, and its lines in a column of their own."""
    margin = " " * 21
    lines = check.finding.splitlines()
    if check.status is Status.PROBLEM:
        lines.append(f"remedy: {check.remedy}")
    text = Text(f"{check.status:<9}", style=_STYLES[check.status])
    text.append(f"{check.part:<12}", style="default not bold")
    text.append(f"\n{margin}".join(lines), style="default not bold")
    console.print(text, soft_wrap=True)
