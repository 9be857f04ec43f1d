"""Where an article is read."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.reader_links import Reader, article_path, document_path
from bot.settings import Settings
from bot.storage.answers import AnswerId
from retrieval.datatypes import Document, DocumentId, Quote

QUOTE = Quote.of(Document(DocumentId("أخبار/a b.md"), "نص أول. نص ثان.", "عنوان"), 8, 15)


def test_a_path_names_the_document_the_span_and_the_answer():
    path = article_path(DocumentId("x.md"), 3, 17, answer=AnswerId("AbCd_-12"))

    assert path == "/articles/x.md?start=3&end=17&answer=AbCd_-12#quote"


@pytest.mark.parametrize(
    "document_id",
    ["أخبار/2024/a b.md", "news.jsonl#12", "a?b=c&d.md", "100%.md", "..md", "a+b.md", "«x».md"],
)
def test_any_document_is_named_in_ascii_and_its_slashes_stay(document_id: str):
    path = document_path(DocumentId(document_id))

    parts = urlsplit(path)
    assert path.isascii()
    assert unquote(parts.path.removeprefix("/articles/")) == document_id
    assert (parts.query, parts.fragment) == ("", "")
    assert parts.path.count("/") == 2 + document_id.count("/")


def test_half_a_letter_in_a_name_breaks_no_path():
    assert document_path(DocumentId("a\ud800.md")) == "/articles/a%ED%A0%80.md"


def test_in_a_chat_of_many_the_reader_is_a_page_that_goes_to_the_mark():
    address = Reader("https://x.org", is_mini_app=False).address(QUOTE)

    assert address.startswith("https://x.org/articles/")
    assert address.endswith("?start=8&end=15#quote")


def test_a_mini_app_is_told_that_it_is_one_and_leaves_the_fragment_to_telegram():
    address = Reader("https://x.org", is_mini_app=True).address(QUOTE, AnswerId("AbCd_-12"))

    parts = urlsplit(address)
    assert parts.fragment == ""
    assert parse_qs(parts.query) == {
        "start": ["8"],
        "end": ["15"],
        "answer": ["AbCd_-12"],
        "telegram": ["1"],
    }


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"public_url": "http://127.0.0.1:8080"},
        {"public_url": "https://x.org/behind/a/path"},
        {"public_url": "https://x.org", "web": False},
    ],
)
def test_what_nobody_can_reach_is_no_reader(settings: dict[str, object]):
    assert Reader.of(Settings.model_validate(settings), is_private=True) is None


@pytest.mark.parametrize("is_private", [True, False])
def test_a_public_address_makes_one_and_a_private_chat_a_mini_app(is_private: bool):
    settings = Settings.model_validate({"public_url": "https://x.org/"})

    assert Reader.of(settings, is_private=is_private) == Reader("https://x.org", is_private)
