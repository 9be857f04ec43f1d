"""What a running bot and each process that answers for it say to each other.

All of it is a frame: a length, then a pickle. Whoever can write a pickle can have any code run
where it is read; here nobody else can write, as the two ends are one program.

The classes stand apart from `bot.answerer`, which as a program is called otherwise.
"""

import pickle
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retrieval.datatypes import Conversation
from retrieval.engine import Engine
from retrieval.search.calibration import FoundCalibration

LENGTH: Final = struct.Struct("<I")
"""What goes before each pickle."""


@dataclass(frozen=True, slots=True)
class Question:
    """What `retrieval.engine.Engine.answer` is asked."""

    question: str
    conversation: Conversation
    n_quotes: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that an answer depends on beside its question: equal grounds give equal answers."""

    snapshot: Path
    configuration: tuple[str, ...]
    calibration: FoundCalibration

    @classmethod
    def of(cls, engine: Engine) -> "Grounds":
        """Return what an engine goes by."""
        return cls(engine.summary.path, engine.configuration, engine.calibration)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, or no snapshot; the parent's own engine tells it as it should be."""

    message: str


def frame(said: object) -> bytes:
    """Return something as it is said."""
    content = pickle.dumps(said, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content
