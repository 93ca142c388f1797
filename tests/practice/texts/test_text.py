"""A text is read by rule, keeps every character, and has points whose ids outlive their numbers."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from tests.refusals import refusal_of
from verbale.formats import limits
from verbale.practice.texts.text import MEDIA, Text, even, read_source, read_text, wording_digest

DRAFT = """---
title: A draft
---

## Preamble

The Parties,

## Article 1

1. Each Party [shall][should] inform
   the others.

2. **Option 1:** at once

**Option 2:** in time

[Placeholder for annexes]

| a | b |

***

[source]: http://example.org

### Deeper

The Parties,
"""


def kinds(text: Text) -> list[str]:
    return [block.kind for block in text.blocks]


def test_blocks_have_kinds_numbers_and_headings_above() -> None:
    text = read_text(DRAFT, "markdown")
    assert kinds(text) == [
        *("matter", "heading", "provision", "heading", "provision", "provision", "option", "placeholder"),
        *("table", "rule", "definition", "heading", "provision"),
    ]
    assert [point.number for point in text.points] == ["", "1", "2", "", "", "", ""]
    assert text.points[1].under == ("Article 1",)
    assert text.points[-1].under == ("Article 1", "Deeper")
    assert text.points[1].text == "Each Party [shall][should] inform the others."
    assert (text.title, text.options, text.brackets.adjacent) == ("A draft", 2, 1)
    assert [block.level for block in text.blocks if block.kind == "heading"] == [2, 2, 3]
    assert text.points[1].title == "Each Party [shall][should] inform the others."


def test_points_with_the_same_words_are_told_apart_and_flagged() -> None:
    text = read_text(DRAFT, "markdown")
    assert text.points[0].text == text.points[-1].text
    assert text.points[0].id != text.points[-1].id
    assert text.points[0].wording == text.points[-1].wording
    assert [(flag.code, flag.line) for flag in text.flags] == [("points-alike", 7), ("points-alike", 28)]


def test_a_point_outlives_its_number_and_its_line_breaks() -> None:
    one = read_text("1. The Parties consult.\n\n2. They meet.", "markdown")
    other = read_text("1. New.\n\n2. The Parties\n   consult.\n\n(c) They meet.", "markdown")
    assert [point.id for point in one.points] == [point.id for point in other.points[1:]]
    assert other.point(one.points[0].id) == other.points[1]
    assert other.point("0" * 16) is None


def test_a_wording_is_its_words_and_nothing_else() -> None:
    assert wording_digest("a  b\n c") == wording_digest("a b c") != wording_digest("a b d")
    assert wording_digest("a") == hashlib.sha256(b"verbale/wording/v1\na").digest()
    assert even(" a \n b ") == "a b"


def test_half_brackets_are_flagged_by_their_lines() -> None:
    text = read_text("One]\n\nTwo\n[three", "plain")
    assert [(flag.code, flag.line) for flag in text.flags] == [
        ("bracket-closes-nothing", 1),
        ("bracket-never-closed", 4),
    ]


def test_plain_text_has_headings_by_their_form_and_the_paragraphs_of_word_no_marks() -> None:
    assert kinds(read_text("Article 1\n\n# No heading\n\n* * *", "plain")) == ["heading", "provision", "provision"]
    assert kinds(read_text("---\ntitle: x\n---\n\n[source]: http://x", "word")) == ["provision", "provision"]


def test_a_number_alone_is_the_words_of_its_point() -> None:
    point = read_text("7.", "markdown").points[0]
    assert (point.number, point.text) == ("", "7.")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Title *of* it\n\nText", "Title of it"),
        ("Only some words", "Only some words"),
        (" ".join("abcdefghijklmn"), "a b c d e f g h i j k l …"),
        ("---\nedit: true\n---\n\n# Then this", "Then this"),
        ("", ""),
    ],
)
def test_a_text_calls_itself(source: str, title: str) -> None:
    assert read_text(source, "markdown").title == title


def test_the_digest_holds_source_and_media() -> None:
    digests = {read_text(source, media).digest for source in ("a", "a\n", "a\r\n") for media in MEDIA}
    assert len(digests) == 9
    assert read_source(b"\xef\xbb\xbfa", "plain").source == "\ufeffa"


def test_only_size_encoding_and_media_are_refused() -> None:
    assert refusal_of(read_source, b"a" * (limits.BODY + 1), "plain") == "malformed:text-size"
    assert read_source(b"a" * limits.BODY, "plain").points
    assert refusal_of(read_source, b"ab\xff", "plain") == "malformed:text-encoding"
    assert refusal_of(read_text, "a", "html") == "malformed:text-media"


@given(st.text("[]#*-|:.1a \t\r\n\u2028", max_size=80), st.sampled_from(MEDIA))
def test_no_character_of_any_text_is_lost(source: str, media: str) -> None:
    text = read_text(source, media)
    covered, last = "", 0
    for block in text.blocks:
        assert block.start >= last
        assert not source[last : block.start].strip()
        covered += source[block.start : block.end]
        last = block.end
    assert not source[last:].strip()
    assert even(covered).replace(" ", "") == even(source).replace(" ", "")
    assert len({point.id for point in text.points}) == len(text.points)
    assert text.flags == tuple(sorted(text.flags, key=lambda flag: flag.line))


def test_the_draft_of_9_december_has_the_counts_that_people_count() -> None:
    text = read_source(realtexts.read("paris-draft-2015-12-09.md"), "markdown")
    brackets = text.brackets
    assert (brackets.opened, brackets.closed, brackets.max_depth, brackets.adjacent) == (222, 223, 5, 80)
    assert (text.options, len(text.blocks)) == (28, 247)


def test_the_draft_of_4_december_has_the_counts_of_our_rule() -> None:
    # Every bracket counts, footnotes' and links' too; an option needs a number, a letter or a numeral behind it.
    text = read_source(realtexts.read("paris-draft-2015-12-04.md"), "markdown")
    brackets = text.brackets
    assert (brackets.opened, brackets.closed, brackets.max_depth, brackets.adjacent) == (1055, 1058, 10, 427)
    assert (text.options, len(text.blocks), brackets.unmatched) == (120, 380, 5)


@pytest.mark.parametrize("path", realtexts.text_files(), ids=lambda path: path.name)
def test_every_real_text_comes_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    text = read_source(data, realtexts.media_of(path))
    assert text.source.encode() == data
    assert text.points
