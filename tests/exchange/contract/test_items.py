"""The outbox: items by party and number, what is due, what must be sent again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.exchange.contract import samples
from tests.exchange.contract.samples import NOON, letter_item, people, put_items, receipt_item, writing
from verbale.exchange.ports import Store
from verbale.exchange.records import OutItem
from verbale.formats.manifest import Have, VoidItem
from verbale.formats.receipt import Stage

FIRST, SECOND, _ = (party.id for party in people().parties)
OWN = people().house.party.id


def numbers(items: Sequence[OutItem]) -> list[int]:
    """The numbers of items."""
    return [each.item.number for each in items]


def test_items_are_kept_with_everything_and_come_in_rising_number(store: Store) -> None:
    void = OutItem(peer=FIRST, item=VoidItem(number=3, reason="expired"))
    items = [letter_item(FIRST, 1, expires=NOON), receipt_item(FIRST, 2, samples.digest("r")), void]
    put_items(store, FIRST, reversed(items))
    put_items(store, SECOND, [letter_item(SECOND, 1)])
    with store.read() as view:
        assert view.items(FIRST, above=0, limit=10) == items
        assert view.items(FIRST, above=1, limit=1) == items[1:2]
        assert view.items(FIRST, above=3, limit=10) == []
        assert view.items(SECOND, above=0, limit=10) == [letter_item(SECOND, 1)]


def test_a_void_takes_the_place_of_a_letter(store: Store) -> None:
    void = OutItem(peer=FIRST, item=VoidItem(number=1, reason="withdrawn"))
    put_items(store, FIRST, [letter_item(FIRST, 1, expires=NOON)])
    put_items(store, FIRST, [void])
    with store.read() as view:
        assert view.items(FIRST, above=0, limit=10) == [void]
        assert view.items_about(FIRST, [samples.digest("letter", 1)]) == []
        assert view.due_items(NOON + timedelta(days=1)) == []


def test_items_are_found_by_the_letter_or_the_receipt_that_they_are(store: Store) -> None:
    receipt = samples.digest("r")
    put_items(store, FIRST, [letter_item(FIRST, 1), receipt_item(FIRST, 2, receipt), letter_item(FIRST, 3)])
    put_items(store, SECOND, [letter_item(SECOND, 1)])
    with store.read() as view:
        assert numbers(view.items_about(FIRST, [receipt, samples.digest("letter", 1), bytes(32)])) == [1, 2]
        assert view.items_about(FIRST, []) == []
        assert view.items_about(SECOND, [receipt]) == []


def test_many_digests_are_looked_for_at_once(store: Store) -> None:
    put_items(store, FIRST, [letter_item(FIRST, number) for number in range(1, 1001)])
    asked = [samples.digest("letter", number) for number in range(2000, 0, -1)]
    with store.read() as view:
        assert numbers(view.items_about(FIRST, asked)) == list(range(1, 1001))


def test_receipts_are_found_by_a_letter_of_the_party_that_they_have_a_line_on(store: Store) -> None:
    samples.found(store)
    receipts = [samples.digest("r", number) for number in range(4)]
    put_items(store, FIRST, [receipt_item(FIRST, number, each) for number, each in enumerate(receipts, 1)])
    lines = [
        samples.evidence("a", OWN, Stage.PLACED, receipts[0]),
        samples.evidence("b", OWN, Stage.PLACED, receipts[0]),
        samples.evidence("a", OWN, Stage.OPENED, receipts[2]),
        samples.evidence("b", OWN, Stage.OPENED, receipts[1]),
        # Of a letter that went to the party under the same id: no receipt for the party.
        samples.evidence("a", FIRST, Stage.PLACED, receipts[3]),
    ]
    with store.begin() as tx:
        tx.put_evidence(lines)
    with store.read() as view:
        assert numbers(view.receipts_about(FIRST, samples.digest("letter", "a"))) == [1, 3]
        assert numbers(view.receipts_about(FIRST, samples.digest("letter", "b"))) == [1, 2]
        assert view.receipts_about(FIRST, samples.digest("letter", "c")) == []
        assert view.receipts_about(SECOND, samples.digest("letter", "a")) == []


def test_letters_are_due_to_lapse_once_they_expired_unless_the_party_holds_them(store: Store) -> None:
    hour = timedelta(hours=1)
    items = [
        letter_item(FIRST, 1, expires=NOON - hour),
        letter_item(FIRST, 2, expires=NOON - hour),
        letter_item(FIRST, 3, expires=NOON - hour),
        letter_item(FIRST, 4, expires=NOON),
        letter_item(FIRST, 5),
        receipt_item(FIRST, 6, samples.digest("r")),
    ]
    put_items(store, FIRST, items)
    put_items(store, SECOND, [letter_item(SECOND, 1, expires=NOON - hour)])
    with writing(store, FIRST) as tx:
        tx.put_pair(replace(tx.pair(FIRST), theirs=Have(through=1, beyond=(3,))))
    with store.read() as view:
        due = view.due_items(NOON)
        assert {(each.peer, each.item.number) for each in due} == {(FIRST, 2), (SECOND, 1)}
        assert {(each.peer, each.item.number) for each in view.due_items(NOON + hour)} == {
            (FIRST, 2),
            (FIRST, 4),
            (SECOND, 1),
        }


def test_a_letter_of_a_party_of_which_nothing_else_is_kept_is_due_too(store: Store) -> None:
    with writing(store, FIRST) as tx:
        tx.put_item(letter_item(FIRST, 1, expires=NOON))
    with store.read() as view:
        assert numbers(view.due_items(NOON + timedelta(seconds=1))) == [1]
