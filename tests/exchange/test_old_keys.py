"""What a thief can do with keys that were replaced: nothing that their owner did not mend by replacing them."""

import hashlib
from dataclasses import dataclass, replace

import pytest

from tests.refusals import refusal_of
from verbale.exchange import identity, receipts
from verbale.exchange.holding import RESTORED, hold
from verbale.exchange.ports import Scope
from verbale.exchange.receipts import Saying
from verbale.exchange.records import Party
from verbale.formats import limits
from verbale.formats.channel import make_offer, tag_manifest
from verbale.formats.credence import Credence
from verbale.formats.dsse import key_id
from verbale.formats.manifest import Have, Item, Knows, LetterItem, Manifest, Paper, VoidItem
from verbale.formats.partykeys import sign_party_keys
from verbale.formats.pouch import make_cover, write_pouch
from verbale.formats.receipt import Stage
from verbale.formats.revocation import sign_revocation
from verbale.formats.suite import SigningKey
from verbale.testing.world import Chancery, World

GREAT = 1 << 50
JUNK = b"junk"


@dataclass(frozen=True)
class Thief:
    """Whoever has the front key and the officers' keys of a version, and knows what everybody may know."""

    victim: Chancery
    target: Chancery
    credence: Credence
    front: SigningKey

    def claim(self, *, items: tuple[Item, ...] = (), papers: dict[str, bytes] | None = None) -> bytes:
        """A pouch to the target in the victim's name whose manifest claims whatever harms most."""
        papers = papers or {}
        office, keys = self.target.office, house(self.target).keys
        offer = make_offer(
            credence=self.credence,
            recipient=self.target.id,
            transport=keys.transport,
            epoch=GREAT,
            secret=bytes(32),
            front=self.front,
            suite=office.suite,
        )
        manifest = Manifest(
            suite=0,
            sender=self.victim.id,
            recipient=self.target.id,
            credence=self.credence.number,
            epoch=GREAT,
            number=GREAT,
            answers=(GREAT, GREAT),
            made=self.victim.clock.now(),
            last=99_999_999,
            have=Have(through=GREAT),
            knows=Knows(credence=GREAT, keys=GREAT, generation=GREAT, head=GREAT),
            items=items,
            papers=tuple(
                Paper(name=name, sha256=hashlib.sha256(data).digest(), length=len(data))
                for name, data in papers.items()
            ),
        )
        envelope = offer.signed.envelope_bytes
        cover = make_cover(manifest, lambda data: tag_manifest(bytes(32), offer.signed.digest, data), envelope)
        blocks = write_pouch(
            cover,
            lambda member: [papers.get(member.name, JUNK)],
            transport=keys.transport,
            suite=office.suite,
            entropy=self.target.random.randbytes,
        )
        return b"".join(blocks)


def house(node: Chancery) -> Party:
    return node.view(lambda view: view.house().party)


def known(node: Chancery, other: Chancery) -> Party:
    party = node.view(lambda view: view.party(other.id))
    assert party is not None
    return party


def renew(node: Chancery) -> None:
    """Replaces every key with which the machines sign."""
    node.keys.new_machine_keys()
    opener = node.keys.opener
    assert opener is not None
    new = replace(
        house(node).credence.identity,
        front=node.keys.front.public,
        house=node.keys.house.public,
        opener=opener.public,
    )
    identity.renew_credence(node.office, new, officers=node.officers, now=node.clock.now())


@pytest.fixture
def thief() -> Thief:
    """The front key of ARV was stolen; it has replaced it, and BOR knows."""
    world = World(seed=5)
    victim, target = world.pair()
    thief = Thief(victim=victim, target=target, credence=house(victim).credence, front=victim.keys.front)
    renew(victim)
    world.carry(victim, target)
    return thief


def test_claims_under_an_old_front_key_neither_hold_the_house_nor_shut_its_owner_out(thief: Thief) -> None:
    received = thief.target.receive([thief.claim()])
    assert received.stale
    assert not thief.target.view(lambda view: view.house().held)
    letter = thief.victim.send(thief.target)
    thief.target.receive(thief.victim.pack(thief.target).blocks())
    answer = thief.target.send(thief.victim)
    thief.victim.receive(thief.target.pack(thief.victim).blocks())
    assert thief.victim.reached(letter, thief.target) == "opened"
    assert thief.victim.letter(answer.id, thief.target).opened


def test_a_held_house_notes_nothing_that_an_old_front_key_claims(thief: Thief) -> None:
    hold(thief.target.office, RESTORED, party=None, now=thief.target.clock.now())
    before = thief.target.store.snapshot()
    assert refusal_of(thief.target.receive, [thief.claim()]) == "refused:held"
    assert thief.target.store.snapshot() == before


def test_items_under_an_old_front_key_fill_no_number_that_a_true_item_needs(thief: Thief) -> None:
    last = thief.target.view(lambda view: view.pair(thief.victim.id)).their_last
    junk: tuple[Item, ...] = (
        LetterItem(
            number=last + 1,
            letter=bytes(32),
            letter_class="note-verbale",
            sealed=hashlib.sha256(JUNK).digest(),
            length=len(JUNK),
        ),
        VoidItem(number=last + 2, reason="withdrawn"),
    )
    results = thief.target.receive([thief.claim(items=junk)]).letters
    assert [each.result for each in results] == ["refused"]
    letters = [thief.victim.send(thief.target) for _ in range(2)]
    thief.target.receive(thief.victim.pack(thief.target).blocks())
    assert all(thief.target.letter(each.id, thief.victim).opened for each in letters)


def test_keys_under_an_old_version_are_refused_however_great_their_number(thief: Thief) -> None:
    forged = sign_party_keys(
        credence=thief.credence,
        number=GREAT,
        made=thief.victim.clock.now(),
        transport=bytes(32),
        addresses=["https://thief.example"],
        pins=[],
        front=thief.front,
    )
    before = known(thief.target, thief.victim)
    thief.target.receive([thief.claim(papers={"keys.json": forged.signed.envelope_bytes})])
    assert known(thief.target, thief.victim) == before


def test_keys_taken_before_the_new_version_was_known_yield_to_it() -> None:
    world = World(seed=6)
    victim, target = world.pair()
    thief = Thief(victim=victim, target=target, credence=house(victim).credence, front=victim.keys.front)
    renew(victim)
    forged = sign_party_keys(
        credence=thief.credence,
        number=GREAT,
        made=victim.clock.now(),
        transport=bytes(32),
        addresses=["https://thief.example"],
        pins=[],
        front=thief.front,
    )
    hijack = replace(known(target, victim), keys=forged)
    with target.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        tx.put_party(hijack)
    target.receive(victim.pack(target).blocks())
    assert known(target, victim).keys == house(victim).keys


def test_officers_of_an_old_version_revoke_nothing_of_the_new_one(thief: Thief) -> None:
    new = house(thief.victim).credence.identity
    old = thief.credence.identity
    for key, revoked in ((new.front, False), (old.front, True)):
        paper = sign_revocation(
            thief.credence, key_id=key_id(key), size=0, made=thief.victim.clock.now(), officers=thief.victim.officers
        )
        thief.target.receive([thief.claim(papers={"revocation/0001.json": paper.signed.envelope_bytes})])
        assert (key_id(key) in known(thief.target, thief.victim).revoked) is revoked


def test_more_lines_than_one_receipt_holds_make_two_that_follow_each_other() -> None:
    world = World(seed=7)
    one, other = world.pair()
    sayings = [
        Saying(letter=number.to_bytes(32, "big"), sealed=bytes(32), stage=Stage.PLACED)
        for number in range(limits.RECEIPT_LINES + 1)
    ]
    with one.store.begin() as tx:
        tx.lock((Scope.PAIR, other.id))
        before = tx.pair(other.id)
        pair = receipts.issue(one.office, tx, before, sayings, keys=[one.keys.house], now=one.clock.now())
        tx.put_pair(pair)
    assert pair.last == before.last + 2
    assert refusal_of(lambda: b"".join(one.pack(other).blocks())) == ""


def test_an_officers_key_that_its_own_house_revoked_signs_nothing_here_already() -> None:
    world = World(seed=21)
    one, other = world.pair()
    old, fresh = one.officers[0], one.office.suite.signing_key(b"f" * 64)
    current = house(one).credence.identity
    second = replace(current.officers[0], name="Fresh", public=fresh.public)
    both = replace(current, officers=(*current.officers, second))
    identity.renew_credence(one.office, both, officers=[old, fresh], now=world.clock.now())
    identity.revoke(one.office, key_id(old.public), officers=[fresh], now=world.clock.now())
    assert house(one).credence.identity.officer_keys.keys() >= {key_id(old.public)}
    assert refusal_of(one.send, other) == "refused:officer-revoked"
    one.officers[:] = [fresh]
    letter = one.send(other)
    world.carry(one, other)
    assert one.reached(letter, other) == "opened"
