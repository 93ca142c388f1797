"""Keys that were replaced or revoked: what they signed before counts by its place in the register, never by a date."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.exchange.spoilt import house, known, opened_letter, show, signed_again
from verbale.exchange import acts, identity, register
from verbale.exchange.order import ORDER, Validity, judge, leaves_for
from verbale.exchange.records import Head, Letter
from verbale.formats import merkle
from verbale.formats.checkpoint import Checkpoint
from verbale.formats.dsse import key_id
from verbale.formats.fields import write_time
from verbale.formats.hybrid import HYBRID
from verbale.formats.manifest import VoidItem
from verbale.formats.order import Leaf, read_order, write_order
from verbale.formats.receipt import Line, Stage
from verbale.formats.statement import Signed
from verbale.formats.suite import SIGNING_SEED
from verbale.testing.forge import unseal, with_papers, with_receipt
from verbale.testing.world import Chancery, World


def new_officer(node: Chancery) -> None:
    """Replaces the only officer by another, by a version that both sign."""
    key = node.office.suite.signing_key(node.random.randbytes(SIGNING_SEED))
    old = house(node).credence.identity
    changed = replace(old, officers=(replace(old.officers[0], public=key.public),))
    signers = [*node.officers, key]
    identity.renew_credence(node.office, changed, officers=signers, now=node.clock.now())
    node.officers = [key]


def revoke(node: Chancery, public: bytes) -> None:
    identity.revoke(node.office, key_id(public), officers=node.officers[-1:], now=node.clock.now())


def has_proof(sender: Chancery, receiver: Chancery) -> bool:
    return ORDER in {paper.name for paper in sender.pack(receiver).manifest.papers}


def arrived(receiver: Chancery, letter: Letter, sender: Chancery) -> Letter:
    return receiver.letter(letter.id, sender)


def test_no_proof_is_sent_of_what_is_signed_by_keys_in_force() -> None:
    world = World(seed=1)
    one, other = world.pair()
    letter = one.send(other)
    assert not has_proof(one, other)
    world.carry(one, other)
    assert not arrived(other, letter, one).unproven
    new_officer(one)
    second = one.send(other)
    assert not has_proof(one, other)
    world.carry(one, other)
    assert not arrived(other, second, one).unproven


def test_a_letter_on_its_way_while_its_officer_was_replaced_is_proven_by_its_place() -> None:
    world = World(seed=2)
    one, other = world.pair()
    letter = one.send(other)
    for _ in range(2):
        world.clock.move(days=1)
        new_officer(one)
    assert has_proof(one, other)
    world.carry(one, other)
    assert arrived(other, letter, one).opened
    assert not arrived(other, letter, one).unproven
    assert one.reached(letter, other) == "opened"


def test_a_receipt_on_its_way_while_its_keys_were_replaced_is_proven_by_its_place() -> None:
    world = World(seed=3)
    one, other = world.pair()
    letter = one.send(other)
    other.receive(one.pack(other).blocks())
    other.keys.new_machine_keys()
    opener = other.keys.opener
    assert opener is not None
    changed = replace(
        house(other).credence.identity,
        front=other.keys.front.public,
        house=other.keys.house.public,
        opener=opener.public,
    )
    identity.renew_credence(other.office, changed, officers=other.officers, now=world.clock.now())
    assert has_proof(other, one)
    world.carry(other, one)
    ladder = one.ladder(letter, other)
    assert (ladder.reached, [each.unproven for each in ladder.rungs]) == ("opened", [False] * 3)


@pytest.mark.parametrize("paper", [b"{}", write_order([])])
def test_without_a_proof_that_holds_a_letter_and_a_receipt_of_a_replaced_version_are_shown_as_unproven(
    paper: bytes,
) -> None:
    world = World(seed=4)
    one, other = world.pair()
    theirs = other.send(one)
    one.receive(other.pack(one).blocks())
    letter = one.send(other)
    new_officer(one)
    received = other.receive([with_papers(one, other, {ORDER: paper})])
    assert [each.result for each in received.letters] == ["placed"]
    assert arrived(other, letter, one).unproven
    assert [each.unproven for each in other.ladder(theirs, one).rungs] == [True] * 3


def test_a_proof_under_another_head_or_of_another_leaf_is_none() -> None:
    world = World(seed=5)
    one, other = world.pair()
    letter = one.send(other)
    new_officer(one)
    _, members = unseal(b"".join(one.pack(other).blocks()), other)
    leaves = read_order(members[ORDER])
    moved = [replace(leaf, index=leaf.index + 1) for leaf in leaves.values()]
    other.receive([with_papers(one, other, {ORDER: write_order(moved)})])
    assert arrived(other, letter, one).unproven


def test_a_letter_signed_by_a_retired_officer_after_the_change_stays_unproven() -> None:
    world = World(seed=6)
    one, other = world.pair()
    thief = list(one.officers)
    document = opened_letter(one, one.send(other))
    new_officer(one)
    one.pack(other)
    late, signed = signed_again(document, thief, number=9, created=write_time(world.clock.now() - timedelta(days=9)))
    assert show(one, other, late, letter=signed.digest).result == "placed"
    assert other.view(lambda view: view.letter(signed.digest, one.id)).unproven  # type: ignore[union-attr]


def leaf_of(node: Chancery, digest: bytes, head: Head) -> Leaf:
    """Where a statement stands, whoever asks."""
    entry = node.view(lambda view: view.entry_of(digest))
    assert entry is not None
    index = entry.index
    assert index is not None
    hashes = node.view(lambda view: merkle.inclusion_proof(index, head.size, view.nodes))
    return Leaf(statement=digest, salt=entry.salt, index=index, hashes=tuple(hashes))


def enter(node: Chancery, signed: Signed) -> None:
    """Enters a statement now, as somebody inside with an old key could."""
    with node.store.begin() as tx:
        tx.put_statement(signed)
        tx.enter(signed.kind.value, signed.digest, node.random.randbytes(32), node.clock.now())
    register.sequence(node.office)


def judged(node: Chancery, signed: Signed, *, without: bytes = b"", headless: bool = False) -> Validity:
    """What a statement of the first version is worth to who knows all of a chancery's papers, and these proofs."""
    head = register.make_head(node.office, now=node.clock.now())
    assert head is not None
    me = house(node)
    digests = {signed.digest, *(each.digest for each in me.chain[1:])} - {without}
    leaves = {digest: leaf_of(node, digest, head) for digest in digests}
    checkpoint = None if headless else Checkpoint(origin=head.origin, size=head.size, root=head.root)
    return judge(signed, 1, me, leaves, checkpoint)


def test_under_a_replaced_version_counts_what_was_entered_before_the_next() -> None:
    one, other = World(seed=7).pair()
    thief = list(one.officers)
    document = opened_letter(one, one.send(other))
    _, early = signed_again(document, thief, number=2)
    _, late = signed_again(document, thief, number=3)
    enter(one, early)
    new_officer(one)
    enter(one, late)
    assert judged(one, early) is Validity.IN_FORCE
    assert judged(one, late) is Validity.UNPROVEN
    assert judged(one, early, headless=True) is Validity.UNPROVEN
    assert judged(one, early, without=early.digest) is Validity.UNPROVEN
    assert judged(one, early, without=house(one).credence.digest) is Validity.UNPROVEN


def test_under_a_revoked_key_counts_what_was_entered_before_its_end() -> None:
    one, other = World(seed=8).pair()
    document = opened_letter(one, one.send(other))
    _, early = signed_again(document, one.officers, number=2)
    _, late = signed_again(document, one.officers, number=3)
    enter(one, early)
    revoke(one, one.officers[0].public)
    enter(one, late)
    assert judged(one, early) is Validity.IN_FORCE
    assert judged(one, late) is Validity.REVOKED
    assert judged(one, early, headless=True) is Validity.REVOKED
    assert judged(one, early, without=early.digest) is Validity.REVOKED
    # Once it is replaced as well, it must be older than both.
    new_officer(one)
    assert judged(one, early) is Validity.IN_FORCE
    assert judged(one, late) is Validity.REVOKED
    assert judged(one, early, without=house(one).credence.digest) is Validity.UNPROVEN


@pytest.fixture
def robbed() -> tuple[World, Chancery, Chancery, Letter]:
    """A letter of ARV on its way, whose first officer's key was stolen and is revoked; keys are the real ones."""
    world = World(seed=9, suite=HYBRID)
    one, other = world.chancery("ARV", officers=2), world.chancery("BOR")
    world.accredit(one, other)
    letter = one.send(other)
    world.clock.move(days=1)
    revoke(one, one.officers[0].public)
    return world, one, other, letter


def test_c09_a_letter_by_a_revoked_key_with_an_early_date_is_refused(
    robbed: tuple[World, Chancery, Chancery, Letter],
) -> None:
    _, one, other, letter = robbed
    early = write_time(letter.at - timedelta(days=30))
    document, signed = signed_again(opened_letter(one, letter), one.officers, number=7, created=early)
    assert show(one, other, document, letter=signed.digest).reason == "key-revoked"
    assert other.view(lambda view: view.letter(signed.digest, one.id)) is None


def test_c09_what_the_key_signed_before_it_was_stolen_still_counts(
    robbed: tuple[World, Chancery, Chancery, Letter],
) -> None:
    world, one, other, letter = robbed
    assert has_proof(one, other)
    world.carry(one, other)
    assert other.letter(letter.id, one).opened
    assert one.reached(letter, other) == "opened"


def test_c09_a_receipt_by_a_revoked_key_with_an_early_date_moves_nothing() -> None:
    world = World(seed=10, suite=HYBRID)
    one, other = world.pair()
    letter = one.send(other)
    sealed = one.view(lambda view: view.copies(other.id, letter.id, incoming=False))[0].sealed
    stolen = other.keys.house
    revoke(other, stolen.public)
    line = Line(letter=letter.id, sealed=sealed, stage=Stage.PLACED, time=letter.at, salt=bytes(32))
    received = one.receive([with_receipt(other, one, [line], keys=[stolen])])
    assert received.refused_receipts == ("key-revoked",)
    assert one.reached(letter, other) == "signed"
    assert known(one, other).revoked


def test_what_its_own_owner_signs_with_a_revoked_key_has_no_proof_and_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(seed=11)
    one, other = world.pair()
    revoke(one, one.officers[0].public)
    monkeypatch.setattr("verbale.exchange.letters._check_officers", lambda *_: None)  # a program that asks nothing
    letters = [one.send(other)]
    register.sequence(one.office)  # it has its place, which no head covers yet
    letters.append(one.send(other))
    assert not has_proof(one, other)
    received = other.receive(one.pack(other).blocks())
    assert [each.reason for each in received.letters] == ["key-revoked"] * 2
    with other.store.read() as view:
        assert [view.letter(each.id, one.id) for each in letters] == [None, None]


def test_a_void_needs_no_proof() -> None:
    world = World(seed=12)
    one, other = world.pair()
    one.send(other, expires=world.clock.now() + timedelta(hours=1))
    world.clock.move(days=1)
    acts.lapse(one.office, now=world.clock.now())
    void = one.view(lambda view: view.items(other.id, above=0, limit=1))[0].item
    assert isinstance(void, VoidItem)
    new_officer(one)
    head = one.view(lambda view: view.head())
    assert head is not None
    assert one.view(lambda view: leaves_for(view, [void], head)) == []
    world.carry(one, other)
    assert other.view(lambda view: view.pair(one.id)).ours.holds(void.number)
