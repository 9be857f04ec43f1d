"""Files that give no article, as people send them by mistake, and others on purpose.

Each is put into a folder and indexed, and sent to the bot, by tests of either; each is told in a
line what is wrong with it.
"""

import io
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.retrieval.corpus.packing import book, pack, paragraph, word
from tests.retrieval.corpus.printing import print_pdf

_FILES: Final = Path(__file__).parent / "retrieval" / "corpus" / "files"
TEXT: Final = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص من أهل الحي.\n"
_OFFICE_OF_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_MORE_THAN_TEXT: Final = "ا" * 30_000_000


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file, and some of the words that tell of it.

    Attributes:
        shell: In the report of ``index``.
        chat: In the answer to ``/add``.
        member: That is told of in the report, where that is not the whole file.
    """

    name: str
    content: bytes
    shell: str
    chat: str
    member: str = ""


def _archive_with_link() -> bytes:
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return written.getvalue()


def _archive_with_password() -> bytes:
    content = bytearray(pack({"a.txt": TEXT}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _halved(content: bytes) -> bytes:
    return content[: len(content) // 2]


_PASSWORD: Final = ("password", "مقفل بكلمة سر")
_DAMAGED: Final = ("damaged", "تالف أو غير مكتمل")
_OTHER: Final = (" not a .", "من نوع غير الذي يدل عليه اسمه")
_EMPTY: Final = ("empty", "الملف فارغ")
_LEADS_OUT: Final = ("leads out of the archive", "يخرج عنه")

HOSTILE: Final = (
    HostileFile("macro.docm", word(paragraph(TEXT)), "save it as .docx", "لا يُقرأ"),
    HostileFile("old.doc", _OFFICE_OF_OLD, "save it as .docx", "لا يُقرأ"),
    HostileFile("locked.pdf", (_FILES / "password.pdf").read_bytes(), *_PASSWORD),
    HostileFile(
        "locked.docx", _OFFICE_OF_OLD + "EncryptedPackage".encode("utf-16-le"), *_PASSWORD
    ),
    HostileFile("locked.zip", _archive_with_password(), *_PASSWORD, member="/a.txt"),
    HostileFile("scan.pdf", print_pdf([], [], has_picture=True), "scanned", "صور بلا نص"),
    HostileFile("half.pdf", (_FILES / "pango.pdf").read_bytes()[:9_000], *_DAMAGED),
    HostileFile("half.docx", _halved(word(paragraph(TEXT))), *_DAMAGED),
    HostileFile("half.epub", _halved(book(TEXT)), *_DAMAGED),
    HostileFile("half.zip", _halved(pack({"a.txt": TEXT})), *_DAMAGED),
    HostileFile("words.docx", pack({"a.txt": TEXT}), *_DAMAGED),
    HostileFile("text.pdf", TEXT.encode(), *_DAMAGED),
    HostileFile("word.zip", word(paragraph(TEXT)), *_OTHER),
    HostileFile("scan.html", b"%PDF-1.7\n" + bytes(99), *_OTHER),
    HostileFile("picture.md", b"\x89PNG\r\n\x1a\n" + bytes(99), *_OTHER),
    HostileFile("rar.zip", b"Rar!\x1a\x07\0" + bytes(99), *_OTHER),
    HostileFile("nothing.pdf", b"", *_EMPTY),
    HostileFile("nothing.zip", pack({}), *_EMPTY),
    HostileFile("nothing in.zip", pack({"a.txt": "", "b.docx": ""}), *_EMPTY, member="/a.txt"),
    HostileFile("out.zip", pack({"../a.txt": TEXT}), *_LEADS_OUT, member="/../a.txt"),
    HostileFile("root.zip", pack({"/etc/a.txt": TEXT}), *_LEADS_OUT, member="//etc/a.txt"),
    HostileFile("link.zip", _archive_with_link(), "a link", "رابط يخرج عنه", member="/link.txt"),
    HostileFile(
        "in.zip",
        pack({"in.zip": pack({"a.txt": TEXT})}),
        "an archive within an archive",
        "ملف مضغوط آخر",
        member="/in.zip",
    ),
    HostileFile("bomb.zip", pack({"a.txt": _MORE_THAN_TEXT}), "unpacks to 200", "فك ضغطه أكبر"),
    HostileFile("bomb.docx", word(paragraph(_MORE_THAN_TEXT * 2)), "unpacks to", "فك ضغطه أكبر"),
    HostileFile("bytes.txt", bytes(range(256)), "binary", "ترميز الحروف"),
)
