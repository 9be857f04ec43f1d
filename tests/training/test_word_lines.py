"""Lines of words are read as written, and a broken one is named."""

from pathlib import Path

import pytest

from tests.training.known import write_word_lines
from training.word_lines import WordLinesError, read_word_lines


def test_what_is_empty_at_the_end_of_a_line_may_be_left_out(tmp_path: Path):
    folder = write_word_lines(
        tmp_path,
        alef="أب أبو\tوالد بابا\tأسرة\nأبدا\tقط\n",
        ba_to_zay="بحر\tيم\n",
        sin_to_qaf="سفر\t\tطائرة\n",
        kaf_to_ya="كردي أكراد",
    )

    assert list(read_word_lines(folder)) == [
        (("أب", "أبو"), ("والد", "بابا"), ("أسرة",)),
        (("أبدا",), ("قط",), ()),
        (("بحر",), ("يم",), ()),
        (("سفر",), (), ("طائرة",)),
        (("كردي", "أكراد"), (), ()),
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "expected heads and two fields of words, parted by tabs, found ''"),
        ("\tسفر", "expected heads and two fields of words"),
        ("بحر\tيم\tسفينة\tميناء", "expected heads and two fields of words"),
        ("بحر\tيم\t", "leave out what is empty at the end"),
        ("بحر\t\t", "leave out what is empty at the end"),
        ("بحر\tيم  محيط", "expected words of Arabic letters, parted by single spaces, found ''"),
        ("بحر \tيم", "parted by single spaces, found ''"),
        ("بحر\tsea", "found 'sea'"),
        ("بحر\tيم2", "found 'يم2'"),
        ("بحر\tبح\u0640ر", "found 'بح\u0640ر'"),  # ARABIC TATWEEL
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str):
    folder = write_word_lines(tmp_path, ba_to_zay=f"باب\tمدخل\n{line}\nبرد\tصقيع\n")

    with pytest.raises(WordLinesError, match=message) as caught:
        tuple(read_word_lines(folder))

    assert (caught.value.path, caught.value.line) == (folder / "ba_to_zay.tsv", 2)
    assert "ba_to_zay.tsv, line 2: " in str(caught.value)


def test_an_absent_file_is_an_error(tmp_path: Path):
    folder = write_word_lines(tmp_path)
    (folder / "sin_to_qaf.tsv").unlink()

    with pytest.raises(FileNotFoundError, match=r"sin_to_qaf\.tsv"):
        tuple(read_word_lines(folder))
