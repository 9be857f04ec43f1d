"""What is left of a spoken word without what speech writes onto it.

Speech writes tense («بيروح»، «هيروح»، «كيدير»), negation («مراحش») and pronouns («شافوه») onto a
verb, and prepositions and «هذه» onto a noun («عالدكان»، «هالمصاري»). The list of spoken words has
none of these. Speech inflects written verbs so too: «هيزور» is «يزور». Only a word that written
Arabic hardly knows is taken apart.
"""

from collections.abc import Iterator

from retrieval.arabic.common_words import is_common, share_of_passages

_MAX_SHARE = 0.006
"""Of passages of written Arabic, in which a word may stand and be taken apart: above it are
«العربية» and «خدمات», below it «الفلوس»."""
_MIN_LEFT = 3
"""Letters of what is left; two of a verb before «وا» or «ش»: «دزوا»، «مجاش»."""
_MIN_WRITTEN = 4
"""Letters of a written verb that is left."""
_ARTICLES = ("وال", "بال", "فال", "عال", "هال", "كال", "بهال", "عهال", "فهال", "لل", "ال")
_PARTICLES = dict.fromkeys(_ARTICLES, 3) | dict.fromkeys("وفبل", 4)
"""What speech writes onto a noun, and the letters that have to be left."""
_TENSES = ("عمب", "غا", *"بهحك")
_PERSONS = "يتن"
_OTHER_PERSONS = "تن"
_PREPOSITIONS = "بك"
"""Tenses that are prepositions too: «بتعاون» and «كنار» hold nouns."""
_PLURALS = ("وا", "ون", "و")
_PRONOUNS = ("ها", "هم", "هن", "كم", "نا", "ني", "لو", "له", "لها", "لهم", "لنا", *"هو")
_NEGATIONS = ("شي", "ش")


def may_be_spoken(word: str) -> bool:
    """Tell whether a word of a key is rare enough in written Arabic to be taken apart."""
    return len(word) > _MIN_LEFT and share_of_passages(word) <= _MAX_SHARE


def bare_forms(word: str) -> Iterator[str]:
    """Yield what a spoken word may be without what clings to it, the least taken off first.

    A verb of any person comes as that of «هو» too, as which verbs are listed.
    """
    for stem in _without_endings(word):
        if stem != word:
            yield stem
        for particle, n_left in _PARTICLES.items():
            if stem.startswith(particle) and len(stem) - len(particle) >= n_left:
                yield stem[len(particle) :]
        if stem[0] in _OTHER_PERSONS and not is_common(stem):
            yield f"ي{stem[1:]}"
        for verb in _without_tense(stem):
            yield verb
            if may_be_spoken(verb):  # «بتعاون» is a noun of written Arabic and its preposition
                yield f"ي{verb[1:]}"


def written_verb(word: str) -> str | None:
    """Return the verb of written Arabic that speech has put a tense or a negation onto."""
    if is_common(word):
        return None
    negated = _without_negation(word)
    verbs = [
        verb
        for stem in (word, *negated)
        for verb in _without_tense(stem)
        if verb[0] == "ي" or stem[0] not in _PREPOSITIONS
    ]
    verbs += negated
    verbs += [verb.removesuffix(plural) for verb in verbs for plural in _PLURALS]
    return next((verb for verb in verbs if len(verb) >= _MIN_WRITTEN and is_common(verb)), None)


def _without_endings(word: str) -> Iterator[str]:
    yield word
    negated = _without_negation(word)
    yield from negated
    for stem in (word, *negated):
        for plural in _PLURALS:
            left = stem.removesuffix(plural)
            if left != stem and len(left) >= _MIN_LEFT:
                yield left
        for pronoun in _PRONOUNS:
            left = stem.removesuffix(pronoun)
            if left == stem or len(left) < _MIN_LEFT:
                continue
            if pronoun != "ه" or left[-1] in "وت":  # the ending of most nouns, too
                yield left
            if left.endswith("ت"):
                yield f"{left[:-1]}ه"  # «كرهبتو» of «كرهبة»
            elif left.endswith("و"):
                yield left[:-1]  # «شافوه» of «شافوا»
        if stem.endswith("وا") and len(stem) > _MIN_LEFT:
            yield stem[:-2]
            yield f"{stem[:-2]}ي"  # «حكوا» of «حكى»


def _without_negation(word: str) -> list[str]:
    if not word.endswith(_NEGATIONS):
        return []
    left = word.removesuffix("ي").removesuffix("ش")
    bare = [left] if word[-1] == "ش" and len(left) >= _MIN_LEFT else []  # «سوتشي» is a town
    for particle in ("ما", "م"):
        verb = left.removeprefix(particle)
        if verb != left and len(verb) >= _MIN_LEFT - 1:
            bare.append(verb)
    return bare


def _without_tense(word: str) -> list[str]:
    """Return what follows the letters of present and future; a person's letter is its first."""
    return [
        word[len(tense) :]
        for tense in _TENSES
        if word.startswith(tense)
        and len(word) - len(tense) >= _MIN_LEFT
        and word[len(tense)] in _PERSONS
    ]
