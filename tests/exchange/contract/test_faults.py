"""What is kept of a transaction that fails: nothing, wherever it fails; and all of it, if only its answer was lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import HOUSE, NOON, REGISTER, SERIES, cosignature, head, letter_item, people
from verbale.exchange.ports import Scope, Staged, Store, Transaction, View
from verbale.exchange.records import Alarm, Entry, Pair
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.receipt import Stage
from verbale.testing.store import MemoryStore

FIRST, SECOND, _ = (party.id for party in people().parties)
OWN = people().house.party.id
LOCKS = (HOUSE, SERIES, REGISTER, (Scope.PAIR, FIRST), (Scope.WITNESS, FIRST))
SMALL = Staged(digest=samples.digest("small"), length=5, data=b"small")

STEPS: list[Callable[[Transaction], Any]] = [
    lambda tx: tx.put_house(people().house),
    lambda tx: tx.put_party(people().parties[0]),
    lambda tx: tx.put_pair(Pair(peer=FIRST, last=1)),
    lambda tx: tx.next_number("", 2026),
    lambda tx: tx.put_statement(samples.statement("a")),
    lambda tx: tx.enter("void", samples.statement("a").digest, samples.digest("salt"), NOON),
    lambda tx: tx.put_letter(samples.letter("a", FIRST)),
    lambda tx: tx.put_copy(samples.copy("a", FIRST)),
    lambda tx: tx.put_content(SMALL),
    lambda tx: tx.put_evidence([samples.evidence("a", FIRST, Stage.PLACED, samples.digest("r"))]),
    lambda tx: tx.put_item(letter_item(FIRST, 1, expires=NOON)),
    lambda tx: tx.append([_indexed(tx.take_unsequenced(1)[0])], [(0, 0, samples.digest("leaf"))]),
    lambda tx: tx.put_head(head(OWN, 1)),
    lambda tx: tx.put_witnessed(head(FIRST, 1), cosignature(OWN, head(FIRST, 1))),
    lambda tx: tx.put_rival(head(FIRST, 1, word="x")),
    lambda tx: tx.put_cosignature(cosignature(FIRST, head(OWN, 1))),
    lambda tx: tx.put_alarm(Alarm(code="head-fork", party=FIRST, reason="Two heads.", at=NOON)),
]


def _indexed(entry: Entry) -> Entry:
    return Entry(position=entry.position, index=0, kind=entry.kind, digest=entry.digest, salt=entry.salt, at=entry.at)


def run(tx: Transaction, steps: int) -> None:
    """Runs the first steps."""
    tx.lock(*LOCKS)
    for step in STEPS[:steps]:
        step(tx)


def state(store: Store) -> list[object]:
    """Everything that the steps write, as a reader sees it."""
    with store.begin() as tx:
        tx.lock(SERIES, REGISTER, (Scope.WITNESS, FIRST))
        heads = _try(tx.head)
        return [
            _try(tx.house),
            tx.parties(),
            tx.pair(FIRST),
            tx.statement(samples.statement("a").digest),
            [(each.index, each.digest) for each in tx.entries(since=0, limit=9)],
            tx.unsequenced(),
            tx.register_size(),
            tx.letter(samples.digest("letter", "a"), FIRST),
            tx.highest_numbers(FIRST),
            list(tx.copies(FIRST, samples.digest("letter", "a"), incoming=True)),
            list(tx.evidence(samples.digest("letter", "a"), FIRST)),
            list(tx.items(FIRST, above=0, limit=9)),
            heads,
            tx.witnessed(head(FIRST, 1).origin),
            tx.own_cosignature(head(FIRST, 1).origin, 1),
            list(tx.rivals(head(FIRST, 1).origin)),
            list(tx.cosignatures(head(OWN, 1).origin)),
            list(tx.alarms()),
        ]


def _try(read: Callable[[], object]) -> object:
    try:
        return read()
    except Unavailable as refusal:
        return refusal.code


@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_of_a_transaction_that_fails_after_any_step_nothing_is_kept(store: Store, steps: int) -> None:
    empty = state(store)
    with pytest.raises(Refused), store.begin() as tx:
        run(tx, steps)
        raise Refused("no", "No.")
    assert state(store) == empty
    with store.begin() as tx:
        tx.lock(SERIES)
        assert tx.next_number("", 2026) == 1


def test_after_a_failure_the_same_transaction_succeeds(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.begin() as tx:
        run(tx, len(STEPS))
        raise KeyboardInterrupt
    with store.begin() as tx:
        run(tx, len(STEPS))
    with store.read() as view:
        assert _of_each_step(view)


def test_all_of_a_transaction_is_kept_when_only_its_answer_is_lost() -> None:
    store = MemoryStore()

    def lose(moment: str) -> None:
        if moment == "after-commit":
            raise Unavailable("store-failed", "The answer was lost.")

    store.faults = lose
    with pytest.raises(Unavailable), store.begin() as tx:
        run(tx, len(STEPS))
    store.faults = lambda _: None
    with store.read() as view:
        assert _of_each_step(view)


def test_nothing_of_a_transaction_is_kept_when_its_commit_fails() -> None:
    store = MemoryStore()
    empty = state(store)

    def fail(moment: str) -> None:
        if moment == "before-commit":
            raise Unavailable("disk-full", "There is no room.")

    store.faults = fail
    with pytest.raises(Unavailable), store.begin() as tx:
        run(tx, len(STEPS))
    store.faults = lambda _: None
    assert state(store) == empty


def _of_each_step(view: View) -> bool:
    """Whether something of each step is there."""
    letter = samples.digest("letter", "a")
    return all(
        (
            view.house() == people().house,
            view.party(FIRST) == people().parties[0],
            view.pair(FIRST).last == 1,
            view.statement(samples.statement("a").digest),
            view.entries(since=0, limit=9),
            view.letter(letter, FIRST),
            view.copies(FIRST, letter, incoming=True),
            view.evidence(letter, FIRST),
            view.items(FIRST, above=0, limit=9),
            view.nodes([(0, 0)]) == [samples.digest("leaf")],
            view.head() == head(OWN, 1),
            view.own_cosignature(head(FIRST, 1).origin, 1),
            view.cosignatures(head(OWN, 1).origin),
            view.alarms(),
        )
    )
