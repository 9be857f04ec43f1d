"""/rollback, over the real snapshots of a small corpus."""

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.library import Library
from bot.settings import load_settings
from bot.telegram.display import utf16_length, visible_text
from bot.telegram.handlers.rollback import _render
from bot.telegram.rendering import MAX_MESSAGE_UNITS
from bot.telegram.texts import Texts, Wording
from retrieval.engine import SnapshotStore
from retrieval.index.history import History, KeptSnapshot
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100
QUESTION = "كم مزارعًا شارك في مهرجان التمور؟"
DATES = "مهرجان التمور\n\nانطلق مهرجان التمور في ساحة السوق مساء الخميس. وشارك فيه خمسون مزارعًا.\n"


def bare(sent: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    return sent.text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069"))).split("\n")


async def reply_to(api: BotApi, text: str, user_id: int = ADMIN) -> Sent:
    n_sent = len(api.in_chat(user_id))
    await api.write(user_id, text)
    return (await api.sent_to(user_id, n_sent + 1))[-1]


async def press(api: BotApi, sent: Sent, label: str, user_id: int = ADMIN) -> str:
    return await toast_of(api, await api.press(user_id, sent, label))


def running(api: BotApi, library: Library, articles: Path) -> RunningBot:
    return RunningBot(api, library, ImpatientClock(), corpus_dir=articles)


@pytest.fixture
async def grown(library: Library, articles: Path) -> Library:
    """Return a library that was read again after an article had come."""
    (articles / "dates.txt").write_text(DATES, encoding="utf-8")
    await library.reload()
    return library


def knows(answer: Sent) -> bool:
    return any("خمسون مزارعًا" in quote for quote in answer.quotes)


@pytest.mark.slow
async def test_an_earlier_snapshot_is_chosen_confirmed_and_answered_from(
    api: BotApi, grown: Library, articles: Path
):
    async with running(api, grown, articles):
        before = await reply_to(api, QUESTION, PERSON)
        sent = await reply_to(api, "/rollback")
        listed, choices = bare(sent), sent.labels
        await press(api, sent, choices[0])
        question, buttons = bare(sent), sent.labels
        await press(api, sent, "العودة إليه")
        after = await reply_to(api, QUESTION, PERSON)
        again = await reply_to(api, "/rollback")

    assert listed[0] == "الفهارس المحفوظة (بالتوقيت العالمي)"
    assert listed[1].endswith("· ٣ مقالات · ٣ فقرات · الحالي")
    assert listed[2].endswith("· مقالان · فقرتان")
    assert len(choices) == 1
    assert question[0] == "أتكون الأجوبة من هذا الفهرس؟"
    assert question[1] == listed[2].removeprefix("٢. ")
    assert "/reload" in question[2]
    assert buttons == ["العودة إليه", "إلغاء"]
    assert bare(sent)[0] == "الأجوبة الآن من هذا الفهرس."
    assert "/reload" in bare(sent)[2]
    assert sent.buttons == []
    assert (knows(before), knows(after)) == (True, False)
    assert bare(again)[2].endswith("الحالي، بعد العودة إليه")


@pytest.mark.slow
async def test_snapshots_of_one_minute_are_told_apart(api: BotApi, grown: Library, articles: Path):
    (articles / "dates.txt").write_text(f"{DATES} وانتهى يوم السبت.", encoding="utf-8")
    await grown.reload()
    async with running(api, grown, articles):
        sent = await reply_to(api, "/rollback")

    listed = bare(sent)
    shown = [
        label.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069"))) for label in sent.labels
    ]
    assert [label[:2] for label in shown] == ["٢.", "٣."]
    for line, label in zip(listed[2:4], shown, strict=True):
        assert line.startswith(f"{label} · ")


@pytest.mark.slow
async def test_every_step_and_the_choice_itself_outlive_the_process(
    api: BotApi, grown: Library, articles: Path, store: SnapshotStore
):
    async with running(api, grown, articles):
        sent = await reply_to(api, "/rollback")
        await press(api, sent, sent.labels[0])
    second = await Library.open(articles, store, EncoderSettings())
    async with running(api, second, articles):
        await press(api, sent, "العودة إليه")
    await second.close()
    third = await Library.open(articles, store, EncoderSettings())
    async with running(api, third, articles):
        held = await reply_to(api, QUESTION, PERSON)
        report = await reply_to(api, "/reload")
        await api.until(lambda: "المجموع" in report.text, within_s=30)
        followed = await reply_to(api, QUESTION, PERSON)
    await third.close()

    assert (knows(held), knows(followed)) == (False, True)
    assert "انتهت العودة إلى الفهرس السابق" in report.text


@pytest.mark.slow
async def test_a_snapshot_that_is_damaged_is_refused_and_answers_go_on(
    api: BotApi, grown: Library, articles: Path, store: SnapshotStore
):
    async with running(api, grown, articles):
        sent = await reply_to(api, "/rollback")
        await press(api, sent, sent.labels[0])
        (store.snapshots()[1] / "vectors.npy").write_bytes(b"damaged")
        await press(api, sent, "العودة إليه")
        answer = await reply_to(api, QUESTION, PERSON)

    assert bare(sent) == [
        "لم تتم العودة. الأجوبة مستمرة كما كانت.",
        "هذا الفهرس تالف أو تعذّر فتحه، والتفاصيل في سجلّ البوت.",
    ]
    assert knows(answer)


@pytest.mark.slow
async def test_nothing_changes_where_it_is_cancelled(
    api: BotApi, grown: Library, articles: Path, store: SnapshotStore
):
    current = store.current()
    async with running(api, grown, articles):
        sent = await reply_to(api, "/rollback")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "إلغاء")

    assert bare(sent) == ["لم يتغيّر شيء."]
    assert sent.buttons == []
    assert store.current() == current


@pytest.mark.slow
async def test_where_there_is_one_snapshot_there_is_none_to_go_back_to(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/rollback")

    assert bare(sent)[-1] == "لا فهرس سابقًا تمكن العودة إليه."
    assert sent.buttons == []


@pytest.mark.parametrize("letter", ["v", "b"])
async def test_a_button_of_a_snapshot_that_is_gone_says_so(
    api: BotApi, scripted: ScriptedLibrary, letter: str
):
    async with RunningBot(api, scripted):
        sent = await reply_to(api, "/rollback")
        forged = f"1{letter}:20260101T000000000000-abcd:"
        toast = await toast_of(api, await api.press(ADMIN, sent, forged, is_forged=True))

    assert "لم يعد هذا الفهرس محفوظًا" in toast


@pytest.mark.slow
async def test_strangers_go_nowhere(
    api: BotApi, grown: Library, articles: Path, store: SnapshotStore
):
    current, earlier = store.current(), store.snapshots()[1].name
    async with running(api, grown, articles):
        sent = await reply_to(api, "/rollback")
        refused = await reply_to(api, "/rollback", PERSON)
        toasts = [
            await toast_of(
                api, await api.press(PERSON, sent, f"1{letter}:{earlier}:", is_forged=True)
            )
            for letter in "vbt"
        ]

    assert "لإدارة البوت فقط" in refused.text
    assert toasts == ["هذا الزر لإدارة البوت فقط."] * 3
    assert len(sent.history) == 1
    assert store.current() == current


@pytest.mark.parametrize("language", ["ar", "en"])
def test_as_many_snapshots_as_can_be_kept_fit_a_message(
    language: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SNAPSHOTS_KEPT", "21")
    with pytest.raises(ConfigError, match="from 2 to 20"):
        load_settings()
    snapshot = KeptSnapshot(
        name="20261122T101500123456-3f2a",
        created_at="2026-11-22T10:15:00+00:00",
        n_documents=1_000_000,
        n_sentences=20_000_000,
        n_passages=10_000_000,
        encoder="m",
        n_bytes=10**12,
        is_current=True,
        is_held=True,
    )

    # What was served before the last reading stays, too.
    shown = _render(History((snapshot,) * 21, 10**13), Wording(Texts.load(language)))

    assert utf16_length(visible_text(shown)) <= MAX_MESSAGE_UNITS
