"""Differences of wordings: both sides come back, brackets are signs of their own, words stay whole."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from verbale.practice.texts.words import Piece, diff_words, side, split_words

WORDINGS = st.text("ab[] ,.\n’-", max_size=40)


def test_brackets_are_signs_of_their_own() -> None:
    assert split_words("[in time]") == ["[", "in", " ", "time", "]"]
    assert diff_words("in time", "[in time]") == (Piece("+", "["), Piece("=", "in time"), Piece("+", "]"))


def test_words_are_whole() -> None:
    assert diff_words("territories", "territory") == (Piece("-", "territories"), Piece("+", "territory"))
    assert split_words("Party’s long-term aims") == ["Party’s", " ", "long-term", " ", "aims"]


def test_what_goes_stands_before_what_comes() -> None:
    assert diff_words("one two", "one three") == (Piece("=", "one "), Piece("-", "two"), Piece("+", "three"))


def test_the_same_is_one_piece_or_none() -> None:
    assert diff_words("a b", "a b") == (Piece("=", "a b"),)
    assert diff_words("", "") == ()


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
