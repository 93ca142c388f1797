import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.errors import Malformed
from verbale.formats.kem import ENCAPSULATION_SIZE, OPENING_PUBLIC_SIZE, WRAP_OVERHEAD, HybridOpeningKey, wrap

INFO, SECRET = b"a label", bytes(range(16))
KEY = HybridOpeningKey(bytes(32))
PRIME = (1 << 255) - 19
LOW_ORDER = (
    0,
    1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
    PRIME - 1,
    PRIME,
    PRIME + 1,
)


def low_order_shares() -> list[bytes]:
    """Every encoding of a point of low order, with the bit that says nothing both ways."""
    return [(coordinate | top).to_bytes(32, "little") for coordinate in LOW_ORDER for top in (0, 1 << 255)]


def test_public_key_of_a_known_seed_is_the_known_one() -> None:
    digest = hashlib.sha256(KEY.public).hexdigest()
    assert len(KEY.public) == OPENING_PUBLIC_SIZE
    assert digest == "3bb0b003f553f49f38bab31546b7f4fdd323c74cbf4aaf97d9703ede4e83eff7"


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_wrapped_secret_opens(info: bytes, secret: bytes) -> None:
    wrapped = wrap(KEY.public, info, secret)
    assert len(wrapped) == ENCAPSULATION_SIZE + len(secret) + WRAP_OVERHEAD
    assert KEY.unwrap(info, wrapped) == secret


def test_no_two_wraps_are_equal() -> None:
    assert wrap(KEY.public, INFO, SECRET) != wrap(KEY.public, INFO, SECRET)


def test_another_key_opens_nothing() -> None:
    assert HybridOpeningKey(os.urandom(32)).unwrap(INFO, wrap(KEY.public, INFO, SECRET)) is None


def test_another_label_opens_nothing() -> None:
    assert KEY.unwrap(b"another label", wrap(KEY.public, INFO, SECRET)) is None


@pytest.mark.parametrize("at", range(0, ENCAPSULATION_SIZE + len(SECRET) + WRAP_OVERHEAD, 17))
def test_one_changed_bit_opens_nothing(at: int) -> None:
    wrapped = bytearray(wrap(KEY.public, INFO, SECRET))
    wrapped[at] ^= 1 << (at % 8)
    assert KEY.unwrap(INFO, bytes(wrapped)) is None


@pytest.mark.parametrize("length", [0, 1, 1119, 1120, 1135, 1136, 1151])
def test_cut_wrap_opens_nothing(length: int) -> None:
    assert KEY.unwrap(INFO, wrap(KEY.public, INFO, SECRET)[:length]) is None


@pytest.mark.parametrize("share", low_order_shares(), ids=bytes.hex)
def test_share_of_low_order_is_refused_by_every_key(share: bytes) -> None:
    wrapped = wrap(KEY.public, INFO, SECRET)
    forged = wrapped[: ENCAPSULATION_SIZE - 32] + share + wrapped[ENCAPSULATION_SIZE:]
    for key in (KEY, HybridOpeningKey(os.urandom(32))):
        with pytest.raises(Malformed) as refusal:
            key.unwrap(INFO, forged)
        assert refusal.value.code == "encapsulation"


def test_what_is_too_short_for_a_wrapped_secret_is_not_looked_into() -> None:
    whole = ENCAPSULATION_SIZE + WRAP_OVERHEAD
    forged = bytes(whole)
    with pytest.raises(Malformed):
        KEY.unwrap(INFO, forged)
    assert KEY.unwrap(INFO, forged[:-1]) is None
    assert KEY.unwrap(INFO, forged[:ENCAPSULATION_SIZE]) is None


@pytest.mark.parametrize("share", low_order_shares(), ids=bytes.hex)
def test_public_key_of_low_order_is_refused(share: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        wrap(KEY.public[:-32] + share, INFO, SECRET)
    assert refusal.value.code == "opening-public-key"


@pytest.mark.parametrize("public", [b"", KEY.public[:-1], KEY.public + b"\x00", b"\xff" * OPENING_PUBLIC_SIZE], ids=len)
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        wrap(public, INFO, SECRET)
    assert refusal.value.code == "opening-public-key"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(Malformed) as refusal:
        HybridOpeningKey(bytes(length))
    assert refusal.value.code == "opening-seed"
