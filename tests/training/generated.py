"""Made-up paragraphs of made-up words, and questions on them, in SQuAD format."""

import json
from pathlib import Path

import numpy as np

_LETTERS = np.array(list("بتثجحخدذرزسشصضطظعغفقكلمن"))


def write_questions(path: Path, n_paragraphs: int, n_questions: int) -> Path:
    """Write paragraphs of two sentences; the first of them are asked about, one question each.

    A question has three words of its paragraph's first sentence, whose last word is the answer.
    """
    rng = np.random.default_rng(7)
    paragraphs = []
    for number in range(n_paragraphs):
        words = ["".join(rng.choice(_LETTERS, 5)) for _ in range(12)]
        answer = words[5]
        context = f"{' '.join(words[:6])}. {' '.join(words[6:])}."
        question = {
            "id": str(number),
            "question": f"متى {' '.join(words[:3])}؟",
            "answers": [{"text": answer, "answer_start": context.index(answer)}],
        }
        asked = [question] if number < n_questions else []
        paragraphs.append({"context": context, "qas": asked})
    data = [{"title": "قمر", "paragraphs": paragraphs}]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path
