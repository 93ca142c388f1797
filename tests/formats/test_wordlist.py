"""The list of words is the published one, by another library's copy of it."""

from mnemonic import Mnemonic

from verbale.formats.wordlist import WORDS


def test_the_words_are_those_of_bip_39_in_their_order() -> None:
    assert list(WORDS) == Mnemonic("english").wordlist


def test_no_two_words_are_alike_in_their_first_four_letters() -> None:
    assert len({word[:4] for word in WORDS}) == len(WORDS) == 2048
