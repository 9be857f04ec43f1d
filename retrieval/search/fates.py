"""What became of the candidates, told by the quotes that were cut of them.

Nothing is chosen again: a candidate that stands in no quote repeats one, or comes after enough.
"""

from collections.abc import Iterator, Sequence

from retrieval.corpus.duplicates import is_near_duplicate
from retrieval.datatypes import Quote
from retrieval.index.snapshot import Snapshot
from retrieval.search.explanation import Fate
from retrieval.search.searcher import Findings
from retrieval.search.twins import Reader
from retrieval.settings import QuoteSettings


def fates_of(
    snapshot: Snapshot,
    findings: Findings,
    quotes: Sequence[Quote],
    n_quotes: int,
    settings: QuoteSettings,
) -> Iterator[tuple[Fate, int]]:
    """Yield the fate of each candidate, best first, and the number of the quote it comes down to.

    Args:
        snapshot: Where the candidates stand.
        findings: The candidates and their scores.
        quotes: What was cut of them.
        n_quotes: That were wanted.
        settings: How many quotes are worth showing.
    """
    candidates, collection, reader = findings.candidates, snapshot.collection, Reader(snapshot)
    least = findings.scores.max(initial=0.0) - settings.max_behind
    said: list[tuple[int, str]] = []
    n_before = 0
    for position in findings.order.tolist():
        row, score = int(candidates.sentences[position]), float(findings.scores[position])
        document = reader.document(int(candidates.documents[position])).document_id
        start, end = int(collection.starts[row]), int(collection.ends[row])
        words = reader.words(row)
        held_by = next(
            (
                nth
                for nth, quote in enumerate(quotes, 1)
                if quote.document_id == document and quote.start <= start and end <= quote.end
            ),
            0,
        )
        alike = (nth for nth, earlier in said if is_near_duplicate(words, earlier))
        if held_by:
            said.append((held_by, words))
            # Quotes are cut in the order of the candidates: the first in one is what it is for.
            is_first = held_by > n_before
            n_before = max(n_before, held_by)
            yield (Fate.QUOTED if is_first else Fate.BESIDE), held_by
        elif n_before >= n_quotes:
            yield Fate.ENOUGH, 0
        elif n_before >= settings.n_always and score < least:
            yield Fate.BEHIND, 0
        else:
            yield Fate.REPEATS, next(alike, 0)
