from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.encoding import decode
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import DocumentId
from retrieval.errors import CorpusError

FILE = SourceFile(Path("a.txt"), DocumentId("a.txt"), 0, 0)
SENTENCE = "زار الوزير المدينة القديمة أمس، والتقى أهل السوق.\r\nثم عاد إلى العاصمة.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1256", "utf-16-be-with-mark"]
)
def test_a_file_is_decoded_and_its_line_ends_stay(encoding: str):
    if encoding == "utf-16-be-with-mark":
        content = b"\xfe\xff" + SENTENCE.encode("utf-16-be")
    else:
        content = SENTENCE.encode(encoding)

    assert decode(FILE, content) == SENTENCE


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Съешь же ещё этих мягких французских булок, да выпей чаю.", "cp1251"),
        ("Ξεσκεπάζω την ψυχοφθόρα βδελυγμία των ανθρώπων της πόλης.", "cp1253"),
        ("L'été dernier, la forêt brûlée a été replantée à côté du château.", "latin-1"),
        ("זאת פסקה קצרה שנכתבה כדי לבדוק את הקידוד של הקובץ הזה.", "cp1255"),
        (SENTENCE, "iso8859-6"),
    ],
)
def test_what_is_neither_utf8_nor_windows_1256_is_not_guessed_at(text: str, encoding: str):
    with pytest.raises(CorpusError, match=r"neither UTF-8 \(byte \d+ breaks it\) nor windows"):
        decode(FILE, text.encode(encoding))


def test_utf8_with_one_broken_byte_is_not_taken_for_windows_1256():
    content = SENTENCE.encode()[:-3] + b"\xd8\n"

    with pytest.raises(CorpusError, match="neither UTF-8"):
        decode(FILE, content)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(1, 32)) * 9, b"\xff\xfe" + b"\x01\x00" * 9],
)
def test_control_characters_are_binary(content: bytes):
    with pytest.raises(CorpusError, match="binary, not text"):
        decode(FILE, content)


def test_a_mark_that_lies_is_said_to():
    with pytest.raises(CorpusError, match="marked as UTF-16-LE"):
        decode(FILE, b"\xff\xfe\x00\xd8\x00")


@given(st.binary(max_size=200))
def test_any_bytes_become_text_or_an_error_of_ours(content: bytes):
    try:
        text = decode(FILE, content)
    except CorpusError:
        return
    text.encode("utf-8")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=80))
def test_utf8_comes_back_as_it_was_written(text: str):
    assert decode(FILE, text.encode()) == text.removeprefix("\ufeff")  # BYTE ORDER MARK
