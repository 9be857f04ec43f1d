"""Every reason for which a file is not read, and that each says what would mend it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from retrieval.corpus.folder import list_files
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import ReadLimits, SkippedFile
from retrieval.errors import Refusal
from tests.retrieval.corpus.packing import book, pack

WORDING = Path(__file__).parents[3] / "bot" / "telegram" / "wording"
FILES = Path(__file__).parent / "files"
BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
LOCK = '<encryption><CipherReference URI="OEBPS/text/c%201.xhtml"/></encryption>'


@dataclass(frozen=True)
class Case:
    """A file that is refused: its name and bytes, and how its reason begins and ends."""

    name: str
    content: str | bytes
    problem: str
    remedy: str
    line: int = 0
    limits: ReadLimits = ReadLimits()  # noqa: RUF009 - frozen


CASES = {
    Refusal.NAME: Case("a.csv#1.txt", BODY, "its path reads like an article", "rename it"),
    Refusal.README: Case("README.md", BODY, "a README tells", "rename it if it is an article"),
    Refusal.UNSUPPORTED: Case("a.xyz", BODY, "not one of .txt", "save it as one of these"),
    Refusal.OTHER_FORMAT: Case("a.txt", b"%PDF-1.7", "a PDF document", "rename it to .pdf"),
    Refusal.EMPTY: Case("a.txt", " ", "empty", "fill it, or remove it"),
    Refusal.TOO_LARGE: Case(
        "a.txt", BODY, "too large", "split it", limits=ReadLimits(max_file_bytes=9)
    ),
    Refusal.TOO_SHORT: Case("a.txt", "نعم", "too short", "complete it, or remove it"),
    Refusal.ENCODING: Case("a.txt", b"\0\1\2", "binary, not text", "in UTF-8"),
    Refusal.FRONT_MATTER: Case(
        "a.md", f"---\ntitle: أ: ب\n---\n{BODY}", "broken front matter: line 2", "marks", 2
    ),
    Refusal.DATE: Case(
        "a.md", f"---\ndate: 2024-13-01\n---\n{BODY}", "read without its date", "2024-05-31"
    ),
    Refusal.LABELS: Case("a.pdf.yaml", "url: x", "it tells of a.pdf", "or remove this"),
    Refusal.COLUMNS: Case("a.csv", f"أ,ب\n{BODY},1\n", "no column", "holds the text"),
    Refusal.ROW: Case("a.jsonl", f'{{"text": "{BODY}"}}\n{{', "line 2: not JSON", "the line", 2),
    Refusal.NO_TEXT: Case("a.html", "<html></html>", "the page shows no text", "text itself"),
    Refusal.ENCRYPTED: Case(
        "a.pdf", (FILES / "password.pdf").read_bytes(), "a password opens it", "without one"
    ),
    Refusal.COPY_PROTECTED: Case(
        "a.epub",
        book(f"<p>{BODY}</p>", more={"META-INF/encryption.xml": LOCK}),
        "locked by a shop",
        "without that",
    ),
    Refusal.BROKEN: Case("a.pdf", b"PDF", "damaged", "save it anew"),
    Refusal.UNPACKS_TOO_LARGE: Case(
        "a.zip", pack({"a.txt": "ا" * 10_000_000}), "a file in it unpacks", "articles alone"
    ),
    Refusal.TOO_MANY_FILES: Case(
        "a.zip",
        pack({"a.txt": BODY, "b.txt": BODY}),
        "it holds more than",
        "split it",
        limits=ReadLimits(max_members=1),
    ),
    Refusal.UNSAFE_PATH: Case(
        "a.zip", pack({"../a.txt": BODY}), "its path leads out", "pack it anew"
    ),
    Refusal.NESTED_ARCHIVE: Case(
        "a.zip", pack({"b.zip": pack({"a.txt": BODY})}), "an archive within", "unpack it"
    ),
}
ELSEWHERE = {
    Refusal.UNREADABLE: "test_folder",
    Refusal.SCANNED: "test_pdf",
    Refusal.TOO_SLOW: "test_isolation",
    Refusal.TOO_MUCH_MEMORY: "test_isolation",
}
"""What takes a special file or a while, and where that is tested."""


def read(folder: Path, limits: ReadLimits) -> Iterator[SkippedFile]:
    yield from list_files(folder).skipped
    with FileReader(limits) as reader:
        for source in list_files(folder).files:
            yield from (item for item in reader.read(source) if isinstance(item, SkippedFile))


@pytest.mark.parametrize("refusal", CASES)
def test_a_reason_says_what_is_wrong_where_and_what_would_mend_it(
    refusal: Refusal, tmp_path: Path
):
    case = CASES[refusal]
    content = case.content.encode() if isinstance(case.content, str) else case.content
    (tmp_path / case.name).write_bytes(content)

    (skipped,) = read(tmp_path, case.limits)

    assert (skipped.refusal, skipped.line) == (refusal, case.line)
    assert skipped.reason.startswith(case.problem)
    assert skipped.reason.endswith(case.remedy)


def test_every_reason_has_a_file_that_is_refused_for_it():
    assert {*CASES, *ELSEWHERE} == {*Refusal}
    for refusal, module in ELSEWHERE.items():
        tests = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        assert f"Refusal.{refusal.name}" in tests


@pytest.mark.parametrize(
    ("language", "marks"), [("ar", ("يُرجى", "المطلوب", "المقروءة")), ("en", ("; ",))]
)
def test_every_reason_says_what_would_mend_it_in_a_chat_too(language: str, marks: tuple[str, ...]):
    lines = json.loads((WORDING / f"{language}.json").read_text(encoding="utf-8"))

    said = lines["refusals"]["file"]

    assert said.keys() == {refusal.value for refusal in Refusal}
    assert [line for line in said.values() if not any(mark in line for mark in marks)] == []
