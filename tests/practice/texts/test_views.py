"""Views of a text: as it stands, with names at its brackets, or only what is agreed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.attribution import Attribution
from verbale.practice.texts.brackets import read_brackets
from verbale.practice.texts.text import MEDIA, read_source, read_text
from verbale.practice.texts.views import VIEWS, Segment, is_clean, show

DRAFT = """1. Each Party [shall][should] inform the others[, [without delay]], see [the list](#list).

[2. They meet.

3. They consult.]

4. Half [a bracket

[5. Gone.]"""


def view(text: str, name: str, *attributions: Attribution) -> list[str]:
    return [shown.text for shown in show(read_text(text, "markdown"), name, attributions)]


def test_the_compilation_is_the_text() -> None:
    text = read_text(DRAFT, "markdown")
    assert [shown.text for shown in show(text, "compilation")] == [text.words_of(block) for block in text.blocks]
    first = show(text, "compilation")[0].segments
    assert [(each.kind, each.text, each.depth) for each in first[:4]] == [
        *(("words", "1. Each Party ", 0), ("open", "[", 1), ("words", "shall", 1), ("close", "]", 1)),
    ]
    assert first[0].place == 0
    assert first[1].place == first[3].place == DRAFT.index("[")


def test_the_clean_view_holds_what_is_in_no_bracket_and_shows_where_something_is_left_out() -> None:
    assert view(DRAFT, "clean") == [
        "1. Each Party […] inform the others[…], see [the list](#list).",
        "[…]",
        "[…]",
        "4. Half [a bracket",
        "[…]",
    ]


def test_the_attributed_view_names_who_proposes_and_opposes() -> None:
    place = DRAFT.index("[should")
    said = Attribution(place=place, proposers=("ARV", "BOR"), opposers=("CAD",))
    nobody = Attribution(place=DRAFT.index("[shall"), proposers=(), opposers=())
    half = Attribution(place=DRAFT.index("[a bracket"), proposers=("DOR",), opposers=())
    shown = view(DRAFT, "attributed", said, nobody, half)
    assert shown[0].startswith("1. Each Party [shall][ARV, BOR propose; CAD opposes: should] inform")
    assert shown[3] == "4. Half [DOR proposes: a bracket"
    # Names are shown in this view only.
    assert view(DRAFT, "compilation", said) == view(DRAFT, "compilation")


def test_every_segment_says_what_it_is_how_deep_and_where_its_bracket_opens() -> None:
    text = read_text("a [b [c]]\n\nd] e", "markdown")
    assert [shown.segments for shown in show(text, "compilation")] == [
        (
            *(Segment("words", "a ", 0, 0), Segment("open", "[", 1, 2), Segment("words", "b ", 1, 3)),
            *(Segment("open", "[", 2, 5), Segment("words", "c", 2, 6), Segment("close", "]", 2, 5)),
            Segment("close", "]", 1, 2),
        ),
        (Segment("words", "d", 0, 11), Segment("half", "]", 0, 12), Segment("words", " e", 0, 13)),
    ]
    said = Attribution(place=5, proposers=("ARV",), opposers=())
    assert show(text, "attributed", [said])[0].segments[4] == Segment("names", "ARV proposes: ", 2, 5)
    clean = show(text, "clean")
    assert clean[0].segments == (Segment("words", "a ", 0, 0), Segment("left-out", "[…]", 0, 2))
    assert [shown.block for shown in clean] == list(text.blocks)


def test_a_bracket_that_says_whose_it_is_is_not_named_again() -> None:
    text = "[ARV propose: at once]"
    assert view(text, "attributed", Attribution(place=0, proposers=("ARV",), opposers=())) == [text]


@pytest.mark.parametrize(
    ("text", "clean"), [("a [x] b[^1]", True), ("a [b](#c)", True), ("a [b]", False), ("a ] b", False), ("", True)]
)
def test_words_are_clean_without_live_brackets(text: str, clean: bool) -> None:
    assert is_clean(text) is clean


@given(st.text("[]a \n#^1x", max_size=60), st.sampled_from(MEDIA))
def test_no_view_fails_and_the_compilation_loses_nothing(source: str, media: str) -> None:
    text = read_text(source, media)
    shown = {name: show(text, name) for name in VIEWS}
    assert [each.text for each in shown["compilation"]] == [text.words_of(block) for block in text.blocks]
    depth = 0
    for each in (segment for block in shown["compilation"] for segment in block.segments):
        depth += (each.kind == "open") - (each.kind == "close")
        assert depth >= 0
        assert each.kind != "words" or each.depth == depth
    assert depth == 0
    for block in shown["clean"]:
        words = "".join(segment.text for segment in block.segments if segment.kind == "words")
        assert all(each.kind != "bracket" or not each.matched for each in read_brackets(words).spans)


def test_a_real_draft_is_shown() -> None:
    text = read_source(realtexts.read("paris-draft-2015-12-04.md"), "markdown")
    for block in show(text, "compilation"):
        assert block.text == text.words_of(block.block)
    agreed = sum(len(block.text) for block in show(text, "clean"))
    assert 40_000 < agreed < len(text.source)
