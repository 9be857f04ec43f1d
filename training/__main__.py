"""`python -m training` lists the steps; each is a command of its own."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from retrieval.arabic.common_words import COMMON_FILE
from retrieval.arabic.lemmas import LEMMAS_FILE, bundled_lemmas
from retrieval.arabic.word_links import LINKS_FILE
from retrieval.arabic.word_vectors import FULL_LENGTH, VECTORS_FILE, bundled_word_vectors
from retrieval.evaluation.squad import read_squad
from retrieval.models.static import BUNDLED_MODEL, StaticEncoder
from retrieval.search.confidence import CONFIDENCE_FILE
from retrieval.search.scoring import SCORER_FILE
from retrieval.search.word_network import WORD_NETWORKS_FILE
from training.articles import Article, OverlapFilter, held_out_paragraphs, read_articles
from training.associations import read_associations
from training.carriers import read_carriers
from training.common_words import write_common_stems
from training.concepts import read_thesaurus
from training.confidence import train_confidence
from training.corpus import Corpus, number_words
from training.lemma_embedding import EmbeddingSettings, place_lemmas
from training.lemma_knowledge import gather_knowledge
from training.measure import bm25, cosines, fused, ndcg_at_10
from training.model_folder import write_model
from training.own_questions import read_parts
from training.pair_features import PairFeatures
from training.pairs import make_pairs
from training.ranker import train_ranker
from training.static_encoder import TrainingSettings, WordTokens, train_table
from training.tokenizer import train_tokenizer
from training.word_links import fit_links, gather_marked_pairs, make_word_links
from training.word_vectors import (
    VectorSettings,
    pack_word_vectors,
    train_word_vectors,
    write_stems,
)
from training.wording import measure_wordings

_DATA = Path(__file__).parents[2] / "shared" / "data"
_VOCABULARY_SIZE = 32_000
_MIN_COUNT = 2
_DEVELOPMENT_SETS = (
    "train/arcd-train.json",
    "eval/tydiqa-goldp-dev-ar.json",
    "eval/mlqa-dev-ar.json",
)
_LABELLED_SET = "train/arcd-train.json"
_TEST_SETS = ("eval/arcd-test.json",)
_STEP_WIDTH = 50


def main() -> int:
    """Run the step that the command line names."""
    arguments = _parser().parse_args()
    steps = {
        "encoder": _train_encoder,
        "measure": _measure,
        "ranker": _train_ranker,
        "confidence": _train_confidence,
        "common-words": _write_common_words,
        "word-vectors": _train_word_vectors,
        "word-links": _train_word_links,
        "wording": _measure_wordings,
    }
    if arguments.step is None:
        _parser().print_help()
        return 0
    # Without eval/ nothing would be held out, and every figure after that would be worthless.
    for folder in (arguments.data / "train", arguments.data / "eval"):
        if not folder.is_dir():
            print(
                f"training: there is no folder {folder}: give the one that holds train/ and "
                "eval/ as --data",
                file=sys.stderr,
            )
            return 2
    steps[arguments.step](arguments)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Makes the models that come with Iqtibas."
    )
    steps = parser.add_subparsers(dest="step", title="steps")
    encoder = steps.add_parser(
        "encoder", help="train the bundled static encoder (minutes on two cores) and write it"
    )
    encoder.add_argument("--seed", type=int, default=1, help="of pairs and table (default 1)")
    measure = steps.add_parser(
        "measure", help="print nDCG@10 of an encoder, alone and fused with a plain BM25"
    )
    measure.add_argument(
        "--test", action="store_true", help="arcd-test too: look at it last, when all is chosen"
    )
    ranker = steps.add_parser("ranker", help="fit the weights of the sentence scorer (minutes)")
    confidence = steps.add_parser(
        "confidence", help="fit the confidence (minutes; after the ranker)"
    )
    common_words = steps.add_parser(
        "common-words", help="list the stems that are common in the articles (minutes)"
    )
    word_vectors = steps.add_parser(
        "word-vectors",
        help="find the lemmas of the articles and train their vectors (a quarter of an hour)",
    )
    word_vectors.add_argument("--seed", type=int, default=1, help="(default 1)")
    word_links = steps.add_parser(
        "word-links", help="fit which words carry which (minutes; after the vectors)"
    )
    word_links.add_argument("--seed", type=int, default=1, help="(default 1)")
    wording = steps.add_parser(
        "wording", help="print what the words that stand for others are worth (minutes)"
    )
    for step in (
        encoder,
        measure,
        ranker,
        confidence,
        common_words,
        word_vectors,
        word_links,
        wording,
    ):
        step.add_argument(
            "--data", type=Path, default=_DATA, help="holds train/ and eval/ (default %(default)s)"
        )
        step.add_argument(
            "--model", type=Path, default=BUNDLED_MODEL, help="model folder (default the bundled)"
        )
    return parser


def _train_encoder(arguments: argparse.Namespace) -> None:
    say = _teller()
    corpus = _read_corpus(arguments.data)
    say(f"read {len(corpus.article_starts) - 1:,} articles, {len(corpus.stream):,} words")
    tokenizer = train_tokenizer(corpus, vocabulary_size=_VOCABULARY_SIZE, min_count=_MIN_COUNT)
    say(f"learnt {tokenizer.get_vocab_size():,} tokens")
    word_tokens = WordTokens.of(corpus, tokenizer)
    pairs = make_pairs(corpus, seed=arguments.seed)
    say(f"made {len(pairs):,} pairs")

    def on_step(step: int, n_steps: int, loss: float) -> None:
        if step % _STEP_WIDTH == 0 or step == n_steps:
            say(f"step {step:,} of {n_steps:,}, loss {loss:.3f}")

    table = train_table(corpus, pairs, word_tokens, TrainingSettings(seed=arguments.seed), on_step)
    write_model(arguments.model, tokenizer, table)
    say(f"wrote {arguments.model}")


def _train_ranker(arguments: argparse.Namespace) -> None:
    encoder = StaticEncoder.load(arguments.model)
    labelled, parts = arguments.data / _LABELLED_SET, read_parts(arguments.data)
    train_ranker(labelled, parts, encoder, SCORER_FILE, WORD_NETWORKS_FILE)
    print(f"wrote {SCORER_FILE} and {WORD_NETWORKS_FILE}")


def _train_confidence(arguments: argparse.Namespace) -> None:
    encoder = StaticEncoder.load(arguments.model)
    train_confidence(
        arguments.data / _LABELLED_SET, read_parts(arguments.data), encoder, CONFIDENCE_FILE
    )
    print(f"wrote {CONFIDENCE_FILE}")


def _write_common_words(arguments: argparse.Namespace) -> None:
    n_stems = write_common_stems(_read_corpus(arguments.data), COMMON_FILE)
    print(f"wrote {n_stems:,} stems to {COMMON_FILE}")


def _train_word_vectors(arguments: argparse.Namespace) -> None:
    say = _teller()
    settings = VectorSettings(seed=arguments.seed)
    corpus = _read_corpus(arguments.data)
    say(f"read {len(corpus.stream):,} words")
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "stems.txt"
        say(f"wrote {write_stems(corpus, lines):,} stems to learn from")
        trained = train_word_vectors(
            lines, settings, lambda n_done: say(f"pass {n_done} of {settings.epochs}")
        )
    lemmas, vectors = pack_word_vectors(trained, settings.dimension)
    lemmas.write(LEMMAS_FILE)
    np.save(VECTORS_FILE, vectors)
    say(f"wrote the lemmas of {len(lemmas.numbers):,} stems to {LEMMAS_FILE}")
    say(f"wrote {len(vectors):,} vectors to {VECTORS_FILE}")


def _train_word_links(arguments: argparse.Namespace) -> None:
    say = _teller()
    lemmas = bundled_lemmas()
    knowledge = gather_knowledge(lemmas, read_thesaurus(), read_associations(), read_carriers())
    company = bundled_word_vectors().astype(np.float32) / np.float32(FULL_LENGTH)
    meaning = place_lemmas(
        company,
        knowledge,
        EmbeddingSettings(seed=arguments.seed),
        lambda epoch, loss: say(f"pass {epoch}, loss {loss:.3f}"),
    )
    features = PairFeatures(company, meaning, knowledge)
    pairs = gather_marked_pairs(read_parts(arguments.data), lemmas, arguments.seed)
    say(f"fitting on {pairs.is_linked.sum():,} links among {len(pairs.asked):,} pairs")
    model = fit_links(pairs, features, arguments.seed)
    links = make_word_links(model, features, lambda n_done: say(f"linked {n_done:,} lemmas"))
    links.write(LINKS_FILE)
    say(f"wrote {LINKS_FILE}")


def _measure_wordings(arguments: argparse.Namespace) -> None:
    encoder = StaticEncoder.load(arguments.model)
    print(f"{'':24} share  reads unknown  one slip  nDCG@10  hit@1  hit@3")
    for name in _DEVELOPMENT_SETS:
        path = arguments.data / name
        for worth in measure_wordings(path, encoder):
            settings = worth.settings
            print(
                f"{path.stem:24} {settings.share:5.2f}  {settings.reads_unknown!s:>13}"
                f"  {worth.has_slips!s:>8}  {worth.ndcg_at_10:7.4f}  {worth.hit_at_1:5.3f}"
                f"  {worth.hit_at_3:5.3f}",
                flush=True,
            )


def _teller() -> Callable[[str], None]:
    """Return what prints a line behind the seconds that went by since now."""
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.0f} s  {text}", flush=True)

    return say


def _read_corpus(data: Path) -> Corpus:
    held_out = OverlapFilter(held_out_paragraphs(data))

    def allowed() -> Iterator[Article]:
        n_left_out = 0
        for article in read_articles(data):
            if held_out.overlaps(article):
                n_left_out += 1
            else:
                yield article
        print(f"left out {n_left_out:,} articles that hold text of an evaluation set", flush=True)

    return number_words(allowed())


def _measure(arguments: argparse.Namespace) -> None:
    encoder = StaticEncoder.load(arguments.model)
    print(f"{'nDCG@10':24} {'BM25':>7} {'vectors':>8} {'fused':>7}")
    for name in _DEVELOPMENT_SETS + (_TEST_SETS if arguments.test else ()):
        path = arguments.data / name
        asked = read_squad(path)
        gold = [item.paragraph for item in asked.questions]
        lexical, dense = bm25(asked), cosines(encoder, asked)
        worth = [ndcg_at_10(scores, gold) for scores in (lexical, dense)]
        both = ndcg_at_10(fused(lexical, dense), gold)
        print(f"{path.stem:24} {worth[0]:7.4f} {worth[1]:8.4f} {both:7.4f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
