"""A document's sentences, each with its role.

Only the body is quoted, so a role is given for a reason that shows in the text, and what is in
doubt is body. Most reasons need a line of its own that no full stop ends: a title, a heading, a
caption, a piece of the page. The others need another sentence that says the same in full.
"""

import re
from collections.abc import Sequence

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.sentences import SentenceSpan, split_sentences
from retrieval.arabic.terms import split_words
from retrieval.corpus.blocks import split_blocks
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.corpus.furniture import is_caption, is_furniture, is_notice, opens_links, opens_list
from retrieval.corpus.outlets import split_title
from retrieval.corpus.repeats import find_repeats
from retrieval.datatypes import Document, Sentence, SentenceRole

_HEAD_SENTENCES = 6
"""Where the title may stand with small differences."""
_NOTICE_SENTENCES = 4
"""At the end of a document, where notices stand."""
_MAX_LINE_CHARS = 200
_MAX_HEADING_WORDS = 14
_MAX_LEAD_IN_WORDS = 10
"""Of a line that ends in a colon."""
_MAX_LIST = 15
"""Lines at the end of a page that a list of links may have."""
_MAX_LINKS = 4
"""Lines below «اقرأ أيضا» that belong to it."""
_MIN_FINISHED_SHARE = 0.6
"""Of the paragraphs: where writers leave full stops out, a line without one is no heading."""
_FINISHED = re.compile("[.\u06d4…]")  # ARABIC FULL STOP
_DIGIT = re.compile(r"\d")
_Roles = list[SentenceRole]


def outline(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences of a document in order, with their roles.

    Between them stand white space, bullets and marks of the format.
    """
    spans, roles = _split(document)
    lines = _find_lines(document.text, spans)
    _mark_lines(document, spans, roles, lines)
    _mark_links(document.text, spans, roles, lines)
    _mark_notices(document.text, spans, roles)
    repeats = _mark_repeats(document.text, spans, roles)
    _mark_captions(roles, lines, repeats)
    _mark_headings(document.text, spans, roles, lines)
    _keep_something(roles)
    return tuple(
        Sentence(span.start, span.end, role, span.paragraph)
        for span, role in zip(spans, roles, strict=True)
    )


def _split(document: Document) -> tuple[list[SentenceSpan], _Roles]:
    """Return the sentences, and the roles that the document's format gives them."""
    spans: list[SentenceSpan] = []
    roles: _Roles = []
    paragraph = 0
    for block in split_blocks(document):
        if block.role is SentenceRole.BODY:
            found = split_sentences(document.text[block.start : block.end])
        else:
            found = [SentenceSpan(0, block.end - block.start, 0)]
        if not found:
            continue
        if block.start or paragraph:
            spans.extend(
                SentenceSpan(
                    block.start + span.start, block.start + span.end, paragraph + span.paragraph
                )
                for span in found
            )
        else:
            spans = found
        roles.extend([block.role] * len(found))
        paragraph += found[-1].paragraph + 1
    return spans, roles


def _find_lines(text: str, spans: Sequence[SentenceSpan]) -> set[int]:
    """Return the sentences that are a short line of their own and no full stop ends."""
    n_in = [0] * (spans[-1].paragraph + 1) if spans else []
    for span in spans:
        n_in[span.paragraph] += 1
    return {
        i
        for i, span in enumerate(spans)
        if n_in[span.paragraph] == 1
        and span.end - span.start <= _MAX_LINE_CHARS
        and not _FINISHED.search(text, max(span.start, span.end - 4), span.end)
    }


def _mark_lines(
    document: Document, spans: Sequence[SentenceSpan], roles: _Roles, lines: set[int]
) -> None:
    title = sentence_words(document.title)
    for i in lines:
        if roles[i] is SentenceRole.BOILERPLATE:
            continue
        line = document.text[spans[i].start : spans[i].end]
        key = matching_key(line)
        if i < _HEAD_SENTENCES:  # the outlet behind a title is no part of it
            line, _ = split_title(line.strip(), document.source)
        words = " ".join(split_words(matching_key(line)))
        is_title = words == title or (i < _HEAD_SENTENCES and is_near_duplicate(words, title))
        if is_title and title:
            roles[i] = SentenceRole.TITLE
        elif is_furniture(key) or opens_links(key):
            roles[i] = SentenceRole.BOILERPLATE
        elif is_caption(key):
            roles[i] = SentenceRole.CAPTION


def _mark_links(text: str, spans: Sequence[SentenceSpan], roles: _Roles, lines: set[int]) -> None:
    """Mark the lines below «أخبار متعلقة» and «اقرأ أيضا», which lead to other articles."""
    n_after_last_text = len(spans) - 1 - max(set(range(len(spans))) - lines, default=-1)
    for i in sorted(lines):
        if roles[i] is not SentenceRole.BOILERPLATE or spans[i].end - spans[i].start > 40:
            continue
        key = matching_key(text[spans[i].start : spans[i].end])
        n_below = len(spans) - 1 - i
        if opens_list(key) and n_below < min(n_after_last_text, _MAX_LIST):
            below = range(i + 1, len(spans))
        elif opens_links(key) and len(split_words(key)) <= 3:
            below = range(i + 1, min(i + 1 + _MAX_LINKS, len(spans)))
        else:
            continue
        for j in below:
            if j not in lines:
                break
            roles[j] = SentenceRole.BOILERPLATE


def _mark_notices(text: str, spans: Sequence[SentenceSpan], roles: _Roles) -> None:
    for i in range(max(len(spans) - _NOTICE_SENTENCES, 0), len(spans)):
        if is_notice(matching_key(text[spans[i].start : spans[i].start + 60])):
            roles[i] = SentenceRole.BOILERPLATE


def _mark_repeats(text: str, spans: Sequence[SentenceSpan], roles: _Roles) -> dict[int, int]:
    body = [i for i, role in enumerate(roles) if role is SentenceRole.BODY]
    found = find_repeats([text[spans[i].start : spans[i].end] for i in body])
    repeats = {body[repeat]: body[full] for repeat, full in found.items()}
    for i in repeats:
        roles[i] = SentenceRole.REPEAT
    return repeats


def _mark_captions(roles: _Roles, lines: set[int], repeats: dict[int, int]) -> None:
    """Mark lines between an abstract or lead and the sentence that says it again in full."""
    for repeat, full in repeats.items():
        for i in range(repeat + 1, full):
            if i in lines and roles[i] is SentenceRole.BODY and full < _HEAD_SENTENCES + 2:
                roles[i] = SentenceRole.CAPTION


def _mark_headings(
    text: str, spans: Sequence[SentenceSpan], roles: _Roles, lines: set[int]
) -> None:
    """Mark lines that a finished paragraph follows, where paragraphs are finished as a rule."""
    body_lines = {i for i in lines if roles[i] is SentenceRole.BODY}
    n_paragraphs = len(
        {span.paragraph for span, role in zip(spans, roles, strict=True) if role.is_quotable}
    )
    if n_paragraphs - len(body_lines) < _MIN_FINISHED_SHARE * n_paragraphs:
        return
    for i in body_lines:
        is_in_list = i - 1 in body_lines or i + 1 in lines
        is_last = i + 1 == len(spans)
        if not is_in_list and not is_last and _names(text[spans[i].start : spans[i].end]):
            roles[i] = SentenceRole.HEADING


def _names(line: str) -> bool:
    """Tell whether a line can only name what follows; one with a number in it states a fact."""
    n_words = len(split_words(line))
    if line.endswith(":"):
        return n_words <= _MAX_LEAD_IN_WORDS
    is_open = line.startswith("و") or line.endswith(("،", ",", "؛"))
    return n_words <= _MAX_HEADING_WORDS and not is_open and not _DIGIT.search(line)


def _keep_something(roles: _Roles) -> None:
    """Make body of the lines of a document that has nothing else."""
    if any(role.is_quotable for role in roles):
        return
    for i, role in enumerate(roles):
        if role in {SentenceRole.TITLE, SentenceRole.HEADING, SentenceRole.CAPTION}:
            roles[i] = SentenceRole.BODY
