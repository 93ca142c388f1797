"""A write needs its lock; and under locks, transactions of many threads are as one after the other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import NOON, REGISTER, SERIES, head, letter_item, people
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Scope, Store, Transaction
from verbale.exchange.records import CopyState, House, Pair
from verbale.formats.errors import Unavailable

FIRST, SECOND, THIRD = (party.id for party in people().parties)
COPY = samples.copy("a", FIRST)
THREADS = 4
ROUNDS = 15

WRITES: dict[str, Callable[[Transaction], Any]] = {
    "next_number": lambda tx: tx.next_number("", 2026),
    "set_number_floor": lambda tx: tx.set_number_floor("", 2026, 1),
    "put_house": lambda tx: tx.put_house(House(party=people().house.party)),
    "put_party": lambda tx: tx.put_party(people().parties[0]),
    "put_pair": lambda tx: tx.put_pair(Pair(peer=FIRST)),
    "put_letter": lambda tx: tx.put_letter(samples.letter("a", FIRST)),
    "put_copy": lambda tx: tx.put_copy(COPY),
    "set_copy_state": lambda tx: tx.set_copy_state(COPY, CopyState.OPENED, ""),
    "put_item": lambda tx: tx.put_item(letter_item(FIRST, 1)),
    "take_unsequenced": lambda tx: tx.take_unsequenced(1),
    "append": lambda tx: tx.append([], []),
    "put_head": lambda tx: tx.put_head(head(people().house.party.id, 1)),
    "put_witnessed": lambda tx: tx.put_witnessed(head(FIRST, 1), None),
    "put_rival": lambda tx: tx.put_rival(head(FIRST, 1)),
}


def in_threads(store: Store, work: Callable[[int], None]) -> None:
    """Runs some work in threads at once, each with a connection of its own, and shows what went wrong in any."""
    together = threading.Barrier(THREADS)

    def run(number: int) -> None:
        together.wait()
        if isinstance(store, SqlStore):
            with closing(store):
                work(number)
        else:
            work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(run, number) for number in range(THREADS)]:
            done.result(timeout=60)


@pytest.mark.parametrize("write", WRITES)
def test_a_write_without_any_lock_is_an_error(store: Store, write: str) -> None:
    with store.begin() as tx, pytest.raises(RuntimeError):
        WRITES[write](tx)


@pytest.mark.parametrize("write", ["put_pair", "put_letter", "put_copy", "set_copy_state", "put_item", "put_party"])
def test_the_lock_of_another_party_does_not_do(store: Store, write: str) -> None:
    with store.begin() as tx:
        tx.lock((Scope.PAIR, SECOND), REGISTER)
        with pytest.raises(RuntimeError):
            WRITES[write](tx)


def test_scopes_are_locked_once(store: Store) -> None:
    with store.begin() as tx:
        tx.lock(SERIES)
        with pytest.raises(RuntimeError):
            tx.lock(REGISTER)


def test_a_letter_may_be_written_under_its_senders_pair_or_the_series(store: Store) -> None:
    for lock in (SERIES, (Scope.PAIR, FIRST)):
        with store.begin() as tx:
            tx.lock(lock)
            tx.put_letter(samples.letter("a", FIRST))


def test_numbers_are_without_gap_and_without_double_though_some_transactions_fail(store: Store) -> None:
    taken: list[int] = []

    def work(thread: int) -> None:
        for turn in range(ROUNDS):
            with store.begin() as tx:
                tx.lock(SERIES)
                tx.next_number("HR", 2026)
                number = tx.next_number("HR", 2027)
                tx.put_letter(samples.letter(f"{thread} {turn}", FIRST, number=number, year=2027))
            taken.append(number)
            with pytest.raises(ZeroDivisionError), store.begin() as tx:
                tx.lock(SERIES)
                tx.next_number("HR", 2027)
                raise ZeroDivisionError

    in_threads(store, work)
    assert sorted(taken) == list(range(1, THREADS * ROUNDS + 1))
    with store.read() as view:
        assert view.highest_numbers(FIRST) == [("HR", 2027, THREADS * ROUNDS)]


def test_what_is_read_under_a_lock_is_not_overwritten_by_another(store: Store) -> None:
    def work(thread: int) -> None:
        for _ in range(ROUNDS):
            with store.begin() as tx:
                tx.lock((Scope.PAIR, FIRST))
                pair = tx.pair(FIRST)
                number = pair.last + 1
                tx.put_item(letter_item(FIRST, number))
                tx.put_pair(replace(pair, last=number))

    in_threads(store, work)
    with store.read() as view:
        assert view.pair(FIRST).last == THREADS * ROUNDS
        items = view.items(FIRST, above=0, limit=10_000)
    assert [each.item.number for each in items] == list(range(1, THREADS * ROUNDS + 1))


def test_locks_named_in_any_order_do_not_wait_for_each_other_for_ever(store: Store) -> None:
    pairs = [(Scope.PAIR, peer) for peer in (FIRST, SECOND, THIRD)]

    def work(thread: int) -> None:
        turned = pairs[thread % 3 :] + pairs[: thread % 3]
        for _ in range(ROUNDS):
            with store.begin() as tx:
                tx.lock(*turned, *([SERIES] if thread % 2 else []))
                for _, peer in turned:
                    pair = tx.pair(peer)
                    tx.put_pair(replace(pair, last=pair.last + 1))

    in_threads(store, work)
    with store.read() as view:
        assert [view.pair(peer).last for peer in (FIRST, SECOND, THIRD)] == [THREADS * ROUNDS] * 3


def test_the_same_statement_from_many_threads_is_kept_once(store: Store) -> None:
    def work(_: int) -> None:
        for turn in range(ROUNDS):
            signed = samples.statement(f"same {turn}")
            with store.begin() as tx:
                tx.put_statement(signed, beside=b"b")
                tx.enter("void", signed.digest, bytes(32), NOON)

    in_threads(store, work)
    with store.read() as view:
        assert view.unsequenced() == THREADS * ROUNDS
        assert len(view.statements([samples.statement(f"same {turn}").digest for turn in range(ROUNDS)])) == ROUNDS


def test_sequencers_at_once_leave_no_gap_and_no_double(store: Store) -> None:
    def work(thread: int) -> None:
        for turn in range(ROUNDS):
            with store.begin() as tx:
                for place in range(3):
                    tx.enter("void", samples.digest(thread, turn, place), bytes(32), NOON)
            with store.begin() as tx:
                tx.lock(REGISTER)
                size, entries = tx.register_size(), tx.take_unsequenced(4)
                indexed = [replace(each, index=size + place) for place, each in enumerate(entries)]
                tx.append(indexed, [(0, each.index or 0, each.digest) for each in indexed])

    in_threads(store, work)
    with store.read() as view:
        entries = view.entries(since=0, limit=10_000)
        assert [each.index for each in entries] == list(range(view.register_size()))
        assert view.register_size() + view.unsequenced() == THREADS * ROUNDS * 3
        assert view.nodes([(0, each.index or 0) for each in entries]) == [each.digest for each in entries]


def test_a_reader_sees_all_of_a_transaction_or_nothing(store: Store) -> None:
    def work(thread: int) -> None:
        for turn in range(ROUNDS):
            if thread == 0:
                with store.begin() as tx:
                    tx.lock((Scope.PAIR, FIRST), (Scope.PAIR, SECOND))
                    tx.put_pair(Pair(peer=FIRST, last=turn))
                    tx.put_pair(Pair(peer=SECOND, last=turn))
            else:
                with store.read() as view:
                    assert view.pair(FIRST).last == view.pair(SECOND).last

    in_threads(store, work)


def test_a_transaction_that_ended_badly_leaves_its_locks(store: Store) -> None:
    with pytest.raises(Unavailable), store.begin() as tx:
        tx.lock(SERIES, REGISTER, samples.HOUSE, (Scope.PAIR, FIRST), (Scope.WITNESS, FIRST))
        raise Unavailable("away", "Away.")

    def work(_: int) -> None:
        with store.begin() as tx:
            tx.lock(SERIES, REGISTER, samples.HOUSE, (Scope.PAIR, FIRST), (Scope.WITNESS, FIRST))

    in_threads(store, work)
