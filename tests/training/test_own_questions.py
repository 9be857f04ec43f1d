import hashlib
import json
import lzma
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from retrieval.datatypes import Document, DocumentId, Span
from retrieval.errors import CorpusError
from retrieval.evaluation.results import Place
from tests.fakes import FakeEncoder
from training.own_questions import (
    LinkKind,
    Part,
    Style,
    WordLink,
    draw_articles,
    open_part,
    read_links,
    read_parts,
    read_questions,
)

OPENING = "افتتح الوزير المتحف الجديد يوم الأحد."
FIRE, MORE = "وقد احترق السوق القديم ليلا.", "ثم أعيد بناؤه بعد سنة."
NEWS = {
    "n1": f"{OPENING} حضر الحفل جمهور كبير من المدينة.",
    "n2": f"بدأ المطر في الليل وقد طال. {OPENING} غادر الضيوف مساء.",
}
PIECES = {"7": f"بنيت القلعة على تل. {FIRE} {MORE}", "8": "يعيش النمر في الغابة. يصيد ليلا."}
N1, N2 = DocumentId("ant_news.jsonl#n1"), DocumentId("ant_news.jsonl#n2")
W7 = DocumentId("wiki_ar.jsonl#7")


def place(file: str, name: str, text: str, sentence: str) -> dict[str, Any]:
    start = text.index(sentence)
    return {"file": file, "id": name, "start": start, "end": start + len(sentence)}


def listed(file: str, name: str, text: str) -> dict[str, str]:
    return {"file": file, "id": name, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def write_articles(data: Path, name: str, texts: dict[str, str]) -> None:
    (data / "train").mkdir(exist_ok=True)
    with lzma.open(data / "train" / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
        for identifier, text in texts.items():
            article = {"id": identifier, "title": f"عنوان {identifier}", "text": text}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


def write_questions(folder: Path, news: dict[str, str]) -> None:
    """Write two parts of questions: on the opening of a museum and a fire, and on nothing."""
    folder.mkdir()
    event = [listed("ant_news", name, text) for name, text in news.items()]
    castle, tiger = (listed("wiki_ar", name, text) for name, text in PIECES.items())
    content = {"1": [event, [castle]], "2": [[tiger]]}
    (folder / "articles.json").write_text(json.dumps(content), encoding="utf-8")
    asked = [
        {
            "id": "1-001",
            "question": "متى افتتح المتحف؟",
            "style": "plain",
            "gold": [place("ant_news", "n1", news["n1"], OPENING)],
        },
        {
            "id": "1-002",
            "question": "شو صار بالسوق العتيق؟",
            "style": "dialect",
            "gold": [place("wiki_ar", "7", PIECES["7"], sentence) for sentence in (FIRE, MORE)],
        },
    ]
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in asked)
    (folder / "questions_1.jsonl").write_text(lines, encoding="utf-8")
    (folder / "questions_2.jsonl").write_text("", encoding="utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of articles, most of which are in a part."""
    write_articles(tmp_path, "ant_news", {"other": "خبر آخر.", **NEWS})
    write_articles(tmp_path, "wiki_ar", PIECES)
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    write_questions(folder, NEWS)
    return folder


def read_first(data: Path, folder: Path) -> Part:
    first, _ = read_parts(data, folder)
    return first


def span_of(text: str, sentence: str) -> Span:
    return Span(text.index(sentence), text.index(sentence) + len(sentence))


def test_questions_can_be_read_without_their_articles(folder: Path):
    opening, fire = read_questions(1, folder)

    assert (opening.question_id, opening.style) == ("1-001", Style.PLAIN)
    assert opening.question == "متى افتتح المتحف؟"
    assert opening.gold == (Place(N1, span_of(NEWS["n1"], OPENING)),)
    assert [answer.document_id for answer in fire.gold] == [W7, W7]


def test_links_name_both_words_and_what_one_is_to_the_other(folder: Path):
    (folder / "links_1.tsv").write_text(
        "1-001\tالمتحف=المعرض متى~الأحد\n1-002\tصار=احترق\n", encoding="utf-8"
    )

    links = read_links(1, folder)

    assert links == (
        WordLink("1-001", "المتحف", "المعرض", LinkKind.MAY_STAND_FOR),
        WordLink("1-001", "متى", "الأحد", LinkKind.CLUE),
        WordLink("1-002", "صار", "احترق", LinkKind.MAY_STAND_FOR),
    )


@pytest.mark.parametrize(
    "line", ["1-001", "1-001\t", "1-001\tصار", "1-001\tصار=", "1-001\tصار=~احترق", "1-001 صار=شب"]
)
def test_a_line_that_holds_no_link_is_named(folder: Path, line: str):
    (folder / "links_1.tsv").write_text(f"1-001\tصار=احترق\n{line}\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"links_1\.tsv, line 2: expected .* word=other"):
        read_links(1, folder)


def test_parts_hold_their_articles_by_group(data: Path, folder: Path):
    first, second = read_parts(data, folder)

    assert [[article.document_id for article in group] for group in first.groups] == [
        [N1, N2],
        [W7],
    ]
    assert [article.text for article in first.articles] == [*NEWS.values(), PIECES["7"]]
    assert first.articles[0].title == "عنوان n1"
    assert (second.number, second.asks) == (2, ())


def test_a_sentence_said_again_in_another_article_answers_too(data: Path, folder: Path):
    opening, fire = read_first(data, folder).asks

    assert opening.gold == (
        Place(N1, span_of(NEWS["n1"], OPENING)),
        Place(N2, span_of(NEWS["n2"], OPENING)),
    )
    assert (opening.group, fire.group) == ("plain", "dialect")
    assert len(fire.gold) == 2


@pytest.mark.parametrize(
    ("sentence", "is_gold"),
    [
        (f"وفي الختام {OPENING}", True),
        ("افتتح الوزير المتحف الجديد", True),
        ("افتتح الوزير", False),
        ("افتتح السفير المتحف الجديد يوم الأحد.", False),
    ],
)
def test_more_words_answer_too_and_most_of_them_but_no_mere_beginning(
    tmp_path: Path, sentence: str, is_gold: bool
):
    news = {"n1": NEWS["n1"], "n2": f"بدأ المطر.\n{sentence}\nغادر الضيوف."}
    write_articles(tmp_path, "ant_news", news)
    write_articles(tmp_path, "wiki_ar", PIECES)
    write_questions(tmp_path / "questions", news)

    opening, _ = read_first(tmp_path, tmp_path / "questions").asks

    copied = Place(N2, span_of(news["n2"], sentence))
    assert opening.gold[1:] == ((copied,) if is_gold else ())


def test_an_open_part_is_asked_with_its_titles_and_without(data: Path, folder: Path):
    part = read_first(data, folder)

    titles = []
    for with_titles in (True, False):
        with open_part(part, FakeEncoder(), with_titles=with_titles) as collection:
            document = collection.engine.document(W7)
            assert document is not None
            assert document.text == PIECES["7"]
            titles.append(document.title)

    assert titles[0] == "عنوان 7"
    assert titles[1] != titles[0]


def test_a_question_has_no_answer_where_all_articles_that_hold_one_are_left_out(
    data: Path, folder: Path
):
    part = read_first(data, folder)

    with open_part(part, FakeEncoder(), without=frozenset({N1, W7})) as collection:
        opening, fire = collection.questions
        n_documents = collection.engine.summary.n_documents

    assert n_documents == 1
    assert [answer.document_id for answer in opening.gold] == [N2]
    assert fire.gold == ()


def part_of(*sizes: int) -> Part:
    """A part whose groups have so many articles."""
    groups = tuple(
        tuple(Document(DocumentId(f"{group}.jsonl#{row}"), "نص", "عنوان") for row in range(size))
        for group, size in enumerate(sizes)
    )
    return Part(1, groups, ())


def test_a_share_of_the_articles_is_drawn_by_its_seed():
    part = part_of(4, 4, 4, 1, 1, 1, 1)

    drawn = [draw_articles(part, share=0.25, seed=seed) for seed in range(20)]

    assert {len(names) for names in drawn} == {4}
    assert len(set(drawn)) > 10
    assert draw_articles(part, share=0.25, seed=3) == drawn[3]
    assert frozenset().union(*drawn) == {article.document_id for article in part.articles}


def test_articles_of_one_event_can_be_drawn_together():
    part = part_of(4, 4, 1, 1)

    for seed in range(20):
        drawn = draw_articles(part, share=0.5, seed=seed, by_group=True)
        sizes = Counter(str(name).partition(".")[0] for name in drawn)
        assert len(sizes) == 2
        assert all(sizes[group] in {0, 4} for group in "01")


def test_another_text_than_the_answers_were_taken_from_is_refused(data: Path, folder: Path):
    write_articles(data, "ant_news", {**NEWS, "n2": f"{NEWS['n2']} "})

    with pytest.raises(CorpusError, match=r"text of ant_news\.jsonl#n2 has SHA-256 .* anew"):
        read_parts(data, folder)


def test_an_article_that_is_not_there_is_named(data: Path, folder: Path):
    write_articles(data, "wiki_ar", {"7": PIECES["7"]})

    with pytest.raises(CorpusError, match=r"holds no article wiki_ar\.jsonl#8"):
        read_parts(data, folder)


def test_a_file_that_is_not_there_is_named(data: Path, folder: Path):
    (data / "train" / "wiki_ar.jsonl.xz").unlink()

    with pytest.raises(FileNotFoundError, match=r"wiki_ar\.jsonl\.xz is absent: .* --data"):
        read_parts(data, folder)
