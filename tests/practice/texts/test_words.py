"""Differences of wordings: both sides come back, brackets are signs of their own, words stay whole."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.texts import realtexts
from verbale.practice.texts.words import Piece, diff_words, join_pieces, side, split_words

WORDINGS = st.text("ab[] ,.\n’-", max_size=40)


def test_brackets_are_signs_of_their_own() -> None:
    assert split_words("[in time]") == ["[", "in", " ", "time", "]"]
    assert diff_words("in time", "[in time]") == (Piece("+", "["), Piece("=", "in time"), Piece("+", "]"))


def test_words_are_whole() -> None:
    assert diff_words("territories", "territory") == (Piece("-", "territories"), Piece("+", "territory"))
    assert split_words("Party’s long-term aims") == ["Party’s", " ", "long-term", " ", "aims"]


def test_what_goes_stands_before_what_comes() -> None:
    assert diff_words("one two", "one three") == (Piece("=", "one "), Piece("-", "two"), Piece("+", "three"))


def test_what_was_written_anew_reads_as_one_piece() -> None:
    assert diff_words("Parties avoid harm now.", "Parties meet needs now.") == (
        *(Piece("=", "Parties "), Piece("-", "avoid harm"), Piece("+", "meet needs"), Piece("=", " now.")),
    )
    # A bracket beside a blank leaves the blank alone, on either side of it.
    assert Piece("=", " ") in diff_words("a b", "a] [b")
    assert diff_words("a b", "a[ c") == (
        *(Piece("=", "a"), Piece("+", "["), Piece("=", " "), Piece("-", "b"), Piece("+", "c")),
    )
    assert diff_words("b ", "c [") == (Piece("-", "b"), Piece("+", "c"), Piece("=", " "), Piece("+", "["))
    # A word that only came, or only went, is one that was changed, too.
    assert diff_words(" b", "u c") == (Piece("-", " b"), Piece("+", "u c"))
    assert diff_words("b d", "c ") == (Piece("-", "b d"), Piece("+", "c "))


def test_the_same_is_one_piece_or_none() -> None:
    assert diff_words("a b", "a b") == (Piece("=", "a b"),)
    assert diff_words("", "") == ()


def test_pieces_are_joined_and_what_goes_comes_first() -> None:
    pieces = [Piece("+", "a"), Piece("-", "b"), Piece("+", "c"), Piece("=", ""), Piece("=", "d")]
    assert join_pieces(pieces) == (Piece("-", "b"), Piece("+", "ac"), Piece("=", "d"))


@given(WORDINGS)
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(split_words(text)) == text


@given(WORDINGS, WORDINGS)
def test_both_sides_come_back(old: str, new: str) -> None:
    pieces = diff_words(old, new)
    assert side(pieces, new=False) == old
    assert side(pieces, new=True) == new
    assert all(piece.text for piece in pieces)
    assert all(one.op != other.op for one, other in itertools.pairwise(pieces))


def test_long_wordings_are_compared_too() -> None:
    old = " ".join(f"word{number % 50}" for number in range(3_000))
    new = old.replace("word7 ", "word8 ")
    pieces = diff_words(old, new)
    assert (side(pieces, new=False), side(pieces, new=True)) == (old, new)
    assert sum(len(piece.text) for piece in pieces if piece.op == "=") > 0.9 * len(old)


def test_two_real_drafts_are_compared_whole() -> None:
    old, new = (realtexts.read(f"paris-draft-2015-12-0{day}.md").decode() for day in (4, 9))
    pieces = diff_words(old, new)
    assert (side(pieces, new=False), side(pieces, new=True)) == (old, new)
    assert sum(len(piece.text) for piece in pieces if piece.op == "=") > 40_000
