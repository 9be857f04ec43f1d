"""Why an answer is what it is: everything adds up to what search itself found."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from retrieval.datatypes import Outcome
from retrieval.engine import Engine, SnapshotStore, update_snapshot
from retrieval.search.explanation import Candidate, Explanation, Fate, Origin, Role, Search
from retrieval.search.searcher import Step
from tests.fakes import FakeEncoder

QUESTION = "متى وصل القطار السريع إلى المحطة؟"
TRAIN = (
    "وصل القطار السريع القادم من الجبل إلى محطة المدينة متأخرا ساعة كاملة بسبب الثلوج. "
    "نزل الركاب جميعا في دقائق. قال مدير المحطة إن القطار السريع لن يتأخر بعد اليوم أبدا. "
    "القطار السريع جديد."
)
AGAIN = "وصل القطار السريع قادما من الجبل إلى محطة المدينة متأخرا ساعة كاملة بسبب الثلوج."
BRIDGE = (
    "قال الوزير يوسف النجار إن الجسر الجديد سيفتح أمام الناس قريبا. "
    "وأضاف أن طول الجسر الجديد يبلغ سبعمئة متر كاملة."
)
RAIN = "هطل المطر غزيرا طوال النهار في شهر تموز. فاضت الأنهار على جانبيها."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("explaining")
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = [
        json.dumps({"id": f"{number}", "title": title, "text": text})
        for number, (title, text) in enumerate(
            [
                ("قمر", TRAIN),
                ("شمس", f"{AGAIN} غادر القطار السريع بعد ساعة."),
                ("نجم", RAIN),
                ("جسر", BRIDGE),
            ],
            1,
        )
    ]
    (corpus / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    store = SnapshotStore(Path(folder) / "snapshots")
    update_snapshot(corpus, store, FakeEncoder())
    opened = Engine.open(store.current(), FakeEncoder())
    yield opened
    opened.close()


def search_of(explanation: Explanation) -> Search:
    assert explanation.search is not None
    return explanation.search


def fates(candidates: tuple[Candidate, ...]) -> list[Fate]:
    return [candidate.fate for candidate in candidates]


@pytest.mark.parametrize("question", [QUESTION, "ما عاصمة اليابان؟", "السلام عليكم", ""])
def test_the_answer_is_the_one_that_is_given_without_an_explanation(engine: Engine, question: str):
    assert engine.explain(question).answer == engine.answer(question)


def test_what_features_add_is_the_score(engine: Engine):
    findings = engine.find(QUESTION)

    candidates = search_of(engine.explain(QUESTION)).candidates

    assert findings is not None
    scores = findings.scores[findings.order].tolist()
    assert [candidate.score for candidate in candidates] == scores[: len(candidates)]
    for candidate in candidates:
        assert sum(candidate.parts.values()) == pytest.approx(candidate.score)


def test_what_kinds_of_terms_add_is_the_bm25(engine: Engine):
    for question in (QUESTION, "متى هطل المطر في يوليو؟"):
        for passage in search_of(engine.explain(question)).passages:
            assert sum(passage.by_kind.values()) == pytest.approx(passage.bm25)


def test_a_passage_that_names_a_month_otherwise_scores_by_a_substitute(engine: Engine):
    explanation = engine.explain("متى هطل المطر في يوليو؟")

    (rain,) = [
        passage
        for passage in search_of(explanation).passages
        if passage.document_id == "a.jsonl#3"
    ]
    (month,) = [word for word in explanation.words if word.text == "يوليو"]
    assert rain.by_kind["substitutes"] > 0
    assert [(other.text, other.origin) for other in month.substitutes] == [("تموز", Origin.LIST)]


@pytest.mark.parametrize(
    ("question", "text", "origin"),
    [
        ("متى هطل المطر في يوليو؟", "تموز", Origin.LIST),
        ("متى هبط الركاب؟", "نزل", Origin.THESAURUS),
    ],
)
def test_it_is_told_who_says_that_a_word_may_stand_for_another(
    engine: Engine, question: str, text: str, origin: Origin
):
    words = engine.explain(question).words

    told = {other.text: other.origin for word in words for other in word.substitutes}
    assert told[text] is origin


def test_what_signs_add_is_the_log_odds_of_the_confidence(engine: Engine):
    confidence = search_of(engine.explain(QUESTION)).confidence

    assert confidence is not None
    total = confidence.bias + sum(sign.adds for sign in confidence.signs)
    assert 1 / (1 + 2.718281828459045**-total) == pytest.approx(confidence.bundled)
    assert confidence.value == confidence.bundled == engine.answer(QUESTION).confidence


def test_words_say_what_they_are_to_the_search(engine: Engine):
    words = engine.explain(QUESTION).words

    roles = {word.text: word.role for word in words}
    assert roles["متي"] is Role.ASKING
    assert roles["الي"] is Role.STOP_WORD
    assert roles["القطار"] is Role.TOPIC
    assert sum(word.importance for word in words) == pytest.approx(1)
    assert {word.importance for word in words if word.role is Role.ASKING} == {0}


def test_terms_are_told_by_what_they_are_made_of(engine: Engine):
    terms = search_of(engine.explain("متى وصل القطار؟")).terms

    told = {(term.kind, term.text): term.n_passages for term in terms}
    assert told[("stem", "قطار")] == 2
    assert told[("skeleton", "قطر")] == 2
    assert told[("gram", "_الق")] == 2
    assert told[("pair", "وصل قطار")] == 2
    assert all(term.idf > 0 for term in terms)


def test_a_word_that_the_corpus_spells_otherwise_is_told(engine: Engine):
    explanation = engine.explain("متى وصل القطتر السريع؟")

    assert [(each.typed, each.read) for each in explanation.readings] == [("القطتر", "القطار")]


def test_candidates_are_quoted_or_it_is_told_why_not(engine: Engine):
    explanation = engine.explain(QUESTION, n_quotes=2)

    candidates = search_of(explanation).candidates
    quoted = [each.text for each in candidates if each.fate is Fate.QUOTED]
    repeating = [each for each in candidates if each.fate is Fate.REPEATS]
    assert quoted == [quote.text for quote in explanation.answer.quotes]
    assert [(each.nth_quote, each.text) for each in repeating] in (
        [(1, AGAIN)],
        [(1, TRAIN.split(". ", maxsplit=1)[0] + ".")],
    )
    assert fates(candidates)[-1] is Fate.ENOUGH


def test_a_sentence_that_is_quoted_with_the_one_that_leans_on_it_is_told(engine: Engine):
    explanation = engine.explain("كم يبلغ طول الجسر الجديد؟")

    first, second = search_of(explanation).candidates[:2]
    assert explanation.answer.quotes[0].text == BRIDGE
    assert (first.fate, first.nth_quote) == (Fate.QUOTED, 1)
    assert BRIDGE.endswith(first.text)
    assert (second.fate, second.nth_quote) == (Fate.BESIDE, 1)
    assert BRIDGE.startswith(second.text)


def test_a_candidate_far_behind_the_first_is_told(engine: Engine):
    explanation = engine.explain(QUESTION, n_quotes=10)

    candidates = search_of(explanation).candidates
    quoted = [each.text for each in candidates if each.fate is Fate.QUOTED]
    assert quoted == [quote.text for quote in explanation.answer.quotes][: len(quoted)]
    assert Fate.BEHIND in fates(candidates)
    assert Fate.ENOUGH not in fates(candidates)


def test_a_refusal_is_explained_too(engine: Engine):
    explanation = engine.explain("ما عاصمة اليابان؟")

    confidence = search_of(explanation).confidence
    assert explanation.answer.outcome is Outcome.NONE
    assert confidence is None or confidence.value < confidence.weak_from


@pytest.mark.parametrize(
    ("question", "kind"), [("السلام عليكم", "small_talk"), ("", "empty"), ("ما هو", "no_content")]
)
def test_what_is_not_searched_for_has_no_search(engine: Engine, question: str, kind: str):
    explanation = engine.explain(question)

    assert explanation.kind == kind
    assert explanation.search is None
    assert [step.name for step in explanation.steps] == ["question"]


def test_each_step_has_the_time_since_the_one_before(engine: Engine):
    seconds = count()

    steps = engine.explain(QUESTION, clock=lambda: next(seconds) ** 2 / 1000).steps

    names = ["question", *(step.value for step in Step), "quotes"]
    assert [step.name for step in steps] == names
    times = [2 * nth + 1 for nth in range(len(names))]
    assert [step.took_ms for step in steps] == pytest.approx(times)
