"""The two keys of a note: each half holds for its own message and key, and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import notekeys
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.notekeys import NotePair

PAIR = NotePair(bytes(range(64)))
OTHER = NotePair(bytes(range(1, 65)))
MESSAGE = b"a head\n"
CLASSICAL = PAIR.sign_classical(MESSAGE)
POST_QUANTUM = PAIR.sign_post_quantum(MESSAGE)


def refuse_classical(public: bytes, message: bytes, signature: bytes) -> None:
    with pytest.raises(Untrusted, match=r"^\[note-signature\]"):
        notekeys.verify_classical(public, message, signature)


def refuse_post_quantum(public: bytes, message: bytes, signature: bytes) -> None:
    with pytest.raises(Untrusted, match=r"^\[note-signature\]"):
        notekeys.verify_post_quantum(public, message, signature)


def test_sizes_are_those_of_ed25519_and_ml_dsa_44() -> None:
    assert (len(PAIR.public_classical), len(CLASSICAL)) == (32, 64)
    assert (len(PAIR.public_post_quantum), len(POST_QUANTUM)) == (1312, 2420)


@given(st.binary(max_size=2_000), st.binary(min_size=64, max_size=64))
def test_what_each_half_signed_verifies(message: bytes, seed: bytes) -> None:
    pair = NotePair(seed)
    notekeys.verify_classical(pair.public_classical, message, pair.sign_classical(message))
    notekeys.verify_post_quantum(pair.public_post_quantum, message, pair.sign_post_quantum(message))


def test_the_halves_come_from_the_two_halves_of_the_seed() -> None:
    assert NotePair(bytes(range(32)) + bytes(32)).public_classical == PAIR.public_classical
    assert NotePair(bytes(32) + bytes(range(32, 64))).public_post_quantum == PAIR.public_post_quantum


def test_another_message_or_key_is_refused() -> None:
    refuse_classical(PAIR.public_classical, b"another head\n", CLASSICAL)
    refuse_classical(OTHER.public_classical, MESSAGE, CLASSICAL)
    refuse_post_quantum(PAIR.public_post_quantum, b"another head\n", POST_QUANTUM)
    refuse_post_quantum(OTHER.public_post_quantum, MESSAGE, POST_QUANTUM)


@given(st.integers(min_value=0, max_value=64 * 8 - 1))
def test_one_bit_changed_in_a_classical_signature_is_refused(bit: int) -> None:
    changed = bytearray(CLASSICAL)
    changed[bit // 8] ^= 1 << bit % 8
    refuse_classical(PAIR.public_classical, MESSAGE, bytes(changed))


@given(st.integers(min_value=0, max_value=2420 * 8 - 1))
def test_one_bit_changed_in_a_post_quantum_signature_is_refused(bit: int) -> None:
    changed = bytearray(POST_QUANTUM)
    changed[bit // 8] ^= 1 << bit % 8
    refuse_post_quantum(PAIR.public_post_quantum, MESSAGE, bytes(changed))


def test_keys_and_signatures_of_another_length_are_refused() -> None:
    for public in (b"", PAIR.public_classical[:-1], PAIR.public_classical + b"\x00", PAIR.public_post_quantum):
        refuse_classical(public, MESSAGE, CLASSICAL)
    for signature in (b"", CLASSICAL[:-1], CLASSICAL + b"\x00", POST_QUANTUM):
        refuse_classical(PAIR.public_classical, MESSAGE, signature)
    for public in (b"", PAIR.public_post_quantum[:-1], PAIR.public_post_quantum + b"\x00", PAIR.public_classical):
        refuse_post_quantum(public, MESSAGE, POST_QUANTUM)
    for signature in (b"", POST_QUANTUM[:-1], POST_QUANTUM + b"\x00", CLASSICAL):
        refuse_post_quantum(PAIR.public_post_quantum, MESSAGE, signature)


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_seed_of_another_length_makes_no_pair(length: int) -> None:
    with pytest.raises(Malformed, match=r"^\[note-seed\]"):
        NotePair(bytes(length))
