"""Receiving and answering by one commit: the same as receiving, and then answering."""

import pytest

from tests.refusals import refusal_of
from verbale.exchange.receive import receive_and_answer
from verbale.exchange.records import Permissions, Standing
from verbale.exchange.standing import suspend
from verbale.formats.manifest import Manifest
from verbale.testing.store import Tables
from verbale.testing.world import Chancery, World


def answer_once(receiver: Chancery, blocks: list[bytes], *, at_once: bool) -> tuple[Manifest, Tables, int]:
    """What the answer says, what the receiver then keeps, and how many commits both took."""
    commits: list[str] = []
    receiver.store.faults = commits.append
    if at_once:
        received, packed = receive_and_answer(receiver.office, blocks, now=receiver.clock.now(), road="network")
    else:
        received = receiver.receive(blocks, road="network")
        packed = receiver.answer(received)
    receiver.store.faults = lambda _: None
    assert len(b"".join(packed.blocks())) == packed.length
    return packed.manifest, receiver.backup().tables, commits.count("after-commit")


def story(*, at_once: bool, again: bool, young: bool) -> tuple[Manifest, Tables, int]:
    """A pouch of two letters, the second not permitted, comes for the first time or again."""
    world = World(seed=21)
    one, other = world.pair()
    one.meet(other, permissions=Permissions(classes=("note-verbale",)))
    world.carry(other, one)
    if not young:
        world.clock.move(minutes=2)
    other.send(one, subject="First")
    other.send(one, letter_class="memorandum")
    blocks = list(other.pack(one).blocks())
    if again:
        one.receive(blocks)
    return answer_once(one, blocks, at_once=at_once)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("young", [False, True])
def test_an_answer_at_once_is_the_answer_afterwards(again: bool, young: bool) -> None:
    manifest, tables, commits = story(at_once=True, again=again, young=young)
    separately, apart, more = story(at_once=False, again=again, young=young)
    assert manifest == separately
    assert tables == apart
    assert commits == (1 if young else more)


def test_what_forbids_an_answer_does_not_undo_what_was_taken() -> None:
    world = World(seed=22)
    one, other = world.pair()
    letter = other.send(one)
    blocks = list(other.pack(one).blocks())
    suspend(one.office, other.id)
    assert refusal_of(receive_and_answer, one.office, blocks, now=world.clock.now(), road="hand") == (
        "refused:party-suspended"
    )
    assert one.view(lambda view: view.letter(letter.id, other.id)) is None
    assert one.view(lambda view: view.parties())[0].standing is Standing.SUSPENDED
