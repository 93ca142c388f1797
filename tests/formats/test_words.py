"""Twelve words: what two people read to each other, and what they do not tell."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from tests.refusals import refusal_of
from tests.strategies import digests
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.wordlist import WORDS
from verbale.formats.words import compare_words, read_words, words_of


@given(digests(), digests())
def test_words_are_the_first_bits_of_the_digest_as_another_library_cuts_them(party: bytes, newest: bytes) -> None:
    digest = hashlib.sha256(b"verbale/words/v1" + party + newest).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    theirs = Mnemonic("english").wordlist
    assert words_of(party, newest) == tuple(theirs[int(bits[at : at + 11], 2)] for at in range(0, 132, 11))


@given(digests(), digests(), st.integers(0, 511))
def test_another_id_or_another_version_has_other_words(party: bytes, newest: bytes, bit: int) -> None:
    both = bytearray(party + newest)
    both[bit // 8] ^= 1 << bit % 8
    other = words_of(bytes(both[:32]), bytes(both[32:]))
    assert other != words_of(party, newest)
    assert refusal_of(compare_words, other, party, newest) == "untrusted:words-differ"
    assert refusal_of(compare_words, words_of(party, newest), party, newest) == ""


def test_words_are_read_as_somebody_wrote_them_down() -> None:
    words = words_of(bytes(32), bytes(32))
    assert read_words(" ".join(words)) == words
    assert read_words("\n" + ",  ".join(words).upper() + " \t") == words


@pytest.mark.parametrize("text", ["", "abandon " * 11, "abandon " * 13])
def test_there_are_twelve(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[words-count\]"):
        read_words(text)
    assert refusal_of(compare_words, ("abandon",) * 11, bytes(32), bytes(32)) == "malformed:words-count"


def test_a_word_that_is_none_is_told_by_its_place_and_not_repeated() -> None:
    with pytest.raises(Malformed, match=r"^\[word-unknown\] Word 3 ") as refusal:
        read_words("abandon ability sesame " + "about " * 9)
    assert "sesame" not in refusal.value.reason


def test_words_that_differ_are_told_by_their_places_and_the_right_ones_are_not_told() -> None:
    right = words_of(bytes(32), bytes(32))
    for places, told in (([4], "Word 4 differs."), ([1, 12], "Words 1, 12 differ.")):
        heard = list(right)
        for place in places:
            heard[place - 1] = WORDS[(WORDS.index(heard[place - 1]) + 1) % len(WORDS)]
        with pytest.raises(Untrusted) as refusal:
            compare_words(tuple(heard), bytes(32), bytes(32))
        assert refusal.value.reason.startswith(told)
        assert not set(refusal.value.reason.split()) & (set(right) - {"one", "the", "again", "other", "side"})


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_words(text: str) -> None:
    assert refusal_of(read_words, text) in {"", "malformed:words-count", "malformed:word-unknown"}
