import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.folder import scan_folder
from retrieval.corpus.outline import outline
from retrieval.datatypes import Document, DocumentId

SHARED = Path(os.environ.get("IQTIBAS_SHARED", Path(__file__).parents[4] / "shared"))
LEAD = (
    "أعلن مجلس مدينة الرمان يوم السبت افتتاح أربع حدائق جديدة على ضفة النهر، وقال إن العمل فيها"
    " استغرق سنتين كاملتين."
)
SECOND = "وحضر الافتتاح أهالي الأحياء المجاورة مع أطفالهم."
THIRD = "وتضم كل حديقة ملعبا صغيرا ومقاعد خشبية وأشجار ليمون."
TITLE = "أربع حدائق جديدة على ضفة النهر"


def article(*paragraphs: str, title: str = TITLE, name: str = "a.txt") -> Document:
    return Document(DocumentId(name), "\n\n".join(paragraphs), title)


def roles(document: Document) -> list[tuple[str, str]]:
    return [
        (document.text[sentence.start : sentence.end], sentence.role.name)
        for sentence in outline(document)
    ]


def marked(document: Document) -> dict[str, str]:
    return {text: role for text, role in roles(document) if role != "BODY"}


def test_the_title_is_marked_wherever_it_stands_and_however_it_is_decorated():
    decorated = "#أربع_حدائق جديدة على ضفة النهر"
    document = article(TITLE, decorated, LEAD, SECOND, f"«{TITLE}»", THIRD)

    assert marked(document) == {
        TITLE: "TITLE",
        decorated: "TITLE",
        f"«{TITLE}»": "TITLE",
    }


def test_a_finished_sentence_is_body_even_if_the_title_says_the_same():
    document = article(f"{TITLE}.", LEAD)

    assert marked(document) == {}


def test_an_abstract_cut_short_and_the_caption_below_it_are_not_quoted():
    abstract = f"{LEAD[:70]}..."
    caption = "رئيس المجلس مع عدد من الأطفال أمام بوابة إحدى الحدائق"
    document = article(TITLE, abstract, caption, LEAD, SECOND)

    assert marked(document) == {TITLE: "TITLE", abstract: "REPEAT", caption: "CAPTION"}


def test_a_lead_repeated_with_a_word_changed_is_quoted_once_at_its_later_place():
    changed = LEAD.replace("وقال إن", "مبينا أن")
    document = article(TITLE, LEAD, changed, SECOND)

    assert marked(document) == {TITLE: "TITLE", LEAD: "REPEAT"}


def test_sentences_that_differ_in_a_number_are_both_body():
    document = article(LEAD.replace("أربع", "4"), LEAD.replace("أربع", "7"), SECOND)

    assert marked(document) == {}


def test_a_sentence_said_twice_is_quoted_once():
    document = article(LEAD, SECOND, THIRD, SECOND)

    assert [role for _, role in roles(document)] == ["BODY", "REPEAT", "BODY", "BODY"]


def test_a_line_between_paragraphs_is_a_heading_where_paragraphs_are_finished():
    document = article(LEAD, "أشجار ومقاعد", THIRD, "ماذا بعد؟", SECOND)

    assert marked(document) == {"أشجار ومقاعد": "HEADING", "ماذا بعد؟": "HEADING"}


def test_where_writers_leave_full_stops_out_every_line_is_body():
    document = article("زار الوفد المدينة القديمة", "ثم عاد إلى الميناء", "وفي المساء سافر", LEAD)

    assert marked(document) == {}


def test_a_line_that_opens_with_and_goes_on_and_is_no_heading():
    document = article(LEAD, "وبلغ عدد المقاعد ثلاثين مقعدا", THIRD, SECOND)

    assert marked(document) == {}


@pytest.mark.parametrize(
    "line",
    [
        "20-04-2024 01:18 AM بتوقيت مكة المكرمة",
        "السبت 20 نيسان 2024 - 14:30",
        "نشر في 5 مايو/أيار 2023",
        "٢٠٢٤/٠٥/٠١ ١٠:٣٠ صباحا",
        "#حدائق #الرمان #أخبار",
        "تابعونا على فيسبوك",
        "بقلم: سعاد الهادي",
        "https://example.org/gardens",
        "اقرأ أيضا: قصة النهر الذي عاد إلى المدينة",
        "شاهد.. كيف بنيت الحدائق",
        "جميع الحقوق محفوظة © جريدة الرمان",
    ],
)
def test_a_line_of_the_page_is_not_the_articles(line: str):
    document = article(line, TITLE, LEAD, SECOND)

    assert marked(document)[line] == "BOILERPLATE"


@pytest.mark.parametrize(
    "sentence",
    [
        "وقع الاتفاق في 20-04-2024.",
        "في 20 نيسان 2024 افتتحت المدينة حديقتها الأولى",
        "تابعوا المباراة من مقاعد الحديقة.",
        "المصدر الذي يروي الحديقة نبع قديم.",
    ],
)
def test_a_sentence_with_such_words_in_it_is_body(sentence: str):
    document = article(LEAD, sentence, SECOND)

    assert marked(document) == {}


def test_links_at_the_end_of_the_page_are_not_the_articles():
    links = ["أقسام", "محليات", "أخبار متعلقة", "سوق الكتب يعود إلى الساحة", "جسر جديد قريبا"]
    document = article(LEAD, SECOND, *links)

    assert marked(document) == dict.fromkeys(links, "BOILERPLATE")


def test_a_heading_that_sounds_like_a_list_of_links_hides_no_text():
    document = article(LEAD, "أقسام", "حديقة الأطفال", THIRD, SECOND)

    assert marked(document) == {"أقسام": "BOILERPLATE", "حديقة الأطفال": "HEADING"}


def test_links_in_mid_text_end_where_the_text_goes_on():
    links = ["اقرأ أيضا", "سوق الكتب يعود إلى الساحة", "جسر جديد قريبا"]
    document = article(LEAD, *links, SECOND, THIRD)

    assert marked(document) == dict.fromkeys(links, "BOILERPLATE")


def test_a_line_that_names_its_photographer_is_a_caption():
    document = article(LEAD, "أطفال يلعبون قرب النهر (أرشيفية)", SECOND)

    assert marked(document) == {"أطفال يلعبون قرب النهر (أرشيفية)": "CAPTION"}


def test_a_line_that_leads_in_with_a_colon_names_what_follows():
    document = article(LEAD, "وفي ما يلي وصفها:", THIRD, SECOND)

    assert marked(document) == {"وفي ما يلي وصفها:": "HEADING"}


def test_an_abstract_below_the_text_is_no_more_quoted_than_one_above():
    abstract = f"{LEAD[:70]}..."
    document = article(LEAD, SECOND, abstract, THIRD)

    assert marked(document) == {abstract: "REPEAT"}


def test_markdown_marks_are_left_out_and_front_matter_is_not_quoted():
    text = (
        f"---\ntitle: {TITLE}\n---\n# {TITLE}\n\n{LEAD}\n\n## أشجار ومقاعد ##\n{THIRD}\n\n"
        "- حديقة الليمون في الشمال\n- حديقة التوت في الجنوب\n\n***\n\n![صورة](a.png)\n\n> "
        f"{SECOND}\n"
    )
    document = Document(DocumentId("a.md"), text, TITLE)

    assert roles(document) == [
        (f"---\ntitle: {TITLE}\n---", "BOILERPLATE"),
        (TITLE, "TITLE"),
        (LEAD, "BODY"),
        ("أشجار ومقاعد", "HEADING"),
        (THIRD, "BODY"),
        ("حديقة الليمون في الشمال", "BODY"),
        ("حديقة التوت في الجنوب", "BODY"),
        (SECOND, "BODY"),
    ]


def test_a_document_of_nothing_but_a_title_says_it_there():
    assert roles(article(TITLE)) == [(TITLE, "BODY")]


def test_an_empty_document_has_no_sentences():
    assert outline(article("", title="ملف")) == ()


@given(
    st.lists(
        st.sampled_from(
            [LEAD, SECOND, THIRD, TITLE, "#وسم", "أخبار متعلقة", "", "- ", "# ", "---"]
        )
        | st.text(max_size=20),
        max_size=12,
    ).map("\n".join),
    st.sampled_from(["a.txt", "a.md", "a.jsonl#1"]),
)
def test_sentences_are_in_order_and_hold_every_letter(text: str, name: str):
    document = Document(DocumentId(name), text, TITLE)

    sentences = outline(document)

    ends = [0, *(sentence.end for sentence in sentences)]
    assert all(s.start >= end for s, end in zip(sentences, ends, strict=False))
    assert all(s.start < s.end <= len(text) for s in sentences)
    paragraphs = [sentence.paragraph for sentence in sentences]
    assert paragraphs == sorted(paragraphs)
    if name != "a.md":
        inside = "".join(text[s.start : s.end] for s in sentences)
        assert sum(map(str.isalnum, inside)) == sum(map(str.isalnum, text))


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="../shared/seeds is not here")
def test_the_real_articles_keep_their_text_and_lose_their_page():
    documents = [d for d in scan_folder(SHARED / "seeds") if isinstance(d, Document)]

    actual = [
        [sentence.role.name for sentence in outline(document) if not sentence.role.is_quotable]
        for document in documents
    ]

    assert actual == [
        ["TITLE"],
        ["TITLE", "REPEAT", "CAPTION", "BOILERPLATE", "BOILERPLATE", "BOILERPLATE"],
        [],
        ["BOILERPLATE", "TITLE", "TITLE", "REPEAT", "HEADING"],
        [],
    ]
    assert documents[3].date == "2024-04-20"
