"""What a party may send, and whether anything goes: the receiver's own decision."""

from dataclasses import replace

import pytest

from tests.refusals import refusal_of
from verbale.exchange.ports import Scope
from verbale.exchange.records import Permissions, Standing
from verbale.exchange.standing import permit, restore, suspend
from verbale.testing.world import World


def test_permissions_hold_from_the_next_pouch_on() -> None:
    world = World()
    sender, receiver = world.pair()
    first = sender.send(receiver)
    world.carry(sender, receiver)
    permit(receiver.office, sender.id, Permissions(classes=("circular",)))
    second, third = sender.send(receiver), sender.send(receiver, letter_class="circular")
    world.carry(sender, receiver)
    assert [sender.reached(each, receiver) for each in (first, second, third)] == ["opened", "refused", "opened"]


def test_nothing_goes_to_a_suspended_party_until_it_is_restored() -> None:
    world = World()
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    assert suspend(receiver.office, sender.id).standing is Standing.SUSPENDED
    assert suspend(receiver.office, sender.id).standing is Standing.SUSPENDED
    assert refusal_of(receiver.receive, sender.pack(receiver).blocks()) == "refused:party-suspended"
    assert restore(receiver.office, sender.id).standing is Standing.ACCREDITED
    world.carry(sender, receiver)
    assert sender.reached(letter, receiver) == "opened"


@pytest.mark.parametrize("act", [suspend, restore])
def test_a_party_that_recovers_is_confirmed_and_not_restored(act: "object") -> None:
    world = World()
    one, other = world.pair()
    with one.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""), (Scope.PAIR, other.id))
        party = tx.party(other.id)
        assert party is not None
        tx.put_party(replace(party, standing=Standing.RECOVERING))
    assert refusal_of(act, one.office, other.id) == "refused:party-recovering"  # type: ignore[arg-type]


def test_a_stranger_has_no_standing() -> None:
    one = World().chancery("ARV")
    assert refusal_of(permit, one.office, bytes(32), Permissions()) == "refused:party-unknown"
    assert refusal_of(suspend, one.office, bytes(32)) == "refused:party-unknown"
