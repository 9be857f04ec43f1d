"""The commands ``iqtibas feeds ...``: what each is called, takes and says in its help.

Like ``bot.cli``, it imports the work only when a command is called.
"""

from typing import Annotated

import typer

from bot.terminal.options import Corpus, Json
from bot.terminal.streams import mend

feeds_app = typer.Typer(
    help="Feeds (RSS, Atom) and sitemaps that articles come from.\n\nWhich ones is written in "
    "the file .feeds.txt of the corpus folder, an address a line, so that it can be kept in git. "
    "What is new in them becomes files of the corpus, as with `iqtibas corpus fetch`.",
    no_args_is_help=True,
)

Addresses = Annotated[
    list[str],
    typer.Argument(metavar="URL...", help="Of feeds or sitemaps.", show_default=False),
]


@feeds_app.command()
def add(addresses: Addresses, *, corpus: Corpus = None) -> None:
    """Add feeds or sitemaps, after a look at whether they are any.

    Nothing of them is fetched yet; `iqtibas feeds fetch` does. Exit status 1 if any could not be
    added; the others are.

    Example: iqtibas feeds add https://example.org/rss.xml
    """
    from bot.settings import load_settings
    from bot.terminal.feeds import run_add

    if not run_add(load_settings(), corpus, [mend(address) for address in addresses]):
        raise typer.Exit(1)


@feeds_app.command("list")
def list_feeds(*, json: Json = False, corpus: Corpus = None) -> None:
    """List the feeds: address, title, when each was polled last and what that brought.

    With --json, an object a line: url, title, polled_at (ISO 8601, or ""), failure ("" where it
    went well), kept, failed, waiting.
    """
    from bot.settings import load_settings
    from bot.terminal.feeds import run_list

    run_list(load_settings(), corpus, is_json=json)


@feeds_app.command()
def remove(addresses: Addresses, *, corpus: Corpus = None) -> None:
    """Remove feeds from the list; the articles that they brought stay.

    Exit status 1 if any was not in the list.
    """
    from bot.settings import load_settings
    from bot.terminal.feeds import run_remove

    if not run_remove(load_settings(), corpus, [mend(address) for address in addresses]):
        raise typer.Exit(1)


@feeds_app.command()
def fetch(
    addresses: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL]...", help="Of the list; all of it without one.", show_default=False
        ),
    ] = None,
    *,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="N",
            min=1,
            max=10_000,
            help="Fetch at most N new articles of each, newest first; the others wait.",
        ),
    ] = 50,
    corpus: Corpus = None,
) -> None:
    """Fetch what is new in the feeds.

    An article is fetched once, and not again when you have removed it. A feed that has not
    changed is not sent again; each host is asked one page a second. Prints what came; exit
    status 1 if a feed could not be fetched.

    Example: iqtibas feeds fetch --limit 10
    """
    from bot.settings import load_settings
    from bot.terminal.feeds import run_fetch

    chosen = [mend(address) for address in addresses or []]
    if not run_fetch(load_settings(), corpus, chosen, limit):
        raise typer.Exit(1)
