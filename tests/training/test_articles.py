import json
import lzma
from pathlib import Path

import pytest

from training.articles import Article, OverlapFilter, held_out_paragraphs, read_articles

PARAGRAPH = " ".join(f"كلمه{number}" for number in range(40))


def article(text: str) -> Article:
    return Article(title="", sentences=(text,))


def write_corpus(data: Path, name: str, **content: str) -> None:
    (data / "train").mkdir(exist_ok=True)
    with lzma.open(data / "train" / f"{name}.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(content) + "\n")


def test_articles_come_as_keys_cut_at_sentence_ends_and_line_breaks(tmp_path: Path):
    write_corpus(tmp_path, "wiki_ar", title="أبٌ", text="الأولى. الثّانية؟\n\nالثالثة 3.5")
    write_corpus(tmp_path, "ant_news", title="خبر", text="نصّ")
    write_corpus(tmp_path, "sanad_khaleej", text="بلا عنوان")

    assert list(read_articles(tmp_path)) == [
        Article(title="اب", sentences=("الاولي.", "الثانيه؟", "الثالثه 3.5")),
        Article(title="خبر", sentences=("نص",)),
        Article(title="", sentences=("بلا عنوان",)),
    ]


def test_a_missing_corpus_is_named_and_the_option_too(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match=r"wiki_ar\.jsonl\.xz is absent: .* --data"):
        next(read_articles(tmp_path))


@pytest.mark.parametrize("offset", range(45))
def test_eighty_characters_in_common_are_found_wherever_they_stand(offset: int):
    held_out = OverlapFilter([PARAGRAPH])
    shared = PARAGRAPH[37 : 37 + 80]

    assert held_out.overlaps(article("س" * offset + shared + "ش" * 50))
    assert not held_out.overlaps(article("س" * offset + shared[:79] + "ش" * 50))


def test_spelling_does_not_hide_what_is_in_common():
    held_out = OverlapFilter([PARAGRAPH.replace("ه", "ةٌ")])

    assert held_out.overlaps(article(PARAGRAPH))
    assert not held_out.overlaps(article("نص قصير"))


def test_paragraphs_of_every_set_of_questions_are_held_out(tmp_path: Path):
    for name in ("eval/first.json", "eval/second.json", "train/arcd-train.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        asked = {"question": "سؤال", "answers": []}
        data = [{"paragraphs": [{"context": name, "qas": [asked]}]}]
        path.write_text(json.dumps({"data": data}), encoding="utf-8")

    assert held_out_paragraphs(tmp_path) == [
        "eval/first.json",
        "eval/second.json",
        "train/arcd-train.json",
    ]
