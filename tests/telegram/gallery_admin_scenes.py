"""The scenes of the gallery that administrators play: with the articles, and with the bot."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.collecting.feed_store import FeedState
from bot.errors import (
    AddingFailure,
    FetchError,
    FetchFailure,
    IndexingError,
    IndexingFailure,
    RemovalFailure,
)
from bot.telegram.feed_pages import render_feeds
from bot.telegram.findings import Finding
from bot.telegram.handlers.doctor import render_findings
from bot.telegram.refusals import fetch_refusal
from bot.telegram.reload_report import render_progress
from bot.telegram.texts import Texts, Wording
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import DocumentId
from retrieval.engine import Progress
from retrieval.engine import Stage as Step
from retrieval.errors import Refusal
from tests.bot.collecting.pages import LIST_OF_ARTICLES, page, rss
from tests.telegram.gallery import Scene, Stage
from tests.telegram.harness import ADMIN, REPORT

FILES: Final = Path(__file__).parents[1] / "retrieval" / "corpus" / "files"
STRANGER: Final = 200
COMMANDS: Final = (
    *("reload", "sources", "add", "remove", "rollback"),
    *("feeds", "stats", "unanswered", "doctor"),
)
DATES: Final = "انطلق مهرجان التمور في ساحة السوق مساء الخميس. وشارك فيه خمسون مزارعًا."
QUOTED: Final = "من الآن"
ARABIC: Final = Wording(Texts.load("ar"))


async def adding(stage: Stage) -> None:
    """Addresses, files and messages become articles, or are refused."""
    stage.chapter("Administrators: /add")
    site = stage.site
    stage.show("/add alone", await stage.order("/add"))
    site.put("/library", page())
    site.put("/closed", page(), status=403)
    site.put("/list", LIST_OF_ARTICLES)
    site.put("/film", "", media_type="video/mp4")
    site.redirect("/inside", "http://127.0.0.2/")
    site.redirect("/round", "/round")
    addresses = [site.url(f"/{name}") for name in ("library", "closed", "list", "film", "inside")]
    others = ["ftp://news.example/a", "http://a:b@news.example/", "خبر", site.url("/round")]
    added = await stage.order(f"/add {' '.join([*addresses, *others])}", QUOTED)
    stage.show("An article, and addresses that give none", added)
    again = await stage.order(f"/add {addresses[0]}", "من قبل")
    stage.show("An article that is here already", again)
    many = await stage.order(f"/add {' '.join(['خبر'] * 11)}", "أُخذت")
    stage.show_text("More addresses than are taken, in its last line", many.text.split("\n")[-1])
    festival = await stage.send_file("تمور.txt", f"مهرجان التمور\n\n{DATES}\n".encode(), QUOTED)
    stage.show("A file", festival)
    # A title of several words: of one word it would hang by a hair whether it can be asked for.
    rows = "title,text\nقطار الفجر إلى قرية الصنوبر,يصل القطار إلى القرية عند الفجر.\n"
    rows += "سفينة,غادرت السفينة الميناء أمس."
    stage.show("A file of two", await stage.send_file("news.csv", rows.encode(), QUOTED))
    for title, name, content in (
        ("A file of another kind", "photo.png", b"\x89PNG"),
        ("A file with a wrong name", "خبر.txt", b"%PDF-1.7"),
        ("A file with a password", "password.pdf", (FILES / "password.pdf").read_bytes()),
        ("An archive that would fill the disk", "bomb.zip", _archive("a.txt", "ا" * 30_000_000)),
        ("An archive that leads out of itself", "out.zip", _archive("../a.txt", DATES)),
        ("Another file of the same name", "تمور.txt", DATES.encode()),
    ):
        stage.show(title, await stage.send_file(name, content, "لم يُضف"))


async def sources(stage: Stage) -> None:
    """The list of articles."""
    stage.chapter("Administrators: /sources")
    (stage.corpus / "new.md").write_text("مقال لم يُقرأ بعد", encoding="utf-8")
    (stage.corpus / "harbour.md").unlink()
    stage.show("The articles, and what was not read yet", await stage.order("/sources"))
    (stage.corpus / "new.md").unlink()
    stage.show("A search", await stage.order("/sources الميناء"))
    stage.show("A search that finds nothing", await stage.order("/sources زرافة"))


async def removal(stage: Stage) -> None:
    """An article is removed and put back."""
    stage.chapter("Administrators: /remove")
    stage.show("/remove alone", await stage.order("/remove"))
    stage.show("A search that finds nothing", await stage.order("/remove زرافة"))
    found = await stage.order("/remove تمور")
    stage.show("A search", found)
    await stage.press(ADMIN, found, found.labels[0])
    stage.show("An article is chosen", found)
    await stage.press(ADMIN, found, "إلغاء")
    stage.show("The article is kept", found)
    found = await stage.order("/remove تمور")
    await stage.press(ADMIN, found, found.labels[0])
    await stage.press(ADMIN, found, "حذف")
    await stage.api.until(lambda: "تراجع" in found.labels, within_s=30)
    stage.show("The article is removed", found)
    stage.show("/remove alone, when something can be put back", await stage.order("/remove"))
    await stage.press(ADMIN, found, "تراجع")
    await stage.api.until(lambda: "من جديد" in found.text, within_s=30)
    stage.show("The article is put back", found)
    row = await stage.order("/remove سفينة")
    await stage.press(ADMIN, row, row.labels[0])
    stage.show("An article that shares its file is chosen", row)
    await stage.press(ADMIN, row, "حذف الملف كله")
    await stage.api.until(lambda: "تراجع" in row.labels, within_s=30)
    stage.show("Its file is removed", row)


async def rollback(stage: Stage) -> None:
    """Answers come from an earlier index for a while."""
    stage.chapter("Administrators: /rollback")
    listed = await stage.order("/rollback")
    stage.show_text("The indexes that are kept", listed.text)
    await stage.press(ADMIN, listed, listed.labels[0])
    stage.show("An index is chosen", listed)
    await stage.press(ADMIN, listed, "العودة إليه")
    stage.show("Answers come from it", listed)
    stage.show_text("The list after that", (await stage.order("/rollback")).text)
    stage.show("/doctor meanwhile", await stage.order("/doctor", "تلغرام"))
    report = await stage.order("/reload", "المجموع")
    stage.show("/reload leaves it", report)


async def feeds(stage: Stage) -> None:
    """Feeds are added and removed, and bring what they bring."""
    stage.chapter("Administrators: /feeds")
    site = stage.site
    site.put("/rss", rss([site.url(f"/{number}") for number in range(12)]))
    stage.show("No feeds", await stage.order("/feeds"))
    stage.show("A feed is added", await stage.order(f"/feeds {site.url('/rss')}", "أُضيفت"))
    twice = await stage.order(f"/feeds add {site.url('/rss')}", "من قبل")
    stage.show("A feed that was added before", twice)
    refused = await stage.order(f"/feeds {site.url('/library')}", "لم تُضف")
    stage.show("An address that is no feed", refused)
    listed = await stage.order("/feeds")
    stage.show("One feed, never polled", listed)
    stage.show_text("It is removed", await stage.press(ADMIN, listed, listed.labels[0]))
    polled = FeedState("https://news.example/rss", "أخبار الحي", polled_at=1_795_305_600.0)
    states = [
        replace(polled, n_kept=3, n_failed=2, n_waiting=11),
        replace(polled, url="https://other.example/sitemap.xml", title="", n_kept=0),
        replace(
            polled, failure=FetchFailure.STATUS.value, failure_value="503 Service Unavailable"
        ),
    ]
    stage.show_html("What polls brought", render_feeds(states, 0, 60, ARABIC))


async def figures(stage: Stage) -> None:
    """What was asked, and what came of it."""
    stage.chapter("Administrators: /stats, /unanswered and /doctor")
    n_before = len(stage.api.in_chat(ADMIN))
    await stage.api.write(ADMIN, "/stats")
    for title, sent in zip(
        ("The figures, with their picture", "What was asked and quoted most"),
        (await stage.api.sent_to(ADMIN, n_before + 2))[n_before:],
        strict=True,
    ):
        stage.show(title, sent)
    stage.show("/unanswered", await stage.order("/unanswered"))
    stage.show("/doctor", await stage.order("/doctor"))
    values = {"names": "CORPUS_DIRR (CORPUS_DIR)", "reason": "Bad Gateway", "date": "2026-11-22"}
    counts = dict.fromkeys(("documents", "passages", "files"), 11)
    numbers = dict.fromkeys(("skipped", "new", "changed", "gone", "waiting", "n", "total"), 3)
    known = {**values, **counts, **numbers, "ms": 120, "mb": 40}
    findings = [Finding(fact, known) for fact in ARABIC.texts.doctor.facts]
    stage.show_html("Everything that /doctor can find", render_findings(findings, ARABIC))


async def strangers(stage: Stage) -> None:
    """Others are told that it is for administrators, whatever they try."""
    stage.chapter("Administrators' commands and buttons, tried by a stranger")
    replies = [await stage.ask(STRANGER, f"/{command}") for command in COMMANDS]
    replies.append(await stage.ask(STRANGER, "/add https://news.example/"))
    said = {reply.text for reply in replies}
    stage.show(f"Each of {len(replies)} commands, in {len(said)} way", replies[0])
    listed = await stage.order("/remove تمور")
    stage.show_text("A button", await stage.press(STRANGER, listed, listed.labels[0]))


async def reasons(stage: Stage) -> None:
    """Every reason why something is not done, in a line each."""
    for language in ("ar", "en"):
        texts = Texts.load(language)
        wording, refusals = Wording(texts), texts.refusals
        stage.chapter(f"Every reason, in {language}")
        value = {FetchFailure.TOO_SLOW: "10 s", FetchFailure.TOO_LARGE: "20 MB"}
        value |= {FetchFailure.HEAVY: "20 s and 1024 MB", FetchFailure.REDIRECTS: "5"}
        lines = {
            "An address": [
                fetch_refusal(FetchError(reason, "https://a/", value.get(reason, "x")), wording)
                for reason in FetchFailure
            ],
            "A file": [wording.say(refusals.file[reason]) for reason in Refusal],
            "A file for the folder": [
                wording.say(refusals.adding[each]) for each in AddingFailure
            ],
            "A removal": [wording.say(refusals.removal[each]) for each in RemovalFailure],
            "A reading": [wording.say(texts.reload_reasons[each]) for each in IndexingFailure],
        }
        for title, said in lines.items():
            stage.show_html(title, "\n".join(said))


async def reloads(stage: Stage) -> None:
    """A long reading, from its beginning to each of its ends."""
    stage.chapter("Administrators: /reload")
    library = stage.library
    library.reload_may_end.clear()
    first = await stage.order("/reload")
    stage.show("It begins", first)
    second = await stage.order("/reload")
    stage.show("A second one joins it", second)
    started = Progress(
        Step.READ, 30, 100, n_files=300, n_all_files=1000, n_passages=2400, took_s=8
    )
    for title, progress in (
        ("It goes on", replace(started, left_s=19.0)),
        ("It is far from its end, after a change of the model", replace(started, left_s=660.0)),
        ("It builds the index", Progress(Step.INDEX, 1, 3)),
    ):
        because = "model" if "model" in title else ""
        shown = replace(progress, rebuilt_because=because)
        stage.show_html(title, render_progress(shown, ARABIC))
    await stage.press(ADMIN, first, "إيقاف")
    await stage.api.until(lambda: not (first.buttons or second.buttons))
    stage.show("It is stopped", first)
    stage.show_text("It is stopped again", await stage.press(ADMIN, first, "إيقاف"))
    library.is_cancelled = False
    skipped = [SkippedFile(f"أخبار/{n}.pdf", "scanned", Refusal.SCANNED) for n in range(2)]
    many = [replace(each, path=f"{n}.pdf") for n, each in enumerate(skipped * 6)]
    removed = (DocumentId("d"),)
    library.reload_ends = [
        replace(REPORT, removed=removed, skipped=tuple(skipped)),
        replace(REPORT, skipped=tuple(many), took_s=75.0, left="20261101T000000-abcd"),
        IndexingError(IndexingFailure.CORPUS, "/srv/articles"),
    ]
    stage.show("It is done, and left files out", await stage.order("/reload", "المجموع"))
    n_before = len(stage.api.in_chat(ADMIN))
    long = await stage.order("/reload", "المجموع")
    stage.show("It leaves an earlier index, and left out more than fits", long)
    [*_, document] = await stage.api.sent_to(ADMIN, n_before + 2)
    stage.show("The list of these", document)
    if document.document:
        stage.show_text("Its first line", document.document.content.decode().split("\n")[0])
    stage.show("It fails", await stage.order("/reload", "لم تكتمل"))


def _archive(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


SCENES: Final[tuple[Scene, ...]] = (
    adding,
    sources,
    removal,
    rollback,
    feeds,
    figures,
    strangers,
    reasons,
)
TOLD: Final[tuple[Scene, ...]] = (reloads,)
