"""Revocations: officers end a key, from a size of their register on."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, numbers, times
from verbale.formats.revocation import sign_revocation, verify_revocation
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE = Institution("ARV", SHAM, officers=2, threshold=2)
SIGNED = sign_revocation(HOUSE.credence, key_id="ab" * 32, size=64, made=BEGINNING, officers=HOUSE.signers).signed


@given(digests(), numbers(0), times())
def test_what_officers_revoke_is_verified_and_read(key: bytes, size: int, made: datetime) -> None:
    revocation = sign_revocation(HOUSE.credence, key_id=key.hex(), size=size, made=made, officers=HOUSE.signers)
    assert (revocation.party, revocation.credence) == (HOUSE.id, 1)
    assert (revocation.key_id, revocation.size, revocation.made) == (key.hex(), size, made)
    assert verify_revocation(revocation.signed.envelope_bytes, HOUSE.chain, SHAM) == revocation


@given(st.data())
def test_a_revocation_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_revocation, data.draw(damaged(SIGNED.envelope_bytes)), HOUSE.chain, SHAM)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"credence": 2}, "untrusted:credence-unknown"),
        ({"credence": 0}, "malformed:member"),
        ({"party": "00" * 32}, "untrusted:revocation-party"),
        ({"key": "AB" * 32}, "malformed:hex"),
        ({"key": "ab" * 31}, "malformed:hex"),
        ({"key": "ab" * 33}, "malformed:member"),
        ({"key": "ab" * 32 + "a"}, "malformed:member"),
        ({"size": -1}, "malformed:member"),
        ({"made": ""}, "malformed:time"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_revocation_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    envelope = sign_statement(Kind.REVOCATION, SIGNED.document | changes, HOUSE.signers).envelope_bytes
    assert refusal_of(verify_revocation, envelope, HOUSE.chain, SHAM) == refusal


def test_too_few_officers_and_machines_revoke_nothing() -> None:
    for keys, refusal in (
        (HOUSE.signers[:1], "untrusted:threshold"),
        ([*HOUSE.signers, HOUSE.roles.house], "untrusted:signer-unknown"),
    ):
        envelope = sign_statement(Kind.REVOCATION, SIGNED.document, keys).envelope_bytes
        assert refusal_of(verify_revocation, envelope, HOUSE.chain, SHAM) == refusal
