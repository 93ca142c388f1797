"""Statements of keys: what the front may say between two letters of credence, and what it may not."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, numbers, times
from verbale.formats import limits
from verbale.formats.partykeys import (
    check_address,
    check_newest,
    reload_party_keys,
    sign_party_keys,
    verify_party_keys,
)
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import Institution
from verbale.testing.sham import SHAM

HOUSE = Institution("ARV", SHAM)
ENVELOPE = HOUSE.keys.signed.envelope_bytes
ADDRESSES = (
    "https://mfa.example",
    "https://mfa.example/",
    "https://mfa.example:8443/chancery/pouch",
    "http://127.0.0.1:8000",
    "https://[2001:db8::1]:8443/x",
    "https://a_b.example/a%20b/~c;d=1",
    "https://mfa.example:65535",
    "https://mfa.example/" + "a" * (limits.ADDRESS - 20),
)


def sign_changed(**changes: Any) -> bytes:
    document = {name: value for name, value in (HOUSE.keys.signed.document | changes).items() if value is not ...}
    return sign_statement(Kind.KEYS, document, [HOUSE.roles.front]).envelope_bytes


@given(
    number=numbers(),
    made=times(),
    transport=digests(),
    addresses=st.lists(st.sampled_from(ADDRESSES), max_size=8),
    pins=st.lists(digests(), max_size=8),
)
def test_what_a_front_says_is_verified_and_read(
    number: int, made: datetime, transport: bytes, addresses: list[str], pins: list[bytes]
) -> None:
    keys = sign_party_keys(
        credence=HOUSE.credence,
        number=number,
        made=made,
        transport=transport,
        addresses=addresses,
        pins=pins,
        front=HOUSE.roles.front,
    )
    assert (keys.party, keys.credence, keys.number, keys.made) == (HOUSE.id, 1, number, made)
    assert (keys.transport, keys.addresses, keys.pins) == (transport, tuple(addresses), tuple(pins))
    assert verify_party_keys(keys.signed.envelope_bytes, HOUSE.chain, SHAM) == keys
    assert reload_party_keys(keys.signed.envelope_bytes) == keys


@given(st.data())
def test_a_statement_of_keys_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_party_keys, data.draw(damaged(ENVELOPE)), HOUSE.chain, SHAM)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"credence": 2}, "untrusted:credence-unknown"),
        ({"credence": 0}, "malformed:member"),
        ({"credence": ...}, "malformed:member"),
        ({"number": 0}, "malformed:member"),
        ({"party": "00" * 32}, "untrusted:keys-party"),
        ({"party": "00"}, "malformed:hex"),
        ({"made": "now"}, "malformed:time"),
        ({"transport": "AAAA"}, "malformed:keys-transport"),
        ({"transport": HOUSE.credence.signed.document["reading"]}, "malformed:keys-transport"),
        ({"transport": "A"}, "malformed:base64"),
        ({"addresses": ["ftp://mfa.example"]}, "malformed:address"),
        ({"addresses": ["https://mfa.example"] * 9}, "malformed:member"),
        ({"pins": ["00" * 32] * 9}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
        ({"suite": 1}, "malformed:statement-suite"),
    ],
)
def test_keys_out_of_form_are_refused_though_they_are_signed(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(verify_party_keys, sign_changed(**changes), HOUSE.chain, SHAM) == refusal


def test_only_the_front_key_of_the_named_version_signs_keys() -> None:
    for key in (HOUSE.roles.house, HOUSE.roles.officers[0]):
        envelope = sign_statement(Kind.KEYS, HOUSE.keys.signed.document, [key]).envelope_bytes
        assert refusal_of(verify_party_keys, envelope, HOUSE.chain, SHAM) == "untrusted:signer-unknown"


def test_a_thief_of_a_front_key_that_was_replaced_cannot_outnumber_the_newest() -> None:
    house = Institution("ARV", SHAM)
    stolen, first = house.roles.front, house.credence
    house.renew()
    forged = sign_party_keys(
        credence=first,
        number=1 << 40,
        made=house.keys.made,
        transport=bytes(32),
        addresses=["https://thief.example"],
        pins=[],
        front=stolen,
    )
    assert verify_party_keys(forged.signed.envelope_bytes, house.chain, SHAM) == forged
    assert forged.rank < house.keys.rank
    assert refusal_of(check_newest, forged, house.credence) == "untrusted:keys-superseded"
    assert refusal_of(check_newest, house.keys, house.credence) == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_a_scheme_a_host_a_port_and_a_path(address: str) -> None:
    assert check_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mfa.example",
        "HTTPS://mfa.example",
        "ftp://mfa.example",
        "https://",
        "https:///path",
        "https://mfa.example:",
        "https://mfa.example:0",
        "https://mfa.example:65536",
        "https://mfa.example:99999",
        "https://mfa.example:8443x",
        "https://user@mfa.example",
        "https://@mfa.example",
        "https://mfa.example?",
        "https://mfa.example/?a=b",
        "https://mfa.example/#a",
        "https://mfa.example#",
        "https://mfa.example\\@evil.example",
        "https://mfa .example",
        "https://mfa.example/a b",
        "https://mfa.example\n",
        "https://mfa.example/\r\nHost: x",
        "https://мfa.example",
        "https://-mfa.example-",
        "https://[::1",
        "https://[zz]/",
        "https://mfa.example/" + "a" * (limits.ADDRESS - 19),
    ],
)
def test_what_a_client_could_read_in_two_ways_is_no_address(address: str) -> None:
    assert refusal_of(check_address, address) == "malformed:address"


@given(st.text("htps:/.@[]?#%\\aé0 ", max_size=30))
def test_no_text_breaks_the_reader_of_addresses(text: str) -> None:
    assert refusal_of(check_address, "https://" + text) in {"", "malformed:address"}
