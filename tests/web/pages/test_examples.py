"""Questions to begin with: the corpus's own, or titles, and always answered."""

import json
from pathlib import Path

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.library import Library
from bot.web.pages.examples import N_EXAMPLES, Examples
from retrieval.engine import Catalogue
from retrieval.errors import SnapshotError
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import ScriptedLibrary
from tests.web.pages.reading import QUOTES, visit
from tests.web.site import SEEDS, Site, opened, serving

EXAMPLES = "//a[@class='example']"


async def test_they_are_of_the_file_of_questions_beside_the_articles(
    site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{site.url}/")

    lines = (SEEDS / "questions.jsonl").read_text("utf-8").splitlines()
    examples = page.all(EXAMPLES)
    assert len(examples) == N_EXAMPLES
    assert set(examples) <= {json.loads(line)["question"] for line in lines}


async def test_each_is_answered_where_it_leads(site: Site, visitor: ClientSession):
    start = await visit(visitor, f"{site.url}/")

    pages = [
        await visit(visitor, site.url + address) for address in start.values(f"{EXAMPLES}/@href")
    ]

    articles = [page.values("(//figure)[1]//cite/a/@href")[0].split("?")[0] for page in pages]
    assert all(page.all(QUOTES) for page in pages)
    assert len(set(articles)) == N_EXAMPLES


@pytest.mark.slow
async def test_without_such_a_file_they_are_titles(tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text, "utf-8")
    (corpus / "cut.md").write_text(
        "---\ntitle: عاد القراء…\n---\nعاد القراء إلى القاعة.\n", "utf-8"
    )
    async with opened(corpus, tmp_path) as library:
        examples = Examples().find(library, corpus)

    assert sorted(examples) == ["افتتاح جسر النخيل", "مكتبة الحي تعود إلى العمل"]


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        '{"question": 5}',
        '["question"]',
        '{"question": "ما عاصمة اليابان؟"}',
        '{"question": "إمتى أردوغان هيزور روسيا؟", "kind": "dialect"}',
        '{"question": "السلام عليكم"}',
        '{"question": "أين يقع نهر الفولغا؟", "kind": ["msa"]}',
    ],
)
async def test_a_line_that_is_no_question_to_these_articles_is_no_example(
    library: Library, tmp_path: Path, line: str
):
    good = '{"question": "متى يزور أردوغان روسيا؟"}'
    (tmp_path / "questions.jsonl").write_text(f"{good}\n{line}\n", "utf-8")

    examples = Examples().find(library, tmp_path)

    assert line == "no JSON" or examples == ("متى يزور أردوغان روسيا؟",)
    assert "ما عاصمة اليابان؟" not in examples


@pytest.mark.parametrize(
    "text",
    ['{"question": "متى يزور أردوغان روسيا؟"}\n' * 20_000, "[" * 100_000],
    ids=["endless", "deep"],
)
async def test_a_file_that_is_no_list_of_questions_is_left_alone(
    library: Library, tmp_path: Path, text: str
):
    (tmp_path / "questions.jsonl").write_text(text, "utf-8")

    examples = Examples().find(library, tmp_path)

    titles = {entry.title for entry in library.use(lambda engine: engine.catalogue()).entries}
    assert set(examples) <= titles


class Broken(ScriptedLibrary):
    """Cannot tell what articles it has."""

    def catalogue(self) -> Catalogue:
        raise SnapshotError(Path("snapshot"), "it is damaged")


async def test_the_page_does_without_them_if_they_cannot_be_looked_for(
    tmp_path: Path, visitor: ClientSession
):
    with capture_logs() as lines:
        async with serving(Broken(), tmp_path, corpus_dir=tmp_path) as site:
            pages = [await visit(visitor, f"{site.url}/") for _ in range(2)]

    assert [page.status for page in pages] == [200, 200]
    assert [line["event"] for line in lines if line["log_level"] == "error"] == [
        "no examples are found for these articles"
    ]


async def test_a_corpus_without_articles_to_ask_about_has_none(
    scripted_site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{scripted_site.url}/")

    assert page.all(EXAMPLES) == []
