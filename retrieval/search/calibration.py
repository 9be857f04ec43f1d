"""The confidence as ``iqtibas calibrate`` fitted it to one collection, encoder and reranker.

The bundled confidence was fitted on questions about news and an encyclopaedia, with the bundled
encoder. What an operator's own few dozen questions can add is less than a model of its own: how
far its log-odds are to be believed (a slope), where its middle lies (an offset), and, where a
reranker looked too, what its score of the first quote adds. With these come thresholds by the same
rule.

A calibration lies beside the snapshots, so that it survives reloads, and names the configuration
that it was fitted for; with any other it says nothing and is not used.

Source:
    Platt, Probabilistic outputs for support vector machines, 1999: a logistic model over the
    score of another.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np

from retrieval.datatypes import Outcome
from retrieval.index.build import package_sources
from retrieval.index.disk import disk_errors_told
from retrieval.search.confidence import ConfidenceModel, Signs

FILE = "calibration.json"
_FORMAT = 1
_LEAST = 1e-9
"""A probability of 0 has no log-odds."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is made of the bundled confidence.

    Attributes:
        slope: Of its log-odds.
        offset: Added.
        reranker: Weight of the reranker's score of the first quote; 0 where there is none.
        weak_from: Probability from which quotes are shown as the nearest that was found.
        answer_from: Probability from which they are shown as an answer.
    """

    slope: float
    offset: float
    reranker: float
    weak_from: float
    answer_from: float

    def probability(self, bundled: float, by_reranker: float = 0.0) -> float:
        """Return the probability that the first quote answers.

        Args:
            bundled: What the bundled confidence says.
            by_reranker: The reranker's score of the quote.
        """
        odds = self.slope * log_odds(bundled) + self.reranker * by_reranker + self.offset
        return float(1 / (1 + np.exp(-odds)))

    def judge(self, probability: float) -> Outcome:
        """Return the outcome for a probability."""
        if probability >= self.answer_from:
            return Outcome.ANSWER
        return Outcome.WEAK if probability >= self.weak_from else Outcome.NONE


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted, on what, and for which configuration.

    Attributes:
        fingerprint: Of the configuration (`fingerprint_of`).
        fitted_at: ISO 8601, UTC.
        n_answered: Questions answered rightly that it was fitted on.
        n_unanswerable: Questions that the collection does not answer.
        built_in: Where the built-in order stands.
        reranked: Where a reranker looked too; None if it was fitted without one.
    """

    fingerprint: str
    fitted_at: str
    n_answered: int
    n_unanswerable: int
    built_in: Adjustment
    reranked: Adjustment | None

    def write(self, folder: Path) -> Path:
        """Put it into a folder of snapshots, in the place of an earlier one; return where it is.

        Raises:
            SnapshotError: It cannot be written.
        """
        path = folder / FILE
        aside = folder / f".{FILE}"
        with disk_errors_told(folder):
            content = {"format": _FORMAT, **asdict(self)}
            aside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
            aside.replace(path)
        return path


@dataclass(frozen=True, slots=True)
class FoundCalibration:
    """What lies beside the snapshots.

    Attributes:
        calibration: In use; None if there is none, or none for this configuration.
        problem: Why one that is there is not used; "" otherwise.
        state: Time and size of the file, to tell when it changes; None if there is none.
    """

    calibration: Calibration | None = None
    problem: str = ""
    state: tuple[int, int] | None = None


def find_calibration(folder: Path, parts: Sequence[str]) -> FoundCalibration:
    """Look for a calibration that fits.

    Args:
        folder: Of snapshots.
        parts: Of the configuration, as for `fingerprint_of`.
    """
    path = folder / FILE
    state = state_of(folder)
    try:
        calibration = _decode(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return FoundCalibration()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return FoundCalibration(problem=f"{path} cannot be read ({error})", state=state)
    if calibration.fingerprint != fingerprint_of(parts):
        problem = f"{path} was fitted for another encoder, reranker or version"
        return FoundCalibration(problem=problem, state=state)
    return FoundCalibration(calibration, state=state)


def state_of(folder: Path) -> tuple[int, int] | None:
    """Return time and size of the calibration in a folder of snapshots; None if there is none."""
    try:
        found = (folder / FILE).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _decode(text: str) -> Calibration:
    content = json.loads(text)
    if content.pop("format") != _FORMAT:
        raise ValueError("it was written by another version")
    built_in, reranked = content.pop("built_in"), content.pop("reranked")
    return Calibration(
        **content,
        built_in=Adjustment(**built_in),
        reranked=Adjustment(**reranked) if reranked else None,
    )


def fingerprint_of(parts: Sequence[str]) -> str:
    """Return a digest of all that shapes a confidence.

    Args:
        parts: Fingerprints of the analyser, the encoder, the reranker. What is in this package
            counts by itself.
    """
    digest = sha256("\0".join(parts).encode())
    for name, content in package_sources(files("retrieval") / "search", "search"):
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far the first quote is to be trusted."""

    confidence: float
    outcome: Outcome


NOTHING_FOUND = Judgement(0.0, Outcome.NONE)


def judge(
    model: ConfidenceModel,
    calibration: Calibration | None,
    signs: Signs,
    by_reranker: float | None,
) -> Judgement:
    """Judge a first quote.

    Args:
        model: The bundled one.
        calibration: If there is one.
        signs: Of the quote.
        by_reranker: Score of the quote; None where the built-in order stands.
    """
    bundled = model.probability(signs.values)
    if calibration is None:
        return Judgement(bundled, model.judge(signs))
    if by_reranker is None or calibration.reranked is None:
        adjustment, by_reranker = calibration.built_in, 0.0
    else:
        adjustment = calibration.reranked
    probability = adjustment.probability(bundled, by_reranker)
    return Judgement(probability, adjustment.judge(probability))


def log_odds(probability: float) -> float:
    """Return ln(p / (1 - p)); bounded where p is 0 or 1."""
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return float(np.log(bounded / (1 - bounded)))
