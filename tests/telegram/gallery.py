"""Every kind of message the bot sends, as Telegram would receive it, for people to read.

``python -m tests.telegram.gallery`` plays the scenes of `gallery_scenes` and of
`gallery_admin_scenes` with the real bot against the stand-in, and writes ``gallery.md``; a test
compares the two. The articles are those of ``seeds/``, which state neither address nor date, and
two of its own, which do and share a sentence. What takes long, such as a reading of many articles,
is played with a library that is told how it goes.
"""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from bot.collecting.fetching import Fetcher, FetchLimits
from bot.library import Library
from bot.posts.post import Post
from bot.posts.shelf import PostShelf
from retrieval.engine import SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings
from tests.bot.collecting.site import POLICY, Names, Site, open_site
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_inline import InlineAnswer
from tests.telegram.bot_api_sent import Sent
from tests.telegram.gallery_markdown import described, fenced, made_visible, marked
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary
from tests.telegram.html_entities import parse_html

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
# A sentence of the one above, as its agency sent it to others too.
AGENCY: Final = """\
---
title: كلفة مركز البيانات في الميناء
source: وكالة أنباء الساحل
url: https://example.com/news/417
date: 2024-05-13
---
وبلغت كلفة المركز 40 مليون دولار، أي أكثر بنسبة 12.5% من التقدير الأول، بحسب تقرير نشرته الشركة \
على موقعها. وامتنعت البلدية عن التعليق على هذا الرقم.
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
# No two readings take the same time.
_CHANGING: Final = re.compile(
    r"(?<=تاريخ الفهرس: ).*|(?<=Date of the index: ).*"
    r"|[٠-٩]{1,2} \w+ [٠-٩]{4}،? [٠-٩]{2}:[٠-٩]{2}|\d{8}T\d+-\w+|(?<= 1w:)\w+"
    r"|(?<=بتاريخ ).*|(?<=القراءة</b> في ).*|(?<=القراءة في ).*(?=\.)"
    r"|(?<=زمن الجواب: ).*|(?<=يجيب خلال )[٠-٩]+|(?<=على القرص )[٠-٩]+"
    r"|(?<=سليمة، )[٠-٩]+|(?<=المساحة الخالية: )[٠-٩]+"
)

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
        corpus: The folder of articles.
        site: That articles can be added from.
        library: That is told how it goes; None where the articles' own is played with.
    """

    def __init__(
        self, api: BotApi, corpus: Path, site: Site, library: ScriptedLibrary | None = None
    ) -> None:
        self.api = api
        self.corpus = corpus
        self.site = site
        self._library = library
        self._lines: list[str] = []

    @property
    def library(self) -> ScriptedLibrary:
        """The library that is told how it goes."""
        if self._library is None:
            raise ValueError("these scenes are played with the articles' own library")
        return self._library

    @property
    def seen(self) -> str:
        """Everything shown so far, as Markdown."""
        shown = "\n".join(self._lines).replace(f":{self.site.port}", ":8080")
        return _CHANGING.sub("(…)", shown)

    def chapter(self, title: str) -> None:
        """Begin a group of messages."""
        self._lines.append(f"\n## {title}\n")

    def show(self, title: str, sent: Sent) -> None:
        """Show a message as it stands."""
        self._lines += [f"### {title}\n", *described(sent), ""]

    def show_inline(self, title: str, answer: InlineAnswer) -> None:
        """Show the list that an inline query is answered with."""
        self._lines.append(f"### {title}\n")
        for result in answer.results:
            row = f"**{made_visible(result.title)}** / {made_visible(result.description)}"
            self._lines += [f"Row: {row}\n", *described(result), ""]
        if answer.button:
            self._lines += [f"Button above the list: {made_visible(answer.button['text'])}", ""]

    def show_text(self, title: str, text: str) -> None:
        """Show a toast, or another bare line."""
        self._lines += [f"### {title}\n", *fenced(text), ""]

    def show_html(self, title: str, markup: str) -> None:
        """Show what would be sent as HTML."""
        text, entities = parse_html(markup)
        self._lines += [f"### {title}\n", *fenced(text), *marked(text, entities), ""]

    async def order(self, text: str, until: str = "") -> Sent:
        """Have an administrator write; return the reply once it says something."""
        reply = await self.ask(ADMIN, text)
        await self.api.until(lambda: until in reply.text, within_s=30)
        return reply

    async def send_file(self, name: str, content: bytes, until: str) -> Sent:
        """Have an administrator send a file to be added; return the reply in the end."""
        reply = await self._next_in(ADMIN, self._sent_file(name, content))
        await self.api.until(lambda: until in reply.text, within_s=30)
        return reply

    async def _sent_file(self, name: str, content: bytes) -> int:
        return await self.api.send_file(ADMIN, name, content, "/add")

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


async def play_all(folder: Path) -> str:
    """Play every scene, and return the gallery.

    Args:
        folder: An empty one, for the indexes and the databases.
    """
    # Imported here: the scenes use what this module defines.
    from tests.telegram import gallery_admin_scenes, gallery_scenes  # noqa: PLC0415

    scenes = (*gallery_scenes.SCENES, *gallery_admin_scenes.SCENES)
    seen = await play(scenes, folder / "a", **gallery_scenes.SETTINGS)
    told = await play_told(gallery_admin_scenes.TOLD, folder / "b")
    return f"{HEAD}\n{seen}\n{told.rstrip()}\n"


async def play(scenes: Iterable[Scene], folder: Path, **settings: object) -> str:
    """Play scenes with real articles, and return what was seen.

    Args:
        scenes: In order.
        folder: For the index and the database.
        **settings: Of the bot, other than the gallery's own.
    """
    corpus, store = folder / "articles", SnapshotStore(folder / "snapshots")
    shutil.copytree(SEEDS, corpus)
    (corpus / "harbour.md").write_text(ARTICLE, encoding="utf-8")
    (corpus / "agency.md").write_text(AGENCY, encoding="utf-8")
    site, runner = await open_site()
    async with BotApi() as api:
        api.channel(CHANNEL, "قناة الميناء", username="port_news")
        post_id = await api.publish(CHANNEL, POST.text)
        PostShelf(corpus).keep(replace(POST, message_id=post_id))
        update_snapshot(corpus, store, load_encoder(EncoderSettings()))
        library = await Library.open(corpus, store, EncoderSettings())
        stage = Stage(api, corpus, site)
        running = RunningBot(
            api,
            library,
            None,
            partial(Fetcher, policy=POLICY, limits=FetchLimits(delay_s=0), resolver=Names()),
            corpus_dir=corpus,
            data_dir=folder / "var",
            **settings,
        )
        try:
            await _play_in(running, scenes, stage)
        finally:
            await library.close()
            await runner.cleanup()
    return stage.seen


async def play_told(scenes: Iterable[Scene], folder: Path) -> str:
    """Play scenes with a library that is told how it goes; see `play`."""
    corpus = folder / "articles"
    corpus.mkdir(parents=True)
    library = ScriptedLibrary()
    async with BotApi() as api:
        stage = Stage(api, corpus, Site(), library)
        running = RunningBot(api, library, corpus_dir=corpus, data_dir=folder / "var")
        await _play_in(running, scenes, stage)
    return stage.seen


async def _play_in(running: RunningBot, scenes: Iterable[Scene], stage: Stage) -> None:
    async with running:
        for scene in scenes:
            await scene(stage)


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        seen = await play_all(Path(folder))
    GALLERY.write_text(seen, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
