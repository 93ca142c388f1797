"""Several letters in one act: all of them go, or none."""

import pytest

from tests.refusals import refusal_of
from verbale.exchange.letters import send_all
from verbale.testing.world import World


def test_letters_of_one_act_are_numbered_in_their_order_and_go_in_one_pouch() -> None:
    world = World(seed=11)
    one, other = world.pair()
    drafts = [one.draft(other, subject=f"Note {number}") for number in range(1, 6)]
    sent = send_all(one.office, drafts, officers=one.officers, now=world.clock.now())
    assert [letter.number for letter in sent] == [1, 2, 3, 4, 5]
    world.carry(one, other)
    assert {one.reached(letter, other) for letter in sent} == {"opened"}
    assert [other.letter(letter.id, one).subject for letter in sent] == [draft.subject for draft in drafts]


def test_letters_of_one_act_may_go_to_different_parties() -> None:
    world = World(seed=12)
    one, other, third = (world.chancery(code) for code in ("ARV", "BOR", "CYR"))
    world.accredit(one, other, third)
    drafts = [one.draft(other), one.draft(third), one.draft(other, third)]
    sent = send_all(one.office, drafts, officers=one.officers, now=world.clock.now())
    for receiver, letters in ((other, [sent[0], sent[2]]), (third, sent[1:])):
        world.carry(one, receiver)
        assert {one.reached(letter, receiver) for letter in letters} == {"opened"}


@pytest.mark.parametrize("spoilt", [0, 1, 2])
def test_one_letter_that_is_not_cleared_keeps_all_of_an_act_back(spoilt: int) -> None:
    world = World(seed=13)
    one, other = world.pair()
    drafts = [one.draft(other) for _ in range(3)]
    one.store.clear(drafts[spoilt].id, bytes(32))
    before = one.backup()
    refusal = refusal_of(send_all, one.office, drafts, officers=one.officers, now=world.clock.now())
    assert refusal == "refused:not-cleared"
    assert one.backup().tables == before.tables
    one.store.clear(drafts[spoilt].id, drafts[spoilt].digest)
    sent = send_all(one.office, drafts, officers=one.officers, now=world.clock.now())
    assert [letter.number for letter in sent] == [1, 2, 3]
    assert send_all(one.office, drafts, officers=one.officers, now=world.clock.now()) == sent
