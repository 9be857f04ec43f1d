"""Questions in Latin letters, asked of the articles that a fresh clone answers from."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from retrieval.datatypes import Conversation, Outcome
from retrieval.engine import Engine
from tests.test_seeds_answers import SEEDS, open_engine

ASKED = [
    ("emta erdogan rayeh y zour russia?", "في الأيام القادمة"),
    ("kam 3adad el fasa2el elli endammet l ettifa2at 5afd el tas3id", "228 فصيل"),
    ("shu 2al lavrov 3an 5a6ar da3esh", "داعش"),
    ("chkoun ra2is arkan jaych russia?", "غيراسيموف"),
    ("meen mab3out el United Nations la souria", "دي ميستورا"),
    ("shno 9al poutine 3la tansi9 m3a amrica", "لا يكفي"),
    ("wein sar muntada sotchi?", "سوتشي"),
    ("shu mawqef turkia men el Assad", "بأنه واضح"),
    ("9addesh 3adad el ettifa2at fi 7alab", "18 من هذه الاتفاقات"),
    ("meen wazeeret kharejeyet indonesia", "ريتنو مارسودي"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(SEEDS, tmp_path_factory.mktemp("latin")) as opened:
        yield opened


@pytest.mark.parametrize(("question", "words"), ASKED)
def test_a_question_in_latin_letters_finds_its_answer(engine: Engine, question: str, words: str):
    answer = engine.answer(question)

    assert answer.outcome is not Outcome.NONE
    assert any(words in quote.text for quote in answer.quotes)


def test_most_answers_come_first(engine: Engine):
    first = [engine.search(question).quotes[0].text for question, _ in ASKED]

    assert sum(words in text for text, (_, words) in zip(first, ASKED, strict=True)) >= 8


def test_a_question_is_answered_as_the_same_one_in_arabic_letters(engine: Engine):
    latin = engine.answer("shu mawqef turkia men el Assad")
    arabic = engine.answer("شو موقف تركيا من الأسد")

    assert latin.read_as == "شو موقف تركيا من الاسد"
    assert arabic.read_as == ""
    assert latin.quotes == arabic.quotes


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("a7san film 3araby el sana di", "احسن فيلم عربي السنه هذه"),
        ("meen howa xqzw", ""),
        ("who is the Russian minister?", ""),
    ],
)
def test_what_no_article_answers_is_refused(engine: Engine, question: str, read_as: str):
    answer = engine.answer(question)

    assert (answer.outcome, answer.read_as) == (Outcome.NONE, read_as)


def test_a_question_that_leans_on_one_in_latin_letters_is_understood_with_it(engine: Engine):
    asked = Conversation(("emta zar lavrov Jakarta",))

    answer = engine.answer("w leih?", conversation=asked)

    assert answer.is_follow_up
    assert replace(answer, question="ولماذا؟", read_as="") == engine.answer(
        "ولماذا؟", conversation=Conversation(("امتى زار لافروف جاكرتا",))
    )


def test_why_tells_how_the_words_were_read(engine: Engine):
    explanation = engine.explain("متى زار Lavrov أنقرة؟")

    assert [(reading.typed, reading.read) for reading in explanation.readings] == [
        ("lavrov", "لافروف")
    ]
