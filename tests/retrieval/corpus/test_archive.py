import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.formats import SUFFIXES
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal
from tests.retrieval.corpus.packing import pack, paragraph, word

FILES = Path(__file__).with_name("files")
BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."

BOMB = "a file in it unpacks to 200 times its size, and no text does: pack the articles alone"


def read(content: bytes, limits: ReadLimits | None = None) -> tuple[Document | SkippedFile, ...]:
    source = SourceFile(Path("a.zip"), DocumentId("m/a.zip"), len(content), 0)
    with FileReader(limits) as reader:
        return reader.parse(source, content)


def texts(found: tuple[Document | SkippedFile, ...]) -> dict[str, str]:
    return {item.document_id: item.text for item in found if isinstance(item, Document)}


def refusals(found: tuple[Document | SkippedFile, ...]) -> dict[str, tuple[str, Refusal]]:
    skipped = (item for item in found if isinstance(item, SkippedFile))
    return {item.path: (item.reason, item.refusal) for item in skipped}


def packed(members: Mapping[zipfile.ZipInfo, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return written.getvalue()


@pytest.mark.slow
def test_every_format_is_read_by_path_as_it_is_in_a_folder():
    content = pack(
        {
            "b/news.csv": f"id,text\n7,{BODY}\n",
            "a.txt": BODY,
            "./b/c/letter.docx": word(paragraph(BODY)),
            "z.pdf": (FILES / "pango.pdf").read_bytes(),
            "لغة/مقال.md": BODY,
        }
    )

    found = read(content)

    assert list(texts(found)) == [
        "m/a.zip/a.txt",
        "m/a.zip/b/c/letter.docx",
        "m/a.zip/b/news.csv#7",
        "m/a.zip/z.pdf",
        "m/a.zip/لغة/مقال.md",
    ]
    assert set(list(texts(found).values())[:3]) == {BODY}
    assert refusals(found) == {}


def test_hidden_files_are_passed_over_and_others_are_named_with_a_reason():
    content = pack(
        {
            "__MACOSX/._a.txt": "x",
            ".git/a.txt": BODY,
            "README.md": BODY,
            "photo.jpg": "x",
            "empty.txt": " ",
            "scan.txt": "%PDF-1.7",
            "in/": "",
        }
    )

    assert refusals(read(content)) == {
        "m/a.zip/README.md": (
            "a README tells of its folder; rename it if it is an article",
            Refusal.README,
        ),
        "m/a.zip/empty.txt": ("empty: fill it, or pack without it", Refusal.EMPTY),
        "m/a.zip/photo.jpg": (
            f"not one of {' '.join(SUFFIXES)}: a picture; recognise its text and save that",
            Refusal.UNSUPPORTED,
        ),
        "m/a.zip/scan.txt": (
            "a PDF document, not a .txt: rename it to .pdf",
            Refusal.OTHER_FORMAT,
        ),
    }


@pytest.mark.parametrize(
    "path", ["../a.txt", "b/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt"]
)
def test_a_path_that_leads_out_of_the_archive_is_refused(path: str):
    found = read(pack({path: BODY, "b.txt": BODY}))

    assert list(texts(found)) == ["m/a.zip/b.txt"]
    assert list(refusals(found).values()) == [
        ("its path leads out of the archive: pack it anew", Refusal.UNSAFE_PATH)
    ]


def test_a_link_a_nested_archive_and_a_path_that_comes_twice_are_refused():
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    members = {link: b"/etc/passwd", zipfile.ZipInfo("in.zip"): pack({"a.txt": BODY})}
    members |= {zipfile.ZipInfo("a.txt"): BODY.encode(), zipfile.ZipInfo("a\\..txt"): b""}
    again = zipfile.ZipInfo("a.txt")
    with pytest.warns(UserWarning, match="Duplicate name"):
        found = read(packed({**members, again: BODY.encode()}))

    assert list(texts(found)) == ["m/a.zip/a.txt"]
    assert refusals(found) == {
        "m/a.zip/link.txt": ("a link, not a file: pack the file itself", Refusal.UNSAFE_PATH),
        "m/a.zip/in.zip": ("an archive within an archive: unpack it", Refusal.NESTED_ARCHIVE),
        "m/a.zip/a.txt": (
            "another file of the archive has the same path: rename one",
            Refusal.NAME,
        ),
    }


def test_a_file_with_a_password_is_refused():
    content = bytearray(pack({"a.txt": BODY}))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusals(read(bytes(content))) == {
        "m/a.zip/a.txt": ("a password opens it: pack it without one", Refusal.ENCRYPTED)
    }


def test_a_method_that_demands_memory_is_refused():
    member = zipfile.ZipInfo("a.txt")
    member.compress_type = zipfile.ZIP_LZMA

    assert refusals(read(packed({member: BODY.encode()}))) == {
        "m/a.zip/a.txt": (
            "packed by a method that is not read (14): pack it as usual",
            Refusal.UNSUPPORTED,
        )
    }


def test_a_damaged_file_costs_no_other():
    content = bytearray(
        packed({zipfile.ZipInfo("a.txt"): BODY.encode(), zipfile.ZipInfo("b.txt"): BODY.encode()})
    )
    content[content.index(BODY.encode())] ^= 1

    found = read(bytes(content))

    assert list(texts(found)) == ["m/a.zip/b.txt"]
    assert refusals(found) == {
        "m/a.zip/a.txt": ("damaged: Bad CRC-32 for file 'a.txt'; pack it anew", Refusal.BROKEN)
    }


@pytest.mark.parametrize(
    ("content", "limits", "expected", "refusal"),
    [
        (
            pack({"a.txt": "ا" * 10_000_000}),
            ReadLimits(),
            BOMB,
            Refusal.UNPACKS_TOO_LARGE,
        ),
        (
            pack({f"{n}.txt": "نص آخر" for n in range(9)}),
            ReadLimits(max_unpacked_bytes=50),
            "unpacks to 0 MB, at most 0 MB are read; split it",
            Refusal.UNPACKS_TOO_LARGE,
        ),
        (
            pack({f"{n}.txt": "" for n in range(9)}),
            ReadLimits(max_members=8),
            "it holds more than 8 files; split it",
            Refusal.TOO_MANY_FILES,
        ),
        (
            pack({}) + b"PK\x01\x02" * 200_020,
            ReadLimits(),
            "it holds more than 10,000 files; split it",
            Refusal.TOO_MANY_FILES,
        ),
        (
            pack({}),
            ReadLimits(),
            "empty: there is no file in it; pack the articles into it",
            Refusal.EMPTY,
        ),
        (
            b"PK\x03\x04" + bytes(100),
            ReadLimits(),
            "damaged: File is not a zip file; pack it anew",
            Refusal.BROKEN,
        ),
        (
            word(paragraph(BODY)),
            ReadLimits(),
            "a Word document, not a .zip: rename it to .docx",
            Refusal.OTHER_FORMAT,
        ),
    ],
)
def test_an_archive_that_holds_too_much_or_nothing_is_refused(
    content: bytes, limits: ReadLimits, expected: str, refusal: Refusal
):
    assert read(content, limits) == (SkippedFile("m/a.zip", expected, refusal),)


def test_a_file_in_it_that_is_too_large_is_refused():
    found = read(pack({"a.txt": BODY * 100}), ReadLimits(max_file_bytes=1_000))

    assert [item.refusal for item in found if isinstance(item, SkippedFile)] == [Refusal.TOO_LARGE]


def test_pictures_are_not_unpacked_and_so_not_counted():
    found = read(pack({"a.jpg": bytes(5_000_000), "a.txt": BODY}))

    assert list(texts(found)) == ["m/a.zip/a.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp720", "cp1256"])
def test_names_in_the_encodings_of_other_archivers_are_read(encoding: str):
    name = "مقال عن الكتب.txt".encode(encoding)
    content = pack({"x" * len(name): BODY}).replace(b"x" * len(name), name)

    assert list(texts(read(content))) == ["m/a.zip/مقال عن الكتب.txt"]


@given(at=st.integers(0, 10_000), change=st.binary(max_size=8))
def test_an_archive_damaged_anywhere_gives_documents_or_reasons(at: int, change: bytes):
    whole = pack({"a.txt": BODY, "b/c.csv": f"text\n{BODY}", "d.zip": "x"})
    at %= len(whole)

    for found in read(whole[:at] + change + whole[at + len(change) :]):
        assert found.title if isinstance(found, Document) else found.reason


def test_what_is_stated_beside_a_file_is_read_with_it_as_in_a_folder():
    content = pack(
        {
            "أخبار/a.txt": BODY,
            "أخبار/a.txt.yaml": "source: نشرة الحي\ndate: 2024-05-12\n",
            "b.txt": BODY,
            "b.txt.yaml": "source: [",
            "c.txt.yaml": "source: نشرة\n",
        }
    )

    found = read(content)

    documents = {item.document_id: item for item in found if isinstance(item, Document)}
    labelled = documents[DocumentId("m/a.zip/أخبار/a.txt")]
    assert (labelled.source, labelled.date) == ("نشرة الحي", "2024-05-12")
    assert sorted(documents) == ["m/a.zip/b.txt", "m/a.zip/أخبار/a.txt"]
    assert {path: refusal for path, (_, refusal) in refusals(found).items()} == {
        "m/a.zip/b.txt.yaml": Refusal.FRONT_MATTER,
        "m/a.zip/c.txt.yaml": Refusal.LABELS,
    }
