"""Letters of credence: who a party is, version after version, and who may say so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import codes, damaged, digests, names, times
from verbale.formats.credence import (
    ACTS,
    Credence,
    Identity,
    NotePublic,
    Officer,
    check_in_force,
    reload_credence,
    sign_credence,
    verify_first,
    verify_next,
)
from verbale.formats.hybrid import HYBRID
from verbale.formats.statement import Kind, sign_statement
from verbale.formats.suite import SigningKey
from verbale.testing.institution import Institution
from verbale.testing.sham import SHAM

SUITES = (SHAM,)
HOUSE = Institution("ARV", SHAM, officers=3, threshold=2)
IDENTITY = HOUSE.credence.identity
NEXT = HOUSE.draw_roles(2)
NEXT_IDENTITY = replace(HOUSE.describe(NEXT), recovery=IDENTITY.recovery)
WRITTEN: dict[str, Any] = HOUSE.credence.signed.document
OLD_OFFICERS, NEW_OFFICERS, RECOVERY = HOUSE.roles.officers, NEXT.officers, HOUSE.roles.recovery


def sign_first(identity: Identity, keys: tuple[SigningKey, ...] = OLD_OFFICERS[:2]) -> bytes:
    return sign_credence(identity, keys).signed.envelope_bytes


def sign_document(**changes: Any) -> bytes:
    """Version 1 with members changed, added, or left out where the change is `...`."""
    document = HOUSE.credence.signed.document | changes
    kept = {name: value for name, value in document.items() if value is not ...}
    return sign_statement(Kind.CREDENCE, kept, OLD_OFFICERS[:2]).envelope_bytes


def sign_next(keys: tuple[SigningKey, ...], identity: Identity = NEXT_IDENTITY) -> bytes:
    return sign_credence(identity, keys, previous=HOUSE.credence).signed.envelope_bytes


@st.composite
def identities(draw: st.DrawFn) -> tuple[Identity, tuple[SigningKey, ...]]:
    seeds = draw(st.lists(digests(), min_size=9, max_size=12, unique=True))
    signing = tuple(SHAM.signing_key(seed) for seed in seeds)
    officers, recovery, machines = signing[8:], signing[3:5], signing[:3]
    called = draw(st.lists(names(), min_size=len(officers), max_size=len(officers), unique=True))
    begin, end = sorted(draw(st.lists(times(), min_size=2, max_size=2, unique=True)))
    notes = [SHAM.note_key(seed) for seed in seeds[5:7]]
    identity = Identity(
        code=draw(codes()),
        name=draw(names()),
        suite=0,
        valid_from=begin,
        valid_until=end,
        officers=tuple(Officer(name=each, public=key.public) for each, key in zip(called, officers, strict=True)),
        thresholds={act: draw(st.integers(1, len(officers))) for act in ACTS},
        recovery=tuple(key.public for key in recovery),
        recovery_threshold=draw(st.integers(1, 2)),
        front=machines[0].public,
        house=machines[1].public,
        opener=machines[2].public,
        log=NotePublic(classical=notes[0].public_classical, post_quantum=notes[0].public_post_quantum),
        cosign=NotePublic(classical=notes[1].public_classical, post_quantum=notes[1].public_post_quantum),
        reading=SHAM.opening_key(seeds[7]).public,
        succeeds=draw(st.none() | digests()),
    )
    return identity, officers


@given(identities())
def test_a_first_version_says_what_was_signed_and_names_the_party(
    drawn: tuple[Identity, tuple[SigningKey, ...]],
) -> None:
    identity, officers = drawn
    credence = sign_credence(identity, officers)
    assert credence.identity == identity
    assert credence.party == credence.digest
    assert (credence.number, credence.previous) == (1, None)
    assert verify_first(credence.signed.envelope_bytes, SUITES) == credence
    assert reload_credence(credence.signed.envelope_bytes) == credence


@given(st.data())
def test_a_version_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_first, data.draw(damaged(HOUSE.credence.signed.envelope_bytes)), SUITES)


def test_a_version_of_the_suite_in_use_is_verified_and_changed_is_not() -> None:
    house = Institution("BOR", HYBRID)
    envelope = house.credence.signed.envelope_bytes
    assert verify_first(envelope, (HYBRID,)) == house.credence
    for place in range(300, len(envelope), len(envelope) // 23):
        changed = bytearray(envelope)
        changed[place] ^= 1
        assert refusal_of(verify_first, bytes(changed), (HYBRID,))


def test_an_unknown_suite_is_refused() -> None:
    assert refusal_of(verify_first, HOUSE.credence.signed.envelope_bytes, (HYBRID,)) == "refused:suite-unknown"
    assert refusal_of(verify_next, HOUSE.credence, sign_next(OLD_OFFICERS + NEW_OFFICERS), (HYBRID,)) == (
        "refused:suite-unknown"
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "arv"}, "malformed:code"),
        ({"code": "A" * 33}, "malformed:member"),
        ({"name": "\u202eMFA"}, "malformed:name-character"),
        ({"name": "x" * 201}, "malformed:member"),
        ({"name": ...}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
        ({"party": "00" * 32}, "malformed:member"),
        ({"number": 0}, "malformed:member"),
        ({"number": 2}, "malformed:member"),
        ({"number": 2, "party": "00" * 32, "previous": "00" * 32}, "malformed:credence-number"),
        ({"number": 2, "party": "00" * 32, "previous": "00"}, "malformed:hex"),
        ({"officers": []}, "malformed:credence-threshold"),
        ({"officers": [{"name": "A", "public": "AAAA", "more": 1}]}, "malformed:member"),
        ({"officers": [{"name": " A", "public": "AAAA"}]}, "malformed:name-not-normal"),
        ({"officers": [{"name": "A", "public": "AAA"}]}, "malformed:base64"),
        ({"thresholds": {"letter": 1}}, "malformed:member"),
        ({"thresholds": dict.fromkeys(ACTS, 1) | {"talks": 1}}, "malformed:member"),
        ({"thresholds": dict.fromkeys(ACTS, 0)}, "malformed:member"),
        ({"thresholds": dict.fromkeys(ACTS, 4)}, "malformed:credence-threshold"),
        ({"thresholds": dict.fromkeys(ACTS, 33)}, "malformed:member"),
        ({"recovery": {"publics": [], "threshold": 1}}, "malformed:credence-threshold"),
        ({"recovery": {"publics": [{"public": "AAAA", "name": "A"}], "threshold": 1}}, "malformed:member"),
        ({"recovery": {"publics": [{"public": "AAAA"}], "threshold": 1, "more": 1}}, "malformed:member"),
        ({"valid_until": "2026-03-02T09:00:00Z"}, "malformed:credence-validity"),
        ({"valid_from": "2026-03-02"}, "malformed:time"),
        ({"log": {"classical": "AAAA"}}, "malformed:member"),
        ({"log": {"classical": "AAAA", "post_quantum": "AAAA", "more": 1}}, "malformed:member"),
        ({"succeeds": "00" * 32, "reading": "AAAA"}, "malformed:credence-keys"),
        ({"reading": "AAAA"}, "malformed:credence-keys"),
        ({"front": "AAAA"}, "malformed:credence-keys"),
        ({"officers": [*WRITTEN["officers"][:2], {"name": "Officer 3", "public": "AAAA"}]}, "malformed:credence-keys"),
        ({"recovery": {"publics": [{"public": "AAAA"}], "threshold": 1}}, "malformed:credence-keys"),
        ({"log": {"classical": "AAAA", "post_quantum": "BBBB"}}, "malformed:credence-keys"),
        ({"cosign": {"classical": "AAAA", "post_quantum": "BBBB"}}, "malformed:credence-keys"),
    ],
)
def test_a_version_out_of_form_is_refused_though_it_is_signed(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(verify_first, sign_document(**changes), SUITES) == refusal


def other(**changes: Any) -> Identity:
    return replace(IDENTITY, **changes)


TWICE = Officer(name="Officer 2", public=IDENTITY.officers[0].public)
NAMESAKE = Officer(name="Officer 1", public=IDENTITY.officers[1].public)


@pytest.mark.parametrize(
    "identity",
    [
        other(officers=(IDENTITY.officers[0], TWICE)),
        other(officers=(IDENTITY.officers[0], NAMESAKE)),
        other(front=IDENTITY.house),
        other(opener=IDENTITY.officers[1].public),
        other(recovery=(IDENTITY.recovery[0], IDENTITY.officers[2].public)),
        other(recovery=IDENTITY.recovery[:1] * 2),
        other(cosign=IDENTITY.log),
        other(cosign=replace(IDENTITY.cosign, classical=IDENTITY.log.classical)),
        other(cosign=replace(IDENTITY.cosign, post_quantum=IDENTITY.log.post_quantum)),
    ],
)
def test_one_key_or_one_officer_stands_in_one_place(identity: Identity) -> None:
    assert refusal_of(sign_credence, identity, OLD_OFFICERS[:2]) == "malformed:credence-keys"


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        (OLD_OFFICERS[:2], ""),
        (OLD_OFFICERS, ""),
        (OLD_OFFICERS[:1], "untrusted:threshold"),
        ((*OLD_OFFICERS[:1], HOUSE.roles.front), "untrusted:signer-unknown"),
        (RECOVERY, "untrusted:signer-unknown"),
    ],
)
def test_a_first_version_is_signed_by_its_own_officers(keys: tuple[SigningKey, ...], refusal: str) -> None:
    assert refusal_of(verify_first, sign_first(IDENTITY, keys), SUITES) == refusal


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        (OLD_OFFICERS[:2] + NEW_OFFICERS[:2], ""),
        (OLD_OFFICERS + NEW_OFFICERS, ""),
        (RECOVERY, ""),
        ((*RECOVERY, OLD_OFFICERS[0]), ""),
        (RECOVERY[:1], "untrusted:credence-succession"),
        (NEW_OFFICERS, "untrusted:credence-succession"),
        (OLD_OFFICERS, "untrusted:credence-succession"),
        (OLD_OFFICERS[:1] + NEW_OFFICERS, "untrusted:credence-succession"),
        (OLD_OFFICERS + NEW_OFFICERS[:1], "untrusted:credence-succession"),
        ((RECOVERY[0], *NEW_OFFICERS), "untrusted:credence-succession"),
        ((*OLD_OFFICERS, *NEW_OFFICERS, HOUSE.roles.front), "untrusted:signer-unknown"),
    ],
)
def test_the_next_version_is_signed_by_the_officers_of_both_or_by_recovery(
    keys: tuple[SigningKey, ...], refusal: str
) -> None:
    assert refusal_of(verify_next, HOUSE.credence, sign_next(keys), SUITES) == refusal


def test_an_officer_who_stays_signs_once_for_both_versions() -> None:
    identity = replace(IDENTITY, name="Ministry of Foreign and European Affairs of Arv")
    credence = verify_next(HOUSE.credence, sign_next(OLD_OFFICERS[1:], identity), SUITES)
    assert credence.party == HOUSE.id
    assert (credence.number, credence.previous) == (2, HOUSE.credence.digest)
    assert credence.identity == identity
    assert reload_credence(credence.signed.envelope_bytes) == credence


def test_a_later_version_does_not_say_again_what_the_first_succeeds() -> None:
    first = sign_credence(replace(IDENTITY, succeeds=bytes(32)), OLD_OFFICERS)
    assert verify_first(first.signed.envelope_bytes, SUITES).identity.succeeds == bytes(32)
    second = sign_credence(first.identity, OLD_OFFICERS, previous=first)
    assert verify_next(first, second.signed.envelope_bytes, SUITES).identity.succeeds is None
    document = second.signed.document | {"succeeds": "00" * 32}
    envelope = sign_statement(Kind.CREDENCE, document, OLD_OFFICERS).envelope_bytes
    assert refusal_of(verify_next, first, envelope, SUITES) == "malformed:member"


def chained(change: Callable[[Credence], Credence]) -> str:
    """The refusal of version 2 where its forerunner is another than it names."""
    return refusal_of(verify_next, change(HOUSE.credence), sign_next(RECOVERY), SUITES)


def test_exactly_the_next_version_of_this_very_chain_is_taken() -> None:
    second = verify_next(HOUSE.credence, sign_next(RECOVERY), SUITES)
    other_first = verify_first(sign_first(replace(IDENTITY, name="Another Ministry")), SUITES)
    assert chained(lambda first: first) == ""
    assert chained(lambda _: other_first) == "untrusted:credence-chain"
    assert chained(lambda _: second) == "untrusted:credence-chain"
    assert chained(lambda first: replace(first, party=bytes(32))) == "untrusted:credence-chain"
    first = HOUSE.credence.signed.envelope_bytes
    assert refusal_of(verify_next, HOUSE.credence, first, SUITES) == "untrusted:credence-chain"


def test_a_next_version_with_a_key_of_another_length_is_refused() -> None:
    envelope = sign_next(OLD_OFFICERS + NEW_OFFICERS, replace(NEXT_IDENTITY, reading=bytes(31)))
    assert refusal_of(verify_next, HOUSE.credence, envelope, SUITES) == "malformed:credence-keys"


def test_a_credence_is_in_force_from_its_first_second_to_its_last() -> None:
    begin, end, second = IDENTITY.valid_from, IDENTITY.valid_until, timedelta(seconds=1)
    assert [refusal_of(check_in_force, HOUSE.credence, now) for now in (begin - second, begin, end, end + second)] == [
        "refused:credence-not-in-force",
        "",
        "",
        "refused:credence-not-in-force",
    ]


def test_officers_recovery_and_machines_are_found_by_key_id() -> None:
    assert len(IDENTITY.officer_keys) == 3
    assert set(IDENTITY.recovery_keys.values()) == set(IDENTITY.recovery)
    assert set(IDENTITY.machine_keys("front", "opener").values()) == {IDENTITY.front, IDENTITY.opener}
    machines = IDENTITY.machine_keys("front", "house", "opener")
    assert IDENTITY.key_ids == {*IDENTITY.officer_keys, *IDENTITY.recovery_keys, *machines}
