"""Plain statements for SQLite and PostgreSQL, written once.

Statements are in the part of SQL that both engines share (`ON CONFLICT`, `RETURNING`, partial indices, common table
expressions), with `%s` for parameters, which never enter the text. What differs is here: how a time is kept. SQLite has
no type for it and Django keeps text in UTC; so do we, to the letter, for pages read the same columns.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

AT_ONCE = 400
"""How many values go into one `IN`: SQLite and the wire take more, and gain nothing by it."""

Row: TypeAlias = tuple[Any, ...]
Value: TypeAlias = bytes | str | int | bool | datetime | None


class Cursor(Protocol):
    """What a driver's cursor does, with `%s` for parameters."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, statement: str, parameters: Sequence[Value], /) -> object:
        """Runs a statement."""

    def executemany(self, statement: str, parameters: Sequence[Sequence[Value]], /) -> object:
        """Runs a statement once for each of the parameters."""

    def fetchone(self) -> Row | None:
        """The next row of the last statement."""

    def fetchall(self) -> list[Row]:
        """All rows of the last statement."""


class Sql:
    """Statements of one transaction."""

    __slots__ = ("_cursor", "postgres")

    def __init__(self, cursor: Cursor, *, postgres: bool) -> None:
        """Speaks through a cursor, inside a transaction that somebody else begins and ends.

        Attributes:
            postgres: whether the engine is PostgreSQL; it is SQLite otherwise.
        """
        self._cursor = cursor
        self.postgres = postgres

    def rows(self, statement: str, *parameters: Value) -> list[Row]:
        """All rows of a statement."""
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchall()

    def row(self, statement: str, *parameters: Value) -> Row | None:
        """The first row of a statement."""
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchone()

    def run(self, statement: str, *parameters: Value) -> int:
        """Runs a statement that gives no rows; tells how many it changed."""
        self._cursor.execute(statement, parameters)
        return self._cursor.rowcount

    def run_many(self, statement: str, rows: Sequence[Sequence[Value]]) -> int:
        """Runs a statement for each of many parameters; tells how many rows it changed in all."""
        if not rows:
            return 0
        self._cursor.executemany(statement, rows)
        return self._cursor.rowcount

    def row_to_change(self, statement: str, *parameters: Value) -> Row | None:
        """The first row of a statement, held until the transaction ends, so that nobody changes it in between.

        On SQLite whoever writes is alone anyway.
        """
        return self.row(f"{statement} FOR UPDATE" if self.postgres else statement, *parameters)

    def moment(self, when: datetime | None) -> datetime | str | None:
        """A time as its column keeps it."""
        if when is None or self.postgres:
            return when
        return _write_moment(when)


class Engine(Protocol):
    """A database, and how a transaction begins and ends in it. Faults of the database leave as `Unavailable`."""

    def reading(self) -> AbstractContextManager[Sql]:
        """One consistent state, waiting for no writer and holding none up."""

    def writing(self) -> AbstractContextManager[Sql]:
        """A transaction: durable after a clean exit, undone by an exception."""

    def close(self) -> None:
        """Closes this thread's connection; the next transaction opens another."""


@lru_cache(maxsize=256)
def _write_moment(when: datetime) -> str:
    # The rows of one act have one time.
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def read_moment(value: datetime | str | None) -> datetime | None:
    """A time out of its column."""
    return None if value is None else read_time(value)


def read_time(value: datetime | str) -> datetime:
    """A time out of a column that is never empty."""
    return _read_text(value) if isinstance(value, str) else value.astimezone(UTC)


@lru_cache(maxsize=256)
def _read_text(value: str) -> datetime:
    return datetime.fromisoformat(f"{value}+00:00")


def insert(table: str, columns: Sequence[str], *, conflict: str = "") -> str:
    """The statement that writes a row; `conflict` says what happens where one is there already."""
    names = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({names}) VALUES ({places}) {conflict}".rstrip()


def upsert(table: str, columns: Sequence[str], *, key: Sequence[str]) -> str:
    """The statement that writes a row, or writes it anew where one with the same key is there."""
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return insert(table, columns, conflict=f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}")


def places(values: Iterable[object]) -> str:
    """As many `%s` as there are values, for an `IN`."""
    return ", ".join("%s" for _ in values)
