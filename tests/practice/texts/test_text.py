"""A text is read by rule, keeps every character, and has points whose ids outlive their numbers."""

import hashlib
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from tests.refusals import refusal_of
from verbale.formats import limits
from verbale.practice.texts.text import FLAGS, MEDIA, Text, even, read_source, read_text, wording_digest

DRAFT = """---
title: "A draft"
---

## Preamble

The Parties,

## Article 1

1. Each Party [shall][should] inform
   the others.

2. **Option 1:** at once

**Option 2:** in time

[Placeholder for annexes]

| a  | b |
| c | d |

***

[source]: http://example.org

### Deeper

The Parties,

[^1]: Not so sure.
"""


def kinds(text: Text) -> list[str]:
    return [block.kind for block in text.blocks]


def read(source: str, media: str = "markdown") -> list[tuple[str, str]]:
    return [(point.number, point.text) for point in read_text(source, media).points]


def lp(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def test_blocks_have_kinds_numbers_and_headings_above() -> None:
    text = read_text(DRAFT, "markdown")
    assert kinds(text) == [
        *("matter", "heading", "provision", "heading", "provision", "provision", "option", "placeholder"),
        *("table", "rule", "definition", "heading", "provision", "note"),
    ]
    assert [point.number for point in text.points] == ["", "1", "2", "", "", "", "", ""]
    assert [point.option for point in text.points] == ["", "", "Option 1", "Option 2", "", "", "", ""]
    assert text.points[1].under == ("Article 1",)
    assert text.points[-1].under == ("Article 1", "Deeper")
    assert text.points[1].text == "Each Party [shall][should] inform the others."
    assert text.points[5].text == "| a | b |\n| c | d |"
    assert (text.title, text.options, text.brackets.adjacent, text.paragraphs) == ("A draft", 2, 1, 14)
    assert [block.level for block in text.blocks if block.kind == "heading"] == [2, 2, 3]
    assert text.points[1].title == "Each Party [shall][should] inform the others."
    assert text.points[1].label == "Article 1, 1"
    assert [block.point for block in text.blocks if block.point] == [point.id for point in text.points]
    assert [text.blocks[point.block].kind for point in text.points] == [point.kind for point in text.points]


def test_points_with_the_same_words_are_told_apart_and_flagged() -> None:
    text = read_text(DRAFT, "markdown")
    one, other = text.points[0], text.points[-2]
    assert one.text == other.text
    assert one.id != other.id
    assert one.wording == other.wording
    assert (one.nth, other.nth) == (0, 1)
    assert [(flag.code, flag.line) for flag in text.flags] == [("points-alike", 7), ("points-alike", 29)]


def test_a_point_outlives_its_number_and_its_line_breaks() -> None:
    one = read_text("1. The Parties consult.\n\n2. They meet.", "markdown")
    other = read_text("1. New.\n\n2. The Parties\n   consult.\n\n(c) They meet.", "markdown")
    assert [point.id for point in one.points] == [point.id for point in other.points[1:]]
    assert other.point(one.points[0].id) == other.points[1]
    assert other.point("0" * 16) is None


def test_ids_and_digests_are_as_the_specification_says() -> None:
    text = read_text("1. The  Parties\n   consult.\n\nThe Parties consult.", "plain")
    words = b"The Parties consult."
    ids = [hashlib.sha256(b"verbale/point/v1\n" + lp(words) + lp(n)).hexdigest()[:16] for n in (b"0", b"1")]
    assert [point.id for point in text.points] == ids
    assert text.points[0].wording == hashlib.sha256(b"verbale/wording/v1\n" + words).digest()
    assert text.digest == hashlib.sha256(b"verbale/text/v1\n" + lp(b"plain") + lp(text.source.encode())).digest()


def test_a_wording_is_its_words_and_nothing_else() -> None:
    assert wording_digest("a  b\n c") == wording_digest("a b c") != wording_digest("a b d")
    assert even(" a \n b ") == "a b"


def test_numbers_that_word_shows_put_points_under_each_other() -> None:
    marks = ("I.", "A.", "1", "1.1", "(a)", "(i)", "(b)", "B.", "C", "D", "II", "()", "第三")
    text = read_text("\n\n".join(f"{mark}\tWords of {mark}" for mark in marks), "word")
    assert [point.path for point in text.points] == [
        ("I",),
        ("I", "A"),
        ("I", "A", "1"),
        ("I", "A", "1", "1.1"),
        ("I", "A", "1", "1.1", "(a)"),
        ("I", "A", "1", "1.1", "(a)", "(i)"),
        ("I", "A", "1", "1.1", "(b)"),
        ("I", "B"),
        ("I", "C"),
        ("I", "D"),
        ("II",),
        ("II", "()"),
        ("II", "()", "第三"),
    ]
    assert text.points[1].text == "Words of A."
    assert read_text("A.\tWords", "plain").points[0].number == ""


def test_a_bracket_around_more_than_the_number_belongs_to_the_words() -> None:
    assert read("[2. They meet.]\n\n[2bis.] They part.") == [("2", "[They meet.]"), ("2bis", "They part.")]


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("1. One.\n2. Two.", [("1", "One."), ("2", "Two.")]),
        ("First:\n(a) one;\n(b) two.", [("", "First:"), ("(a)", "one;"), ("(b)", "two.")]),
        ("in the year\n2026. Then", [("", "in the year 2026. Then")]),
        ("One\nOption 1: two\nOption 2: three", [("", "One"), ("", "Option 1: two"), ("", "Option 2: three")]),
        ("One\n[Placeholder]", [("", "One"), ("", "[Placeholder]")]),
        ("[^1]: One\n[^2]: two", [("", "[^1]: One"), ("", "[^2]: two")]),
        ("## Title\nWords below", [("", "Words below")]),
        ("Words\n## Title\nWords below", [("", "Words"), ("", "Words below")]),
        ("[a]: b.c\nWords", [("", "Words")]),
        ("[Option]: the Parties, and/or", [("", "[Option]: the Parties, and/or")]),
        ("[a]: b.c and more", [("", "[a]: b.c and more")]),
        ('[a]: <b.c> "title"', []),
        ("Words\n***\nmore", [("", "Words"), ("", "more")]),
        ("Words\n| a |\n| b |\n1. c", [("", "Words"), ("", "| a |\n| b |\n1. c")]),
        ("| a |\n[Placeholder]", [("", "| a |"), ("", "[Placeholder]")]),
        ("7.", [("", "7.")]),
        ("a\r\n\r\nb\r\n", [("", "a"), ("", "b")]),
        ("* TOC\n{:toc}", []),
        ("**", [("", "**")]),
    ],
)
def test_a_block_begins_where_something_begins(source: str, points: list[tuple[str, str]]) -> None:
    assert read(source) == points


@pytest.mark.parametrize(
    ("source", "headings", "points"),
    [
        ("Article 8\nCooperation\n\n1. One", ["Article 8 Cooperation"], ["One"]),
        ("Article 7\nPrinciples In order to achieve\nthese:", ["Article 7"], ["Principles In order to achieve these:"]),
        ("Article 7\nThe Parties meet.", ["Article 7"], ["The Parties meet."]),
        ("Article 7\n1. The Parties meet", ["Article 7"], ["The Parties meet"]),
        ("Article 7\nArticle 8", ["Article 7", "Article 8"], []),
        ("Words before\nArticle 8", ["Article 8"], ["Words before"]),
        ("# No heading\n\n* * *", [], ["# No heading", "* * *"]),
        (
            "PART II\n\nChapter 1\n\nSection 2\n\nArticle 9\n\nx",
            ["PART II", "Chapter 1", "Section 2", "Article 9"],
            ["x"],
        ),
    ],
)
def test_plain_text_has_headings_by_their_form(source: str, headings: list[str], points: list[str]) -> None:
    text = read_text(source, "plain")
    found = [even(text.words_of(block)) for block in text.blocks if block.kind == "heading"]
    assert (found, [point.text for point in text.points]) == (headings, points)


def test_marks_of_markdown_mean_nothing_elsewhere() -> None:
    assert kinds(read_text("---\ntitle: x\n---\n\n[source]: http://x", "word")) == ["provision", "provision"]


def test_matter_before_a_text_may_hold_empty_lines_and_must_end() -> None:
    text = read_text("\ufeff---\n\ntitle: A\n...\nWords", "markdown")
    assert (kinds(text), text.title, text.paragraphs) == (["matter", "provision"], "A", 2)
    assert kinds(read_text("---\ntitle: A", "markdown")) == ["rule", "provision"]
    assert kinds(read_text("Words\n---", "markdown")) == ["provision", "rule"]


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("1. a\n\n(a) b\n\n(i) c\n\n(ii) d\n\n(b) e\n\n2. f", ["1", "1 (a)", "1 (a) (i)", "1 (a) (ii)", "1 (b)", "2"]),
        ("(g) a\n\n(h) b\n\n(i) c\n\n(j) d", ["(g)", "(h)", "(i)", "(j)"]),
        ("1. a\n\n    1. b\n\n        b, on\n\n2. c\n\nd", ["1", "1 1", "1 1", "2", "2"]),
        ("1. a\n\n\t1. b\n\n2. c", ["1", "1 1", "2"]),
        ("1. a\n\n2.1. b\n\n2.2. c\n\n3. d", ["1", "1 2.1", "1 2.2", "3"]),
        ("Article 1: a\n\n1. b\n\nArticle 2: c", ["1"]),
        ("1. a\n\nOption 1: b\n\n(a) c\n\nOption 2: d\n\n(a) e", ["1", "1", "1 (a)", "1", "1 (a)"]),
        ("1. a\n\n  Option 2: b\n\n  (a) c\n\n  Option 3: d", ["1", "1", "1 (a)", "1"]),
        ("1. a\n\n## b\n\nc", ["1", ""]),
        ("Article 1. a is so.\n\n1. b\n\nArticle 2. c is so.", ["Article 1", "Article 1 1", "Article 2"]),
    ],
)
def test_a_point_stands_under_numbers(source: str, paths: list[str]) -> None:
    text = read_text(source, "markdown")
    assert [" ".join(point.path) for point in text.points] == paths
    assert [block.level for block in text.blocks if block.point] == [len(point.path) for point in text.points]


def test_white_space_of_every_kind_is_no_point() -> None:
    assert read("a\n\u00a0\nb\n\u2028\n\u3000") == [("", "a"), ("", "b")]


def test_half_brackets_are_flagged_by_their_lines() -> None:
    text = read_text("One]\n\nTwo\n[three", "plain")
    assert [(flag.code, flag.line) for flag in text.flags] == [
        ("bracket-closes-nothing", 1),
        ("bracket-never-closed", 4),
    ]
    assert [flag.said for flag in text.flags] == [
        "A bracket closes that did not open under this heading.",
        "A bracket opens and does not close before the next heading.",
    ]
    assert [flag.line for flag in read_text("\n\nOne]", "plain").flags] == [3]


def test_of_very_many_flags_the_first_are_told_and_the_rest_counted() -> None:
    flags = read_text("[\n" * (FLAGS + 5), "plain").flags
    assert len(flags) == FLAGS + 1
    assert (flags[-1].code, flags[-1].said[:7]) == ("brackets-and-more", "5 more ")
    flags = read_text("a\n\n" * (FLAGS + 7), "plain").flags
    assert len(flags) == FLAGS + 1
    assert (flags[-1].code, flags[-1].said[:7]) == ("points-and-more", "7 more ")
    assert flags[0].said == "Another point has the same words."


def test_flags_stand_at_their_lines_and_the_count_of_the_rest_at_the_first_of_these() -> None:
    for flags in (read_text("[\n" * (FLAGS + 5), "plain").flags, read_text("a\n\n" * (FLAGS + 5), "plain").flags):
        step = flags[1].line - flags[0].line
        assert [flag.line for flag in flags] == [1 + step * number for number in range(FLAGS + 1)]
    for words in ("[\n", "a\n\n"):
        codes = {flag.code for flag in read_text(words * FLAGS, "plain").flags}
        assert codes <= {"bracket-never-closed", "points-alike"}


@pytest.mark.parametrize(
    ("source", "media", "title"),
    [
        ("# Title *of* it\n\nText", "markdown", "Title of it"),
        ("Only some words", "markdown", "Only some words"),
        ("AGREEMENT ON IT\n\nArticle 1\n\nWords.", "plain", "AGREEMENT ON IT"),
        ("The Parties agree.\n\nArticle 1\n\nWords.", "word", "Article 1"),
        ("The Parties agree.", "word", "The Parties agree."),
        *(
            (f"The Parties{sign}\n\nArticle 1\n\nWords.", "plain", "Article 1")
            for sign in (".", ",", ";", ":", "\nagree")
        ),
        ("The Parties\nagree", "plain", "The Parties agree"),
        (" ".join("abcdefghijklmn"), "markdown", "a b c d e f g h i j k l …"),
        ("---\nedit: true\n---\n\n# Then this", "markdown", "Then this"),
        ("---\nedit: true\n---\n", "markdown", ""),
        ("", "plain", ""),
    ],
)
def test_a_text_calls_itself(source: str, media: str, title: str) -> None:
    assert read_text(source, media).title == title


def test_the_digest_holds_source_and_media() -> None:
    digests = {read_text(source, media).digest for source in ("a", "a\n", "a\r\n") for media in MEDIA}
    assert len(digests) == 9
    assert read_source(b"\xef\xbb\xbfa", "plain").source == "\ufeffa"


def test_only_size_encoding_and_media_are_refused() -> None:
    assert refusal_of(read_source, b"a" * (limits.BODY + 1), "plain") == "malformed:text-size"
    assert read_source(b"a" * limits.BODY, "plain").points
    assert refusal_of(read_source, b"ab\xff", "plain") == "malformed:text-encoding"
    assert refusal_of(read_text, "a\ud800", "plain") == "malformed:text-encoding"
    assert refusal_of(read_text, "a", "html") == "malformed:text-media"


PIECES = st.sampled_from(
    [
        *("[", "]", "#", "*", "-", "---\n", "|", ":", ".", "1", "a", "(a) ", "Option 1", "Article 2", "[^1]: "),
        *("[a]: b.c", " ", "\t", "\r", "\n", "\n\n", "\u2028", "\ufeff", "\x1c", "\x00", "Placeholder", "i"),
        *("{", "}", "第一条", "٣"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(MEDIA))
def test_no_character_of_any_text_is_lost(source: str, media: str) -> None:
    text = read_text(source, media)
    last = 0
    for block in text.blocks:
        assert block.start >= last
        assert not source[last : block.start].strip()
        assert block.end > block.start
        last = block.end
    assert not source[last:].strip()
    assert len({point.id for point in text.points}) == len(text.points)
    assert all(point.text.strip() for point in text.points)
    assert text.flags == tuple(sorted(text.flags, key=lambda flag: flag.line))
    assert text.paragraphs <= len(text.blocks)
    assert isinstance(text.title, str)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(MEDIA))
def test_a_text_read_again_is_the_same(source: str, media: str) -> None:
    one, other = read_text(source, media), read_source(source.encode(), media)
    assert (one.digest, one.points, one.blocks, one.flags) == (other.digest, other.points, other.blocks, other.flags)


@pytest.mark.parametrize("path", realtexts.text_files(), ids=lambda path: path.name)
def test_every_real_text_comes_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    text = read_source(data, realtexts.media_of(path))
    assert text.source.encode() == data
    assert text.points
    covered = sum(len("".join(text.words_of(block).split())) for block in text.blocks)
    assert covered == len("".join(text.source.split()))


def test_the_convention_on_treaties_has_its_numbered_paragraphs() -> None:
    text = read_source(realtexts.read("vienna-convention-law-of-treaties-1969.en.md"), "markdown")
    points = [point for point in text.points if "Article 40" in point.under]
    assert points[0].label == "Article 40, 1"
    numbers = [point.number for point in points]
    assert numbers == ["1", "2", "(a)", "(b)", "3", "4", "5", "(a)", "(b)"]
