"""Every kind of message the bot sends, as Telegram would receive it, for people to read.

``python -m tests.telegram.gallery`` plays the scenes of `gallery_scenes` with the real bot against
the stand-in, and writes ``gallery.md``; a test compares the two. The articles are those of
``seeds/``, which state neither address nor date, and one of its own, which does.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bot.library import Library
from bot.posts.post import Post
from bot.posts.shelf import PostShelf
from retrieval.engine import SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_inline import InlineAnswer, InlineResult
from tests.telegram.bot_api_sent import Sent
from tests.telegram.harness import RunningBot

GALLERY: Final = Path(__file__).with_name("gallery.md")
SEEDS: Final = Path(__file__).parents[2] / "seeds"

ARTICLE: Final = """\
---
title: شركة OpenData تفتح مركز بيانات في الميناء
source: صحيفة Harbour News
url: https://example.org/harbour/data-center
date: 2024-05-12
---
افتتحت شركة OpenData يوم الأحد مركز بيانات في حي الميناء. وبلغت كلفة المركز 40 مليون دولار، أي
أكثر بنسبة 12.5% من التقدير الأول، بحسب تقرير نشرته الشركة على موقعها. ويعمل في المركز 120
مهندسًا. ويستهلك المركز من الكهرباء ما يستهلكه حي كامل، وهذا ما أثار اعتراض سكان الميناء منذ
إعلان المشروع قبل ثلاث سنوات، إذ طلبوا من البلدية أن تنشر دراسة الأثر البيئي كاملة، وأن تلزم
الشركة بتغطية نصف حاجتها من الطاقة الشمسية، وأن تحدد ساعات تشغيل المولدات الاحتياطية، فوافقت
البلدية على الطلب الأول وحده وأرجأت النظر في الطلبين الآخرين إلى ما بعد السنة الأولى من
التشغيل.
"""
CHANNEL: Final = -1001234567890
POST: Final = Post(
    channel_id=CHANNEL,
    message_id=1,
    text="🌉 خبر اليوم\n\nافتُتحت محطة القطار يوم الثلاثاء.\nوبلغت كلفة المحطة تسعين مليون دينار.",
    source="قناة الميناء",
    url="https://t.me/port_news/1",
    date="2024-05-14",
    edited_at=0,
)
_VISIBLE: Final = {
    "\u200f": "⟨RLM⟩",
    "\u200e": "⟨LRM⟩",
    "\u2066": "⟨LRI⟩",
    "\u2067": "⟨RLI⟩",
    "\u2068": "⟨FSI⟩",
    "\u2069": "⟨PDI⟩",
}
# Answers' ids are drawn at random.
_TODAY = re.compile(r"(?<=تاريخ الفهرس: ).*|(?<=Date of the index: ).*")
_ANSWER_ID = re.compile(r"(?<=^1[pcsud]:)[A-Za-z0-9_-]{8}(?=:)")

HEAD: Final = """\
# Gallery

Every kind of message, as Telegram receives it: the text, with the control characters that steer
its direction made visible; then its formatting; then its buttons, row by row. Made by
`python -m tests.telegram.gallery`; a test keeps it true.
"""


class Stage:
    """Where scenes are played, and what was seen there.

    Args:
        api: The stand-in.
    """

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self._lines: list[str] = [HEAD]

    @property
    def seen(self) -> str:
        """Everything shown so far, as Markdown."""
        return "\n".join(self._lines)

    def chapter(self, title: str) -> None:
        """Begin a group of messages."""
        self._lines.append(f"\n## {title}\n")

    def show(self, title: str, sent: Sent) -> None:
        """Show a message as it stands."""
        self._lines += [f"### {title}\n", *_described(sent), ""]

    def show_inline(self, title: str, answer: InlineAnswer) -> None:
        """Show the list that an inline query is answered with."""
        self._lines.append(f"### {title}\n")
        for result in answer.results:
            row = f"**{_made_visible(result.title)}** / {_made_visible(result.description)}"
            self._lines += [f"Row: {row}\n", *_described(result), ""]
        if answer.button:
            self._lines += [f"Button above the list: {_made_visible(answer.button['text'])}", ""]

    def show_text(self, title: str, text: str) -> None:
        """Show a toast, or another bare line."""
        self._lines += [f"### {title}\n", *_fenced(text), ""]

    async def ask(self, user_id: int, text: str) -> Sent:
        """Have somebody write to the bot in private, and return its reply."""
        return await self._next_in(user_id, self.api.write(user_id, text))

    async def say(self, chat_id: int, user_id: int, text: str, **fields: Any) -> Sent:  # noqa: ANN401 - the stand-in's
        """Have somebody write in a group, and return the reply."""
        return await self._next_in(chat_id, self.api.say(chat_id, user_id, text, **fields))

    async def publish(self, channel_id: int, text: str) -> Sent:
        """Publish a post, and return the reply to it."""
        return await self._next_in(channel_id, self.api.publish(channel_id, text))

    async def press(self, user_id: int, sent: Sent, label: str) -> str:
        """Press a button, and return the line that its presser sees."""
        press = await self.api.press(user_id, sent, label)
        await self.api.until(lambda: self.api.toast(press))
        toast = self.api.toast(press)
        return toast.text if toast else ""

    async def _next_in(self, chat_id: int, happening: Awaitable[int]) -> Sent:
        n_before = len(self.api.in_chat(chat_id))
        await happening
        return (await self.api.sent_to(chat_id, n_before + 1))[-1]


Scene = Callable[[Stage], Awaitable[None]]


async def play(scenes: Iterable[Scene], folder: Path, **settings: object) -> str:
    """Play scenes, and return what was seen.

    Args:
        scenes: In order.
        folder: An empty one, for the index and the database.
        **settings: Of the bot, other than the gallery's own.
    """
    corpus, store = folder / "articles", SnapshotStore(folder / "snapshots")
    shutil.copytree(SEEDS, corpus)
    (corpus / "harbour.md").write_text(ARTICLE, encoding="utf-8")
    async with BotApi() as api:
        api.channel(CHANNEL, "قناة الميناء", username="port_news")
        post_id = await api.publish(CHANNEL, POST.text)
        PostShelf(corpus).keep(replace(POST, message_id=post_id))
        update_snapshot(corpus, store, load_encoder(EncoderSettings()))
        library = await Library.open(corpus, store, EncoderSettings())
        stage = Stage(api)
        try:
            async with RunningBot(
                api, library, corpus_dir=corpus, data_dir=folder / "var", **settings
            ):
                for scene in scenes:
                    await scene(stage)
        finally:
            await library.close()
    return stage.seen.rstrip() + "\n"


def _described(message: Sent | InlineResult) -> list[str]:
    lines = _fenced(message.text) if message.text else []
    if isinstance(message, Sent) and message.document:
        lines.append(f"- file: `{_made_visible(message.document.name)}`")
    if isinstance(message, Sent) and message.reply_quote:
        lines.append(f"- quotes the post: «{_made_visible(message.reply_quote)}»")
    for entity in message.entities:
        units = message.text.encode("utf-16-le")
        marked = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
        shown = _shortened(_made_visible(marked.decode("utf-16-le")).replace("\n", " "))
        address = f" → `{entity.url}`" if entity.url else ""
        lines.append(f"- {entity.kind} {entity.offset}+{entity.length}: {shown}{address}")
    lines += [
        "- buttons: " + " ".join(f"[{_button(button)}]" for button in row)
        for row in message.buttons
    ]
    return lines


def _button(button: dict[str, Any]) -> str:
    [(kind, value)] = [(name, value) for name, value in button.items() if name != "text"]
    shown = value.get("text", "") if isinstance(value, dict) else str(value)
    if kind == "callback_data":
        shown = _ANSWER_ID.sub("id", shown)
    return f"{_made_visible(button['text'])} · {kind}: {_shortened(_made_visible(shown))}"


def _fenced(text: str) -> list[str]:
    return ["```text", _TODAY.sub("(…)", _made_visible(text)), "```"]


def _made_visible(text: str) -> str:
    return "".join(_VISIBLE.get(character, character) for character in text)


def _shortened(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most]} (…)"


async def _write() -> None:
    # Imported here: the scenes use what this module defines.
    from tests.telegram.gallery_scenes import SCENES, SETTINGS  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        seen = await play(SCENES, Path(folder), **SETTINGS)
    GALLERY.write_text(seen, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
