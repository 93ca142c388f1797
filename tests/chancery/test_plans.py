"""No question of the store reads a whole table that grows, on SQLite, which guesses without statistics."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.test_faults import LOCKS, STEPS
from verbale.chancery.sql import Row, Sql, Value
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Transaction

PEER = samples.people().parties[0].id
DIGEST = samples.digest("letter", "a")

QUESTIONS: dict[str, Callable[[Transaction], Any]] = {
    "house": lambda tx: tx.house(),
    "party": lambda tx: tx.party(PEER),
    "party_of_code": lambda tx: tx.party_of_code("ARV"),
    "pair": lambda tx: tx.pair(PEER),
    "letter": lambda tx: tx.letter(DIGEST, PEER),
    "copies": lambda tx: tx.copies(PEER, DIGEST, incoming=True),
    "waiting_copies": lambda tx: tx.waiting_copies(10),
    "evidence": lambda tx: tx.evidence(DIGEST, PEER),
    "statement": lambda tx: tx.statement(DIGEST),
    "statements": lambda tx: tx.statements([DIGEST, PEER]),
    "items": lambda tx: tx.items(PEER, above=0, limit=10),
    "items_about": lambda tx: tx.items_about(PEER, [DIGEST, PEER]),
    "receipts_about": lambda tx: tx.receipts_about(PEER, DIGEST),
    "due_items": lambda tx: tx.due_items(samples.NOON),
    "highest_numbers": lambda tx: tx.highest_numbers(PEER),
    "entry_of": lambda tx: tx.entry_of(DIGEST),
    "entries": lambda tx: tx.entries(since=0, limit=10),
    "register_size": lambda tx: tx.register_size(),
    "unsequenced": lambda tx: tx.unsequenced(),
    "take_unsequenced": lambda tx: tx.take_unsequenced(10),
    "nodes": lambda tx: tx.nodes([(0, 0)]),
    "head": lambda tx: tx.head(),
    "head_of_size": lambda tx: tx.head_of_size("x", 1),
    "witnessed": lambda tx: tx.witnessed("x"),
    "own_cosignature": lambda tx: tx.own_cosignature("x", 1),
    "cosignatures": lambda tx: tx.cosignatures("x"),
    "rivals": lambda tx: tx.rivals("x"),
}
# A row a party, what a statement itself brings along, and an index that holds only what waits.
SHORT = re.compile(r"SCAN (p|h|a|asked|parties_\w+|\d+ CONSTANT ROWS?|CONSTANT ROW|.* INDEX letters_copy_waiting)\b")


class Recorder(SqliteEngine):
    """An engine that explains every statement before it runs it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.plans: list[tuple[str, list[str]]] = []

    @contextmanager
    def writing(self) -> Iterator[Sql]:
        with super().writing() as sql:
            yield Explaining(sql, self.plans)


class Explaining(Sql):
    """Statements whose plans are noted."""

    def __init__(self, sql: Sql, plans: list[tuple[str, list[str]]]) -> None:
        super().__init__(sql._cursor, postgres=False)
        self.plans = plans

    def rows(self, statement: str, *parameters: Value) -> list[Row]:
        self._explain(statement, parameters)
        return super().rows(statement, *parameters)

    def row(self, statement: str, *parameters: Value) -> Row | None:
        self._explain(statement, parameters)
        return super().row(statement, *parameters)

    def _explain(self, statement: str, parameters: tuple[Value, ...]) -> None:
        plan = super().rows(f"EXPLAIN QUERY PLAN {statement}", *parameters)
        self.plans.append((statement, [row[3] for row in plan]))


@pytest.fixture
def recorder(sqlite_file: Path) -> Recorder:
    """A database in which something of everything is kept."""
    recorder = Recorder(sqlite_file)
    with SqlStore(recorder).begin() as tx:
        tx.lock(*LOCKS)
        for step in STEPS:
            step(tx)
    recorder.plans.clear()
    return recorder


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_goes_along_an_index(recorder: Recorder, question: str) -> None:
    with SqlStore(recorder).begin() as tx:
        tx.lock(*LOCKS)
        QUESTIONS[question](tx)
    assert recorder.plans
    for statement, plan in recorder.plans:
        for step in plan:
            assert not step.startswith("SCAN") or SHORT.match(step), (statement, plan)


def test_copies_of_a_letter_are_found_by_the_letter_and_not_by_the_party(recorder: Recorder) -> None:
    with SqlStore(recorder).begin() as tx:
        tx.copies(PEER, DIGEST, incoming=True)
    ((_, plan),) = recorder.plans
    assert "letter=? AND peer=? AND direction=?" in plan[0]


def test_every_question_of_the_store_is_looked_at() -> None:
    # What stands by a party or a person alone is short.
    short = {"parties", "alarms", "cleared", "sent_as"}
    asked = {name for name in dir(Transaction) if not name.startswith(("_", "put_", "set_"))}
    assert asked - set(QUESTIONS) - short == {"lock", "next_number", "enter", "append"}
