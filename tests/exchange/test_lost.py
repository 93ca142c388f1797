"""Letters that a chancery lost with a restore come back from who received them, as the chancery's own."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import lost
from verbale.exchange.holding import RESTORED, hold
from verbale.exchange.identity import renew_credence, revoke
from verbale.exchange.opening import open_attachment
from verbale.exchange.ports import Scope
from verbale.exchange.prove import verify_register
from verbale.exchange.receive import open_waiting, receive_and_answer
from verbale.exchange.records import CopyState, Direction, Letter, Lost
from verbale.exchange.recover import confirm, recover
from verbale.exchange.standing import suspend
from verbale.formats.dsse import key_id
from verbale.formats.receipt import SALT, Line, Stage
from verbale.formats.suite import OPENING_SEED
from verbale.testing.faults import Fault, Troubles
from verbale.testing.forge import forge, with_letter, with_receipt
from verbale.testing.world import Chancery, World

ATTACHED = b"What was attached. " * 9000


def codes(chancery: Chancery) -> list[str]:
    return [alarm.code for alarm in chancery.view(lambda view: view.alarms())]


def own(chancery: Chancery, letter: Letter) -> Letter | None:
    return chancery.view(lambda view: view.letter(letter.id, chancery.id))


def asked(one: Chancery, other: Chancery) -> tuple[Lost, ...]:
    return one.view(lambda view: view.pair(other.id)).lost


def put_back_and_recovered(world: World, one: Chancery, *others: Chancery, lose: Callable[[], Letter]) -> Letter:
    """A chancery whose disk is put back to before it sent a letter, and that goes on by a recovery."""
    backup = one.backup()
    letter = lose()
    for other in others:
        world.carry(one, other)
        world.carry(one, other)
    one.restore(backup)
    hold(one.office, RESTORED, party=None, now=world.clock.now())
    for other in others:
        said = other.receive(one.pack(other).blocks())
        assert refusal_of(one.receive, other.answer(said).blocks()) == "refused:held"
    recover(one.office, officers=one.officers, now=world.clock.now())
    for other in others:
        other.receive(one.pack(other).blocks())
        confirm(other.office, one.id, officers=other.officers)
    assert own(one, letter) is None
    return letter


def test_a_lost_letter_comes_back_with_its_attachments_its_number_and_its_evidence() -> None:
    world = World(seed=1)
    one, other = world.pair()
    world.carry(one, other)

    def lose() -> Letter:
        letter = one.send(other, subject="Lost", attachments=[ATTACHED])
        world.carry(one, other)
        other.acknowledge(other.letter(letter.id, one), "With thanks.")
        return letter

    letter = put_back_and_recovered(world, one, other, lose=lose)
    # The receipts come by themselves, the letter when it was asked for.
    answer = one.answer(one.receive(other.pack(one).blocks()))
    assert answer.manifest.wants == (letter.id,)
    assert "receipt-letter" not in codes(one)
    given = other.answer(other.receive(answer.blocks()))
    received = one.receive(given.blocks())
    assert [(each.result, each.letter) for each in received.letters] == [("given-back", letter.id)]
    found = sure(own(one, letter))
    assert replace(found, at=letter.at, sealed=letter.sealed) == letter
    assert found.direction is Direction.OUT
    assert one.reached(letter, other) == "acknowledged"
    assert one.ladder(letter, other) == other.ladder(letter, other)
    opened = one.read_letter(found, one)
    blocks = one.contents.open(opened.enclosed[0].sealed)
    assert b"".join(open_attachment(one.office, blocks, opened.attachments[0], opened.enclosed[0])) == ATTACHED
    assert one.send(other).number == letter.number + 1
    assert asked(one, other) == ()
    assert one.pack(other).manifest.wants == ()
    world.clock.move(minutes=2)
    world.carry(one, other)
    verify_register(one.office)
    assert one.view(lambda view: view.entry_of(letter.id)) is not None


def test_what_comes_back_twice_is_there_once() -> None:
    world = World(seed=2)
    one, other = world.pair()
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    answer = one.answer(one.receive(other.pack(one).blocks()))
    given = b"".join(other.answer(other.receive(answer.blocks())).blocks())
    assert [each.result for each in one.receive([given]).letters] == ["given-back"]
    received = one.receive([given])
    assert [(each.result, each.letter) for each in received.letters] == [("again", letter.id)]
    entries = [each.digest for each in one.store.snapshot()["entries"].values()]
    assert entries.count(letter.id) == 1


def test_over_the_network_it_comes_in_the_answer_to_the_pouch_that_asks() -> None:
    world = World(seed=3)
    one, other = world.pair()
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    one.receive(other.pack(one).blocks())
    _, given = receive_and_answer(other.office, one.pack(other).blocks(), now=world.clock.now(), road="network")
    one.receive(given.blocks(), road="network")
    assert own(one, letter) is not None
    assert not other.view(lambda view: view.pair(one.id)).back


def test_a_letter_waits_for_the_reading_key_of_who_gives_it_back_and_of_who_gets_it() -> None:
    world = World(seed=4)
    one, other = world.pair()
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other, attachments=[ATTACHED]))
    other.keys.reading_apart = True
    answer = one.answer(one.receive(other.pack(one).blocks()))
    assert other.answer(other.receive(answer.blocks())).letters == 0
    assert other.view(lambda view: view.pair(one.id)).back == (letter.id,)
    other.keys.reading_apart = False
    assert lost.give_back(other.office, now=world.clock.now()) == 1
    assert lost.give_back(other.office, now=world.clock.now()) == 0
    one.keys.reading_apart = True
    received = one.receive(other.pack(one).blocks())
    assert [each.result for each in received.letters] == ["given-back"]
    assert own(one, letter) is None
    one.keys.reading_apart = False
    assert open_waiting(one.office, now=world.clock.now()) == 1
    assert own(one, letter) is not None
    assert one.reached(letter, other) == "opened"
    assert asked(one, other) == ()


def test_a_letter_that_is_not_opened_yet_is_given_back_when_it_is() -> None:
    world = World(seed=5)
    one, other = world.pair()
    other.keys.reading_apart = True
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    answer = one.answer(one.receive(other.pack(one).blocks()))
    other.receive(answer.blocks())
    other.keys.reading_apart = False
    assert lost.give_back(other.office, now=world.clock.now()) == 0
    open_waiting(other.office, now=world.clock.now())
    assert lost.give_back(other.office, now=world.clock.now()) == 1
    one.receive(other.pack(one).blocks())
    assert one.reached(letter, other) == "opened"


def test_each_recipient_gives_back_what_proves_that_it_received_it() -> None:
    world = World(seed=6)
    one, other, third = world.chancery("ARV"), world.chancery("BOR"), world.chancery("CAL")
    world.accredit(one, other, third)
    letter = put_back_and_recovered(world, one, other, third, lose=lambda: one.send(other, third))
    world.carry(other, one)
    world.carry(one, other)
    world.carry(other, one)
    assert [one.reached(letter, each) for each in (other, third)] == ["opened", "signed"]
    world.carry(third, one)
    assert "receipt-letter" not in codes(one)
    world.carry(one, third)
    world.carry(third, one)
    assert [one.reached(letter, each) for each in (other, third)] == ["opened", "opened"]


def want(asker: Chancery, other: Chancery, *digests: bytes) -> None:
    """A pouch that asks for these."""
    other.receive([forge(asker, other, lambda manifest: replace(manifest, wants=digests))])


def back(chancery: Chancery, peer: Chancery) -> tuple[bytes, ...]:
    return chancery.view(lambda view: view.pair(peer.id)).back


def test_a_letter_that_was_not_asked_for_is_not_taken_back() -> None:
    world = World(seed=7)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    want(one, other, letter.id)
    assert lost.give_back(other.office, now=world.clock.now()) == 1
    received = one.receive(other.pack(one).blocks())
    assert [each.result for each in received.letters] == ["refused"]
    assert codes(one) == ["bad-copy"]
    assert sure(own(one, letter)) == letter


def test_junk_under_the_id_of_a_lost_letter_does_not_keep_it_away() -> None:
    world = World(seed=8)
    one, other = world.pair()
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    one.receive(other.pack(one).blocks())
    received = one.receive([with_letter(other, one, letter=letter.id, sealed=b"junk", number=1)])
    assert [(each.result, each.letter) for each in received.letters] == [("refused", letter.id)]
    assert own(one, letter) is None
    world.carry(one, other)
    world.carry(other, one)
    assert one.reached(letter, other) == "opened"


def test_a_party_cannot_make_a_house_that_never_recovered_ask_for_anything() -> None:
    world = World(seed=9)
    one, other = world.pair()
    line = Line(letter=bytes(32), sealed=bytes(32), stage=Stage.ACCEPTED, time=world.clock.now(), salt=bytes(SALT))
    received = one.receive([with_receipt(other, one, [line], keys=[other.keys.house])])
    assert received.refused_receipts == ("receipt-letter",)
    assert asked(one, other) == ()


@pytest.mark.parametrize("of", ["a letter that is here", "a copy that was refused"])
def test_of_what_was_not_lost_nothing_is_asked(of: str) -> None:
    world = World(seed=10)
    one, other, third = world.chancery("ARV"), world.chancery("BOR"), world.chancery("CAL")
    world.accredit(one, other, third)
    put_back_and_recovered(world, one, other, third, lose=lambda: one.send(other))
    kept = one.send(other)
    letter, stage = (kept.id, Stage.ACCEPTED) if of == "a letter that is here" else (bytes(32), Stage.COPY_REFUSED)
    reason = "" if stage is Stage.ACCEPTED else "part-digest"
    line = Line(letter=letter, sealed=bytes(32), stage=stage, time=world.clock.now(), reason=reason, salt=bytes(SALT))
    received = one.receive([with_receipt(third, one, [line], keys=[sure(third.keys.opener)])])
    assert received.refused_receipts == ("receipt-letter",)
    assert asked(one, third) == ()


def test_what_nobody_has_is_denied_and_asked_for_no_more() -> None:
    world = World(seed=11)
    one, other = world.pair()
    put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    line = Line(letter=bytes(32), sealed=bytes(32), stage=Stage.ACCEPTED, time=world.clock.now(), salt=bytes(SALT))
    received = one.receive([with_receipt(other, one, [line], keys=[other.keys.house], number=1)])
    answer = one.answer(received)
    assert bytes(32) in answer.manifest.wants
    denial = other.answer(other.receive(answer.blocks()))
    assert denial.manifest.none == (bytes(32),)
    one.receive(denial.blocks())
    assert asked(one, other) == ()


def test_a_copy_that_is_damaged_or_was_refused_meanwhile_is_denied() -> None:
    world = World(seed=12)
    one, other = world.pair()
    letters = [one.send(other) for _ in range(2)]
    other.keys.reading_apart = True
    world.carry(one, other)
    want(one, other, *(each.id for each in letters))
    for letter, state in zip(letters, (CopyState.REFUSED, CopyState.OPENED), strict=True):
        copy = other.view(lambda view, letter=letter: view.copies(one.id, letter.id, incoming=True))[0]  # type: ignore[misc]
        with other.store.begin() as tx:
            tx.lock((Scope.PAIR, one.id))
            tx.set_copy_state(copy, state, "")
    other.keys.reading_apart = False
    other.keys._reading = (other.office.suite.opening_key(bytes(OPENING_SEED)),)
    assert lost.give_back(other.office, now=world.clock.now()) == 0
    assert back(other, one) == ()
    packed = other.pack(one)
    assert packed.letters == 0
    assert set(packed.manifest.none) == {each.id for each in letters}


def test_of_two_workers_one_gives_back() -> None:
    world = World(seed=13)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    want(one, other, letter.id)
    troubles = Troubles(other)
    troubles.arm(Fault.INTERRUPT, after=1, act=lambda: lost.give_back(other.office, now=world.clock.now()))
    assert lost.give_back(other.office, now=world.clock.now()) == 0
    assert other.pack(one).letters == 1


def test_a_letter_under_an_older_version_comes_back_unproven() -> None:
    world = World(seed=14)
    one, other = world.pair()
    identity = one.view(lambda view: view.house().party.credence.identity)
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    renew_credence(one.office, replace(identity, name="Anew"), officers=one.officers, now=world.clock.now())
    world.carry(other, one)
    world.carry(one, other)
    world.carry(other, one)
    assert sure(own(one, letter)).unproven


def test_a_letter_by_an_officer_who_was_revoked_since_does_not_come_back() -> None:
    world = World(seed=15)
    one, other = world.pair()
    letter = put_back_and_recovered(world, one, other, lose=lambda: one.send(other))
    revoke(one.office, key_id(one.officers[0].public), officers=one.officers, now=world.clock.now())
    answer = one.answer(one.receive(other.pack(one).blocks()))
    given = other.answer(other.receive(answer.blocks()))
    received = one.receive(given.blocks())
    assert [(each.result, each.reason) for each in received.letters] == [("refused", "key-revoked")]
    assert own(one, letter) is None


def test_nothing_is_given_to_a_party_that_is_suspended() -> None:
    world = World(seed=16)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    want(one, other, letter.id)
    suspend(other.office, one.id)
    assert lost.give_back(other.office, now=world.clock.now()) == 0
    assert back(other, one) == (letter.id,)
