"""Questions to begin with, which the articles do answer: a visitor sees at once what this is.

They come from a file of questions beside the articles, `questions.jsonl`, if the corpus has one;
otherwise titles are asked as they stand, which are always good Arabic and name what to ask about.
Each is asked first, and shown only if something is quoted. They are looked for once for each
snapshot, beside the answers, and no page waits for them for long.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import structlog

from bot.answering import Answerer, Lender, run_aside
from bot.web.context import WebServices
from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.datatypes import Conversation, DocumentId
from retrieval.engine import CatalogueEntry

_log = structlog.get_logger(__name__)

N_EXAMPLES: Final = 4
_N_TRIED: Final = 16
_MAX_CHARS: Final = 80
_PATIENCE_S: Final = 0.5
_FILE: Final = "questions.jsonl"
_MAX_FILE_BYTES: Final = 1_000_000
_ARABIC: Final = frozenset({"", "ar"})
_CUT: Final = ("…", "...")
_PLAIN_KINDS: Final = (None, "msa")  # no set: what a line says may be a list


class Examples:
    """Finds examples, and remembers them."""

    def __init__(self) -> None:
        self._snapshot: Path | None = None
        self._finding: asyncio.Task[tuple[str, ...]] | None = None

    def begin(self, services: WebServices) -> "asyncio.Task[tuple[str, ...]]":
        """Look for questions to what is served now, if that was not done; nobody waits."""
        snapshot = services.library.summary.path
        if self._finding is None or snapshot != self._snapshot:
            self._snapshot = snapshot
            self._finding = asyncio.create_task(
                run_aside(self.find, services.library, services.settings.corpus_dir)
            )
            self._finding.add_done_callback(_look_at)
        return self._finding

    async def of(self, services: WebServices) -> tuple[str, ...]:
        """Return questions to what is served; none if they are not found, or not in a while."""
        finding = self.begin(services)
        await asyncio.wait([finding], timeout=_PATIENCE_S)
        return finding.result() if finding.done() and not finding.exception() else ()

    async def close(self) -> None:
        """Let what is still being looked for end."""
        if self._finding:
            await asyncio.wait([self._finding])

    def find(self, library: Lender, corpus: Path) -> tuple[str, ...]:
        """Look for questions, at most `N_EXAMPLES`, the surest first, each to another article."""
        questions = _spread(_written(corpus / _FILE))
        if not questions:
            entries = library.use(lambda engine: engine.catalogue()).entries
            questions = _spread(_titles(entries))
        return library.use(lambda engine: _answered(engine, questions))


def _look_at(finding: "asyncio.Task[tuple[str, ...]]") -> None:
    """Say why there are no examples: the page does without them."""
    if not finding.cancelled() and (error := finding.exception()):
        _log.error("no examples are found for these articles", exc_info=error)


def _answered(engine: Answerer, questions: Iterable[str]) -> tuple[str, ...]:
    surest: dict[DocumentId, tuple[float, str]] = {}
    for question in questions:
        answer = engine.answer(question, conversation=Conversation(), n_quotes=1)
        for quote in answer.quotes:
            found = (-answer.confidence, question)
            surest[quote.document_id] = min(found, surest.get(quote.document_id, found))
    return tuple(question for _, question in sorted(surest.values())[:N_EXAMPLES])


def _written(path: Path) -> list[str]:
    """Return the questions of a file; none if it is not there, or is something else."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            return []
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError, RecursionError):
        return []
    return [row["question"] for row in rows if _is_example(row)]


def _is_example(row: Any) -> bool:  # noqa: ANN401 - whatever a line of JSON holds
    """Tell whether a line has a question as people of every country would write it."""
    if not isinstance(row, dict) or not isinstance(question := row.get("question"), str):
        return False
    is_plain = row.get("kind") in _PLAIN_KINDS and len(question) <= _MAX_CHARS
    return is_plain and analyse_question(question).kind is QuestionKind.QUESTION


def _titles(entries: Iterable[CatalogueEntry]) -> list[str]:
    """Return titles of a line's length; those that are cut only if there are no others."""
    titles = [
        entry.title
        for entry in entries
        if entry.language in _ARABIC and len(entry.title) <= _MAX_CHARS
    ]
    return [title for title in titles if not title.endswith(_CUT)] or titles


def _spread(candidates: Sequence[str]) -> list[str]:
    """Return a few, from everywhere among them."""
    step = max(1, len(candidates) // _N_TRIED)
    return list(candidates[::step][:_N_TRIED])
