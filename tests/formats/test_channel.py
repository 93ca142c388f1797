"""Channels: a secret for two, and the tag that it makes."""

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, numbers
from verbale.formats.base64text import write_base64
from verbale.formats.channel import (
    Offer,
    _named,
    check_tag,
    make_offer,
    open_offer,
    reload_offer,
    tag_manifest,
    verify_offer,
)
from verbale.formats.hybrid import HYBRID
from verbale.formats.statement import Kind, sign_statement
from verbale.formats.suite import Suite
from verbale.testing.institution import Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("ARV", SHAM), Institution("BOR", SHAM)
SECRET = bytes(range(32))


def offer(house: Institution = HOUSE, party: Institution = PARTY, suite: Suite = SHAM, **changes: Any) -> Offer:
    members: dict[str, Any] = {"epoch": 7, "secret": SECRET} | changes
    return make_offer(
        credence=house.credence,
        recipient=party.id,
        transport=party.roles.transport.public,
        front=house.roles.front,
        suite=suite,
        **members,
    )


SOUND = offer()


@given(numbers(), digests())
def test_a_secret_reaches_the_one_whom_it_is_offered_to(epoch: int, secret: bytes) -> None:
    made = offer(epoch=epoch, secret=secret)
    assert (made.sender, made.recipient, made.credence, made.epoch) == (HOUSE.id, PARTY.id, 1, epoch)
    assert made.transport == hashlib.sha256(PARTY.roles.transport.public).digest()
    read = verify_offer(made.signed.envelope_bytes, HOUSE.chain, SHAM)
    assert read == made == reload_offer(made.signed.envelope_bytes)
    retired = SHAM.opening_key(bytes(32))
    assert open_offer(read, [retired, PARTY.roles.transport]) == secret


def test_a_secret_is_offered_under_the_suite_in_use() -> None:
    house, party = Institution("ARV", HYBRID), Institution("BOR", HYBRID)
    made = offer(house, party, HYBRID)
    assert len(made.wrapped) == 1120 + 32 + 16
    assert open_offer(verify_offer(made.signed.envelope_bytes, house.chain, HYBRID), [party.roles.transport]) == SECRET


@given(st.data())
def test_an_offer_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_offer, data.draw(damaged(SOUND.signed.envelope_bytes)), HOUSE.chain, SHAM)


def sign_changed(**changes: Any) -> bytes:
    return sign_statement(Kind.CHANNEL, SOUND.signed.document | changes, [HOUSE.roles.front]).envelope_bytes


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"credence": 2}, "untrusted:credence-unknown"),
        ({"credence": 0}, "malformed:member"),
        ({"from": PARTY.id.hex()}, "untrusted:offer-party"),
        ({"to": "00"}, "malformed:hex"),
        ({"epoch": 0}, "malformed:member"),
        ({"transport": 1}, "malformed:member"),
        ({"wrapped": "A"}, "malformed:base64"),
        ({"wrapped": write_base64(SOUND.wrapped + b"\0")}, "malformed:offer-secret-length"),
        ({"wrapped": write_base64(SOUND.wrapped[:-1])}, "malformed:offer-secret-length"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_an_offer_out_of_form_is_refused_though_it_is_signed(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(verify_offer, sign_changed(**changes), HOUSE.chain, SHAM) == refusal


def test_an_offer_is_kept_in_memory_and_what_is_longer_than_one_is_not() -> None:
    # Whoever can send bytes could fill the memory otherwise, for an offer is read before its signature is.
    for members, kept in (({}, 1), ({"more": "x" * 16_384}, 0)):
        _named.cache_clear()
        refusal_of(verify_offer, sign_changed(**members), HOUSE.chain, SHAM)
        assert _named.cache_info().currsize == kept


def test_only_a_front_offers_a_channel() -> None:
    envelope = sign_statement(Kind.CHANNEL, SOUND.signed.document, [HOUSE.roles.house]).envelope_bytes
    assert refusal_of(verify_offer, envelope, HOUSE.chain, SHAM) == "untrusted:signer-unknown"


@pytest.mark.parametrize("changes", [{"to": "00" * 32}, {"epoch": 8}, {"wrapped": write_base64(bytes(80))}])
def test_a_secret_taken_over_into_another_offer_does_not_open(changes: dict[str, Any]) -> None:
    other = verify_offer(sign_changed(**changes), HOUSE.chain, SHAM)
    assert refusal_of(open_offer, other, [PARTY.roles.transport]) == "untrusted:offer-secret"


def test_an_offer_to_a_transport_key_that_is_gone_is_refused() -> None:
    assert refusal_of(open_offer, SOUND, []) == "refused:offer-transport"
    assert refusal_of(open_offer, SOUND, [HOUSE.roles.transport]) == "refused:offer-transport"


@given(digests(), digests(), st.binary(max_size=80), st.data())
def test_a_tag_holds_for_its_secret_offer_and_manifest_alone(
    secret: bytes, digest: bytes, manifest: bytes, data: st.DataObject
) -> None:
    tag = tag_manifest(secret, digest, manifest)
    check_tag(secret, digest, manifest, tag)
    for other in (
        (hashlib.sha256(secret).digest(), digest, manifest, tag),
        (secret, hashlib.sha256(digest).digest(), manifest, tag),
        (secret, digest, manifest + b"\0", tag),
        (secret, digest, manifest, data.draw(damaged(tag))),
    ):
        assert refusal_of(check_tag, *other) == "untrusted:manifest-tag"


def test_the_tag_is_hmac_under_a_key_of_hkdf() -> None:
    extracted = hmac.digest(b"\1" * 32, SECRET, "sha256")
    key = hmac.digest(extracted, b"verbale/channel-key/v1\x01", "sha256")
    expected = hmac.digest(key, b"verbale/manifest/v1\n" + b"{}", "sha256")
    assert tag_manifest(SECRET, b"\1" * 32, b"{}") == expected
