"""The twelve words that two institutions read to each other by telephone.

The first 132 bits of SHA-256(`verbale/words/v1` ‖ id ‖ digest of the newest version), eleven bits a word, over the
English list of BIP 39: short, common words that differ in their first four letters. They stop a stranger; a party
could make two faces of its own with equal words, so nodes compare whole digests as well, and words are never an id.
"""

import hashlib

from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.wordlist import WORDS

COUNT = 12
_BITS = 11
_TAG = b"verbale/words/v1"


def words_of(party: bytes, newest: bytes) -> tuple[str, ...]:
    """The words of a party.

    Args:
        party: the party's id, 32 bytes.
        newest: the digest of the newest version of its credence, 32 bytes.
    """
    digest = hashlib.sha256(_TAG + party + newest).digest()
    number = int.from_bytes(digest, "big") >> (256 - COUNT * _BITS)
    places = [(number >> (_BITS * (COUNT - 1 - at))) & ((1 << _BITS) - 1) for at in range(COUNT)]
    return tuple(WORDS[place] for place in places)


def read_words(text: str) -> tuple[str, ...]:
    """Reads twelve words as somebody wrote them down: any case, any space or comma between them.

    Raises:
        Malformed: `words-count` or `word-unknown`; the second names the place, not the word.
    """
    words = tuple(text.replace(",", " ").casefold().split())
    _check_count(words)
    for place, word in enumerate(words, 1):
        if word not in WORDS:
            raise Malformed("word-unknown", f"Word {place} is not in the list of words; ask for it again.")
    return words


def compare_words(heard: tuple[str, ...], party: bytes, newest: bytes) -> None:
    """Compares the words heard with those of a credence; the expected ones are not told.

    Raises:
        Malformed: `words-count`.
        Untrusted: `words-differ`.
    """
    _check_count(heard)
    expected = words_of(party, newest)
    wrong = [str(place) for place, (one, other) in enumerate(zip(heard, expected, strict=True), 1) if one != other]
    if wrong:
        places = "Word " + wrong[0] + " differs" if len(wrong) == 1 else "Words " + ", ".join(wrong) + " differ"
        raise Untrusted("words-differ", f"{places}. Nothing has been stored. Ask the other side to say them again.")


def _check_count(words: tuple[str, ...]) -> None:
    if len(words) != COUNT:
        raise Malformed("words-count", f"There are {len(words)} words; a letter of credence has {COUNT}.")
