"""Sets of questions in SQuAD's format."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, the distinct paragraphs they are asked of, and which one answers each.

    Attributes:
        gold: For every question, the position of its paragraph in `paragraphs`.
    """

    name: str
    paragraphs: tuple[str, ...]
    questions: tuple[str, ...]
    gold: tuple[int, ...]


def read_questions(path: Path) -> QuestionSet:
    """Read a SQuAD-format file; a paragraph that stands there twice is one paragraph."""
    position: dict[str, int] = {}
    questions: list[str] = []
    gold: list[int] = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            row = position.setdefault(paragraph["context"], len(position))
            for asked in paragraph["qas"]:
                questions.append(asked["question"])
                gold.append(row)
    return QuestionSet(path.stem, tuple(position), tuple(questions), tuple(gold))


def held_out_paragraphs(data: Path) -> list[str]:
    """Return the paragraphs that nothing is trained on: of every set of questions there is."""
    paths = (*sorted((data / "eval").glob("*.json")), data / "train" / "arcd-train.json")
    return [paragraph for path in paths for paragraph in read_questions(path).paragraphs]
