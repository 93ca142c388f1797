"""What goes into a pouch, what is done with what comes out, and that every conversation ends."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.refusals import refusal_of
from tests.sure import sure
from verbale.exchange import holding, identity, pack, receive
from verbale.exchange.pack import is_due
from verbale.exchange.ports import Scope
from verbale.exchange.receive import answer, receive_and_answer
from verbale.exchange.records import CopyState, Permissions, Standing
from verbale.formats.errors import Unavailable
from verbale.formats.manifest import Have, LetterItem, Manifest, VoidItem, item_members
from verbale.formats.receipt import Stage
from verbale.testing.forge import forge, next_number, with_item, with_letter
from verbale.testing.world import Chancery, World


def codes(chancery: Chancery) -> list[str]:
    return [alarm.code for alarm in chancery.view(lambda view: view.alarms())]


def due(sender: Chancery, receiver: Chancery) -> bool:
    return sender.view(lambda view: is_due(view, receiver.id))


def cut_after(blocks: Iterator[bytes], share: float) -> Iterator[bytes]:
    """A pouch whose connection breaks on the way."""
    whole = b"".join(blocks)
    yield whole[: int(len(whole) * share)]
    raise Unavailable("pouch-cut", "The connection broke.")


def test_a_pouch_is_due_while_something_is_not_held_and_no_longer() -> None:
    world = World(seed=1)
    one, other = world.pair()
    assert not due(one, other)
    one.send(other)
    assert due(one, other)
    world.carry(one, other)
    assert not due(one, other)
    assert due(other, one)
    world.carry(other, one)
    assert not due(other, one)
    assert not due(one, other)


def test_packing_again_is_harmless() -> None:
    world = World(seed=2)
    one, other = world.pair()
    one.send(other)
    first, second = (b"".join(one.pack(other).blocks()) for _ in range(2))
    assert [each.result for each in other.receive([second]).letters] == ["placed"]
    late = other.receive([first])
    assert (late.stale, [each.result for each in late.letters]) == (True, ["again"])


def test_the_answer_to_an_old_pouch_holds_receipts_only() -> None:
    world = World(seed=3)
    one, other = world.pair()
    one.send(other)
    old, new = (b"".join(one.pack(other).blocks()) for _ in range(2))
    other.receive([new])
    other.send(one)
    packed = other.answer(other.receive([old]))
    assert (packed.letters, packed.receipts) == (0, 1)


def test_a_letter_that_comes_again_earns_the_same_stored_receipts() -> None:
    world = World(seed=4)
    one, other = world.pair()
    letter = one.send(other)
    pouch = b"".join(one.pack(other).blocks())
    one.receive(other.answer(other.receive([pouch])).blocks())
    held = one.view(lambda view: view.evidence(letter.id, other.id))
    again = one.receive(other.answer(other.receive([pouch])).blocks())
    assert {stage for _, stage in again.receipts} == {Stage.ACCEPTED, Stage.PLACED, Stage.OPENED}
    assert one.view(lambda view: view.evidence(letter.id, other.id)) == held


def test_a_letter_larger_than_a_pouch_goes_alone_and_the_rest_waits() -> None:
    world = World(seed=5)
    one, other = world.pair()
    for number in range(3):
        one.send(other, subject=f"Number {number}", attachments=[bytes(100_000)])
    packed = one.pack(other, most_bytes=1)
    assert (packed.letters, packed.more) == (1, True)
    while one.pack(other, most_bytes=150_000).letters:
        received = other.receive(one.pack(other, most_bytes=150_000).blocks())
        one.receive(other.answer(received).blocks())
    assert len(other.store.snapshot()["letters"]) == 3


def test_a_manifest_is_never_longer_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "_MANIFEST_SAID", 1000)
    world = World(seed=6)
    one, other = world.pair()
    for _ in range(5):
        one.send(other)
    packed = one.pack(other)
    assert packed.more
    assert 0 < packed.letters < 5


def test_no_pouch_is_packed_for_a_stranger_or_a_suspended_party() -> None:
    world = World(seed=7)
    one, other = world.pair()
    assert refusal_of(pack.pack, one.office, bytes(32), now=world.clock.now()) == "refused:party-unknown"
    suspend(one, other)
    assert refusal_of(one.pack, other) == "refused:party-suspended"
    assert refusal_of(one.receive, other.pack(one).blocks()) == "refused:party-suspended"


def suspend(chancery: Chancery, other: Chancery) -> None:
    with chancery.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        tx.put_party(replace(sure(tx.party(other.id)), standing=Standing.SUSPENDED))


def test_what_is_wanted_goes_again_and_what_is_gone_gets_one_word() -> None:
    world = World(seed=8)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    wanted = (letter.id, bytes(32))
    one.receive([forge(other, one, lambda manifest: replace(manifest, wants=wanted))])
    assert due(one, other)
    packed = one.pack(other)
    assert (packed.letters, packed.manifest.none) == (1, (bytes(32),))
    one.receive(other.answer(other.receive(packed.blocks())).blocks())
    assert not due(one, other)


def test_a_want_is_unanswered_until_the_other_side_has_seen_the_answer() -> None:
    world = World(seed=30)
    one, other = world.pair()
    letter = one.send(other)
    world.carry(one, other)
    asking = b"".join(forge_blocks(other, one, wants=(letter.id,)))
    one.receive([asking])
    lost = one.pack(other)
    assert lost.letters == 1
    assert due(one, other)
    assert one.pack(other).letters == 1
    # One that asks the same again when it has seen the answer gets no other, or two would go on for ever.
    other.receive(lost.blocks())
    one.receive(forge_blocks(other, one, wants=(letter.id,)))
    assert not due(one, other)


def test_a_want_is_answered_when_all_of_it_went() -> None:
    world = World(seed=31)
    one, other = world.pair()
    letters = [one.send(other, attachments=[bytes(100_000)]) for _ in range(2)]
    world.carry(one, other)
    one.receive(forge_blocks(other, one, wants=tuple(each.id for each in letters)))
    half = one.pack(other, most_bytes=150_000)
    assert (half.letters, half.more) == (1, True)
    other.receive(half.blocks())
    one.receive(forge_blocks(other, one, wants=(letters[1].id,)))
    assert due(one, other)
    assert [item.number for item in one.pack(other).manifest.items] == [2]


def forge_blocks(sender: Chancery, receiver: Chancery, **changes: object) -> list[bytes]:
    return [forge(sender, receiver, lambda manifest: replace(manifest, **changes))]  # type: ignore[arg-type]


def test_a_held_chancery_says_of_nothing_that_it_is_gone() -> None:
    world = World(seed=32)
    one, other = world.pair()
    world.carry(one, other)
    one.receive(forge_blocks(other, one, wants=(bytes(32),)))
    holding.hold(one.office, holding.RESTORED, party=None, now=world.clock.now())
    assert one.pack(other).manifest.none == ()


def test_a_void_closes_a_gap() -> None:
    world = World(seed=9)
    one, other = world.pair()
    number = next_number(one, other)

    def change(manifest: Manifest) -> Manifest:
        return replace(manifest, last=number, items=(VoidItem(number=number, reason="withdrawn"),))

    other.receive([forge(one, other, change)])
    assert other.view(lambda view: view.pair(one.id)).ours == Have(through=number)


def test_p13_a_number_given_to_two_things_raises_an_alarm_and_both_are_taken() -> None:
    world = World(seed=10)
    one, other = world.pair()
    one.send(other)
    world.carry(one, other)
    third = world.chancery("CAL")
    world.accredit(one, third)
    stray = one.send(third)
    sealed = b"".join(
        one.contents.open(one.view(lambda view: view.copies(third.id, stray.id, incoming=False))[0].sealed)
    )
    received = other.receive([with_letter(one, other, letter=stray.id, sealed=sealed, number=1)])
    assert codes(other) == ["number-reused", "bad-copy"]
    assert [(each.result, each.reason) for each in received.letters] == [("refused", "not-for-us")]


def test_p16_a_class_or_a_size_that_is_not_permitted_is_refused_by_a_signed_receipt() -> None:
    world = World(seed=11)
    one, other = world.chancery("ARV"), world.chancery("BOR")
    one.meet(other)
    other.meet(one, permissions=Permissions(classes=("circular",), most=50_000))
    note = one.send(other)
    large = one.send(other, letter_class="circular", attachments=[bytes(60_000)])
    small = one.send(other, letter_class="circular")
    received = world.carry(one, other)
    assert [(each.result, each.reason) for each in received.letters] == [
        ("refused", "not-permitted"),
        ("refused", "too-large"),
        ("placed", ""),
    ]
    assert [one.reached(letter, other) for letter in (note, large, small)] == ["refused", "refused", "opened"]


def test_letters_placed_without_the_reading_key_are_opened_when_it_comes() -> None:
    world = World(seed=12)
    one, other = world.pair()
    other.keys.reading_apart = True
    letters = [one.send(other, attachments=[bytes(100_000)]), one.send(other)]
    world.carry(one, other)
    assert [one.reached(letter, other) for letter in letters] == ["placed", "placed"]
    assert not other.letter(letters[0].id, one).opened
    other.keys.reading_apart = False
    assert receive.open_waiting(other.office, now=world.clock.now()) == 2
    assert receive.open_waiting(other.office, now=world.clock.now()) == 0
    world.carry(other, one)
    assert [one.reached(letter, other) for letter in letters] == ["opened", "opened"]
    assert other.letter(letters[0].id, one).subject == "A note"


def test_a_bad_copy_that_was_placed_sealed_is_refused_as_a_copy_when_it_is_opened() -> None:
    world = World(seed=13)
    one, other = world.pair()
    other.keys.reading_apart = True
    letter = one.send(other)
    other.receive([with_letter(one, other, letter=letter.id, sealed=b"age-encryption.org/v1\njunk")])
    other.receive(one.pack(other).blocks())
    other.keys.reading_apart = False
    receive.open_waiting(other.office, now=world.clock.now())
    states = {copy.state for copy in other.view(lambda view: view.copies(one.id, letter.id, incoming=True))}
    assert states == {CopyState.REFUSED, CopyState.OPENED}
    assert other.letter(letter.id, one).opened
    assert codes(other) == ["bad-copy"]


def test_a_letter_by_a_revoked_key_that_waited_sealed_is_refused_when_it_is_opened() -> None:
    world = World(seed=14)
    one, other = world.pair()
    other.keys.reading_apart = True
    letter = one.send(other)
    other.receive(one.pack(other).blocks())
    old = one.officers[0]
    fresh = one.office.suite.signing_key(b"f" * 64)
    current = one.view(lambda view: view.house().party.credence.identity)
    named = replace(current, officers=(replace(current.officers[0], name="Fresh", public=fresh.public),))
    identity.renew_credence(one.office, named, officers=[old, fresh], now=world.clock.now())
    one.officers[:] = [fresh]
    key_id = current.officers[0].key_id
    identity.revoke(one.office, key_id, officers=[fresh], now=world.clock.now())
    world.carry(one, other)
    other.keys.reading_apart = False
    receive.open_waiting(other.office, now=world.clock.now())
    copy = other.view(lambda view: view.copies(one.id, letter.id, incoming=True))[0]
    assert (copy.state, copy.reason) == (CopyState.REFUSED, "key-revoked")


def test_of_a_pouch_that_was_cut_the_letters_that_came_whole_are_kept() -> None:
    world = World(seed=15)
    one, other = world.pair()
    letters = [one.send(other, subject=f"Number {number}", attachments=[bytes(200_000)]) for number in range(4)]
    assert refusal_of(other.receive, cut_after(one.pack(other).blocks(), 0.6)) == "unavailable:pouch-cut"
    held = {letter for letter, _ in other.store.snapshot()["letters"]}
    kept = [letter for letter in letters if letter.id in held]
    assert 0 < len(kept) < 4
    world.carry(one, other)
    assert [one.reached(letter, other) for letter in letters] == ["opened"] * 4
    assert len(other.store.snapshot()["letters"]) == 4


def test_of_a_pouch_that_was_cut_before_a_whole_letter_nothing_is_kept() -> None:
    world = World(seed=16)
    one, other = world.pair()
    one.send(other, attachments=[bytes(400_000)])
    before = other.store.snapshot()
    for share in (0.0, 0.5):
        assert refusal_of(other.receive, cut_after(one.pack(other).blocks(), share)) == "unavailable:pouch-cut"
    assert other.store.snapshot() == before


def test_a_pouch_and_its_answer_take_one_commit_where_nothing_stands_in_the_way() -> None:
    world = World(seed=17)
    one, other = world.pair()
    world.carry(one, other)
    one.send(other)
    begun: list[str] = []
    other.store.faults = begun.append
    received, packed = receive_and_answer(other.office, one.pack(other).blocks(), now=world.clock.now(), road="network")
    assert begun.count("after-commit") == 1
    assert (len(received.letters), packed.receipts) == (1, 1)
    one.receive(packed.blocks())


def test_a_pouch_is_answered_by_a_commit_of_its_own_where_a_head_is_to_be_signed() -> None:
    world = World(seed=18)
    one, other = world.pair()
    one.send(other)
    received, packed = receive_and_answer(other.office, one.pack(other).blocks(), now=world.clock.now(), road="network")
    assert packed.receipts == 1
    assert answer(other.office, received, now=world.clock.now()).receipts == 1


def test_p17_the_refusal_of_one_letter_does_not_block_the_others() -> None:
    world = World(seed=19)
    one, other = world.pair()
    good = one.send(other)
    junk = b"age-encryption.org/v1\njunk"
    received = other.receive([with_letter(one, other, letter=hashlib.sha256(b"x").digest(), sealed=junk)])
    assert sorted(each.result for each in received.letters) == ["placed", "refused"]
    assert other.letter(good.id, one).opened


def test_p12_junk_first_under_a_letters_id_does_not_suppress_the_letter() -> None:
    world = World(seed=20)
    one, other = world.pair()
    letter = one.send(other)
    junk = b"age-encryption.org/v1\njunk"
    item = LetterItem(
        number=2,
        letter=letter.id,
        letter_class="note-verbale",
        sealed=hashlib.sha256(junk).digest(),
        length=len(junk),
    )
    one.send(other)
    members = {item_members(item)[0].name: junk}
    first = forge(one, other, lambda manifest: replace(manifest, items=(item,)), members)
    assert [each.result for each in other.receive([first]).letters] == ["refused"]
    assert other.view(lambda view: view.letter(letter.id, one.id)) is None
    world.carry(one, other)
    assert other.letter(letter.id, one).opened
    assert one.reached(letter, other) == "opened"


def test_a_party_may_not_fill_the_memory_of_what_is_beyond_a_gap() -> None:
    world = World(seed=21)
    one, other = world.pair()
    letter = one.send(other)
    data = b"".join(
        one.contents.open(one.view(lambda view: view.copies(other.id, letter.id, incoming=False))[0].sealed)
    )
    other.receive([with_item(one, other, replace(one.pack(other).manifest.items[0], number=77), data)])
    assert other.view(lambda view: view.pair(one.id)).ours.beyond in ((77,), ())
