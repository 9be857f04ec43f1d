"""One question, or a stream of them: answered in order, each as soon as it is read."""

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.text import Text

from bot.conversing import asked_before, understood_with
from bot.records import answer_record
from bot.settings import Settings
from bot.telegram.texts import Texts
from bot.terminal.opening import open_engine
from bot.terminal.remarks import remark_on
from bot.terminal.rendering import (
    answer_lines,
    passage_lines,
    show,
)
from bot.terminal.streams import note_console, result_console
from retrieval.datatypes import Answer, Conversation, Outcome
from retrieval.engine import Engine, Explanation

FROM_INPUT: Final = "-"
"""Given as the question: read questions from standard input."""


@dataclass(frozen=True, slots=True)
class Form:
    """How answers are wanted.

    Attributes:
        n_quotes: Quotes at most.
        max_question_chars: The longest question that is searched for, in code points.
        n_passages: Passages to list, each of another document; None lists none.
        is_json: One object a line instead of text.
        is_explained: Say why after each answer.
        shows_question: Put each question above its answer and an empty line below, as several may
            follow each other.
    """

    n_quotes: int
    max_question_chars: int
    n_passages: int | None = None
    is_json: bool = False
    is_explained: bool = False
    shows_question: bool = False

    def is_too_long(self, question: str) -> bool:
        """Tell whether a question is not searched for."""
        return len(question) > self.max_question_chars


class Display:
    """Shows answers on standard output.

    Args:
        form: How they are wanted.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._texts = Texts.load("ar")

    def show(self, answer: Answer, took_ms: float, explanation: Explanation | None = None) -> None:
        """Show an answer, what answering took, and why it is what it is."""
        form = self._form
        remark = remark_on(answer, self._texts, max_chars=form.max_question_chars)
        if not form.is_json:
            lines = [*answer_lines(answer, remark), *passage_lines(answer.passages)]
            if form.shows_question:
                lines = [Text(f"«{answer.question}»", style="bold"), Text(), *lines]
            show(result_console(), lines)
            if explanation:
                from bot.terminal.explaining import show_explanation  # noqa: PLC0415 - rare

                show_explanation(result_console(), explanation)
            if form.shows_question:
                result_console().print()
            return
        record = answer_record(answer, took_ms=took_ms, with_passages=form.n_passages is not None)
        if explanation:
            from bot.terminal.explaining import explanation_record  # noqa: PLC0415 - rare

            record["explanation"] = explanation_record(explanation)
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        if remark not in {"", self._texts.weak, self._texts.none}:
            note_console().print(remark, soft_wrap=True)


class Teller:
    """Answers questions on standard output.

    Args:
        engine: Open on the corpus.
        form: How the answers are wanted.
        is_conversation: Whether a question may lean on those before it.
    """

    def __init__(self, engine: Engine, form: Form, *, is_conversation: bool = False) -> None:
        self._engine = engine
        self._form = form
        self._display = Display(form)
        self._is_conversation = is_conversation
        self._previous: tuple[str, ...] = ()

    def tell(self, question: str) -> None:
        """Answer one question.

        One that is not searched for is answered all the same, with no quote and with why: for
        each question an answer.
        """
        started = time.perf_counter()
        answer, explanation = self._answer(question)
        took_ms = (time.perf_counter() - started) * 1000
        self._display.show(answer, took_ms, explanation)
        if self._is_conversation and not self._form.is_too_long(question):
            understood = understood_with(self._previous, question, answer)
            self._previous = asked_before(understood, question)

    def begin_anew(self) -> None:
        """Forget what was asked before."""
        self._previous = ()

    def _answer(self, question: str) -> tuple[Answer, Explanation | None]:
        """Answer a question, and say why if that is wanted and it was looked at at all."""
        form = self._form
        if form.is_too_long(question):
            return unanswered(question), None
        n_quotes, n_passages = form.n_quotes, form.n_passages or 0
        if form.is_explained:
            explanation = self._engine.explain(question, n_quotes=n_quotes, n_passages=n_passages)
            return explanation.answer, explanation
        answer = self._engine.answer(
            question,
            conversation=Conversation(self._previous),
            n_quotes=n_quotes,
            n_passages=n_passages,
        )
        return answer, None


def unanswered(question: str) -> Answer:
    """Return the answer to a question that is not searched for."""
    return Answer(question, Outcome.NONE, 0.0, quotes=(), passages=())


def run_ask(settings: Settings, corpus: Path | None, question: str, form: Form) -> None:
    """Answer `question`, or each line of standard input."""
    questions: Iterable[str] = [question]
    if question == FROM_INPUT:
        form = replace(form, shows_question=True)
        questions = (line.rstrip("\r\n") for line in sys.stdin)
    engine = open_engine(settings, corpus)
    try:
        teller = Teller(engine, form)
        for asked in questions:
            teller.tell(asked)
    finally:
        engine.close()
