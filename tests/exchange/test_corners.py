"""Corners: what happens seldom, and must not surprise anybody when it does."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import holding, identity, pack, prove, receive, recover, register
from verbale.exchange.ports import Scope
from verbale.exchange.receive import receive_and_answer
from verbale.exchange.records import Party, Standing
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.errors import Refused
from verbale.formats.manifest import ReceiptItem
from verbale.formats.receipt import Line, Stage, sign_receipt, write_receipt
from verbale.formats.registerproof import verify_register_proof
from verbale.testing.forge import forge, next_number, with_item, with_letter
from verbale.testing.sham import SHAM
from verbale.testing.store import Tables
from verbale.testing.world import Chancery, World


def codes(chancery: Chancery) -> list[str]:
    return [alarm.code for alarm in chancery.view(lambda view: view.alarms())]


def spoil(chancery: Chancery, change: Callable[[Tables], None]) -> None:
    """Changes rows by hand, as nobody should."""
    rows = chancery.store.snapshot()
    change(rows)
    chancery.store.restore(rows)


def renew(chancery: Chancery, name: str) -> None:
    current = chancery.view(lambda view: view.house().party.credence.identity)
    now = chancery.clock.now()
    identity.renew_credence(chancery.office, replace(current, name=name), officers=chancery.officers, now=now)


def test_a_second_reason_to_hold_does_not_hide_the_first() -> None:
    world = World(seed=1)
    one, _ = world.pair()
    for code in (holding.RESTORED, holding.BEHIND_MARK):
        holding.hold(one.office, code, party=None, now=world.clock.now())
    assert one.view(lambda view: view.house()).held == holding.RESTORED
    assert codes(one) == [holding.RESTORED, holding.BEHIND_MARK]


def test_a_key_is_revoked_once_and_must_be_ours() -> None:
    world = World(seed=2)
    one, _ = world.pair()
    key_id = one.view(lambda view: view.house().party.credence.identity.officers[0].key_id)
    now = world.clock.now()
    refused = refusal_of(identity.revoke, one.office, "0" * 64, officers=one.officers, now=now)
    assert refused == "refused:key-unknown"
    identity.revoke(one.office, key_id, officers=one.officers, now=now)
    assert refusal_of(identity.revoke, one.office, key_id, officers=one.officers, now=now) == "refused:revoked-already"


def test_an_answer_that_cannot_be_laid_out_at_once_is_packed_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(seed=3)
    one, other = world.pair()
    world.carry(one, other)
    one.send(other)
    lay_out, begun = pack._lay_out, []

    def once_refusing(*words: object, **more: object) -> object:
        begun.append(words)
        if len(begun) == 1:
            raise Refused("trial", "Not now.")
        return lay_out(*words, **more)  # type: ignore[arg-type]

    pouch = b"".join(one.pack(other).blocks())
    monkeypatch.setattr(pack, "_lay_out", once_refusing)
    received, packed = receive_and_answer(other.office, [pouch], now=world.clock.now(), road="hand")
    assert (len(received.letters), packed.receipts, len(begun)) == (1, 1, 2)


def test_a_cosignature_on_a_register_that_counts_no_more_is_not_sent() -> None:
    world = World(seed=4)
    one, other = world.pair()
    other.receive(one.pack(other).blocks())
    holding.hold(one.office, holding.RESTORED, party=None, now=world.clock.now())
    recover.recover(one.office, officers=one.officers, now=world.clock.now())
    other.receive(one.pack(other).blocks())
    recover.confirm(other.office, one.id, officers=other.officers)
    assert other.view(lambda view: view.pair(one.id)).cosignature_due
    assert "cosignature.note" not in {paper.name for paper in other.pack(one).manifest.papers}


def test_a_receipt_that_is_wanted_goes_again() -> None:
    world = World(seed=5)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    world.carry(other, one)
    receipt = other.view(lambda view: view.evidence(letter.id, other.id))[0].receipt
    other.receive([forge(one, other, lambda manifest: replace(manifest, wants=(receipt,)))])
    packed = other.pack(one)
    assert (packed.receipts, packed.manifest.none) == (1, ())


def test_c03_two_versions_of_one_number_suspend_the_exchange_and_both_are_kept() -> None:
    world = World(seed=6)
    one, other = world.pair()
    twin = one.twin(random=Random(1), clock=world.clock)
    renew(one, "One face")
    renew(twin, "Another face")
    world.carry(one, other)
    other.receive(twin.pack(other).blocks())
    party = sure(other.view(lambda view: view.party(one.id)))
    assert (party.standing, party.name) == (Standing.SUSPENDED, "One face")
    assert codes(other) == ["credence-fork"]
    rival = twin.view(lambda view: view.house().party.credence.digest)
    assert other.view(lambda view: view.statement(rival)) is not None


def test_a_party_that_is_suspended_while_its_pouch_is_read_gets_nothing_placed() -> None:
    world = World(seed=7)
    one, other = world.pair()
    one.send(other)

    def suspend(party: Party) -> Party:
        return replace(party, standing=Standing.SUSPENDED)

    assert refusal_of(meanwhile(other, one, suspend), one.pack(other).blocks()) == "refused:party-suspended"


def test_papers_that_another_pouch_overtook_are_read_again() -> None:
    world = World(seed=8)
    one, other = world.pair()
    twin = one.twin(random=Random(1), clock=world.clock)
    renew(one, "One face")
    renew(twin, "Another face")
    chain = twin.view(lambda view: view.house().party.chain)

    def overtake(party: Party) -> Party:
        return replace(party, chain=chain)

    assert refusal_of(meanwhile(other, one, overtake), one.pack(other).blocks()) == "unavailable:busy"


def meanwhile(chancery: Chancery, party: Chancery, change: Callable[[Party], Party]) -> Callable[..., object]:
    """Receiving, with something done to the party between the reading and the placing."""

    def receive_it(blocks: object) -> object:
        def act(when: str) -> None:
            rows = chancery.store._tables["parties"]
            rows[party.id] = change(rows[party.id])
            chancery.store.faults = lambda _: None

        chancery.store.faults = act
        return chancery.receive(blocks)  # type: ignore[arg-type]

    return receive_it


def test_a_second_copy_of_a_letter_earns_receipts_of_its_own_and_enters_the_letter_once() -> None:
    world = World(seed=9)
    one, other = world.pair()
    other.keys.reading_apart = True
    letter = one.send(other)
    other.receive(one.pack(other).blocks())
    other.keys.reading_apart = False
    sealed = b"".join(other.contents.open(other.letter(letter.id, one).sealed))
    plain = open_bytes(sealed, other.keys.reading, suite=SHAM)
    fresh = seal_bytes(plain, other.keys.reading[0].public, suite=SHAM, entropy=world.random.randbytes)
    received = other.receive([with_letter(one, other, letter=letter.id, sealed=fresh)])
    assert [each.result for each in received.letters] == ["again", "placed"]
    assert receive.open_waiting(other.office, now=world.clock.now()) == 1
    kinds = [entry.kind for entry in other.store.snapshot()["entries"].values()]
    assert kinds.count("letter") == 1


def test_p09_a_receipt_made_for_another_moves_nothing() -> None:
    world = World(seed=10)
    one, other = world.pair()
    third = world.chancery("CAL")
    world.accredit(one, third)
    letter = one.send(other)
    line = Line(
        letter=letter.id, sealed=bytes(32), stage=Stage.PLACED, time=world.clock.now(), salt=world.random.randbytes(32)
    )
    credence = other.view(lambda view: view.house().party.credence)
    receipt = sign_receipt(
        issuer=credence, recipient=third.id, previous=None, head=None, lines=[line], keys=[other.keys.house]
    )
    data = write_receipt(receipt)
    item = ReceiptItem(
        number=next_number(other, one),
        receipt=receipt.digest,
        sha256=hashlib.sha256(data).digest(),
        length=len(data),
    )
    assert one.receive([with_item(other, one, item, data)]).refused_receipts == ("receipt-not-for-us",)
    assert one.reached(letter, other) == "signed"


def test_a_register_of_many_batches_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "BATCH", 3)
    monkeypatch.setattr(register, "BATCH", 2)
    world = World(seed=11)
    one, other = world.pair()
    for _ in range(10):
        one.send(other)
    world.carry(one, other)
    register.sequence(one.office)
    assert one.view(lambda view: view.register_size()) > 10
    assert prove.verify_register(one.office).size == one.view(lambda view: view.register_size())


def test_r04_a_node_or_the_lines_of_a_receipt_that_are_gone_are_found() -> None:
    world = World(seed=12)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    register.sequence(one.office)
    receipt = one.view(lambda view: view.evidence(letter.id, other.id))[0].receipt
    kept = one.store.snapshot()
    spoil(one, lambda rows: rows["nodes"].pop((0, 1)))
    assert refusal_of(prove.verify_register, one.office) == "untrusted:register-node"
    one.store.restore(kept)
    spoil(one, lambda rows: rows["statements"].update({receipt: replace(rows["statements"][receipt], beside=b"{}")}))
    assert refusal_of(prove.verify_register, one.office) == "untrusted:register-entry"


def test_r04_a_statement_in_the_place_of_another_is_found() -> None:
    world = World(seed=18)
    one, other = world.pair()
    first, second = one.send(other), one.send(other)
    register.sequence(one.office)

    def exchange(rows: Tables) -> None:
        kept = rows["statements"]
        kept[first.id] = replace(kept[first.id], envelope=kept[second.id].envelope)

    spoil(one, exchange)
    assert refusal_of(prove.verify_register, one.office) == "untrusted:register-entry"


def test_an_entry_whose_statement_is_gone_cannot_be_sequenced() -> None:
    world = World(seed=13)
    one, other = world.pair()
    letter = one.send(other)
    spoil(one, lambda rows: rows["statements"].pop(letter.id))
    assert refusal_of(register.sequence, one.office) == "unavailable:statement-missing"


def test_a_statement_of_a_party_that_is_gone_cannot_be_proved() -> None:
    world = World(seed=14)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    register.sequence(one.office)
    register.make_head(one.office, now=world.clock.now())
    receipt = one.view(lambda view: view.evidence(letter.id, other.id))[0].receipt
    spoil(one, lambda rows: rows["parties"].pop(other.id))
    assert refusal_of(prove.prove, one.office, receipt) == "refused:party-unknown"


def test_a_proof_leaves_out_cosignatures_that_do_not_verify_and_heads_that_are_gone() -> None:
    world = World(seed=15)
    one, other = world.pair()
    letter = one.send(other)
    for _ in range(2):
        world.clock.move(minutes=2)
        world.carry(one, other)
        world.carry(other, one)
    whole = verify_register_proof(prove.prove(one.office, letter.id), (SHAM,))
    assert len(whole.cosigners) == 1
    kept = one.store.snapshot()

    def unsign(rows: Tables) -> None:
        for key, each in rows["cosignatures"].items():
            rows["cosignatures"][key] = replace(each, lines=each.lines.replace(b"A", b"B"))

    spoil(one, unsign)
    assert verify_register_proof(prove.prove(one.office, letter.id), (SHAM,)).cosigners == ()
    one.store.restore(kept)
    one.send(other)
    world.clock.move(minutes=2)
    one.pack(other)
    sizes = {each.size for each in one.view(lambda view: view.cosignatures(view.house().party.origin))}

    def behead(rows: Tables) -> None:
        for key in [key for key in rows["heads"] if key[1] in sizes]:
            del rows["heads"][key]

    spoil(one, behead)
    assert verify_register_proof(prove.prove(one.office, letter.id), (SHAM,)).cosigners == ()


def test_a_sealed_copy_whose_attachment_is_gone_waits_and_is_not_refused() -> None:
    world = World(seed=16)
    one, other = world.pair()
    other.keys.reading_apart = True
    one.send(other, attachments=[bytes(200_000)])
    world.carry(one, other)
    other.keys.reading_apart = False
    other.contents.files.clear()
    refused = refusal_of(receive.open_waiting, other.office, now=world.clock.now())
    assert refused == "unavailable:content-missing"
    assert len(other.view(lambda view: view.waiting_copies(9))) == 1


def test_a_suspended_party_keeps_its_name() -> None:
    world = World(seed=17)
    one, other = world.pair()
    with one.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        tx.put_party(replace(sure(tx.party(other.id)), standing=Standing.SUSPENDED))
    assert sure(one.view(lambda view: view.party(other.id))).name == "Institution BOR"


def test_newer_keys_are_under_a_head_before_the_next_pouch_goes() -> None:
    world = World(seed=19)
    one, other = world.pair()
    renew(one, "Renewed")
    world.carry(one, other)
    before = sure(one.view(lambda view: view.head()))
    one.keys.new_transport_key()
    identity.renew_keys(one.office, now=world.clock.now())
    one.pack(other)
    assert sure(one.view(lambda view: view.head())).size > before.size


def test_an_epoch_that_the_other_side_saw_is_not_used_again_although_the_clock_is_behind() -> None:
    world = World(seed=20)
    one, other = world.pair()
    backup = one.backup()
    world.carry(one, other)
    seen = one.view(lambda view: view.pair(other.id)).epoch
    one.restore(backup)
    world.clock.move(hours=-1)
    refusal_of(one.receive, other.pack(one).blocks())
    holding.hold(one.office, holding.RESTORED, party=None, now=world.clock.now())
    assert one.pack(other).manifest.epoch > seen
