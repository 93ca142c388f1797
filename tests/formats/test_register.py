"""A leaf tells nothing of its entry (attack R06), and binds salt and entry."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.errors import Malformed
from verbale.formats.register import commitment, entry_leaf


def test_the_leaf_is_the_hash_of_a_salted_commitment() -> None:
    salt, entry = bytes(range(32)), b"an entry"
    committed = hashlib.sha256(b"verbale/entry/v1\n" + salt + entry).digest()
    assert commitment(salt, entry) == committed
    assert entry_leaf(salt, entry) == hashlib.sha256(b"\x00" + committed).digest()


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_a_guessed_entry_is_not_confirmed_without_its_salt(salt: bytes, guess: bytes, entry: bytes) -> None:
    assert (entry_leaf(salt, entry) == entry_leaf(guess, entry)) == (salt == guess)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    # With salts of many lengths, salt and entry could be cut apart in more than one way.
    with pytest.raises(Malformed, match=r"^\[entry-salt\]"):
        entry_leaf(bytes(length), b"an entry")
