"""The composite signature holds as a whole or not at all (attacks P05, P06, P07)."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import composite
from verbale.formats.composite import CompositeSigningKey
from verbale.formats.errors import Malformed, Untrusted

KEY = CompositeSigningKey(bytes(range(64)))
OTHER = CompositeSigningKey(bytes(range(1, 65)))
CONTEXT = b"verbale/letter/v1"
MESSAGE = b"The Ministry presents its compliments"
SIGNATURE = KEY.sign(CONTEXT, MESSAGE)


def refuse(public: bytes = KEY.public, context: bytes = CONTEXT, message: bytes = MESSAGE, *, signature: bytes) -> None:
    with pytest.raises(Untrusted) as refusal:
        composite.verify(public, context, message, signature)
    # One error whatever failed: which half fell is not told.
    assert refusal.value.args == ("signature", "A signature does not hold.")


def test_sizes_are_those_of_the_draft() -> None:
    assert (len(KEY.public), len(SIGNATURE)) == (1984, 3373)


@given(st.binary(max_size=255), st.binary(max_size=5_000), st.binary(min_size=64, max_size=64))
def test_what_was_signed_verifies(context: bytes, message: bytes, seed: bytes) -> None:
    key = CompositeSigningKey(seed)
    composite.verify(key.public, context, message, key.sign(context, message))


def test_two_signatures_of_one_message_differ_and_both_hold() -> None:
    again = KEY.sign(CONTEXT, MESSAGE)
    assert again != SIGNATURE
    composite.verify(KEY.public, CONTEXT, MESSAGE, again)


@given(st.integers(min_value=0, max_value=3373 * 8 - 1))
def test_one_bit_changed_in_the_signature_is_refused(bit: int) -> None:
    changed = bytearray(SIGNATURE)
    changed[bit // 8] ^= 1 << bit % 8
    refuse(signature=bytes(changed))


@given(st.integers(min_value=0, max_value=1984 * 8 - 1))
def test_one_bit_changed_in_the_public_key_is_refused(bit: int) -> None:
    changed = bytearray(KEY.public)
    changed[bit // 8] ^= 1 << bit % 8
    refuse(bytes(changed), signature=SIGNATURE)


def test_another_message_context_or_key_is_refused() -> None:
    refuse(message=MESSAGE + b".", signature=SIGNATURE)
    refuse(context=b"verbale/receipt/v1", signature=SIGNATURE)
    refuse(context=b"", signature=SIGNATURE)
    refuse(OTHER.public, signature=SIGNATURE)


def test_a_half_of_another_text_or_key_is_refused() -> None:
    of_another_text = KEY.sign(CONTEXT, b"another text")
    of_another_key = OTHER.sign(CONTEXT, MESSAGE)
    for stranger in (of_another_text, of_another_key):
        refuse(signature=stranger[: composite.MLDSA_SIGNATURE] + SIGNATURE[composite.MLDSA_SIGNATURE :])
        refuse(signature=SIGNATURE[: composite.MLDSA_SIGNATURE] + stranger[composite.MLDSA_SIGNATURE :])


def test_halves_in_the_wrong_order_are_refused() -> None:
    refuse(signature=SIGNATURE[composite.MLDSA_SIGNATURE :] + SIGNATURE[: composite.MLDSA_SIGNATURE])


@pytest.mark.parametrize("half", [SIGNATURE[: composite.MLDSA_SIGNATURE], SIGNATURE[composite.MLDSA_SIGNATURE :]])
def test_one_half_alone_is_refused(half: bytes) -> None:
    refuse(signature=half)
    refuse(signature=half.ljust(composite.SIGNATURE, b"\x00"))


def test_a_stripped_half_fails_under_plain_ml_dsa() -> None:
    plain = MLDSA65PublicKey.from_public_bytes(KEY.public[: composite.MLDSA_PUBLIC])
    half = SIGNATURE[: composite.MLDSA_SIGNATURE]
    for message in (MESSAGE, composite.represent(CONTEXT, MESSAGE)):
        with pytest.raises(InvalidSignature):
            plain.verify(half, message)


@given(st.integers(min_value=0, max_value=3372), st.binary(max_size=3))
def test_a_signature_cut_or_lengthened_is_refused(length: int, more: bytes) -> None:
    refuse(signature=SIGNATURE[:length])
    refuse(signature=SIGNATURE + b"\x00" + more)


@pytest.mark.parametrize("public", [b"", KEY.public[:-1], KEY.public + b"\x00"])
def test_a_public_key_of_another_length_is_refused(public: bytes) -> None:
    refuse(public, signature=SIGNATURE)


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_seed_of_another_length_makes_no_key(length: int) -> None:
    with pytest.raises(Malformed, match=r"^\[signing-seed\]"):
        CompositeSigningKey(bytes(length))


def test_a_context_of_more_than_255_bytes_is_refused() -> None:
    composite.verify(KEY.public, bytes(255), MESSAGE, KEY.sign(bytes(255), MESSAGE))
    with pytest.raises(Malformed, match=r"^\[signature-context\]"):
        KEY.sign(bytes(256), MESSAGE)
    with pytest.raises(Malformed, match=r"^\[signature-context\]"):
        composite.verify(KEY.public, bytes(256), MESSAGE, SIGNATURE)


def test_the_representative_is_put_together_as_the_draft_says() -> None:
    assert composite.represent(b"\x08\x13", b"text") == (
        b"CompositeAlgorithmSignatures2025"
        + b"COMPSIG-MLDSA65-Ed25519-SHA512"
        + b"\x02\x08\x13"
        + hashlib.sha512(b"text").digest()
    )
    assert len(composite.represent(b"", b"text")) == 127


def test_a_seed_gives_one_public_key_for_ever() -> None:
    assert hashlib.sha256(KEY.public).hexdigest() == "f5c64072749870718394df9a06a384e58e3adf6e6ae897fb1cc5da9c4d3867a0"
