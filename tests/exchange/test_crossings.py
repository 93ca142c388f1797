"""Where two things cross: another worker, another party, an older clock, a failure at the wrong moment.

Each of these was found by a schedule (`verbale.testing.simulate`) before it was a story.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import acts, identity
from verbale.exchange.pack import is_due
from verbale.exchange.receive import open_waiting
from verbale.exchange.records import Evidence, Permissions, Standing
from verbale.exchange.recover import confirm, recover
from verbale.exchange.register import make_head
from verbale.formats.errors import Unavailable
from verbale.formats.receipt import Stage
from verbale.practice.evidence import fold
from verbale.testing.clock import SkewedClock
from verbale.testing.faults import Fault, Troubles
from verbale.testing.forge import forge, with_letter
from verbale.testing.world import Chancery, World


def lines(node: Chancery, letter: bytes, party: Chancery) -> list[Evidence]:
    return list(node.view(lambda view: view.evidence(letter, party.id)))


def renew(node: Chancery) -> None:
    """A new version of a credence that changes nothing but its number."""
    same = node.view(lambda view: view.house().party).credence.identity
    identity.renew_credence(node.office, same, officers=node.officers, now=node.clock.now())


def test_of_two_workers_that_open_one_waiting_copy_one_says_so() -> None:
    world = World(seed=1)
    sender, receiver = world.pair()
    receiver.keys.reading_apart = True
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    receiver.keys.reading_apart = False
    troubles = Troubles(receiver)
    troubles.arm(Fault.INTERRUPT, after=1, act=lambda: open_waiting(receiver.office, now=world.clock.now()))
    open_waiting(receiver.office, now=world.clock.now())
    assert troubles.interruptions == 1
    said = [line.stage for line in lines(receiver, letter.id, receiver)]
    assert sorted(stage.value for stage in said) == ["accepted", "opened", "placed"]


@pytest.mark.parametrize("who", ["the sender's thief", "another"])
def test_a_letter_can_be_acknowledged_though_junk_under_its_id_was_refused_by_rule(who: str) -> None:
    world = World(seed=2)
    sender, receiver, another = (world.chancery(code) for code in ("ARV", "BOR", "CAL"))
    world.accredit(sender, receiver, another)
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    forger = another if who == "another" else sender
    junk = with_letter(forger, receiver, letter=letter.id, sealed=b"junk", letter_class="non-paper")
    assert [each.result for each in receiver.receive([junk]).letters] == ["refused"]
    receiver.acknowledge(letter)
    said = refusal_of(
        acts.refuse, receiver.office, letter, officers=receiver.officers, now=world.clock.now(), words="No."
    )
    assert said == "refused:answered-already"


def test_both_sides_know_with_whom_a_letter_lapsed() -> None:
    world = World(seed=3)
    sender, receiver = world.pair()
    letter = sender.send(receiver, expires=world.clock.now() + timedelta(hours=1))
    world.clock.move(hours=2)
    assert acts.lapse(sender.office, now=world.clock.now()) == 1
    world.carry(sender, receiver)
    assert lines(sender, letter.id, receiver) == lines(receiver, letter.id, receiver)
    assert sender.reached(letter, receiver) == "lapsed"
    assert lines(receiver, letter.id, sender) == []


def test_a_letter_that_comes_after_its_void_is_placed_and_nobody_is_accused() -> None:
    world = World(seed=11)
    sender, receiver = world.pair()
    letter = sender.send(receiver, expires=world.clock.now() + timedelta(hours=1))
    late = b"".join(sender.pack(receiver).blocks())
    world.clock.move(hours=2)
    acts.lapse(sender.office, now=world.clock.now())
    world.carry(sender, receiver)
    assert [each.result for each in receiver.receive([late]).letters] == ["placed"]
    assert receiver.letter(letter.id, sender).opened
    assert not receiver.view(lambda view: view.alarms())


def test_a_line_on_a_letter_that_was_never_sent_does_not_take_away_what_the_others_prove() -> None:
    world = World(seed=4)
    sender, receiver = world.pair()
    sender.send(receiver)
    world.carry(sender, receiver)
    letter = sender.send(receiver)
    # A thief of the sender's front puts junk beside the letter, under a number that was used already.
    receiver.receive([with_letter(sender, receiver, letter=bytes(32), sealed=b"junk", number=1)])
    received = sender.receive(receiver.pack(sender).blocks())
    assert received.refused_receipts == ("receipt-letter",)
    assert sender.reached(letter, receiver) == "opened"
    assert lines(sender, bytes(32), receiver) == []


def test_lines_of_one_receipt_on_two_copies_fold_alike_in_any_order() -> None:
    line = Evidence(
        letter=bytes(32),
        party=b"p" * 32,
        issuer=b"p" * 32,
        stage=Stage.PLACED,
        time=World().clock.now(),
        receipt=b"r" * 32,
        sealed=b"1" * 32,
    )
    told = [line, replace(line, sealed=b"2" * 32), replace(line, stage=Stage.OPENED)]
    assert len({fold(order) for order in permutations(told)}) == 1


def test_what_is_older_than_a_new_credence_is_proven_though_the_head_after_it_failed() -> None:
    world = World(seed=5)
    sender, receiver = world.pair()
    world.carry(sender, receiver)
    letter = sender.send(receiver)
    world.clock.move(minutes=2)
    make_head(sender.office, now=world.clock.now())
    troubles = Troubles(sender)
    for point in range(1, 40):
        troubles.arm(Fault.FAIL, after=point)
        if sure(sender.view(lambda view: view.house())).party.credence.number == 2:
            break
        try:
            renew(sender)
        except Unavailable:
            continue
    troubles.disarm()
    receiver.receive(sender.pack(receiver).blocks())
    assert not receiver.letter(letter.id, sender).unproven


@pytest.mark.parametrize("revoked", [False, True])
def test_what_an_old_pouch_cannot_prove_comes_again_with_its_proof(revoked: bool) -> None:
    world = World(seed=12)
    sender, receiver = world.pair()
    world.carry(sender, receiver)
    letter = sender.send(receiver)
    late = b"".join(sender.pack(receiver).blocks())
    renew(sender)
    if revoked:
        key_id = next(iter(sender.party.credence.identity.officer_keys))
        identity.revoke(sender.office, key_id, officers=sender.officers, now=world.clock.now())
    receiver.receive(sender.pack(receiver, receipts_only=True).blocks())
    received = receiver.receive([late])
    assert received.stale
    assert received.letters == ()
    assert not receiver.view(lambda view: view.alarms())
    world.carry(sender, receiver)
    assert receiver.letter(letter.id, sender).opened
    assert not receiver.letter(letter.id, sender).unproven
    assert sender.reached(letter, receiver) == "opened"


def test_a_head_is_signed_though_the_clock_was_set_back() -> None:
    world = World(seed=6)
    sender, receiver = world.pair()
    world.carry(sender, receiver)
    sender.send(receiver)
    earlier = world.clock.now() - timedelta(hours=1)
    size = sure(sender.view(lambda view: view.head())).size
    sender.clock = SkewedClock(world.clock, timedelta(hours=-1))
    sender.pack(receiver)
    head = sure(sender.view(lambda view: view.head()))
    assert head.size > size
    assert head.at == earlier


def test_a_held_chancery_learns_what_it_lost_though_its_clock_is_slow() -> None:
    world = World(seed=7)
    lost, other = world.pair()
    world.carry(lost, other)
    backup = lost.backup()
    world.clock.move(hours=3)
    other.keys.new_transport_key()
    renew(other)
    world.carry(other, lost)
    lost.send(other)
    world.carry(lost, other)
    other.send(lost)
    lost.restore(backup)
    lost.clock = SkewedClock(world.clock, timedelta(hours=-4))
    assert lost.restart()
    # All that it sends looks old to the other side, which therefore hears nothing, and yet sends what it must know.
    received = other.receive(lost.pack(other).blocks())
    assert received.stale
    assert refusal_of(lost.receive, other.answer(received).blocks()) == "refused:held"
    recover(lost.office, officers=lost.officers, now=lost.clock.now())
    assert not other.receive(lost.pack(other).blocks()).stale
    confirm(other.office, lost.id, officers=other.officers)
    world.carry(other, lost)
    world.carry(other, lost)
    assert sure(lost.view(lambda view: view.party(other.id))).credence.number == 2
    assert not other.view(lambda view: is_due(view, lost.id))


def test_an_epoch_that_the_other_side_saw_is_not_used_again() -> None:
    world = World(seed=8)
    sender, receiver = world.pair()
    world.carry(sender, receiver)
    seen = sender.view(lambda view: view.pair(receiver.id))

    def from_a_later_epoch(manifest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return replace(manifest, answers=(seen.epoch + 1000, 3))

    sender.receive([forge(receiver, sender, from_a_later_epoch)])
    assert sender.pack(receiver).manifest.epoch == seen.epoch + 1001


def test_a_party_that_recovers_is_sent_what_it_lost_before_its_officers_ask() -> None:
    world = World(seed=9)
    lost, other = world.pair()
    world.carry(lost, other)
    backup = lost.backup()
    letter = other.send(lost)
    world.carry(other, lost)
    lost.send(other)
    world.carry(lost, other)
    lost.restore(backup)
    lost.restart()
    refusal_of(lost.receive, other.pack(lost).blocks())
    recover(lost.office, officers=lost.officers, now=world.clock.now())
    world.clock.move(minutes=2)
    other.receive(lost.pack(other).blocks())
    assert sure(other.view(lambda view: view.party(lost.id))).standing is Standing.RECOVERING
    assert other.view(lambda view: is_due(view, lost.id))
    confirm(other.office, lost.id, officers=other.officers)
    world.carry(other, lost)
    assert lost.letter(letter.id, other).opened


def test_permissions_that_change_on_the_way_count_as_the_receiver_has_them() -> None:
    world = World(seed=10)
    sender, receiver = world.pair()
    sender.send(receiver, letter_class="circular")
    pouch = b"".join(sender.pack(receiver).blocks())
    receiver.meet(sender, permissions=Permissions(classes=("note-verbale",)))
    assert [each.reason for each in receiver.receive([pouch]).letters] == ["not-permitted"]
