"""The chat page as its HTML: what any browser shows, with a script or without."""

import asyncio
import threading
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.storage.answers import AnswerId, StoredAnswer
from bot.web.pages.links import MAX_EARLIER
from bot.web.quota import READINGS_PER_QUESTION
from retrieval.datatypes import DocumentId, Outcome, Quote, Suggestion
from tests.telegram.harness import ScriptedLibrary
from tests.web.pages.reading import ASKED, QUOTES, TITLES, Page, ask, visit
from tests.web.site import SEEDS, Site, opened, serving

VISIT = "متى يزور أردوغان روسيا؟"
TWO_OUTLETS = {
    "bridge.md": "صحيفة الميناء\nurl: https://example.org/bridge\ndate: 2024-05-12",
    "agency.md": "وكالة البحر\nurl: https://example.com/1\ndate: 2024-05-13",
}
BRIDGE = (
    "افتُتح جسر النخيل صباح الأحد بعد ثلاث سنوات من أعمال البناء. "
    "وبلغت كلفة الجسر أربعين مليون دينار، بحسب <b>بلدية</b> المدينة & أهلها.\n"
)


async def test_a_question_in_the_address_is_answered_with_words_of_an_article(
    site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{site.url}/", ("q", VISIT))

    first = page.all(QUOTES)[0]
    assert page.one(ASKED) == VISIT
    assert first in " ".join((SEEDS / "01-putin-erdogan-call.md").read_text().split())
    assert "«في الأيام القادمة»" in first
    assert page.all("(//figure)[1]/blockquote//mark") == ["أردوغان", "روسيا"]
    assert page.all(TITLES)[0] == "الكرملين يعلن دعوة أردوغان إلى زيارة عمل في روسيا"
    assert page.values(f"{TITLES}/a/@href")[0].startswith("/articles/01-putin-erdogan-call.md?")


@pytest.mark.parametrize("query", [(), (("q", VISIT),)], ids=["start", "answer"])
async def test_the_page_has_its_style_in_itself_and_may_have_no_other(
    site: Site, visitor: ClientSession, query: tuple[tuple[str, str], ...]
):
    page = await visit(visitor, f"{site.url}/", *query)

    [style] = page.root.xpath("//style")
    digest = b64encode(sha256(style.text.encode()).digest()).decode()
    assert f"; style-src 'sha256-{digest}'; " in page.headers["content-security-policy"]
    assert page.values("//link[@rel='stylesheet']/@href") == []
    assert page.values("//@style") == []
    # A vote from here has to say where it comes from.
    assert page.headers["referrer-policy"] == "same-origin"


async def test_the_font_is_asked_for_early_and_not_before_the_first_paint(
    site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{site.url}/")

    [font] = page.values("//body/link[@rel='preload'][@as='font']/@href")
    assert "naskh" in font
    assert page.values("//head/link[@rel='preload']/@href") == []


async def test_a_weak_answer_says_so_as_on_telegram(site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{site.url}/", ("q", VISIT))

    assert page.one("//p[@class='remark weak']") == "أقرب ما وجدت في المقالات:"


async def test_a_quote_opens_into_its_paragraph(site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{site.url}/", ("q", VISIT))

    assert page.all("(//figure)[1]/details/summary") == ["السياق"]
    assert page.one("(//figure)[1]/details//mark") == page.all(QUOTES)[0]
    assert "وأعلن الكرملين أن أردوغان قبل الدعوة." in page.one("(//figure)[1]/details/blockquote")


async def test_where_nothing_answers_no_source_is_named(
    script: ScriptedLibrary, scripted_site: Site, visitor: ClientSession
):
    script.suggestions = (Suggestion(DocumentId("a b.md"), "مقال قريب"),)

    page = await visit(visitor, f"{scripted_site.url}/", ("q", "لا جواب له"))

    assert page.all("//div[@class='none']/p") == [
        "لم أجد في المقالات ما يجيب عن سؤالك.",
        "أقرب المقالات إلى السؤال:",
    ]
    assert page.all("//ul[@class='suggestions']/li") == ["مقال قريب"]
    assert page.values("//ul[@class='suggestions']//a/@href") == ["/articles/a%20b.md"]
    assert page.all("//figure") == []
    assert page.all("//form[@class='votes']") == []


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("السلام عليكم", ["أهلًا بك! يُرجى كتابة سؤال، والجواب اقتباس من المقالات مع مصدره."]),
        ("شكرا جزيلا", ["على الرحب والسعة."]),
        (
            "Who is the president of France?",
            [
                "المقالات بالعربية، لذا يُرجى كتابة السؤال بالعربية.",
                "The articles are in Arabic; please ask in Arabic.",
            ],
        ),
    ],
)
async def test_what_is_no_question_for_articles_is_met_as_on_telegram(
    site: Site, visitor: ClientSession, said: str, heard: list[str]
):
    page = await visit(visitor, f"{site.url}/", ("q", said))

    assert page.all("//div[@class='none']/p") == heard


async def test_a_follow_up_is_understood_with_the_questions_before_it(
    script: ScriptedLibrary, scripted_site: Site, visitor: ClientSession
):
    first = await visit(visitor, f"{scripted_site.url}/", ("q", "متى زار الوزير المدينة؟"))

    second = await ask(visitor, first, "ولماذا؟")
    third = await ask(visitor, second, "وكيف؟")

    assert script.conversations[-2].previous == ("متى زار الوزير المدينة؟",)
    assert script.conversations[-1].previous == ("متى زار الوزير المدينة؟", "ولماذا؟")
    assert third.all("//p[@class='remark leant']")[-1] == (
        "متابعة للسؤال: متى زار الوزير المدينة؟"
    )


async def test_the_conversation_stands_above_the_new_answer(site: Site, visitor: ClientSession):
    first = await visit(visitor, f"{site.url}/", ("q", VISIT))

    second = await ask(visitor, first, "كم اتفاقًا وُقّع في محافظة حلب؟")

    assert second.all(ASKED) == [VISIT, "كم اتفاقًا وُقّع في محافظة حلب؟"]
    assert second.all(QUOTES)[:3] == first.all(QUOTES)
    assert second.values("//span[@id='latest']/following-sibling::article[1]//h2/bdi/text()") == [
        "كم اتفاقًا وُقّع في محافظة حلب؟"
    ]


async def test_a_page_carries_the_last_answers_only(scripted_site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال رقم 0"))

    for i in range(1, MAX_EARLIER + 2):
        page = await ask(visitor, page, f"سؤال رقم {i}")

    assert len(page.fields("ask")) == MAX_EARLIER
    assert page.all(ASKED)[-1] == f"سؤال رقم {MAX_EARLIER + 1}"
    assert "سؤال رقم 0" not in page.all(ASKED)


async def test_a_new_topic_leaves_the_conversation_behind(
    script: ScriptedLibrary, scripted_site: Site, visitor: ClientSession
):
    await visit(visitor, f"{scripted_site.url}/", ("q", "متى زار الوزير المدينة؟"))

    start = await visit(visitor, f"{scripted_site.url}/")
    await ask(visitor, start, "ولماذا؟")

    assert start.fields("ask") == []
    assert script.conversations[-1].previous == ()


async def test_answers_of_chats_on_telegram_are_shown_to_nobody_here(
    scripted_site: Site, visitor: ClientSession
):
    telegrams = StoredAnswer(
        AnswerId("abcdefgh"), 5, None, 1, 7, "سؤال خاص", (), Outcome.NONE, (), 3, 0.0
    )
    await scripted_site.services.storage.answers.add(telegrams)

    alone = await visit(visitor, f"{scripted_site.url}/answers/abcdefgh")
    above = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"), ("after", "abcdefgh"))

    assert alone.status == 404
    assert above.all(ASKED) == ["سؤال"]


async def test_more_shows_all_quotes_of_the_answer_below_the_same_conversation(
    site: Site, visitor: ClientSession
):
    first = await visit(visitor, f"{site.url}/", ("q", VISIT))
    page = await ask(visitor, first, "ماذا قال لافروف عن سوريا؟")
    [*_, address] = page.values("//a[@class='button more']/@href")

    more = await visit(visitor, site.url + address)

    assert page.all("//a[@class='button more']")[-1] == "المزيد (٩)", "of 12, 3 are shown"
    assert more.all(ASKED) == page.all(ASKED)
    assert more.all("//article[last()]//figure/blockquote")[:3] == page.all(QUOTES)[3:]
    assert len(more.all("//article[last()]//figure")) == 12
    assert more.all("//article[last()]//a[@class='button more']") == []


async def test_an_answer_that_is_not_kept_is_not_found(
    scripted_site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{scripted_site.url}/answers/nothing0")

    assert page.status == 404
    assert page.values("//a[@class='brand']/@href") == ["/"]


async def test_an_answer_whose_article_changed_shows_nothing_in_its_name(
    tmp_path: Path, visitor: ClientSession
):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bridge.md").write_text(BRIDGE, "utf-8")
    async with opened(corpus, tmp_path) as library, serving(library, tmp_path) as site:
        first = await visit(visitor, f"{site.url}/", ("q", "كم كلفة جسر النخيل؟"))
        (corpus / "bridge.md").write_text("افتُتحت مكتبة في وسط المدينة يوم الأحد.\n", "utf-8")
        await library.reload()

        again = await visit(visitor, f"{site.url}/", *first.fields("ask"))

    assert len(first.all(QUOTES)) > 0
    assert again.all(QUOTES) == []
    assert again.all("//div[@class='none']/p") == [
        "تغيّر المقال منذ هذا الجواب. يُرجى طرح السؤال من جديد."
    ]


async def test_a_source_line_names_title_outlet_date_and_original_and_who_says_it_too(
    tmp_path: Path, visitor: ClientSession
):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, facts in TWO_OUTLETS.items():
        header = f"---\ntitle: افتتاح <جسر>\nsource: {facts}\n---\n"
        (corpus / name).write_text(header + BRIDGE, "utf-8")
    async with opened(corpus, tmp_path) as library, serving(library, tmp_path) as site:
        page = await visit(visitor, f"{site.url}/", ("q", "كم بلغت كلفة جسر النخيل؟"))

    [line, also] = page.all("(//figure)[1]/figcaption/p")
    texts = [page.one("(//figure)[1]/blockquote"), line, also]
    assert texts[0] == ("وبلغت كلفة الجسر أربعين مليون دينار، بحسب <b>بلدية</b> المدينة & أهلها.")
    assert "افتتاح <جسر>" in line
    assert "وكذلك:" in also
    assert {"صحيفة الميناء", "وكالة البحر"} == {
        outlet
        for outlet in ("صحيفة الميناء", "وكالة البحر")
        for each in (line, also)
        if outlet in each
    }
    assert page.values("(//figure)[1]//time/@datetime")[0] in {"2024-05-12", "2024-05-13"}
    originals = page.values("(//figure)[1]//a[@rel]/@href")
    assert all(":~:text=" in original for original in originals)
    assert len(originals) == 2


async def test_a_question_that_is_too_long_is_told_the_limit_and_stays_in_the_field(
    script: ScriptedLibrary, tmp_path: Path, visitor: ClientSession
):
    question = " ".join(["سؤال"] * 41)
    async with serving(script, tmp_path, max_question_chars=200) as site:
        page = await visit(visitor, f"{site.url}/", ("q", question))

    assert page.status == 422
    assert page.one("//div[@class='notice']") == (
        "السؤال أطول من اللازم: الحد الأقصى ٢٠٠ حرف. يُرجى اختصاره."
    )
    assert page.values("//input[@name='q']/@value") == [question]
    assert page.values("//input[@name='q']/@maxlength") == ["201"]
    assert page.one(ASKED) == " ".join(["سؤال"] * 31) + "…"


async def test_who_asks_too_much_is_told_to_wait_below_what_was_answered(
    script: ScriptedLibrary, tmp_path: Path, visitor: ClientSession
):
    async with serving(script, tmp_path, web_questions_per_minute=1) as site:
        first = await visit(visitor, f"{site.url}/", ("q", "السؤال الأول"))

        second = await ask(visitor, first, "السؤال الثاني")

    assert second.status == 429
    assert 0 < int(second.headers["retry-after"]) <= 60
    assert second.one("//div[@class='notice']").startswith("هذه أسئلة كثيرة في دقيقة واحدة.")
    assert second.all(ASKED) == ["السؤال الأول", "السؤال الثاني"]
    assert second.fields("ask") == first.fields("ask")


async def test_who_asks_too_much_by_far_is_shown_nothing_above_any_more(
    script: ScriptedLibrary, tmp_path: Path, visitor: ClientSession
):
    async with serving(script, tmp_path, web_questions_per_minute=1) as site:
        first = await visit(visitor, f"{site.url}/", ("q", "السؤال الأول"))

        pages = [
            await ask(visitor, first, "السؤال الثاني") for _ in range(READINGS_PER_QUESTION + 1)
        ]

    assert {page.status for page in pages} == {429}
    assert [len(page.all(ASKED)) for page in pages] == [2] * READINGS_PER_QUESTION + [0]


async def test_answers_are_read_again_only_so_often(
    script: ScriptedLibrary, tmp_path: Path, visitor: ClientSession
):
    async with serving(script, tmp_path, web_questions_per_minute=1) as site:
        page = await visit(visitor, f"{site.url}/", ("q", "السؤال"))
        [(_, answer)] = page.fields("ask")

        pages = [
            await visit(visitor, f"{site.url}/answers/{answer}")
            for _ in range(READINGS_PER_QUESTION)
        ]
        again = await visit(visitor, f"{site.url}/", ("after", answer))

    assert {page.status for page in pages} == {200}
    assert again.status == 429


async def test_while_too_many_questions_wait_another_is_asked_to_come_again(
    script: ScriptedLibrary, tmp_path: Path, visitor: ClientSession
):
    async with serving(script, tmp_path, corpus_dir=tmp_path, queue_size=1) as site:
        script.opened.clear()
        held = asyncio.create_task(visit(visitor, f"{site.url}/", ("q", "الأول")))
        while not script.asked:  # noqa: ASYNC110 - the worker thread sets no event
            await asyncio.sleep(0)

        turned_away = await visit(visitor, f"{site.url}/", ("q", "الثاني"))
        script.opened.set()
        answered = await held

    assert turned_away.status == 503
    assert turned_away.one("//div[@class='notice']").startswith("الأسئلة كثيرة في هذه اللحظة.")
    assert answered.status == 200


class Stalling(ScriptedLibrary):
    """Answers, but reads no further in an article until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.is_let_go = threading.Event()

    def context(self, quote: Quote) -> Quote | None:
        self.is_let_go.wait(timeout=20)
        return super().context(quote)


async def test_an_answer_without_time_for_what_stands_around_it_is_an_answer(
    tmp_path: Path, visitor: ClientSession
):
    stalling = Stalling()
    async with serving(stalling, tmp_path, corpus_dir=tmp_path, answer_timeout_s=0.2) as site:
        stalling.is_let_go.set()
        first = await visit(visitor, f"{site.url}/", ("q", "الأول"))
        stalling.is_let_go.clear()

        second = await ask(visitor, first, "الثاني")
        stalling.is_let_go.set()

    assert first.all(QUOTES) == ["جواب الأول"]
    assert second.all(QUOTES) == ["جواب الثاني"]
    assert second.all("//details") == []
    assert len(second.fields("ask")) == 2


async def test_while_nothing_can_be_kept_questions_are_answered_all_the_same(
    scripted_site: Site, visitor: ClientSession
):
    first = await visit(visitor, f"{scripted_site.url}/", ("q", "الأول"))
    await scripted_site.services.storage.database.fetch("DROP TABLE answers")

    second = await ask(visitor, first, "الثاني")

    assert second.all(QUOTES) == ["جواب الثاني"]
    assert second.all("//form[@class='votes']") == []


async def test_the_script_is_given_the_turn_alone(scripted_site: Site, visitor: ClientSession):
    before = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))
    [(_, answer)] = before.fields("ask")

    part = await visit(
        visitor, f"{scripted_site.url}/", ("after", answer), ("q", "آخر"), ("part", "turn")
    )

    assert part.root.tag == "article"
    assert part.all("//h2/bdi") == ["آخر"]
    assert len(part.values("//article/@data-answer")) == 1


@pytest.mark.parametrize(
    "question",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "س\u202eؤال"],
)
async def test_a_question_is_shown_as_it_is_written(
    scripted_site: Site, visitor: ClientSession, question: str
):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", question))

    assert page.one(ASKED) == question
    assert page.all("//body//script") == []
    assert page.values("//@onerror") == []


@pytest.mark.parametrize("question", ["%ED%A0%80", "%00", "%FF", "%D8", "a%0Ab"])
async def test_no_bytes_in_the_address_break_the_page(
    scripted_site: Site, visitor: ClientSession, question: str
):
    url = URL(f"{scripted_site.url}/?q={question}", encoded=True)

    async with visitor.get(url) as response:
        page = await Page.of(response)

    assert page.status == 200
    assert len(page.all("//form")) > 0


async def test_the_start_says_what_is_searched_and_what_is_kept(
    site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{site.url}/")

    assert page.all("//footer/p") == [
        "لا يؤلّف اقتباس جوابًا، ولا يلخّص، ولا يغيّر كلمة.",
        "في الفهرس: ٨ مقالات" + "يُحفظ السؤال بلا اسم صاحبه، ويُحذف بعد ٣٠ يومًا.",
    ]
    assert page.values("//body/@class") == ["chat start"]


async def test_all_of_an_answer_is_below_100_kib(site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{site.url}/", ("q", "ماذا قال لافروف عن سوريا؟"))
    for question in ("لماذا؟", VISIT, "كم اتفاقًا وُقّع في محافظة حلب؟", "وأين؟"):
        page = await ask(visitor, page, question)
    [*_, more] = page.values("//a[@class='button more']/@href")

    async with visitor.get(site.url + more) as response:
        n_bytes = len(await response.read())
    for address in [*page.values("//link/@href"), *page.values("//script/@src")]:
        async with visitor.get(site.url + address) as response:
            n_bytes += len(await response.read())

    assert n_bytes < 100 * 1024
