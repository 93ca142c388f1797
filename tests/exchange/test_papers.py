"""Papers of identity: what a pouch may change about its sender."""

from dataclasses import replace

import pytest

from tests.exchange.spoilt import house, known
from tests.refusals import refusal_of
from verbale.exchange import identity
from verbale.exchange.papers import owed
from verbale.exchange.records import Standing
from verbale.formats.credence import Credence, sign_credence
from verbale.formats.dsse import key_id
from verbale.formats.hybrid import HYBRID
from verbale.formats.manifest import Knows
from verbale.formats.partykeys import sign_party_keys
from verbale.formats.recovery import sign_recovery
from verbale.formats.suite import SIGNING_SEED
from verbale.testing.forge import with_papers
from verbale.testing.world import Chancery, World

SECOND = "credence/0002.json"
Pair = tuple[World, Chancery, Chancery]


@pytest.fixture
def pair() -> Pair:
    world = World(seed=1)
    return world, *world.pair()


def renew(node: Chancery, name: str) -> Credence:
    new = replace(house(node).credence.identity, name=name)
    identity.renew_credence(node.office, new, officers=node.officers, now=node.clock.now())
    return house(node).credence


def shown(sender: Chancery, receiver: Chancery, **papers: bytes) -> str:
    """The refusal of a pouch with these papers, `_` for the slash in their names; then nothing has changed."""
    pouch = with_papers(sender, receiver, {name.replace("_", "/") + ".json": data for name, data in papers.items()})
    before = receiver.backup()
    said = refusal_of(receiver.receive, [pouch])
    if said:
        assert receiver.backup() == before
    return said


def test_newer_versions_and_keys_travel_by_themselves_and_once(pair: Pair) -> None:
    world, one, other = pair
    for name in ("Second", "Third"):
        renew(one, name)
    assert [paper.name for paper in one.pack(other).manifest.papers][:3] == [SECOND, "credence/0003.json", "keys.json"]
    world.carry(one, other)
    assert known(other, one).chain == house(one).chain
    assert known(other, one).keys == house(one).keys
    assert not [paper for paper in one.pack(other).manifest.papers if paper.name.startswith(("credence", "keys"))]


def test_what_is_owed_is_what_the_other_side_does_not_say_that_it_knows(pair: Pair) -> None:
    _, one, _ = pair
    renew(one, "Second")
    me, own = replace(house(one), generation=2), {"revocation/0002.json": b"r", "recovery/0002.json": b"g"}
    assert owed(me, None, own).keys() == {SECOND, "keys.json", *own}
    assert owed(me, Knows(credence=2, keys=2, generation=2), own) == {}
    assert owed(me, Knows(credence=2, keys=1, generation=1), own).keys() == {"keys.json", *own}


def test_c04_a_version_signed_by_its_own_new_officers_alone_is_refused() -> None:
    world = World(seed=2, suite=HYBRID)
    one, other = world.pair()
    thief = HYBRID.signing_key(world.random.randbytes(SIGNING_SEED))
    me = house(one)
    officers = (replace(me.credence.identity.officers[0], public=thief.public),)
    stolen = sign_credence(replace(me.credence.identity, officers=officers), [thief], previous=me.credence)
    before = known(other, one)
    assert shown(one, other, credence_0002=stolen.signed.envelope_bytes) == "untrusted:credence-succession"
    assert known(other, one) == before


def test_c04_a_version_signed_by_the_officers_before_it_alone_is_refused_and_by_both_taken(pair: Pair) -> None:
    world, one, other = pair
    new = one.office.suite.signing_key(world.random.randbytes(SIGNING_SEED))
    me = house(one)
    officers = (replace(me.credence.identity.officers[0], public=new.public),)
    changed = replace(me.credence.identity, officers=officers)
    alone = sign_credence(changed, one.officers, previous=me.credence)
    assert shown(one, other, credence_0002=alone.signed.envelope_bytes) == "untrusted:credence-succession"
    both = sign_credence(changed, [*one.officers, new], previous=me.credence)
    assert shown(one, other, credence_0002=both.signed.envelope_bytes) == ""
    assert known(other, one).credence == both


def test_a_version_whose_forerunner_is_not_known_is_refused(pair: Pair) -> None:
    _, one, other = pair
    first = house(one).credence
    second = sign_credence(first.identity, one.officers, previous=first)
    third = sign_credence(first.identity, one.officers, previous=second)
    assert shown(one, other, credence_0003=third.signed.envelope_bytes) == "untrusted:credence-gap"


def test_another_first_version_is_no_version_of_this_party(pair: Pair) -> None:
    _, one, other = pair
    rival = sign_credence(replace(house(one).credence.identity, name="Another"), one.officers)
    assert shown(one, other, credence_0001=rival.signed.envelope_bytes) == "untrusted:credence-fork"


def test_a_known_version_that_comes_again_changes_nothing(pair: Pair) -> None:
    world, one, other = pair
    second = renew(one, "Second")
    world.carry(one, other)
    before = known(other, one)
    assert shown(one, other, credence_0002=second.signed.envelope_bytes) == ""
    assert known(other, one) == before


def test_a_known_version_signed_by_others_entitled_to_it_is_no_fork(pair: Pair) -> None:
    world, one, other = pair
    first, second = house(one).credence, renew(one, "Second")
    world.carry(one, other)
    before = known(other, one)
    again = sign_credence(second.identity, [*one.officers, one.recovery], previous=first)
    assert again.digest == second.digest
    assert again.signed.envelope_bytes != second.signed.envelope_bytes
    assert shown(one, other, credence_0002=again.signed.envelope_bytes) == ""
    assert known(other, one) == before


def test_two_versions_of_one_number_suspend_the_party_and_both_are_kept(pair: Pair) -> None:
    world, one, other = pair
    first, second = house(one).credence, renew(one, "Second")
    world.carry(one, other)
    rival = sign_credence(replace(second.identity, name="Another"), one.officers, previous=first)
    letter = one.send(other)
    assert shown(one, other, credence_0002=rival.signed.envelope_bytes) == ""
    assert known(other, one).standing is Standing.SUSPENDED
    assert known(other, one).credence == second
    assert set(other.view(lambda view: view.statements([second.digest, rival.digest]))) == {
        second.digest,
        rival.digest,
    }
    assert [alarm.code for alarm in other.view(lambda view: view.alarms())] == ["credence-fork"]
    assert other.view(lambda view: view.letter(letter.id, one.id)) is None


def test_keys_that_are_older_than_those_known_change_nothing(pair: Pair) -> None:
    world, one, other = pair
    old = house(one).keys
    one.keys.new_transport_key()
    new = identity.renew_keys(one.office, now=world.clock.now())
    world.carry(one, other)
    assert shown(one, other, keys=old.signed.envelope_bytes) == ""
    assert known(other, one).keys == new


def test_keys_of_another_party_are_refused(pair: Pair) -> None:
    world, one, other = pair
    third = world.chancery("CYR")
    assert shown(one, other, keys=house(third).keys.signed.envelope_bytes) == "untrusted:signer-unknown"
    lent = sign_party_keys(
        credence=house(third).credence,
        number=7,
        made=world.clock.now(),
        transport=bytes(32),
        addresses=[],
        pins=[],
        front=one.keys.front,
    )
    assert shown(one, other, keys=lent.signed.envelope_bytes) == "untrusted:keys-party"


def test_a_revocation_counts_from_its_first_coming(pair: Pair) -> None:
    world, one, other = pair
    front = key_id(one.keys.front.public)
    revocation = identity.revoke(one.office, front, officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    assert known(other, one).revoked == {front: revocation.size}
    before = known(other, one)
    assert shown(one, other, revocation_0002=revocation.signed.envelope_bytes) == ""
    assert known(other, one) == before


def test_a_recovery_counts_for_the_next_generation_alone(pair: Pair) -> None:
    world, one, other = pair

    def recovery(generation: int) -> bytes:
        return sign_recovery(
            house(one).credence,
            generation=generation,
            last=None,
            shown=[],
            unheard=[other.id],
            made=world.clock.now(),
            officers=one.officers,
        ).signed.envelope_bytes

    assert shown(one, other, recovery_0003=recovery(3)) == ""
    assert known(other, one).standing is Standing.ACCREDITED
    assert shown(one, other, recovery_0002=recovery(2)) == ""
    assert known(other, one).standing is Standing.RECOVERING
