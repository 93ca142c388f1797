"""Recoveries: officers begin a new register after a restore, and say what they know of the old one."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, numbers, times
from verbale.formats.recovery import Shown, sign_recovery, verify_recovery
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE = Institution("ARV", SHAM, officers=2, threshold=2)
SIGNED = sign_recovery(
    HOUSE.credence,
    generation=2,
    last=(7, bytes(32)),
    shown=[Shown(party=b"\1" * 32, size=9), Shown(party=b"\2" * 32, size=8)],
    unheard=[b"\3" * 32, b"\4" * 32],
    made=BEGINNING,
    officers=HOUSE.signers,
).signed


@given(
    generation=numbers(2),
    last=st.none() | st.tuples(numbers(0), digests()),
    shown=st.dictionaries(digests(), numbers(0), max_size=3),
    unheard=st.sets(digests(), max_size=3),
    made=times(),
)
def test_what_officers_declare_is_verified_and_read_in_order(
    generation: int, last: tuple[int, bytes] | None, shown: dict[bytes, int], unheard: set[bytes], made: datetime
) -> None:
    recovery = sign_recovery(
        HOUSE.credence,
        generation=generation,
        last=last,
        shown=[Shown(party=party, size=size) for party, size in shown.items()],
        unheard=list(unheard),
        made=made,
        officers=HOUSE.signers,
    )
    assert (recovery.party, recovery.credence, recovery.generation) == (HOUSE.id, 1, generation)
    assert (recovery.last, recovery.made) == (last, made)
    assert [(each.party, each.size) for each in recovery.shown] == sorted(shown.items())
    assert recovery.unheard == tuple(sorted(unheard))
    assert verify_recovery(recovery.signed.envelope_bytes, HOUSE.chain, SHAM) == recovery


@given(st.data())
def test_a_recovery_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_recovery, data.draw(damaged(SIGNED.envelope_bytes)), HOUSE.chain, SHAM)


SHOWN = {"party": "01" * 32, "size": 9}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"credence": 2}, "untrusted:credence-unknown"),
        ({"credence": 0}, "malformed:member"),
        ({"party": "00" * 32}, "untrusted:recovery-party"),
        ({"generation": 1}, "malformed:member"),
        ({"last": {"size": 7}}, "malformed:member"),
        ({"last": {"size": 7, "root": "00" * 32, "more": 1}}, "malformed:member"),
        ({"last": None}, "malformed:member"),
        ({"shown": [SHOWN, SHOWN]}, "malformed:recovery-parties"),
        ({"shown": [SHOWN | {"more": 1}]}, "malformed:member"),
        ({"unheard": ["04" * 32, "03" * 32]}, "malformed:recovery-parties"),
        ({"unheard": ["03" * 32, "03" * 32]}, "malformed:recovery-parties"),
        ({"made": 1}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_recovery_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    envelope = sign_statement(Kind.RECOVERY, SIGNED.document | changes, HOUSE.signers).envelope_bytes
    assert refusal_of(verify_recovery, envelope, HOUSE.chain, SHAM) == refusal


def test_too_few_officers_recover_nothing() -> None:
    envelope = sign_statement(Kind.RECOVERY, SIGNED.document, HOUSE.signers[:1]).envelope_bytes
    assert refusal_of(verify_recovery, envelope, HOUSE.chain, SHAM) == "untrusted:threshold"
