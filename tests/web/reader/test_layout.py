"""An article's text as blocks of a page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.marking import Piece
from bot.web.reader.layout import Block, Kind, lay_out
from retrieval.corpus.outline import outline
from retrieval.datatypes import Article, Document, DocumentId, Span

MARKDOWN = """\
---
title: جسر النخيل
date: 2024-05-12
---
# جسر النخيل

افتُتح الجسر يوم الأحد بعد أعمال دامت ثلاث سنوات. وحضر الافتتاح جمع كبير.

## كلفة الجسر

- بلغت الكلفة أربعين مليون دينار.
- وتحملت المدينة نصفها.

![صورة الجسر](bridge.png)

---

وقال العطار إن الجسر سيخفف الازدحام.
"""


def article(text: str, title: str = "عنوان", name: str = "a.md") -> Article:
    document = Document(DocumentId(name), text, title)
    return Article(document, outline(document))


def words(block: Block) -> str:
    return "".join(piece.text for piece in block.pieces)


def marked(blocks: list[Block]) -> list[str]:
    return [piece.text for block in blocks for piece in block.pieces if piece.is_marked]


def span_of(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_an_article_is_laid_out_as_it_was_read():
    blocks = lay_out(article(MARKDOWN, "جسر النخيل"), None)

    assert [(block.kind, block.bullet, words(block)) for block in blocks] == [
        (Kind.LABELS, "", "--- title: جسر النخيل date: 2024-05-12 ---"),
        (
            Kind.PARAGRAPH,
            "",
            "افتُتح الجسر يوم الأحد بعد أعمال دامت ثلاث سنوات. وحضر الافتتاح جمع كبير.",
        ),
        (Kind.HEADING, "", "كلفة الجسر"),
        (Kind.PARAGRAPH, "-", "بلغت الكلفة أربعين مليون دينار."),
        (Kind.PARAGRAPH, "-", "وتحملت المدينة نصفها."),
        (Kind.ASIDE, "", "![صورة الجسر](bridge.png)"),
        (Kind.RULE, "", ""),
        (Kind.PARAGRAPH, "", "وقال العطار إن الجسر سيخفف الازدحام."),
    ]


def test_the_mark_is_exactly_the_span():
    blocks = lay_out(article(MARKDOWN), span_of(MARKDOWN, "وحضر الافتتاح جمع كبير."))

    [block] = [block for block in blocks if block.has_mark]
    assert block.pieces == (
        Piece("افتُتح الجسر يوم الأحد بعد أعمال دامت ثلاث سنوات. ", is_marked=False),
        Piece("وحضر الافتتاح جمع كبير.", is_marked=True),
    )


def test_a_mark_over_several_blocks_is_in_each_of_them():
    start = MARKDOWN.index("أربعين")
    end = MARKDOWN.index("نصفها") + len("نصفها")

    blocks = lay_out(article(MARKDOWN), Span(start, end))

    assert marked(blocks) == ["أربعين مليون دينار.", "وتحملت المدينة نصفها"]


def test_what_no_sentence_holds_can_be_marked_too():
    blocks = lay_out(article(MARKDOWN), span_of(MARKDOWN, "bridge.png"))

    assert marked(blocks) == ["bridge.png"]


@pytest.mark.parametrize(("is_marked", "n_titles"), [(False, 0), (True, 1)])
def test_the_title_at_the_top_is_left_to_the_page_unless_it_is_marked(
    is_marked: bool, n_titles: int
):
    text = "جسر النخيل\n\nافتُتح الجسر يوم الأحد بعد أعمال دامت ثلاث سنوات.\n"
    mark = span_of(text, "جسر النخيل") if is_marked else None

    blocks = lay_out(article(text, "جسر النخيل", "a.txt"), mark)

    assert [block.kind for block in blocks].count(Kind.TITLE) == n_titles
    assert words(blocks[-1]) == "افتُتح الجسر يوم الأحد بعد أعمال دامت ثلاث سنوات."


@pytest.mark.slow
@given(
    text=st.text(st.sampled_from("اب.؟! \n#-*>1<&\u064b\r\f😀[]()"), min_size=1, max_size=120),
    edges=st.tuples(st.integers(0, 119), st.integers(1, 120)),
)
def test_every_letter_stands_once_in_order_and_the_mark_holds_what_it_should(
    text: str, edges: tuple[int, int]
):
    start, end = edges[0] % len(text), min(edges[1], len(text))
    mark = Span(start, end) if start < end else None

    blocks = lay_out(article(text, title="لا شيء من هذا"), mark)

    def letters(shown: str) -> str:
        return re.sub(r"[\s#=*_-]", "", shown)

    assert letters("".join(block.bullet + words(block) for block in blocks)) == letters(text)
    of_bullets = letters("".join(block.bullet for block in blocks))
    found, wanted = letters("".join(marked(blocks))), letters(text[start:end]) if mark else ""
    assert len(wanted) - len(of_bullets) <= len(found) <= len(wanted)
