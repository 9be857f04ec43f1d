import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import approx_fprime

from retrieval.search.features import Feature
from retrieval.search.word_network import network_from
from tests.fakes import FakeEncoder
from tests.retrieval.search.matches import without_words
from tests.training.generated import made_up_part, write_questions
from training.examples import Example, gather_examples, gather_own_examples
from training.interplay import InterplaySettings, fit_interplay
from training.ranker import fit_weights, train_ranker
from training.word_networks import WordNetworkSettings, fit_word_networks

TRUE_WEIGHTS = np.linspace(-1.5, 2, len(Feature))


def generated_examples(n_examples: int) -> list[Example]:
    """Examples whose gold candidate is drawn from the softmax under `TRUE_WEIGHTS`."""
    rng = np.random.default_rng(3)
    examples = []
    for _ in range(n_examples):
        values = rng.standard_normal((12, len(Feature)))
        drawn = values @ TRUE_WEIGHTS + rng.gumbel(size=len(values))
        is_gold = np.arange(len(values)) == drawn.argmax()
        examples.append(Example(values, is_gold, without_words(len(values))))
    return examples


def objective(weights: NDArray[np.float64], examples: Sequence[Example]) -> float:
    """What the fit minimises, as it is defined: no gradient, no care for overflow."""
    spread = np.concatenate([example.values for example in examples]).std(axis=0)
    total = 10 * float((weights * spread) @ (weights * spread))
    for example in examples:
        exponentials = np.exp(example.values @ weights)
        total -= np.log(exponentials[example.is_gold].sum() / exponentials.sum())
    return total


def test_the_weights_that_made_the_examples_are_found_again():
    weights = fit_weights(generated_examples(3000))

    cosine = weights @ TRUE_WEIGHTS / np.linalg.norm(weights) / np.linalg.norm(TRUE_WEIGHTS)
    assert cosine > 0.99
    assert weights == pytest.approx(TRUE_WEIGHTS, abs=0.5)


def test_the_objective_is_flat_at_the_weights_by_finite_differences():
    examples = generated_examples(20)
    examples[0].is_gold[:3] = True  # several sentences may hold the answer

    weights = fit_weights(examples)

    gradient = approx_fprime(weights, objective, 1e-6, examples)
    elsewhere = approx_fprime(np.zeros(len(Feature)), objective, 1e-6, examples)
    assert np.linalg.norm(gradient) < 1e-3 * np.linalg.norm(elsewhere)


def test_without_examples_the_penalty_leaves_no_weight():
    assert fit_weights([]) == pytest.approx(np.zeros(len(Feature)))


def test_a_feature_that_tells_nothing_gets_no_weight():
    examples = generated_examples(20)
    for example in examples:
        example.values[:, Feature.LENGTH] = 3.0

    assert fit_weights(examples)[Feature.LENGTH] == pytest.approx(0, abs=1e-6)


def test_what_is_written_is_what_the_scorer_reads(tmp_path: Path):
    questions = write_questions(tmp_path / "questions.json", n_paragraphs=4, n_questions=3)
    target, of_words = tmp_path / "weights.json", tmp_path / "networks.json"

    train_ranker(questions, [made_up_part(8, 5)], FakeEncoder(name="made-up"), target, of_words)

    text = target.read_text(encoding="utf-8")
    written = json.loads(text)
    bundled = files("retrieval.search") / "sentence_weights.json"
    assert written.keys() == json.loads(bundled.read_text(encoding="utf-8")).keys()
    names, interplay = [feature.name.lower() for feature in Feature], written["interplay"]
    assert list(written["weights"]) == names
    assert list(interplay["means"]) == list(interplay["hidden"]) == names
    assert {len(row) for row in interplay["hidden"].values()} == {len(interplay["output"])}
    row = json.dumps(interplay["hidden"]["bm25"]).replace("[", "[ ").replace("]", " ]")
    assert f'"bm25": {row}' in text  # in one line
    assert len(interplay["biases"]) == len(interplay["output"]) > 0
    assert (written["n_examples"], written["encoder"]) == (6 + 5, "made-up")
    # The sentence with the question's words holds the answer: what tells it is in its favour.
    assert written["weights"]["bm25"] > 0
    assert written["weights"]["number"] == 0
    bundled = files("retrieval.search") / "word_networks.json"
    networks = json.loads(of_words.read_text(encoding="utf-8"))
    assert networks.keys() == json.loads(bundled.read_text(encoding="utf-8")).keys()
    assert (networks["n_examples"], networks["encoder"]) == (6 + 5, "made-up")
    read = [network_from(network) for network in networks["networks"]]
    assert len(read) == WordNetworkSettings().n_networks
    assert all(network.of_matches.any() and network.joint_output.any() for network in read)


@pytest.mark.slow
def test_each_part_of_the_scorer_is_fitted_over_those_before_it(tmp_path: Path):
    questions = write_questions(tmp_path / "questions.json", n_paragraphs=4, n_questions=3)
    part, encoder = made_up_part(8, 5), FakeEncoder()
    target, of_words = tmp_path / "weights.json", tmp_path / "networks.json"

    train_ranker(questions, [part], encoder, target, of_words)

    examples = [replace(each, weight=2.0) for each in gather_examples(questions, encoder)]
    examples += gather_own_examples(part, encoder)
    weights = fit_weights(examples)
    interplay = fit_interplay(examples, weights, InterplaySettings())
    before = [each.values @ weights + interplay.adds(each.values) for each in examples]
    networks = fit_word_networks(examples, before, WordNetworkSettings())
    written = json.loads(target.read_text(encoding="utf-8"))
    assert list(written["weights"].values()) == pytest.approx(weights.tolist(), abs=1e-3)
    assert written["interplay"]["output"] == pytest.approx(interplay.output.tolist(), abs=1e-4)
    for content, network in zip(
        json.loads(of_words.read_text(encoding="utf-8"))["networks"], networks, strict=True
    ):
        assert content["joint_biases"] == pytest.approx(network.joint_biases.tolist(), abs=1e-4)
        assert content["output"] == pytest.approx(network.output.tolist(), abs=1e-4)
