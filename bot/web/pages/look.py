"""How every page looks: its templates, its words, and what it loads from this server.

Templates escape what is put into them, and fail on a name that nobody gave them. There is no
script in any of them: the browser is told to run none (`bot.web.guarding`). The chat page, which
is seen first, has its style in itself (`bot.web.pages.own_styles`); the others load theirs.
"""

from collections.abc import Mapping
from typing import Any, Final, Self

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.preferences import Language
from bot.telegram.texts import Texts, Wording
from bot.web.pages.own_styles import OwnStyle
from bot.web.pages.static_files import StaticFiles
from bot.web.texts import WebTexts

_FRESH: Final = {"Cache-Control": "private, no-cache"}


class Look:
    """Makes pages of templates.

    Args:
        texts: What only pages say.
        wording: What they say as Telegram does, with its numbers and dates.
        static: What they load.
    """

    def __init__(self, texts: WebTexts, wording: Wording, static: StaticFiles) -> None:
        self.texts = texts
        self.wording = wording
        self.static = static
        self.chat_style = OwnStyle.of(static.named("style.css"), static.named("chat.css"))
        self._environment = Environment(
            loader=PackageLoader("bot.web.pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals.update(
            texts=texts,
            said=wording.texts,
            wording=wording,
            static=static.address,
            chat_style=self.chat_style.text,
        )
        # All of them now: an update of the files must not reach a program that still runs as it
        # was, and the first visitor need not wait.
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    @classmethod
    def load(cls) -> Self:
        """Read what comes with the package."""
        arabic = Texts.load(Language.ARABIC.value)
        return cls(WebTexts.load(), Wording(arabic), StaticFiles.load())

    def render(self, template: str, **values: Any) -> str:  # noqa: ANN401 - what templates show
        """Return the HTML of a template.

        Args:
            template: Its name in `templates/`.
            **values: What it shows; plain text is escaped.
        """
        return self._environment.get_template(template).render(values)

    def page(
        self,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,  # noqa: ANN401 - what templates show
    ) -> web.Response:
        """Answer with a template; otherwise as `render`.

        Args:
            template: Its name in `templates/`.
            status: Of HTTP.
            headers: Besides those that every page has.
            **values: What it shows.
        """
        return web.Response(
            text=self.render(template, **values),
            status=status,
            content_type="text/html",
            charset="utf-8",
            headers={**_FRESH, **(headers or {})},
        )


LOOK: Final = web.AppKey("look", Look)
