"""What it is worth to put questions into the words of a corpus, as written and misspelt.

The shares of the lists were set by hand; `WordingSettings.share` scales them all. Every row is the
engine with other settings, on questions as they are and on the same with one slip each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.datatypes import Answer
from retrieval.engine import Engine
from retrieval.evaluation.metrics import discounted_gain
from retrieval.evaluation.results import Ask
from retrieval.evaluation.squad import read_squad
from retrieval.protocols import Encoder
from retrieval.settings import SearchSettings, WordingSettings
from training.labelled import open_collection
from training.slips import with_slip

TRIED = (
    WordingSettings(share=0.0, reads_unknown=False),
    WordingSettings(share=1.0, reads_unknown=False),
    *(WordingSettings(share=share) for share in (0.0, 0.5, 0.75, 1.0, 1.25)),
)
_DEPTH = 10
_SEED = 1


@dataclass(frozen=True, slots=True)
class Worth:
    """What some settings are worth on one set of questions; shares are of its questions.

    Attributes:
        has_slips: Whether the questions had one slip each.
        ndcg_at_10: Of the passages, one a paragraph.
        hit_at_1: Questions whose first quote overlaps the gold answer.
        hit_at_3: Questions of whose first three quotes one does.
    """

    settings: WordingSettings
    has_slips: bool
    ndcg_at_10: float
    hit_at_1: float
    hit_at_3: float


def measure_wordings(questions: Path, encoder: Encoder) -> Iterator[Worth]:
    """Ask the questions of a SQuAD-format file with all settings that are tried."""
    with open_collection(read_squad(questions), encoder) as collection:
        asked = [item for item in collection.questions if item.gold]
        for settings in TRIED:
            engine = Engine.open(
                collection.engine.summary.path, encoder, SearchSettings(wording=settings)
            )
            try:
                for has_slips in (False, True):
                    yield _worth(engine, settings, asked, has_slips=has_slips)
            finally:
                engine.close()


def _worth(
    engine: Engine, settings: WordingSettings, asked: list[Ask], *, has_slips: bool
) -> Worth:
    gains, first, in_three = 0.0, 0, 0
    for item in asked:
        question = with_slip(item.question, _SEED) if has_slips else item.question
        answer = engine.search(question, n_quotes=3, n_passages=_DEPTH)
        found = [hit.document_id for hit in answer.passages]
        paragraph = item.gold[0].document_id
        gains += discounted_gain(found.index(paragraph) + 1 if paragraph in found else None)
        hits = _hits(item, answer)
        first += any(hits[:1])
        in_three += any(hits)
    n_asked = max(len(asked), 1)
    return Worth(settings, has_slips, gains / n_asked, first / n_asked, in_three / n_asked)


def _hits(item: Ask, answer: Answer) -> list[bool]:
    """Tell of each quote whether it, or one that says the same, overlaps the gold answer."""
    return [
        any(
            place.document_id == gold.document_id
            and place.start < gold.span.end
            and gold.span.start < place.end
            for place in (quote, *quote.twins)
            for gold in item.gold
        )
        for quote in answer.quotes
    ]
