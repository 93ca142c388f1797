"""The front: who sent a pouch, what of it is what it says, and that a bad part spoils no good one."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.exchange.spoilt import house
from tests.refusals import refusal_of
from verbale.exchange import identity, witness
from verbale.exchange.order import ORDER
from verbale.exchange.records import Letter, Permissions
from verbale.formats.dsse import key_id
from verbale.formats.errors import Unavailable
from verbale.formats.hybrid import HYBRID
from verbale.formats.manifest import LetterItem, Manifest, ReceiptItem
from verbale.formats.receipt import Line, Stage, sign_receipt, write_receipt
from verbale.formats.statement import Kind, sign_statement
from verbale.formats.suite import SIGNING_SEED, SigningKey
from verbale.testing.forge import forge, next_number, unseal, with_item, with_letter, with_papers, with_receipt
from verbale.testing.world import Chancery, World

Pair = tuple[World, Chancery, Chancery]


@pytest.fixture
def pair() -> Pair:
    world = World(seed=1)
    return world, *world.pair()


@pytest.fixture
def real() -> Pair:
    world = World(seed=2, suite=HYBRID)
    return world, *world.pair()


def refusal(receiver: Chancery, pouch: bytes) -> str:
    """The refusal of a whole pouch; it changes nothing."""
    before = receiver.backup()
    said = refusal_of(receiver.receive, [pouch])
    assert receiver.backup() == before
    return said


def line(sender: Chancery, receiver: Chancery, of: Letter, stage: Stage, **members: Any) -> Line:
    """A line that a recipient could say of a letter of the sender's."""
    copies = sender.view(lambda view: view.copies(receiver.id, of.id, incoming=False))
    usual: dict[str, Any] = {"letter": of.id, "sealed": copies[0].sealed, "salt": bytes(32)}
    return Line(stage=stage, time=sender.clock.now(), **(usual | members))


# Who sent it.


def test_p03_a_pouch_of_ones_own_that_comes_back_is_refused(pair: Pair) -> None:
    _, one, other = pair
    one.send(other)
    assert refusal(one, b"".join(one.pack(other).blocks())) == "refused:not-for-us"
    pouch = forge(other, one, lambda manifest: replace(manifest, sender=one.id, recipient=other.id))
    assert refusal(one, pouch) == "refused:from-self"


def test_p03_a_receipt_of_ones_own_that_comes_back_moves_nothing(real: Pair) -> None:
    _, one, other = real
    letter = other.send(one)
    one.receive(other.pack(one).blocks())
    own = one.view(lambda view: view.items(other.id, above=0, limit=10))[0].item
    assert isinstance(own, ReceiptItem)
    _, members = unseal(b"".join(one.pack(other).blocks()), other)
    data = members[f"receipt/{own.number:08}.json"]
    mirrored = replace(own, number=next_number(other, one))
    received = one.receive([with_item(other, one, mirrored, data)])
    assert received.refused_receipts == ("signer-unknown",)
    assert (other.reached(letter, one), one.reached(letter, one)) == ("signed", "opened")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda manifest: replace(manifest, recipient=bytes(32)), "refused:not-for-us"),
        (lambda manifest: replace(manifest, sender=bytes(32)), "untrusted:party-unknown"),
        (lambda manifest: replace(manifest, suite=1), "refused:suite-unknown"),
        (lambda manifest: replace(manifest, epoch=manifest.epoch + 1), "untrusted:offer-mismatch"),
    ],
)
def test_a_pouch_names_its_sender_its_recipient_their_suite_and_their_channel(
    pair: Pair, change: Callable[[Manifest], Manifest], said: str
) -> None:
    _, one, other = pair
    one.send(other)
    assert refusal(other, forge(one, other, change)) == said


def test_a_pouch_tagged_by_who_does_not_know_the_channels_secret_is_refused(real: Pair) -> None:
    world, one, other = real
    one.pack(other)  # the channel is offered, and the offer may be seen in passing
    thief = one.twin(random=world.random, clock=world.clock)
    thief.keys._channel = bytes(32)
    assert refusal(other, forge(thief, other)) == "untrusted:manifest-tag"


# Receipts.


def test_p09_a_receipt_forged_by_a_stranger_or_with_a_borrowed_name_moves_nothing(real: Pair) -> None:
    world, one, other = real
    letter = one.send(other)
    thief = HYBRID.signing_key(world.random.randbytes(SIGNING_SEED))

    class Borrowed:
        """Signs with the thief's key under the opener's name."""

        public = house(other).credence.identity.opener

        def sign(self, context: bytes, message: bytes) -> bytes:
            return thief.sign(context, message)

    for key, code in ((thief, "signer-unknown"), (Borrowed(), "signature")):
        opened = line(one, other, letter, Stage.OPENED)
        received = one.receive([with_receipt(other, one, [opened], keys=[key])])
        assert received.refused_receipts == (code,)
    assert one.reached(letter, other) == "signed"
    assert {alarm.code for alarm in one.view(lambda view: view.alarms())} >= {"signer-unknown", "signature"}


@pytest.mark.parametrize(
    ("stage", "role", "holds"),
    [
        (Stage.ACCEPTED, "front", True),
        (Stage.PLACED, "front", False),
        (Stage.OPENED, "front", False),
        (Stage.ACKNOWLEDGED, "front", False),
        (Stage.REFUSED, "front", False),
        (Stage.PLACED, "house", True),
        (Stage.REFUSED, "house", True),
        (Stage.OPENED, "house", False),
        (Stage.COPY_REFUSED, "house", False),
        (Stage.OPENED, "opener", True),
        (Stage.ACKNOWLEDGED, "opener", False),
        (Stage.ACKNOWLEDGED, "officer", True),
        (Stage.REFUSED, "officer", True),
        (Stage.OPENED, "officer", False),
    ],
)
def test_p09_no_key_raises_a_stage_above_what_it_may_say(real: Pair, stage: Stage, role: str, holds: bool) -> None:
    _, one, other = real
    letter = one.send(other)
    opener = other.keys.opener
    assert opener is not None
    keys: dict[str, SigningKey] = {
        "front": other.keys.front,
        "house": other.keys.house,
        "opener": opener,
        "officer": other.officers[0],
    }
    reason = "too-large" if stage in (Stage.REFUSED, Stage.COPY_REFUSED) else ""
    said = line(one, other, letter, stage, reason=reason)
    received = one.receive([with_receipt(other, one, [said], keys=[keys[role]])])
    assert received.refused_receipts == (() if holds else ("receipt-stage",))
    assert one.reached(letter, other) == (stage.value if holds else "signed")


def test_p09_a_receipt_for_another_copy_or_a_letter_never_sent_moves_nothing(real: Pair) -> None:
    _, one, other = real
    letter = one.send(other)
    opener = other.keys.opener
    assert opener is not None
    for wrong in ({"sealed": bytes(32)}, {"letter": bytes(32)}):
        said = line(one, other, letter, Stage.OPENED, **wrong)
        assert one.receive([with_receipt(other, one, [said], keys=[opener])]).refused_receipts == ("receipt-letter",)
    assert one.reached(letter, other) == "signed"


def receipt_pouch(one: Chancery, other: Chancery, data: bytes, receipt: bytes) -> bytes:
    item = ReceiptItem(
        number=next_number(other, one), receipt=receipt, sha256=hashlib.sha256(data).digest(), length=len(data)
    )
    return with_item(other, one, item, data)


def test_p09_a_line_put_in_the_place_of_another_moves_nothing(real: Pair) -> None:
    _, one, other = real
    letter = one.send(other)
    credence, key = house(other).credence, other.keys.front
    accepted = line(one, other, letter, Stage.ACCEPTED)
    receipt = sign_receipt(issuer=credence, recipient=one.id, previous=None, head=None, lines=[accepted], keys=[key])
    raised = write_receipt(replace(receipt, lines=(replace(accepted, stage=Stage.PLACED),)))
    assert one.receive([receipt_pouch(one, other, raised, receipt.digest)]).refused_receipts == ("receipt-lines",)
    assert one.receive([receipt_pouch(one, other, b"{}", bytes(32))]).refused_receipts
    named = receipt_pouch(one, other, write_receipt(receipt), bytes(32))
    assert one.receive([named]).refused_receipts == ("receipt-digest",)
    assert one.reached(letter, other) == "signed"


def test_p07_a_signature_under_a_consent_is_none_under_a_receipt(real: Pair) -> None:
    _, one, other = real
    letter = one.send(other)
    credence, key = house(other).credence, other.officers[0]
    said = line(one, other, letter, Stage.ACKNOWLEDGED)
    receipt = sign_receipt(issuer=credence, recipient=one.id, previous=None, head=None, lines=[said], keys=[key])
    consent = sign_statement(Kind.CONSENT, receipt.signed.document | {"kind": Kind.CONSENT.value}, [key])
    data = write_receipt(replace(receipt, signed=consent))
    assert one.receive([receipt_pouch(one, other, data, consent.digest)]).refused_receipts == ("statement-kind",)
    assert one.reached(letter, other) == "signed"


# Letters and their attachments.


def test_p16_what_is_not_permitted_is_refused_by_a_signed_receipt_without_being_kept(pair: Pair) -> None:
    world, one, other = pair
    other.meet(one, permissions=Permissions(classes=("note-verbale",), most=100_000))
    letters = [
        one.send(other, letter_class="circular", attachments=[bytes(50_000)]),
        one.send(other, attachments=[bytes(100_000)]),
        one.send(other, attachments=[bytes(10)]),
    ]
    stored = len(other.store.snapshot()["contents"])
    received = world.carry(one, other)
    assert [each.reason for each in received.letters] == ["not-permitted", "too-large", ""]
    assert [one.reached(each, other) for each in letters] == ["refused", "refused", "opened"]
    assert [one.ladder(each, other).rungs[0].reason for each in letters[:2]] == ["not-permitted", "too-large"]
    assert len(other.store.snapshot()["contents"]) == stored + 2


def test_p16_a_non_paper_is_taken_from_nobody(pair: Pair) -> None:
    _, one, other = pair
    pouch = with_letter(one, other, letter=bytes(32), sealed=b"anything", letter_class="non-paper")
    assert [each.reason for each in other.receive([pouch]).letters] == ["not-permitted"]


def test_p17_a_bad_copy_with_attachments_among_good_letters_spoils_none_of_them(pair: Pair) -> None:
    world, one, other = pair
    third = world.chancery("CYR")
    one.meet(third)
    letters = [one.send(other, attachments=[b"one"]) for _ in range(3)]
    _, members = unseal(b"".join(one.pack(other).blocks()), other)
    alien = b"not a sealed file"

    def change(manifest: Manifest) -> Manifest:
        first, second, last = manifest.items
        assert isinstance(second, LetterItem)
        spoilt = replace(second, sealed=hashlib.sha256(alien).digest(), length=len(alien))
        return replace(manifest, items=(first, spoilt, last))

    second = next(name for name in members if name.startswith("letter/00000002"))
    received = other.receive([forge(one, other, change, {second: alien})])
    assert [each.result for each in received.letters] == ["placed", "refused", "placed"]
    one.receive(other.answer(received).blocks())
    assert [one.reached(each, other) for each in letters] == ["opened", "signed", "opened"]


def test_p12_another_thing_under_the_id_of_a_letter_is_refused_and_raises_one_alarm(pair: Pair) -> None:
    _, one, other = pair
    letter = one.send(other)
    pouches = [with_letter(one, other, letter=letter.id, sealed=junk) for junk in (b"first", b"second", b"third")]
    for pouch, good in zip(pouches, ("placed", "again", "again"), strict=True):
        received = other.receive([pouch])
        assert [(each.result, each.letter) for each in received.letters] == [(good, letter.id), ("refused", letter.id)]
    alarms = other.view(lambda view: view.alarms())
    assert [(each.code, each.party) for each in alarms] == [("bad-copy", one.id)]
    assert other.letter(letter.id, one).opened


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("place", [0, 70_000, -1])
def test_an_attachment_that_is_not_what_the_manifest_says_spoils_the_pouch(pair: Pair, apart: bool, place: int) -> None:
    _, one, other = pair
    other.keys.reading_apart = apart
    one.send(other, attachments=[bytes(100_000)])
    _, members = unseal(b"".join(one.pack(other).blocks()), other)
    name = next(name for name in members if name.startswith("attachment/"))
    content = bytearray(members[name])
    content[place] ^= 1
    assert refusal(other, forge(one, other, contents={name: bytes(content)})) == "untrusted:member-digest"


def test_f01_a_pouch_damaged_anywhere_changes_nothing(pair: Pair) -> None:
    world, one, other = pair
    one.send(other, attachments=[world.random.randbytes(100_000)])
    pouch = b"".join(one.pack(other).blocks())
    for place in range(0, len(pouch), len(pouch) // 20):
        assert refusal(other, pouch[:place] + bytes([pouch[place] ^ 1]) + pouch[place + 1 :])
    other.receive([pouch])


def test_a_sealed_letter_is_kept_where_the_reading_key_is_apart(pair: Pair) -> None:
    _, one, other = pair
    other.keys.reading_apart = True
    letter = one.send(other, attachments=[b"one", bytes(100_000)])
    one.receive(other.answer(other.receive(one.pack(other).blocks())).blocks())
    assert one.reached(letter, other) == "placed"
    assert not other.letter(letter.id, one).opened


def test_a_letter_that_came_already_is_read_past(pair: Pair) -> None:
    _, one, other = pair
    letter = one.send(other, attachments=[bytes(100_000)])
    first, second = (b"".join(one.pack(other).blocks()) for _ in range(2))
    other.receive([first])
    assert [each.result for each in other.receive([second]).letters] == ["again"]
    assert other.letter(letter.id, one).opened


# Papers of the register.


@pytest.mark.parametrize("paper", [witness.HEAD, witness.COSIGNATURE, ORDER])
def test_a_paper_of_the_register_that_does_not_hold_spoils_nothing_else(pair: Pair, paper: str) -> None:
    _, one, other = pair
    letter = one.send(other)
    other.receive([with_papers(one, other, {paper: b"no such thing"})])
    assert other.letter(letter.id, one).opened
    assert not other.view(lambda view: view.cosignatures(house(other).origin))


# A pouch that was cut on its way.


def cut(pouch: bytes, share: float) -> Iterator[bytes]:
    yield pouch[: int(len(pouch) * share)]
    raise Unavailable("pouch-cut", "The connection broke.")


@pytest.mark.parametrize("revoked", [False, True])
def test_of_a_cut_pouch_what_needs_a_proof_of_order_is_left_out_and_comes_again(pair: Pair, revoked: bool) -> None:
    world, one, other = pair
    theirs = other.send(one)
    one.receive(other.pack(one).blocks())
    letter = one.send(other)
    if revoked:
        for public in (one.officers[0].public, house(one).credence.identity.opener):
            identity.revoke(one.office, key_id(public), officers=one.officers, now=world.clock.now())
    key = one.office.suite.signing_key(world.random.randbytes(SIGNING_SEED))
    old = house(one).credence.identity
    changed = replace(old, officers=(replace(old.officers[0], public=key.public),))
    identity.renew_credence(one.office, changed, officers=[*one.officers, key], now=world.clock.now())
    one.officers = [key]
    fresh = one.send(other)
    one.send(other, attachments=[world.random.randbytes(400_000)])
    pouch = b"".join(one.pack(other).blocks())
    assert refusal_of(other.receive, cut(pouch, 0.5)) == "unavailable:pouch-cut"
    assert other.view(lambda view: view.letter(letter.id, one.id)) is None
    assert other.reached(theirs, one) == "signed"
    assert other.letter(fresh.id, one).opened
    world.carry(one, other)
    assert not other.letter(letter.id, one).unproven
    assert [other.reached(theirs, one), one.reached(letter, other)] == ["opened", "opened"]
