import os

import pytest

from verbale.formats.age import bech32, identity
from verbale.formats.errors import Malformed
from verbale.formats.hybrid import HYBRID

SEED = bytes(range(32))
PUBLIC = HYBRID.opening_key(SEED).public
IDENTITY = identity.write_identity(SEED)
RECIPIENT = identity.write_recipient(PUBLIC)


def test_keys_are_written_as_age_writes_them() -> None:
    assert IDENTITY.startswith("AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S")
    assert RECIPIENT.startswith("age1pq1")
    assert len(RECIPIENT) == 1959


def test_a_private_key_is_in_capitals_and_a_public_one_is_not() -> None:
    # Other tools of age tell them apart by that, and take neither in the other case.
    assert identity.write_identity(SEED) == IDENTITY == IDENTITY.upper()
    assert identity.write_recipient(PUBLIC) == RECIPIENT == RECIPIENT.lower()


def test_keys_come_back_from_their_text() -> None:
    assert identity.read_identity(IDENTITY) == SEED
    assert identity.read_recipient(RECIPIENT) == PUBLIC


@pytest.mark.parametrize(
    "text",
    [
        "",
        IDENTITY.lower(),
        IDENTITY.capitalize(),
        IDENTITY[:-1],
        IDENTITY + "Q",
        IDENTITY[:-1] + ("Q" if IDENTITY[-1] != "Q" else "P"),
        IDENTITY + "\n",
        RECIPIENT,
        bech32.write("age-secret-key-", SEED).upper(),
        bech32.write("age-secret-key-pq-", SEED + b"\x00").upper(),
        bech32.write("age-secret-key-pq-1q", SEED[:31]).upper(),
        bech32.write("age-secret-key-pq-", SEED[:31]).upper(),
    ],
)
def test_what_is_no_private_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        identity.read_identity(text)
    assert refusal.value.code == "age-identity"


def test_prefix_that_only_begins_like_that_of_a_private_key_is_refused() -> None:
    # 30 bytes under a longer prefix have the length of 32 under the right one.
    text = bech32.write("age-secret-key-pq-1qqq", SEED[:30]).upper()
    assert len(text) == len(IDENTITY)
    with pytest.raises(Malformed) as refusal:
        identity.read_identity(text)
    assert refusal.value.code == "age-identity"


@pytest.mark.parametrize(
    "text", ["", RECIPIENT.upper(), RECIPIENT[:-1] + "b", RECIPIENT[:-3], bech32.write("age1pq", PUBLIC[1:]), IDENTITY]
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        identity.read_recipient(text)
    assert refusal.value.code == "age-recipient"


def test_refusal_of_a_private_key_holds_nothing_of_it() -> None:
    text = identity.write_identity(os.urandom(32))
    with pytest.raises(Malformed) as refusal:
        identity.read_identity(text[:-1])
    assert refusal.value.__cause__ is None
    assert text[20:40] not in str(refusal.value)
