"""The commands ``iqtibas corpus ...``: what each is called, takes and says in its help.

Like ``bot.cli``, it imports the work only when a command is called.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.options import Corpus, Json
from bot.terminal.streams import mend

corpus_app = typer.Typer(
    help="Keep the articles: fetch, add, list, show, remove, restore; verify the index, and go "
    "back to an earlier one.\n\nThe corpus folder is the one truth: what these commands bring in "
    "becomes a file in it, and can be kept in git. `iqtibas index` takes up what changed, as "
    "does the next `iqtibas ask`; a running bot serves that index within seconds. By itself it "
    "takes up changes at /reload, or always with WATCH_CORPUS.",
    no_args_is_help=True,
)

DocumentIds = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...",
        help="As `iqtibas corpus list` shows it: a file's path below the corpus folder, or "
        "path#id for an article of a .jsonl.",
        show_default=False,
    ),
]


@corpus_app.command()
def fetch(
    addresses: Annotated[
        list[str],
        typer.Argument(metavar="URL...", help="Of articles or files.", show_default=False),
    ],
    *,
    corpus: Corpus = None,
) -> None:
    """Fetch articles from the web into the corpus folder.

    The article is taken out of its page and kept as web/SITE/NAME.md, with its title, outlet,
    address and date in front matter; a file of a kind that is read (.txt, .pdf ...) is kept as it
    is. The same address again updates the same file, unless you have corrected it since. Only
    hosts of the public internet are asked, one page a second each, and robots.txt is respected.

    Prints what each address gave: added, changed, unchanged, or corrected (yours, left as it is).
    Exit status 1 if any could not be fetched; the others are kept.

    Example: iqtibas corpus fetch https://example.org/article
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_fetching import run_fetch

    if not run_fetch(load_settings(), corpus, [mend(address) for address in addresses]):
        raise typer.Exit(1)


@corpus_app.command()
def add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="To copy.", show_default=False)
    ],
    *,
    corpus: Corpus = None,
) -> None:
    """Copy files into the corpus folder, after a look at whether they can be read.

    What gives no article is refused with its reason; so is a file whose name is taken by another.
    Exit status 1 if any was refused; the others are copied.

    Example: iqtibas corpus add report.md news.jsonl
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_files import run_add

    if not run_add(load_settings(), corpus, files):
        raise typer.Exit(1)


@corpus_app.command("list")
def list_documents(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORD]...",
            help="Only those with all of these in id, title, outlet or address.",
            show_default=False,
        ),
    ] = None,
    *,
    json: Json = False,
    corpus: Corpus = None,
) -> None:
    """List the articles: id, date, sentences, title.

    Letters are compared as in a search: the hamza of an alef, vowel marks and the like do not
    matter. The index is brought up to date first.

    With --json, an object a line: id, title, source, url, date, sentences, characters.

    Example: iqtibas corpus list موسكو
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_listing import run_list

    run_list(load_settings(), corpus, [mend(word) for word in words or []], is_json=json)


@corpus_app.command()
def show(
    document_id: Annotated[
        str, typer.Argument(metavar="ID", help="Of an article.", show_default=False)
    ],
    *,
    json: Json = False,
    corpus: Corpus = None,
) -> None:
    """Show an article: its title, outlet, address and date, and its text as it is stored.

    With --json, one object: as `list` prints it, and text.
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_listing import run_show

    run_show(load_settings(), corpus, mend(document_id), is_json=json)


@corpus_app.command()
def duplicates(*, json: Json = False, corpus: Corpus = None) -> None:
    """List the articles that stand more than once: in two files, from two outlets, cut or edited.

    Below each article those that say what it says: equal in all words, or the share of their runs
    of four words that stand in it, from 80 %. Nothing is changed. Answers show what several
    articles say once and name up to four sources of it, so only copies from one and the same
    outlet are there for nothing.

    With --json, an object a line: id, title, source, url, date, copies (likewise, and share,
    is_equal).
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_duplicates import run_duplicates

    run_duplicates(load_settings(), corpus, is_json=json)


@corpus_app.command()
def remove(document_ids: DocumentIds, *, corpus: Corpus = None) -> None:
    """Take articles out of the corpus folder; for a day they can be restored.

    They lie in DATA_DIR/bin meanwhile. Of a .jsonl one article can be removed: its line is left
    empty. A row of a .csv and a file in a .zip cannot be removed alone: the message names the
    whole file and says how many articles it gives. Exit status 1 if any could not be removed; the
    others are.
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_files import run_remove

    if not run_remove(load_settings(), corpus, document_ids):
        raise typer.Exit(1)


@corpus_app.command()
def restore(
    document_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="As it was removed.", show_default=False),
    ] = None,
    *,
    corpus: Corpus = None,
) -> None:
    """Put back what was removed within the last day; without ID, list what can be put back.

    Exit status 1 if any could not be put back; the others are.
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_files import run_restore

    if not run_restore(load_settings(), corpus, document_ids or []):
        raise typer.Exit(1)


@corpus_app.command()
def verify(corpus: Corpus = None) -> None:
    """Prove that every quote the index can give stands in the files.

    Checks the index against its checksums, reads every file anew, and cuts each at every offset
    that the index has of its sentences and passages: the words must be the same. Says what
    differs; nothing is changed. Exit status 1 if anything differs.
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_snapshots import run_verify

    if not run_verify(load_settings(), corpus):
        raise typer.Exit(1)


@corpus_app.command()
def rollback(
    snapshot: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            help="A snapshot's name, or the beginning of it; without one they are listed.",
            show_default=False,
        ),
    ] = "",
    *,
    json: Json = False,
    corpus: Corpus = None,
) -> None:
    """Answer from an earlier snapshot of the index again, or list the snapshots there are.

    The files of the corpus stay as they are. A running bot serves the snapshot within seconds. It
    is held until somebody has the files read: with `iqtibas index`, or in the bot with /reload,
    /add or /remove.

    With --json, an object a line: name, created_at, documents, sentences, passages, encoder,
    megabytes, is_current, is_held.
    """
    from bot.settings import load_settings
    from bot.terminal.corpus_snapshots import run_list_snapshots, run_rollback

    settings = load_settings()
    if snapshot:
        run_rollback(settings, corpus, snapshot)
    else:
        run_list_snapshots(settings, corpus, is_json=json)
