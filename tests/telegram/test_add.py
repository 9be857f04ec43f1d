"""/add: addresses of a site of our own, files and texts, into a small corpus and its answers."""

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
import yaml

from bot.collecting.fetching import Fetcher, FetchLimits
from bot.collecting.shelf import Change
from bot.errors import (
    AddingError,
    AddingFailure,
    FetchError,
    FetchFailure,
    RemovalFailure,
)
from bot.library import Library
from bot.preferences import Digits, Language
from bot.telegram.additions import Outcome, name_of, render_outcomes
from bot.telegram.admin_texts import AddingTexts, RefusalTexts
from bot.telegram.display import utf16_length
from bot.telegram.refusals import adding_refusal, fetch_refusal, file_refusal
from bot.telegram.texts import Texts, Wording
from retrieval.corpus.source import SkippedFile
from retrieval.engine import SnapshotStore
from retrieval.errors import Refusal
from retrieval.settings import EncoderSettings
from tests.bot.collecting.pages import page
from tests.bot.collecting.site import POLICY, Names, Site, open_site
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, REPORT, RunningBot, ScriptedLibrary, toast_of
from tests.telegram.html_entities import parse_html

PERSON = 100
DATES = "انطلق مهرجان التمور في ساحة السوق القديم مساء الخميس. وشارك فيه خمسون مزارعًا."
FILE = f"مهرجان التمور\n\n{DATES}\n".encode()
QUESTION = "كم مزارعًا شارك في مهرجان التمور؟"
LIMITS = FetchLimits(max_bytes=100_000, connect_s=5, idle_s=2.0, total_s=5.0)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site, runner = await open_site()
    yield site
    await runner.cleanup()


def bare(sent: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    return sent.text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069"))).split("\n")


def running(
    api: BotApi,
    library: Library | ScriptedLibrary,
    articles: Path,
    limits: FetchLimits = LIMITS,
    **settings: object,
) -> RunningBot:
    fetcher_of = partial(Fetcher, policy=POLICY, limits=limits, resolver=Names())
    return RunningBot(api, library, ImpatientClock(), fetcher_of, corpus_dir=articles, **settings)


async def added(api: BotApi, last: str = "يُقتبس من ذلك من الآن.") -> Sent:
    """Wait until the last message to the administrator says this; a question may follow."""
    await api.until(
        lambda: api.in_chat(ADMIN) and last in bare(api.in_chat(ADMIN)[-1])[-2:], within_s=30
    )
    return api.in_chat(ADMIN)[-1]


async def refused(api: BotApi) -> str:
    """Wait for a message that says that something was not added; return its line."""
    await api.until(
        lambda: api.in_chat(ADMIN) and "لم يُضف" in api.in_chat(ADMIN)[-1].text, within_s=30
    )
    [line] = bare(api.in_chat(ADMIN)[-1])
    return line


def files_of(articles: Path) -> list[str]:
    return sorted(
        str(path.relative_to(articles)) for path in articles.rglob("*") if path.is_file()
    )


@pytest.mark.slow
async def test_addresses_become_articles_and_each_is_told_what_became_of_it(
    api: BotApi, library: Library, articles: Path, site: Site
):
    site.put("/library", page())
    site.put("/closed", page(), status=403)
    async with running(api, library, articles):
        await api.write(
            ADMIN, f"/add {site.url('/library')} {site.url('/closed')} ftp://a.example/"
        )
        sent = await added(api)
        await api.write(PERSON, "ماذا افتتح المجلس البلدي في حي الزيتون؟")
        [answer] = await api.sent_to(PERSON)

    assert bare(sent) == [
        "• أُضيف: مكتبة جديدة في حي الزيتون · فقرة واحدة",
        f"• لم يُضف {site.url('/closed')}: جواب الموقع: 403 Forbidden",
        "• لم يُضف ftp://a.example/: الجلب بطريقة http أو https فقط، لا ftp",
        "يُقتبس من ذلك من الآن.",
        "سؤال للتجربة: مكتبة جديدة في حي الزيتون",
    ]
    assert "المجلس البلدي" in answer.quotes[0]
    assert len(api.in_chat(ADMIN)) == 1
    assert sum(name.startswith("web/") for name in files_of(articles)) == 1


@pytest.mark.slow
async def test_a_button_ends_what_is_fetched_and_what_came_by_then_is_read(
    api: BotApi, library: Library, articles: Path, site: Site
):
    site.put("/library", page())
    site.stream("/endless", b" ", 1, content_type="text/html")
    patient = FetchLimits(max_bytes=10**9, connect_s=5, idle_s=60.0, total_s=60.0)
    async with running(api, library, articles, patient):
        await api.write(ADMIN, f"/add {site.url('/library')} {site.url('/endless')}")
        [sent] = await api.sent_to(ADMIN)
        await api.until(lambda: "أُضيف:" in sent.text)
        labels = sent.labels
        toast = await toast_of(api, await api.press(ADMIN, sent, "إيقاف"))
        await api.until(lambda: "يُقتبس من ذلك من الآن." in sent.text, within_s=30)

    assert (labels, toast) == (["إيقاف"], "")
    assert bare(sent) == [
        "• أُضيف: مكتبة جديدة في حي الزيتون · فقرة واحدة",
        "أُوقفت الإضافة؛ ما لم يُذكر هنا لم يُضف.",
        "يُقتبس من ذلك من الآن.",
        "سؤال للتجربة: مكتبة جديدة في حي الزيتون",
    ]
    assert sent.buttons == []


@pytest.mark.slow
async def test_a_reading_after_an_addition_is_ended_by_a_button(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    scripted.reload_may_end.clear()
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, "a.txt", FILE, "/add")
        [sent] = await api.sent_to(ADMIN)
        await api.until(lambda: sent.labels == ["إيقاف"] and "٪" in sent.text)
        await api.press(ADMIN, sent, "إيقاف")
        await api.until(lambda: "قبل أن تكتمل" in sent.text)

    assert bare(sent)[1:] == [
        "أُلغيت القراءة بطلب من الإدارة.",
        "لا يُقتبس من ذلك قبل أن تكتمل قراءة: /reload",
    ]


@pytest.mark.slow
async def test_an_addition_ends_a_roll_back_and_says_so(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    scripted.reload_ends = [replace(REPORT, left="20261120T083000")]
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, "a.txt", FILE, "/add")
        [sent] = await api.sent_to(ADMIN)
        await api.until(lambda: "يُقتبس من ذلك" in sent.text)

    assert bare(sent)[-1] == "انتهت العودة إلى الفهرس السابق، والأجوبة الآن من المقالات كما هي."


@pytest.mark.slow
async def test_a_page_that_is_there_already_is_not_read_again(
    api: BotApi, library: Library, articles: Path, site: Site
):
    site.put("/library", page())
    async with running(api, library, articles):
        await api.write(ADMIN, f"/add {site.url('/library')}")
        await added(api)
        snapshot = library.summary.path
        await api.write(ADMIN, f"/add {site.url('/library')}")
        sent = await added(api, "• موجود من قبل: مكتبة جديدة في حي الزيتون")

    assert len(bare(sent)) == 1
    assert library.summary.path == snapshot


@pytest.mark.slow
async def test_a_file_with_the_command_under_it_is_quoted_soon(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        await api.send_file(ADMIN, "تمور.txt", FILE, "/add")
        sent = await added(api)
        await api.write(PERSON, QUESTION)
        [answer] = await api.sent_to(PERSON)

    assert bare(sent)[0] == "• أُضيف: مهرجان التمور · فقرة واحدة"
    assert (articles / "تمور.txt").read_bytes() == FILE
    assert "خمسون مزارعًا" in answer.quotes[0]
    assert TOKEN not in "".join(sent.history)


@pytest.mark.slow
async def test_a_file_of_many_articles_tells_how_many(
    api: BotApi, library: Library, articles: Path
):
    lines = '{"title": "قطار", "text": "يصل القطار إلى القرية عند الفجر."}\n'
    lines += '{"title": "سفينة", "text": "غادرت السفينة الزرقاء الميناء يوم الخميس."}\n'
    async with running(api, library, articles):
        await api.send_file(ADMIN, "news.jsonl", lines.encode(), "/add@iqtibas_test_bot")
        sent = await added(api)

    assert bare(sent)[0] == "• أُضيف: قطار · مقالان، فقرتان"


@pytest.mark.slow
async def test_what_is_left_out_of_an_archive_is_told(
    api: BotApi, library: Library, articles: Path
):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("مهرجان.txt", FILE)
        archive.writestr("صورة.png", b"\x89PNG")
        archive.writestr("../خارج.txt", FILE)
        for number in range(6):
            archive.writestr(f"فارغ-{number}.txt", b"")
    async with running(api, library, articles):
        await api.send_file(ADMIN, "أخبار.zip", packed.getvalue(), "/add")
        sent = await added(api)

    said = bare(sent)
    assert said[0] == "• أُضيف: مهرجان التمور · فقرة واحدة"
    assert said[1].startswith("◦ ../خارج.txt: في الملف المضغوط مسار")
    assert said[2].startswith("◦ صورة.png: هذا النوع")
    assert [line[:12] for line in said[3:7]] == [f"◦ فارغ-{n}.txt" for n in range(4)]
    assert said[7] == "◦ ملاحظات على محتواه لم تُذكر هنا: ٢"


@pytest.mark.slow
async def test_files_in_a_row_are_read_together(api: BotApi, library: Library, articles: Path):
    async with running(api, library, articles):
        for number in range(3):
            text = f"خبر رقم {number}\n\nوصل القطار رقم {number} إلى المحطة صباح اليوم.\n"
            await api.send_file(ADMIN, f"news{number}.txt", text.encode(), "/add")
        await api.until(
            lambda: sum("من الآن" in sent.text for sent in api.in_chat(ADMIN)) == 3, within_s=30
        )
        snapshots = sorted(library.summary.path.parent.glob("2*"))

    assert len(snapshots) == 2


@pytest.mark.slow
async def test_a_reply_adds_the_file_or_the_text_that_it_replies_to(
    api: BotApi, library: Library, articles: Path
):
    origin = {
        "type": "channel",
        "chat": {"id": -1009, "type": "channel", "title": "أخبار الواحة", "username": "oasis"},
        "message_id": 77,
        "date": 1_700_000_000,
    }
    async with running(api, library, articles):
        text = await api.post(ADMIN, text=DATES, forward_origin=origin)
        await api.write(ADMIN, "/add", reply_to=text)
        by_text = await added(api)
        await api.write(PERSON, QUESTION)
        [answer] = await api.sent_to(PERSON)
        sent = await api.send_file(ADMIN, "news.txt", "خبر\n\nوصل القطار إلى المحطة.".encode())
        await api.write(ADMIN, "/add", reply_to=sent)
        await api.sent_to(ADMIN, 3)  # the file alone was met with a hint
        await added(api)

    [name] = [name for name in files_of(articles) if name.startswith("message-2023-11-14-")]
    stored = (articles / name).read_text(encoding="utf-8")
    assert bare(by_text)[0].startswith("• أُضيف:")
    assert stored.startswith(
        "---\nsource: أخبار الواحة\nurl: https://t.me/oasis/77\ndate: '2023-11-14'\n---\n"
    )
    assert stored.endswith(f"\n{DATES}\n")
    assert "خمسون مزارعًا" in answer.quotes[0]
    assert "أخبار الواحة" in answer.text
    assert "news.txt" in files_of(articles)


@pytest.mark.slow
async def test_a_file_that_a_channel_published_is_quoted_with_the_channel_and_the_post(
    api: BotApi, library: Library, articles: Path
):
    origin = {
        "type": "channel",
        "chat": {"id": -1009, "type": "channel", "title": "أخبار الواحة", "username": "oasis"},
        "message_id": 77,
        "date": 1_700_000_000,
    }
    async with running(api, library, articles):
        await api.send_file(ADMIN, "dates.txt", FILE, "/add", forward_origin=origin)
        await added(api)
        await api.write(PERSON, QUESTION)
        [answer] = await api.sent_to(PERSON)

    labels = yaml.safe_load((articles / "dates.txt.yaml").read_text(encoding="utf-8"))
    assert {name: labels[name] for name in ("source", "url", "date", "sha256")} == {
        "source": "أخبار الواحة",
        "url": "https://t.me/oasis/77",
        "date": "2023-11-14",
        "sha256": sha256(FILE).hexdigest(),
    }
    assert "أخبار الواحة" in answer.text


@pytest.mark.slow
async def test_the_day_on_which_a_file_was_sent_is_not_its_date(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        await api.send_file(ADMIN, "dates.txt", FILE, "/add")
        await added(api)

    labels = yaml.safe_load((articles / "dates.txt.yaml").read_text(encoding="utf-8"))
    assert labels.keys() == {"added_at", "sha256"}


@pytest.mark.slow
async def test_a_reply_to_a_message_of_addresses_fetches_them(
    api: BotApi, library: Library, articles: Path, site: Site
):
    site.put("/library", page())
    async with running(api, library, articles):
        message = await api.post(ADMIN, text=f"{site.url('/library')}\n{site.url('/none')}")
        await api.write(ADMIN, "/add", reply_to=message)
        sent = await added(api)

    assert bare(sent)[0].startswith("• أُضيف: مكتبة جديدة")
    assert "404" in bare(sent)[1]


async def test_a_file_above_telegrams_limit_is_refused_before_it_is_asked_for(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles, telegram_limits=True):
        await api.send_file(ADMIN, "big.pdf", b"%PDF", "/add", size=(20 << 20) + 1)
        line = await refused(api)

    assert line.startswith("• لم يُضف big.pdf: الملف أكبر من ٢٠ ميغابايت")
    assert api.calls_of("getFile") == []


async def test_a_file_that_the_server_finds_too_big_is_refused_alike(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles, telegram_limits=False):
        await api.send_file(ADMIN, "big.pdf", b"%PDF", "/add", size=(20 << 20) + 1)
        line = await refused(api)

    assert "الملف أكبر من ٢٠ ميغابايت" in line
    assert len(api.calls_of("getFile")) == 1


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"a" * 30_000_000)
    return packed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "reason", "is_downloaded"),
    [
        ("photo.png", b"\x89PNG", "هذا النوع من الملفات لا يُقرأ", False),
        ("README.md", FILE, "ملف باسم README", False),
        ("empty.txt", b" ", "الملف فارغ", True),
        ("short.txt", "خبر".encode(), "النص أقصر من أن يكون مقالًا", True),
        ("wrong.txt", b"%PDF-1.7\n" + bytes(100), "من نوع غير الذي يدل عليه اسمه", True),
        ("bridge.md", FILE, "في مجلد المقالات ملف آخر بهذا الاسم", True),
        ("bomb.zip", zip_bomb(), "بعد فك ضغطه أكبر من المسموح", True),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_its_reason(  # noqa: PLR0913, PLR0917 - the cases
    api: BotApi,
    scripted: ScriptedLibrary,
    articles: Path,
    name: str,
    content: bytes,
    reason: str,
    is_downloaded: bool,
):
    before = files_of(articles)
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, name, content, "/add")
        line = await refused(api)

    assert line.startswith(f"• لم يُضف {name}: ")
    assert reason in line
    assert (api.n_downloads == 1) is is_downloaded
    assert files_of(articles) == before
    assert scripted.n_reloads == 0


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../evil.txt", "evil.txt"),
        (".hidden.txt", "hidden.txt"),
        ("a/b\\c.txt", "a b c.txt"),
        (f"{'طويل' * 60}.txt", f"{'طويل' * 20}.txt"),
        (f"{'📰' * 70}.txt", f"{'📰' * 58}.txt"),
        ("\u202efdp.\u2066\u200fسفينة\u2069\ufeff.txt", "fdp.سفينة.txt"),
    ],
)
async def test_a_name_leads_nowhere_but_into_the_folder(
    api: BotApi, scripted: ScriptedLibrary, articles: Path, name: str, stored: str
):
    before = files_of(articles)
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, name, FILE, "/add")
        await added(api)

    assert sorted({*files_of(articles)} - {*before}) == [stored, f"{stored}.yaml"]
    assert not (articles.parent / "evil.txt").exists()


async def test_a_file_that_telegram_does_not_hand_out_is_told(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, "news.txt", FILE, "/add")
        api.uploads.clear()
        line = await refused(api)

    assert "تعذّر تنزيل الملف من تلغرام" in line
    assert TOKEN not in line


async def test_a_file_in_whose_place_a_folder_stands_is_told(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    (articles / "news.txt").mkdir()
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, "news.txt", FILE, "/add")
        line = await refused(api)

    assert "تعذّر الحفظ في مجلد المقالات" in line
    assert str(articles) not in line


async def test_an_address_of_this_machine_is_refused(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        await api.write(ADMIN, "/add http://127.0.0.2/secret")
        line = await refused(api)

    assert "يؤدي إلى 127.0.0.2، وليس ذلك على الإنترنت العام" in line


async def test_a_password_in_an_address_is_never_repeated(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        await api.write(ADMIN, "/add http://ali:s3cret@news.example/1 ali:s3cret@news.example")
        sent = (await api.sent_to(ADMIN))[0]
        await api.until(lambda: sent.text.count("لم يُضف") == 2)

    assert not any("s3cret" in state for state in [*sent.history, sent.text])
    assert "لم يُضف http://news.example/1: في الرابط اسم مستخدم" in "\n".join(bare(sent))


async def test_the_command_alone_says_what_comes_after_it(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        await api.write(ADMIN, "/add")
        [sent] = await api.sent_to(ADMIN)

    assert bare(sent)[0] == "إضافة مقالات"
    assert "/add https://example.org/article" in sent.marked("code")


async def test_more_addresses_than_are_taken_are_told(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with running(api, scripted, articles):
        await api.write(ADMIN, "/add " + " ".join(["x"] * 11))
        [sent] = await api.sent_to(ADMIN)
        await api.until(lambda: "أُخذت" in sent.text)

    assert len(bare(sent)) == 11
    assert bare(sent)[-1].startswith("أُخذت أول ١٠ روابط فقط")


@pytest.mark.slow
async def test_what_was_asked_for_before_a_kill_is_added_after_it(
    api: BotApi, articles: Path, store: SnapshotStore, site: Site
):
    site.stream("/library", b"<html>", 1)
    first = await Library.open(articles, store, EncoderSettings())
    bot = running(api, first, articles, FetchLimits(), shutdown_timeout_s=0.1)
    async with bot:
        await api.write(ADMIN, f"/add {site.url('/library')}")
        await api.sent_to(ADMIN)
    await first.close()
    site.put("/library", page())
    second = await Library.open(articles, store, EncoderSettings())
    async with running(api, second, articles):
        sent = await added(api)
    await second.close()

    assert bare(sent)[0].startswith("• أُضيف: مكتبة جديدة")


async def test_strangers_add_nothing(api: BotApi, scripted: ScriptedLibrary, articles: Path):
    before = files_of(articles)
    async with running(api, scripted, articles):
        await api.write(PERSON, "/add https://example.org/")
        await api.send_file(PERSON, "news.txt", FILE, "/add")
        replies = await api.sent_to(PERSON, 2)

    assert ["لإدارة البوت فقط" in reply.text for reply in replies] == [True, True]
    assert api.calls_of("getFile") == []
    assert files_of(articles) == before


async def test_a_file_without_the_command_is_none_of_this(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    before = files_of(articles)
    async with running(api, scripted, articles):
        await api.send_file(ADMIN, "news.txt", FILE, "/address")
        await api.send_file(ADMIN, "news.txt", FILE)
        *_, last = await api.sent_to(ADMIN, 2)

    assert "النصية فقط" in last.text
    assert files_of(articles) == before


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_has_its_line_in_every_language(language: Language):
    wording = Wording(Texts.load(language.value))

    lines = [
        *(
            fetch_refusal(FetchError(reason, "https://a/", "5"), wording)
            for reason in FetchFailure
        ),
        *(file_refusal(SkippedFile("a", "b", reason), wording) for reason in Refusal),
        *(adding_refusal(AddingError(reason, "a"), wording) for reason in AddingFailure),
        *(wording.texts.refusals.removal[reason] for reason in RemovalFailure),
    ]

    assert len(set(lines)) == len(lines)


def test_a_language_without_a_line_for_a_reason_is_an_error():
    texts = Texts.load("ar")
    complete = texts.refusals.model_dump()
    for family in complete:
        for reason in complete[family]:
            rest = {name: line for name, line in complete[family].items() if name != reason}
            with pytest.raises(ValueError, match="every reason"):
                RefusalTexts.model_validate({**complete, family: rest})
    for change in Change:
        changes = {name: line for name, line in texts.adding.changes.items() if name != change}
        with pytest.raises(ValueError, match="every reason"):
            AddingTexts.model_validate({**texts.adding.model_dump(), "changes": changes})


@pytest.mark.parametrize(
    ("language", "reason", "value", "expected"),
    [
        ("ar", FetchFailure.TOO_SLOW, "10 s", "خلال ١٠ ثوانٍ؛"),
        ("ar", FetchFailure.TOO_LARGE, "20 MB", "أكبر من ٢٠ ميغابايت،"),
        ("ar", FetchFailure.HEAVY, "20 s and 1024 MB", "(٢٠ ثانية، ١٠٢٤ ميغابايت)"),
        ("en", FetchFailure.HEAVY, "20 s and 1024 MB", "(20 seconds, 1024 MB)"),
        ("ar", FetchFailure.REDIRECTS, "5", "أكثر من ٥"),
        ("ar", FetchFailure.STATUS, "410 s", "410 s"),
    ],
)
def test_limits_are_told_in_the_words_and_digits_of_the_chat(
    language: str, reason: FetchFailure, value: str, expected: str
):
    digits = Digits.ARABIC_INDIC if language == "ar" else Digits.WESTERN
    said = fetch_refusal(
        FetchError(reason, "https://a/", value), Wording(Texts.load(language), digits)
    )

    assert expected in said.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069")))


@pytest.mark.parametrize("language", Language)
def test_ten_refusals_of_what_strangers_say_stay_within_a_message(language: Language):
    wording = Wording(Texts.load(language.value))
    said = "😀 " * 100
    refusals = [
        fetch_refusal(FetchError(reason, f"https://a.example/{said}", said), wording)
        for reason in (FetchFailure.STATUS, FetchFailure.UNREACHABLE, FetchFailure.MEDIA_TYPE)
    ]

    outcomes = [Outcome(name_of(said * 2), None, max(refusals, key=len))] * 10
    text, _ = parse_html(render_outcomes(outcomes, wording))

    assert utf16_length(text) < 4096 - 200, "with a line or two below them"


def test_what_came_but_is_no_article_is_refused_for_what_it_is():
    error = FetchError(FetchFailure.UNREADABLE, "https://a/b.pdf", "locked", Refusal.ENCRYPTED)

    assert "كلمة سر" in fetch_refusal(error, Wording(Texts.load("ar")))
