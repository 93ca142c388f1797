"""A chancery that was put back from a backup: found, held, recovered, confirmed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import receive, recover, register
from verbale.exchange.holding import BEHIND_MARK, BEHIND_PARTY, RESTORED, hold
from verbale.exchange.identity import renew_credence
from verbale.exchange.prove import verify_register
from verbale.exchange.records import Standing
from verbale.formats.errors import Refused
from verbale.testing.clock import SkewedClock
from verbale.testing.world import Chancery, World


def rolled_back(world: World) -> tuple[Chancery, Chancery]:
    """Two chanceries, the first of which lost a letter that the second has."""
    one, other = world.pair()
    one.send(other, subject="Kept")
    world.carry(one, other)
    backup = one.backup()
    one.send(other, subject="Lost")
    world.carry(one, other)
    one.restore(backup)
    return one, other


def ask(held: Chancery, other: Chancery) -> None:
    """A held chancery packs what it may, and hears the answer."""
    other_says = other.receive(held.pack(other).blocks())
    assert refusal_of(held.receive, other.answer(other_says).blocks()) == "refused:held"


def codes(chancery: Chancery) -> list[str]:
    return [alarm.code for alarm in chancery.view(lambda view: view.alarms())]


def test_a_counterpart_that_shows_more_of_our_past_holds_us_at_once() -> None:
    world = World(seed=1)
    one, other = rolled_back(world)
    other.send(one)
    assert refusal_of(one.receive, other.pack(one).blocks()) == "refused:held"
    assert one.view(lambda view: view.house()).held == BEHIND_PARTY
    assert codes(one) == [BEHIND_PARTY]


def test_a_held_chancery_signs_no_letter_and_packs_no_item() -> None:
    world = World(seed=2)
    one, other = rolled_back(world)
    refusal_of(one.receive, other.pack(one).blocks())
    assert refusal_of(one.send, other) == "refused:held"
    packed = one.pack(other)
    assert (packed.letters, packed.receipts, packed.manifest.papers) == (0, 0, ())


def test_what_is_shown_while_held_is_noted_each_time() -> None:
    world = World(seed=3)
    one, other = rolled_back(world)
    third = world.chancery("CAL")
    world.accredit(one, third)
    refusal_of(one.receive, other.pack(one).blocks())
    assert refusal_of(one.receive, third.pack(one).blocks()) == "refused:held"
    assert one.view(lambda view: view.pair(third.id)).heard_at == world.clock.now()
    assert codes(one) == [BEHIND_PARTY]


def test_a_recovery_goes_on_above_every_number_that_was_shown() -> None:
    world = World(seed=4)
    one, other = rolled_back(world)
    refusal_of(one.receive, other.pack(one).blocks())
    ask(one, other)
    recovery = recover.recover(one.office, officers=one.officers, now=world.clock.now())
    assert (recovery.generation, recovery.unheard) == (2, ())
    assert [(shown.party, shown.size) for shown in recovery.shown] == [
        (other.id, sure(other.view(lambda view: view.witnessed(f"{one.id.hex()}/g1"))).size)
    ]
    assert one.send(other).number == 3


def test_who_was_not_heard_since_the_hold_is_named_in_the_recovery() -> None:
    world = World(seed=5)
    one, other = rolled_back(world)
    silent = world.chancery("CAL")
    world.accredit(one, silent)
    world.clock.move(minutes=1)
    refusal_of(one.receive, other.pack(one).blocks())
    ask(one, other)
    assert recover.recover(one.office, officers=one.officers, now=world.clock.now()).unheard == (silent.id,)


def test_a_pouch_that_was_on_its_way_before_the_hold_is_no_answer() -> None:
    world = World(seed=15)
    one, other = world.pair()
    old = b"".join(other.pack(one).blocks())
    world.carry(one, other)
    backup = one.backup()
    lost = one.send(other, subject="Lost")
    world.carry(one, other)
    one.restore(backup)
    hold(one.office, RESTORED, party=None, now=world.clock.now())
    assert refusal_of(one.receive, [old]) == "refused:held"
    ask(one, other)
    assert refusal_of(one.receive, [old]) == "refused:held"  # and takes back nothing of what was heard since
    assert recover.recover(one.office, officers=one.officers, now=world.clock.now()).unheard == ()
    assert one.send(other).number == lost.number + 1


def test_who_says_something_and_answers_nothing_was_not_heard() -> None:
    world = World(seed=16)
    one, other = rolled_back(world)
    one.pack(other)
    assert refusal_of(one.receive, other.pack(one).blocks()) == "refused:held"
    assert recover.recover(one.office, officers=one.officers, now=world.clock.now()).unheard == (other.id,)


def test_a_counterpart_takes_nothing_of_a_recovering_party_until_its_officers_confirm() -> None:
    world = World(seed=6)
    one, other = rolled_back(world)
    refusal_of(one.receive, other.pack(one).blocks())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    letter = one.send(other, subject="After")
    assert world.carry(one, other).letters == ()
    assert codes(other) == ["recovery-unconfirmed"]
    assert sure(other.view(lambda view: view.party(one.id))).standing is Standing.RECOVERING
    recover.confirm(other.office, one.id, officers=other.officers)
    assert [each.result for each in world.carry(one, other).letters] == ["placed"]
    assert one.reached(letter, other) == "opened"
    for _ in range(2):
        world.clock.move(minutes=2)
        world.carry(one, other)
        world.carry(other, one)
    assert verify_register(one.office).cosigned_by == (other.id,)


def test_letters_that_came_after_the_backup_come_again_by_themselves() -> None:
    world = World(seed=7)
    one, other = world.pair()
    backup = one.backup()
    letter = other.send(one, subject="Came and was lost")
    world.carry(other, one)
    one.restore(backup)
    refusal_of(one.receive, other.pack(one).blocks())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    recover.confirm(other.office, one.id, officers=other.officers)
    world.carry(one, other)
    world.carry(other, one)
    assert one.letter(letter.id, other).subject == "Came and was lost"


def test_a_store_behind_its_mark_is_held_before_anybody_is_heard() -> None:
    world = World(seed=8)
    one, other = world.pair()
    world.carry(one, other)
    backup = one.backup()
    one.send(other)
    world.clock.move(minutes=2)
    one.pack(other)
    one.restore(backup)
    assert refusal_of(one.send, other) == "refused:held"
    assert one.restart()
    assert one.view(lambda view: view.house()).held == BEHIND_MARK
    assert one.restart()
    assert codes(one) == [BEHIND_MARK]


def test_a_restored_chancery_is_free_again_after_its_recovery() -> None:
    world = World(seed=9)
    one, other = world.pair()
    world.carry(one, other)
    hold(one.office, RESTORED, party=None, now=world.clock.now())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    assert not receive.note_own_hold(one.office, now=world.clock.now())
    assert one.send(other).number == 1


def test_a_recovery_needs_a_hold_and_officers() -> None:
    world = World(seed=10)
    one, _ = world.pair()
    now = world.clock.now()
    assert refusal_of(recover.recover, one.office, officers=one.officers, now=now) == "refused:not-held"
    hold(one.office, RESTORED, party=None, now=now)
    assert refusal_of(recover.recover, one.office, officers=[], now=now) == "refused:officers"


def test_a_recovery_is_confirmed_once_and_only_where_there_is_one() -> None:
    world = World(seed=11)
    one, other = world.pair()
    assert refusal_of(recover.confirm, one.office, other.id, officers=one.officers) == "refused:not-recovering"
    assert refusal_of(recover.confirm, one.office, bytes(32), officers=one.officers) == "refused:party-unknown"


def test_a_store_from_before_a_renewed_credence_cannot_recover() -> None:
    world = World(seed=12)
    one, other = world.pair()
    backup = one.backup()
    identity = one.view(lambda view: view.house().party.credence.identity)
    renew_credence(one.office, replace(identity, name="Renewed"), officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    one.restore(backup)
    assert refusal_of(one.receive, other.pack(one).blocks()) == "refused:held"
    refused = refusal_of(recover.recover, one.office, officers=one.officers, now=world.clock.now())
    assert refused == "refused:recovery-credence"


def test_r03_a_chancery_put_back_to_before_its_recovery_is_held() -> None:
    world = World(seed=13)
    one, other = rolled_back(world)
    old = one.backup()
    refusal_of(one.receive, other.pack(one).blocks())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    world.carry(one, other)
    recover.confirm(other.office, one.id, officers=other.officers)
    one.restore(old)
    assert refusal_of(one.send, other) == "refused:held"
    assert refusal_of(one.receive, other.pack(one).blocks()) == "refused:held"


@pytest.mark.parametrize("kept", [0, 1])
def test_numbers_of_letters_are_never_given_twice_after_a_recovery(kept: int) -> None:
    world = World(seed=14 + kept)
    one, other = world.pair()
    for _ in range(kept):
        one.send(other)
    world.carry(one, other)
    backup = one.backup()
    lost = [one.send(other).number for _ in range(3)]
    world.carry(one, other)
    one.restore(backup)
    refusal_of(one.receive, other.pack(one).blocks())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    assert one.send(other).number == max(lost) + 1


def test_a_beat_pads_what_is_new_and_nothing_else() -> None:
    world = World(seed=16)
    one, other = world.pair()
    assert sure(register.beat(one.office, now=world.clock.now())).size == register.PADDED
    assert sure(register.beat(one.office, now=world.clock.now())).size == register.PADDED
    one.send(other)
    assert sure(register.beat(one.office, now=world.clock.now())).size == 2 * register.PADDED
    assert verify_register(one.office).size == 2 * register.PADDED


def test_two_that_were_put_back_hear_each_other_although_a_clock_is_slow() -> None:
    world = World(seed=17)
    one, other = world.pair()
    first = one.backup()
    world.clock.move(minutes=10)
    world.carry(one, other)
    second = other.backup()  # it has seen a pouch of an epoch that the first will have lost
    for chancery, backup in ((one, first), (other, second)):
        chancery.restore(backup)
        hold(chancery.office, RESTORED, party=None, now=world.clock.now())
        chancery.clock = SkewedClock(world.clock, timedelta(hours=-1) if chancery is one else timedelta())
        recover.recover(chancery.office, officers=chancery.officers, now=chancery.clock.now())
    for _ in range(2):
        other.receive(one.pack(other).blocks())
        one.receive(other.pack(one).blocks())
        for chancery, peer in ((one, other), (other, one)):
            with suppress(Refused):
                recover.confirm(chancery.office, peer.id, officers=chancery.officers)
    letter = other.send(one)
    world.carry(other, one)
    world.carry(one, other)
    assert other.reached(letter, one) == "opened"
    received = other.receive(one.pack(other).blocks())
    assert not received.stale


def test_an_item_that_was_numbered_again_before_the_hold_goes_under_a_new_number() -> None:
    world = World(seed=20)
    one, other = rolled_back(world)
    one.mark.forget()
    letter = one.send(other, subject="Sent before anybody knew")
    other.send(one)
    hold(one.office, RESTORED, party=None, now=world.clock.now())
    ask(one, other)
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    other.receive(one.pack(other).blocks())
    recover.confirm(other.office, one.id, officers=other.officers)
    for _ in range(2):
        world.carry(one, other)
    assert one.reached(letter, other) == "opened"


def test_who_was_not_heard_before_the_recovery_gets_what_is_sent_after_it() -> None:
    world = World(seed=21)
    one, other = rolled_back(world)
    hold(one.office, RESTORED, party=None, now=world.clock.now())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    waiting = one.send(other)
    one.receive(other.pack(one).blocks())
    later = one.send(other)
    other.receive(one.pack(other).blocks())
    recover.confirm(other.office, one.id, officers=other.officers)
    for _ in range(2):
        world.carry(one, other)
    assert [one.reached(letter, other) for letter in (waiting, later)] == ["opened", "opened"]
