"""What officers and the clock do with letters: acknowledge, refuse, lapse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.refusals import refusal_of
from verbale.exchange import acts
from verbale.exchange.ports import Store, Transaction, View
from verbale.exchange.receive import open_waiting
from verbale.exchange.records import Permissions
from verbale.formats.manifest import VoidItem
from verbale.testing.world import Chancery, World


@pytest.fixture
def world() -> World:
    return World(seed=1)


def due(node: Chancery, other: Chancery) -> list[object]:
    return [each.item for each in node.view(lambda view: view.items(other.id, above=0, limit=100))]


def test_officers_acknowledge_and_the_sender_can_prove_it(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    receiver.acknowledge(letter, "Received by the Legal Department.")
    assert receiver.reached(letter, receiver) == "acknowledged"
    world.carry(receiver, sender)
    assert sender.reached(letter, receiver) == "acknowledged"
    assert sender.ladder(letter, receiver).rungs[-1].words == "Received by the Legal Department."


def test_officers_refuse_with_a_reason_and_words(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    receiver.refuse(letter, "The note is not addressed in due form.")
    world.carry(receiver, sender)
    assert sender.reached(letter, receiver) == "refused"
    rung = sender.ladder(letter, receiver).rungs[-1]
    assert (rung.reason, rung.words) == ("by-officers", "The note is not addressed in due form.")


@pytest.mark.parametrize("first", [acts.acknowledge, acts.refuse])
@pytest.mark.parametrize("second", [acts.acknowledge, acts.refuse])
def test_what_officers_answered_stands(world: World, first: Callable[..., None], second: Callable[..., None]) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    first(receiver.office, letter, officers=receiver.officers, now=world.clock.now(), words="Yes or no.")
    before = receiver.backup()
    said = refusal_of(
        second, receiver.office, letter, officers=receiver.officers, now=world.clock.now(), words="Otherwise."
    )
    assert said == "refused:answered-already"
    assert receiver.backup() == before


def test_a_letter_of_ones_own_is_not_answered(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    assert refusal_of(sender.acknowledge, letter) == "refused:not-received"


def test_nobody_knows_of_a_letter_that_is_not_opened_but_may_refuse_it(world: World) -> None:
    sender, receiver = world.pair()
    receiver.keys.reading_apart = True
    letters = [sender.send(receiver), sender.send(receiver)]
    world.carry(sender, receiver)
    assert refusal_of(receiver.acknowledge, letters[0]) == "refused:not-opened"
    receiver.refuse(letters[1])
    receiver.keys.reading_apart = False
    open_waiting(receiver.office, now=world.clock.now())
    receiver.acknowledge(letters[0])
    world.carry(receiver, sender)
    assert [sender.reached(each, receiver) for each in letters] == ["acknowledged", "refused"]


def test_a_letter_that_was_not_taken_cannot_be_answered(world: World) -> None:
    sender, receiver = world.pair()
    receiver.meet(sender, permissions=Permissions(classes=("circular",)))
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    assert refusal_of(receiver.acknowledge, letter) == "refused:not-opened"
    assert refusal_of(receiver.refuse, letter) == "refused:not-opened"


def test_words_are_held_to_their_form_before_anything_is_signed(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    assert refusal_of(receiver.refuse, letter, "a\u202eb") == "malformed:name-character"
    assert refusal_of(receiver.refuse, letter, "a" * 2001) == "malformed:name-length"
    assert sender.reached(letter, receiver) == "opened"


def test_c11_too_few_officers_or_one_of_another_house_answer_nothing() -> None:
    world = World(seed=2)
    sender, receiver = world.chancery("ARV"), world.chancery("BOR", officers=2)
    world.accredit(sender, receiver)
    letter = sender.send(receiver)
    world.carry(sender, receiver)
    now = world.clock.now()
    for officers in ([], sender.officers):
        said = refusal_of(acts.acknowledge, receiver.office, letter, officers=officers, now=now)
        assert said == "refused:officers"
    acts.acknowledge(receiver.office, letter, officers=receiver.officers[:1], now=now)


def test_a_held_chancery_answers_nothing_and_lets_nothing_lapse(world: World) -> None:
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    other.send(one, expires=world.clock.now() + timedelta(days=1))
    backup = other.backup()
    world.clock.move(minutes=5)
    other.send(one)
    other.pack(one)
    other.restore(backup)
    assert other.restart()
    world.clock.move(days=2)
    assert refusal_of(other.acknowledge, letter) == "refused:held"
    assert acts.lapse(other.office, now=world.clock.now()) == 0


def test_what_did_not_reach_its_recipient_lapses_and_its_number_comes_as_a_void(world: World) -> None:
    sender = world.chancery("ARV")
    others = [world.chancery(code) for code in ("BOR", "CYR", "DAL")]
    world.accredit(sender, *others)
    letter = sender.send(*others, expires=world.clock.now() + timedelta(days=1))
    kept = sender.send(others[0])
    assert acts.lapse(sender.office, now=world.clock.now()) == 0
    world.carry(sender, others[2])
    world.clock.move(days=2)
    assert acts.lapse(sender.office, now=world.clock.now()) == 2
    assert acts.lapse(sender.office, now=world.clock.now()) == 0
    assert [sender.reached(letter, other) for other in others] == ["lapsed", "lapsed", "opened"]
    assert isinstance(due(sender, others[0])[0], VoidItem)
    world.carry(sender, others[0])
    assert others[0].view(lambda view: view.letter(letter.id, sender.id)) is None
    assert others[0].letter(kept.id, sender).opened
    assert others[0].view(lambda view: [each.stage.value for each in view.evidence(letter.id, others[0].id)]) == [
        "lapsed"
    ]


def test_a_lapse_yields_to_a_receipt_of_the_time_before_the_expiry(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver, expires=world.clock.now() + timedelta(days=1))
    receiver.receive(sender.pack(receiver).blocks())
    world.clock.move(days=2)
    acts.lapse(sender.office, now=world.clock.now())
    assert sender.reached(letter, receiver) == "lapsed"
    sender.receive(receiver.pack(sender).blocks())
    assert sender.reached(letter, receiver) == "opened"


def test_a_lapse_does_not_yield_to_a_receipt_of_the_time_after_it(world: World) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver, expires=world.clock.now() + timedelta(days=1))
    blocks = list(sender.pack(receiver).blocks())
    world.clock.move(days=2)
    acts.lapse(sender.office, now=world.clock.now())
    sender.receive(receiver.answer(receiver.receive(blocks)).blocks())
    ladder = sender.ladder(letter, receiver)
    assert ladder.reached == "lapsed"
    assert ladder.contradictions


@dataclass
class Meanwhile:
    """A store on which another process works between the first look and the transaction that follows it."""

    store: Store
    does: list[Callable[[], object]]

    @contextmanager
    def read(self) -> Iterator[View]:
        with self.store.read() as view:
            yield view

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        while self.does:
            self.does.pop()()
        with self.store.begin() as tx:
            yield tx


@pytest.mark.parametrize("meanwhile", ["a receipt", "another lapse"])
def test_what_comes_between_the_look_and_the_lock_is_seen(world: World, meanwhile: str) -> None:
    sender, receiver = world.pair()
    letter = sender.send(receiver, expires=world.clock.now() + timedelta(days=1))
    receiver.receive(sender.pack(receiver).blocks())
    world.clock.move(days=2)
    now = world.clock.now()
    answer = list(receiver.pack(sender).blocks())
    does: dict[str, Callable[[], object]] = {
        "a receipt": lambda: sender.receive(answer),
        "another lapse": lambda: acts.lapse(sender.office, now=now),
    }
    office = replace(sender.office, store=Meanwhile(sender.store, [does[meanwhile]]))
    before = sender.view(lambda view: view.unsequenced())
    assert acts.lapse(office, now=now) == 0
    assert sender.reached(letter, receiver) == ("opened" if meanwhile == "a receipt" else "lapsed")
    # One receipt more is entered, theirs or ours, and none twice.
    assert sender.view(lambda view: view.unsequenced()) == before + 1


def test_a_chancery_that_finds_itself_behind_its_mark_lets_nothing_lapse(world: World) -> None:
    one, other = world.pair()
    letter = one.send(other, expires=world.clock.now() + timedelta(days=1))
    backup = one.backup()
    world.clock.move(minutes=5)
    one.pack(other)
    one.restore(backup)
    world.clock.move(days=2)
    assert refusal_of(acts.lapse, one.office, now=world.clock.now()) == "refused:held"
    assert one.reached(letter, other) == "signed"
