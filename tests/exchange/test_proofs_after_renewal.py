"""Proof files outlive the keys: a head and a cosignature are proved under the version whose keys made them."""

from dataclasses import replace

import pytest

from verbale.exchange import identity, register
from verbale.exchange.prove import prove, verify_register
from verbale.exchange.records import Letter
from verbale.formats.credence import NotePublic
from verbale.formats.registerproof import RegisterProof, verify_register_proof
from verbale.formats.suite import NOTE_SEED
from verbale.testing.sham import SHAM
from verbale.testing.world import Chancery, World

Story = tuple[World, Chancery, Chancery, Letter]


@pytest.fixture
def story() -> Story:
    """A letter of ARV in its register, under a head that BOR cosigned."""
    world = World(seed=3)
    one, other = world.pair()
    letter = one.send(other)
    for _ in range(3):
        world.carry(one, other)
        world.clock.move(minutes=5)
    register.sequence(one.office)
    return world, one, other, letter


def renew(node: Chancery, which: str) -> None:
    """Replaces a note key of a chancery."""
    key = SHAM.note_key(node.random.randbytes(NOTE_SEED))
    public = NotePublic(classical=key.public_classical, post_quantum=key.public_post_quantum)
    old = node.view(lambda view: view.house().party).credence.identity
    new = replace(old, log=public) if which == "log" else replace(old, cosign=public)
    setattr(node.keys, which, key)
    identity.renew_credence(node.office, new, officers=node.officers, now=node.clock.now())


def proved(node: Chancery, letter: Letter) -> RegisterProof:
    return verify_register_proof(prove(node.office, letter.id), (SHAM,))


def test_a_proof_stands_after_the_cosigner_has_a_new_key(story: Story) -> None:
    world, one, other, letter = story
    before = proved(one, letter)
    assert [credence.party for credence, _ in before.cosigners] == [other.id]
    renew(other, "cosign")
    world.carry(other, one)
    after = proved(one, letter)
    assert [credence.number for credence, _ in after.cosigners] == [1]
    assert after.checkpoint == before.checkpoint


def test_a_proof_stands_after_the_register_has_a_new_key(story: Story) -> None:
    world, one, other, letter = story
    renew(one, "log")
    world.carry(one, other)
    after = proved(one, letter)
    assert (after.register.number, len(after.cosigners)) == (1, 1)
    assert after.superseded
    assert verify_register(one.office).cosigned_by == (other.id,)


def test_a_new_head_is_proved_and_cosigned_under_the_new_key(story: Story) -> None:
    world, one, other, _ = story
    renew(one, "log")
    world.clock.move(minutes=5)
    letter = one.send(other)
    for _ in range(3):
        world.carry(one, other)
        world.clock.move(minutes=5)
    after = proved(one, letter)
    assert (after.register.number, after.issuer.number, after.superseded) == (2, 2, False)
    assert [credence.party for credence, _ in after.cosigners] == [other.id]
