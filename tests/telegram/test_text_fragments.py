"""Addresses that lead to the quoted words."""

from urllib.parse import unquote

from bot.telegram.text_fragments import WHOLE_CHARS, link_to_words


def test_the_words_follow_the_address_with_nothing_left_that_the_syntax_reserves():
    link = link_to_words("https://x.org/a", "ثلاثة-أربعة، a,b&c")

    address, directive = link.split("#:~:text=")
    assert address == "https://x.org/a"
    assert unquote(directive) == "ثلاثة-أربعة، a,b&c"
    assert not set(directive) & set("-,& ")


def test_a_fragment_of_the_address_itself_is_kept():
    assert (
        link_to_words("https://x.org/a#part", "نص") == "https://x.org/a#part:~:text=%D9%86%D8%B5"
    )


def test_of_long_words_the_first_and_the_last_are_named():
    words = [f"كلمة{n}" for n in range(WHOLE_CHARS)]

    directive = link_to_words("https://x.org/", "\n ".join(words)).split("text=")[1]

    first, last = map(unquote, directive.split(","))
    assert first == " ".join(words[:5])
    assert last == " ".join(words[-5:])


def test_half_a_surrogate_pair_is_no_error():
    assert link_to_words("https://x.org/", "\ud800") == "https://x.org/#:~:text=%EF%BF%BD"


def test_nothing_quoted_leads_to_the_page():
    assert link_to_words("https://x.org/", " \n") == "https://x.org/"
