"""How a word that the corpus does not know may have been meant.

Spoken Arabic writes particles onto words («فسوريا»، «عالتلفون»), fast typing leaves a space out or
puts one in, and fingers slip. What is read into a word is a word of the corpus.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.arabic.alternatives import Alternative
from retrieval.arabic.common_words import is_common
from retrieval.arabic.questions import CONTENT_WEIGHT, STOP_WORD_WEIGHT, QueryWord
from retrieval.arabic.terms import stop_words
from retrieval.search.vocabulary import Neighbour, Vocabulary

Frequencies = Callable[[Sequence[str]], Sequence[int]]
"""Words to the numbers of passages that hold their stems."""

MIN_LETTERS = 4
"""Of a word that may be misspelt: shorter ones have too many neighbours."""
_LOST_BY_SLIP = 0.4
"""Of a word's share, by a slip of cost 1."""
_LIKELY = 0.5
"""Cost of a slip up to which it is likelier than a space left out; for short words the most."""
_MIN_LONG = 5
"""Letters of a word in which an unlikely slip is believed."""
_CLOSE = 0.25
"""How much more the slip of a further reading may cost than that of the likeliest."""
_MAX_READINGS = 3
_MIN_PART = 3
"""Letters that are left of a word without a particle, or of a part that is no stop word."""
_CLINGING = (
    *(("بهال", "ال"), ("عال", "ال"), ("هال", "ال"), ("مال", "ال")),
    *((letter, "") for letter in "فبلكوهحسم"),
)
"""Particles that cling to a word in speech or writing, and what is left in their place."""


def read_unknown(
    words: Sequence[QueryWord], at: int, vocabulary: Vocabulary, frequencies: Frequencies
) -> tuple[int, int, tuple[QueryWord, ...]]:
    """Read a word of a question that the corpus does not know as words that it does.

    Args:
        words: Of the question.
        at: The word's position.
        vocabulary: Of the corpus.
        frequencies: Of the corpus.

    Returns:
        The first and the last but one position of what was read otherwise, and the words in its
        place: the word itself where it means nothing to the corpus.
    """
    word = words[at]
    bare = _without_particle(word.text, frequencies)
    if bare is not None:
        return at, at + 1, (replace(word, text=bare),)
    most = 1.0 if len(word.text) >= _MIN_LONG else _LIKELY
    near = [other for other in vocabulary.neighbours(word.text) if other.cost <= most]
    if not near or near[0].cost > _LIKELY:
        for first in (at, at - 1):
            if 0 <= first < len(words) - 1 and _is_parted(words, first, vocabulary):
                text = words[first].text + words[first + 1].text
                return first, first + 2, (replace(word, text=text, weight=CONTENT_WEIGHT),)
        parts = _parts(word.text, vocabulary, frequencies)
        if parts:
            return at, at + 1, tuple(_part(word, text) for text in parts)
    return at, at + 1, (_as_one_of(word, near, frequencies),)


def may_be_misread(word: QueryWord) -> bool:
    """Tell whether a word that the corpus does not know may stand for one that it knows.

    A common word is meant as it is written; no number or Latin word is guessed at.
    """
    text = word.text
    is_word = len(text) >= MIN_LETTERS and text.isalpha() and not text.isascii()
    return word.is_topic and is_word and not is_common(text)


def _without_particle(word: str, frequencies: Frequencies) -> str | None:
    bare = [
        instead + word.removeprefix(particle)
        for particle, instead in _CLINGING
        if word.startswith(particle) and len(word) - len(particle) >= _MIN_PART
    ]
    known = zip(bare, frequencies(bare), strict=True)
    return next((text for text, n_held in known if n_held), None)


def _is_parted(words: Sequence[QueryWord], first: int, vocabulary: Vocabulary) -> bool:
    """Tell whether two neighbours are one word of the corpus with a space in it."""
    left, right = words[first], words[first + 1]
    is_meant = left.weight > 0 and right.weight > 0
    return is_meant and bool(vocabulary.holds([left.text + right.text])[0])


def _parts(word: str, vocabulary: Vocabulary, frequencies: Frequencies) -> tuple[str, ...]:
    """Return the two words that were written as one; none if it cannot be told."""
    cuts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
    held = vocabulary.holds([part for cut in cuts for part in cut]).reshape(-1, 2)
    cuts = [cut for cut, (left, right) in zip(cuts, held.tolist(), strict=True) if left and right]
    cuts = [cut for cut in cuts if all(map(_is_part, cut))]
    return max(cuts, key=lambda cut: (min(frequencies(cut)), cut), default=())


def _is_part(text: str) -> bool:
    return text in stop_words() or (len(text) >= _MIN_PART and is_common(text))


def _part(word: QueryWord, text: str) -> QueryWord:
    weight = STOP_WORD_WEIGHT if text in stop_words() else word.weight
    return replace(word, text=text, weight=weight)


def _as_one_of(word: QueryWord, near: Sequence[Neighbour], frequencies: Frequencies) -> QueryWord:
    """Return the likeliest of some neighbours, with the next as its alternatives."""
    if not near:
        return word
    close = [other for other in near if other.cost <= near[0].cost + _CLOSE]
    n_held = dict(zip(close, frequencies([other.text for other in close]), strict=True))
    close.sort(key=lambda other: (other.cost, -n_held[other], other.text))
    first, *others = close[:_MAX_READINGS]
    return replace(
        word,
        text=first.text,
        alternatives=tuple(
            Alternative(other.text, 1 - _LOST_BY_SLIP * (other.cost - first.cost))
            for other in others
        ),
    )
