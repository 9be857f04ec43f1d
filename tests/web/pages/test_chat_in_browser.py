"""The chat page in a real browser: asked, read and pressed as people do."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Route

from bot.telegram.display import RLM
from bot.web.pages.links import MAX_EARLIER
from bot.web.pages.look import Look
from bot.web.texts import WebTexts
from tests.web.browser import DESKTOP, ENLARGED, PHONE, Tab, opened_tab
from tests.web.conftest import OpenTab
from tests.web.site import opened, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

VISIT = "متى يزور أردوغان روسيا؟"
WORDS = "«في الأيام القادمة»"
QUOTES = "figure blockquote:not(details *)"
LAST = "article:last-of-type"
PAINT_LIMIT_MS = 1000
"""Measured alone on this page it is far below; machines that test are busy."""


async def texts(found: Locator) -> list[str]:
    return [" ".join(text.split()) for text in await found.all_text_contents()]


async def ask(tab: Tab, question: str) -> None:
    """Type a question and send it; wait for its answer."""
    n_before = await tab.page.locator("article[data-answer]").count()
    await tab.page.locator("#q").press_sequentially(question)
    await tab.page.keyboard.press("Enter")
    await tab.page.locator("article[data-answer]").nth(n_before).wait_for()


async def move_on(tab: Tab, key: str) -> str:
    """Press a key that moves the focus; return what is focused, which must be outlined."""
    await tab.page.keyboard.press(key)
    name, outline = await tab.page.evaluate(
        """() => {
            const at = document.activeElement;
            const name = at.getAttribute("aria-label") ?? at.textContent.trim();
            return [name, getComputedStyle(at).outlineStyle];
        }"""
    )
    assert outline == "solid"
    return str(name)


async def test_a_typed_question_shows_the_right_quote_without_leaving_the_page(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await tab.page.evaluate("window.isSamePage = true")

        await ask(tab, VISIT)

        assert WORDS in (await texts(tab.page.locator(QUOTES)))[0]
        marks = tab.page.locator(f":nth-match({QUOTES}, 1) mark")
        assert await texts(marks) == ["أردوغان", "روسيا"]
        assert await tab.page.evaluate("window.isSamePage")
        assert await tab.page.locator("#q").input_value() == ""
        assert not await tab.page.locator(".intro").is_visible()


async def test_the_form_works_without_javascript(open_tab: OpenTab):
    async with open_tab(java_script_enabled=False) as tab:
        await tab.open()
        await tab.page.fill("#q", VISIT)
        await tab.page.click("button[type=submit]")

        shown = await texts(tab.page.locator(QUOTES))
        await tab.page.click("summary >> nth=0")
        context = tab.page.locator("details blockquote >> nth=0")

        assert WORDS in shown[0]
        assert await context.is_visible()
        assert not await tab.page.locator(".copy").first.is_visible()


async def test_without_javascript_more_and_votes_are_links_and_forms(open_tab: OpenTab):
    async with open_tab(java_script_enabled=False) as tab:
        await tab.open(q=VISIT)
        n_first = await tab.page.locator("figure").count()

        await tab.page.click("a.more")
        n_all = await tab.page.locator("figure").count()
        await tab.page.click("button[value=up]")

        assert n_all > n_first
        assert await tab.page.locator("button[aria-pressed=true]").count() == 1
        assert await tab.page.locator("figure").count() == n_all


async def test_more_votes_and_copies_stay_on_the_page(open_tab: OpenTab):
    async with open_tab(permissions=["clipboard-read", "clipboard-write"]) as tab:
        await tab.open(q=VISIT)
        await tab.page.evaluate("window.isSamePage = true")

        await tab.page.click("button[value=up]")
        await tab.page.locator("button[aria-pressed=true]").wait_for()
        await tab.page.click("a.more")
        await tab.page.locator("figure >> nth=3").wait_for()
        await tab.page.click(".copy >> nth=0")
        await tab.page.get_by_text("نُسخ").first.wait_for()

        copied = await tab.page.evaluate("navigator.clipboard.readText()")
        words = (await texts(tab.page.locator(QUOTES)))[0]
        assert copied.split("\n")[0] == words
        assert await tab.page.locator("button[aria-pressed=true]").count() == 1
        assert await tab.page.evaluate("window.isSamePage")


@pytest.mark.parametrize(
    ("facts", "source"),
    [
        (
            "title: افتتاح <جسر> & طريق\nsource: الميناء\ndate: 2024-05-12\nurl: https://a.example/1",
            "افتتاح <جسر> & طريق · الميناء · ١٢ مايو ٢٠٢٤\nhttps://a.example/1",
        ),
        (
            "title: Harbour جسر\nsource: Harbour News\nurl: https://a.example/جسر?a=1&b=2",
            f"{RLM}\u2068Harbour\u2069 جسر · \u2068Harbour News\u2069\nhttps://a.example/جسر?a=1&b=2",
        ),
        ("title: جسر النخيل\nurl: javascript:alert(1)", "جسر النخيل"),
    ],
    ids=["whole", "latin", "no address"],
)
async def test_a_quote_is_copied_with_its_source_below_it(
    browser: Browser, tmp_path: Path, facts: str, source: str
):
    quote = "وبلغت كلفة جسر النخيل أربعين مليون دينار، بحسب بلدية المدينة."
    (tmp_path / "corpus").mkdir()
    article = f"---\n{facts}\n---\nافتُتح جسر النخيل صباح الأحد بعد أعمال طويلة. {quote}\n"
    (tmp_path / "corpus" / "bridge.md").write_text(article, "utf-8")
    allowed = ["clipboard-read", "clipboard-write"]
    async with (
        opened(tmp_path / "corpus", tmp_path) as library,
        serving(library, tmp_path) as site,
        opened_tab(browser, site.url, permissions=allowed) as tab,
    ):
        await tab.open(q="كم بلغت كلفة جسر النخيل؟")
        await tab.page.click(".copy >> nth=0")
        await tab.page.get_by_text("نُسخ").first.wait_for()

        copied = await tab.page.evaluate("navigator.clipboard.readText()")

    assert copied == f"{quote}\n{source}"


async def test_a_follow_up_leans_on_the_page_and_survives_loading_it_anew(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await ask(tab, "كم عدد الفصائل المنضمة إلى اتفاقات خفض التصعيد؟")
        await ask(tab, "وكم بلدة؟")
        before = await texts(tab.page.locator("h2 bdi"))

        await tab.page.reload()

        assert await tab.page.locator(f"{LAST} .leant").count() == 1
        assert await texts(tab.page.locator("h2 bdi")) == before
        assert len(before) == 2


async def test_a_long_conversation_carries_its_last_answers_only(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open(q="سؤال")
        for i in range(MAX_EARLIER + 1):
            await ask(tab, f"سؤال {i}")

        assert await tab.page.locator("#ask input[name=after]").count() == MAX_EARLIER


async def test_the_keyboard_alone_is_enough(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await tab.page.locator("#q:focus").wait_for()
        await tab.page.keyboard.type(VISIT)
        await tab.page.keyboard.press("Enter")
        await tab.page.locator("article[data-answer]").wait_for()
        stops = [await move_on(tab, "Shift+Tab") for _ in range(4)]
        await tab.page.keyboard.press("Shift+Tab")
        await tab.page.keyboard.press("Enter")
        await tab.page.locator(".copy", has_text="نُسخ").wait_for()

        assert [stop.split(" (")[0] for stop in stops] == [
            "جواب غير مفيد",
            "جواب مفيد",
            "المزيد",
            "السياق",
        ]


async def test_examples_and_paragraphs_open_by_the_keyboard(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await tab.page.locator("#q:focus").wait_for()
        stops = [await move_on(tab, "Tab") for _ in range(2)]
        await tab.page.keyboard.press("Enter")
        await tab.page.locator("article[data-answer]").wait_for()
        await tab.page.locator("summary >> nth=0").focus()
        await tab.page.keyboard.press("Enter")

        assert stops[0] == "إرسال"
        assert await tab.page.locator("h2 bdi").inner_text() == stops[1]
        assert await tab.page.locator("details[open] blockquote").is_visible()


async def test_the_first_stop_of_the_keyboard_leads_past_the_bar(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open(q=VISIT)
        await tab.page.keyboard.press("Tab")
        skip = tab.page.locator(".skip")
        box = await skip.bounding_box()
        await tab.page.keyboard.press("Enter")

        assert box is not None
        assert box["y"] >= 0
        assert await tab.page.evaluate("document.activeElement.id") == "main"


async def test_a_screen_reader_is_told_the_answer(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await ask(tab, VISIT)

        status = tab.page.get_by_role("status").filter(has_text=WORDS)
        await status.wait_for(state="attached")

        assert (await texts(status))[0].startswith("أقرب ما وجدت في المقالات:")


async def test_what_fails_is_said_and_the_question_is_kept(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await tab.page.context.set_offline(True)
        await tab.page.fill("#q", VISIT)
        await tab.page.keyboard.press("Enter")
        notice = tab.page.locator(".notice p")
        await notice.wait_for()
        await tab.page.context.set_offline(False)

        assert await texts(notice) == ["حدث خطأ ولم يصل الجواب. يُرجى إرسال السؤال مرة أخرى."]
        assert await tab.page.locator("#q").input_value() == VISIT
        tab.forgive("net::ERR_INTERNET_DISCONNECTED")


async def hold_up(_route: Route) -> None:
    """Let a request wait for its answer for ever."""


async def test_an_answer_that_does_not_come_is_waited_for_no_longer_and_may_be_asked_again(
    open_tab: OpenTab,
):
    async with open_tab() as tab:
        await tab.page.clock.install()
        await tab.open()
        await tab.page.route("**/*part=turn*", hold_up)
        await tab.page.fill("#q", VISIT)
        await tab.page.keyboard.press("Enter")
        await tab.page.locator(".searching").wait_for()
        await tab.page.clock.fast_forward(24_000)
        early = await tab.page.locator(".notice").count()
        await tab.page.clock.fast_forward(2_000)
        await tab.page.locator(".notice").wait_for()
        told = await texts(tab.page.locator(".notice p"))
        kept = await tab.page.locator("#q").input_value()
        found = await tab.violations()
        await tab.page.unroute("**/*part=turn*")
        await tab.page.get_by_role("button", name="إعادة السؤال").click()
        await tab.page.locator("article[data-answer]").wait_for()

        assert (early, told, kept) == (0, [WebTexts.load().chat.too_slow], VISIT)
        assert found == []
        assert WORDS in (await texts(tab.page.locator(QUOTES)))[0]
        assert await tab.page.locator("article").count() == 1
        assert await tab.page.locator("#q").input_value() == ""


async def test_asking_again_leaves_the_question_that_is_being_written(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open()
        await tab.page.route("**/*part=turn*", lambda route: route.abort())
        await tab.page.fill("#q", VISIT)
        await tab.page.keyboard.press("Enter")
        await tab.page.locator(".notice").wait_for()
        await tab.page.unroute("**/*part=turn*")
        await tab.page.fill("#q", "وأين")
        await tab.page.get_by_role("button", name="إعادة السؤال").click()
        await tab.page.locator("article[data-answer]").wait_for()

        assert await texts(tab.page.locator("h2 bdi")) == [VISIT]
        assert await tab.page.locator("#q").input_value() == "وأين"
        tab.forgive("net::ERR_FAILED")


async def test_a_vote_that_is_not_taken_is_said_to_be_so(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open(q=VISIT)
        await tab.page.context.set_offline(True)
        await tab.page.click("button[value=up]")
        told = tab.page.locator(".told")
        await told.wait_for()

        assert await texts(told) == ["حدث خطأ. يُرجى المحاولة مرة أخرى."]
        assert await tab.page.locator("button[aria-pressed=true]").count() == 0
        tab.forgive("net::ERR_INTERNET_DISCONNECTED")


async def test_light_and_dark_follow_the_system(open_tab: OpenTab):
    papers = {}
    for scheme in ("light", "dark"):
        async with open_tab(color_scheme=scheme) as tab:
            await tab.open(q=VISIT)
            color = await tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
            papers[scheme] = sum(map(int, color.removeprefix("rgb(").removesuffix(")").split(",")))

    assert papers["light"] > 3 * 200
    assert papers["dark"] < 3 * 60


async def test_a_page_of_telegrams_follows_its_theme(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open(q=VISIT)
        color = await tab.page.evaluate(
            """() => {
                document.documentElement.classList.add("telegram");
                document.documentElement.style.setProperty("--tg-theme-text-color", "#123456");
                return getComputedStyle(document.body).color;
            }"""
        )

    assert color == "rgb(18, 52, 86)"


@pytest.mark.parametrize("question", ["", VISIT, "ما عاصمة اليابان؟", "x" * 300])
async def test_no_page_scrolls_sideways_on_a_phone(open_tab: OpenTab, question: str):
    async with open_tab(**PHONE) as tab:
        await tab.open(q=question)

        assert not await tab.is_wider_than_window()


async def test_four_times_as_large_the_window_is_for_the_answer(open_tab: OpenTab):
    async with open_tab(**ENLARGED, reduced_motion="reduce") as tab:
        await tab.open(q=VISIT)
        await tab.page.locator(QUOTES).first.evaluate("quote => quote.scrollIntoView()")

        covered = await tab.page.evaluate(
            """() => [20, 60, 120, 180, 240].filter(
                y => !document.elementFromPoint(innerWidth / 2, y).closest(".turn"))"""
        )
        wide = await tab.is_wider_than_window()
        await tab.page.locator("#q").focus()
        field = await tab.page.locator("#q").bounding_box()

    assert (covered, wide) == ([], False)
    assert field
    assert 0 <= field["y"] < 256 - field["height"]


@pytest.mark.parametrize(
    ("scheme", "device"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "dark"]
)
async def test_axe_finds_no_violation(open_tab: OpenTab, scheme: str, device: dict[str, object]):
    found = []
    async with open_tab(color_scheme=scheme, **device) as tab:
        for question in ("", "بمبادرة من جرت المكالمة بين بوتين وأردوغان؟", "ما عاصمة اليابان؟"):
            await tab.open(q=question)
            found += await tab.violations()
        await ask(tab, VISIT)
        await tab.page.click(f"{LAST} summary >> nth=0")
        await tab.page.click(f"{LAST} button[value=up]")
        await tab.page.locator(".told").wait_for()
        found += await tab.violations()

    assert found == []


async def test_axe_finds_no_violation_where_something_went_wrong(open_tab: OpenTab):
    async with open_tab() as tab:
        await tab.open("/nowhere")
        nowhere = await tab.violations()
        await tab.open(q="س" * 1001)
        too_long = await tab.violations()
        tab.forgive("status of 404")
        tab.forgive("status of 422")

    assert [*nowhere, *too_long] == []


async def test_the_first_paint_comes_soon(open_tab: OpenTab):
    paints = []
    async with open_tab() as tab:
        for question in ("", VISIT, VISIT):
            await tab.open(q=question)
            paints.append(
                await tab.page.evaluate(
                    """() => new Promise((told) => new PerformanceObserver((list) => {
                        const found = list.getEntriesByName("first-contentful-paint")[0];
                        if (found) told(found.startTime);
                    }).observe({ type: "paint", buffered: true }))"""
                )
            )

    assert min(paints) < PAINT_LIMIT_MS


@pytest.mark.parametrize("question", ["", VISIT])
async def test_the_first_paint_waits_for_no_other_file(open_tab: OpenTab, question: str):
    async with open_tab() as tab:
        await tab.open(q=question)
        loaded = await tab.page.evaluate(
            """() => performance.getEntriesByType("resource").map(
                (file) => [file.name.split(".").at(-1), file.renderBlockingStatus])"""
        )

    assert ["woff2", "non-blocking"] in loaded
    assert [kind for kind, status in loaded if status != "non-blocking"] == []


async def test_the_style_in_the_page_is_that_of_the_sheets(open_tab: OpenTab):
    look = Look.load()
    written = "".join(
        look.static.named(name).content.decode() for name in ("style.css", "chat.css")
    )
    async with open_tab() as tab:
        await tab.open()
        shown, meant = await tab.page.evaluate(
            """(written) => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync(written);
                return [document.styleSheets[0], sheet].map(
                    ({ cssRules }) => [...cssRules].map((rule) => rule.cssText));
            }""",
            written,
        )

    assert len(shown) > 50
    assert shown == meant


async def test_who_asked_for_less_motion_sees_none(open_tab: OpenTab):
    async with open_tab(reduced_motion="reduce") as tab:
        await tab.open()
        behaviour = "getComputedStyle(document.documentElement).scrollBehavior"

        assert await tab.page.evaluate(behaviour) == "auto"
