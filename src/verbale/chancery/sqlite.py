"""SQLite without Django: the same file, the same settings, and a command that starts in a tenth of the time.

One connection a thread, opened at its first transaction. SQLite alone may open the file in a process that uses it: a
process that closes any descriptor of it, a copy too, gives up all its locks on it (POSIX, `fcntl`).
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path

from verbale.chancery.engines import SQLITE_PRAGMAS, SQLITE_WAIT_SECONDS
from verbale.chancery.faults import unavailable
from verbale.chancery.sql import Row, Sql, Value


class SqliteEngine:
    """An SQLite file; see `verbale.chancery.sql.Engine`."""

    def __init__(self, file: Path, *, wait: float = SQLITE_WAIT_SECONDS) -> None:
        """Opens nothing yet.

        Args:
            file: which must be there: a wrong folder is not answered with an empty chancery.
            wait: how many seconds a transaction waits for another before it is `busy`.
        """
        self._file = file
        self._wait = wait
        self._own = threading.local()

    def reading(self) -> AbstractContextManager[Sql]:
        """One consistent state: the write-ahead log gives a snapshot from the first statement on."""
        return self._transaction("BEGIN DEFERRED", "ROLLBACK")

    def writing(self) -> AbstractContextManager[Sql]:
        """A transaction that has the file to itself from the beginning."""
        return self._transaction("BEGIN IMMEDIATE", "COMMIT")

    def close(self) -> None:
        """Closes this thread's connection."""
        connection = getattr(self._own, "connection", None)
        if connection is not None:
            self._own.connection = None
            connection.close()

    @contextmanager
    def _transaction(self, begin: str, end: str) -> Iterator[Sql]:
        try:
            connection = self._connect()
            if connection.in_transaction:
                raise RuntimeError("a transaction is open in this thread")
            connection.execute(begin)
            try:
                yield Sql(_Cursor(connection.cursor()), postgres=False)
                connection.execute(end)
            finally:
                # After a clean end there is nothing to undo; after a failed COMMIT the file may or may not hold it.
                _undo(connection)
        except sqlite3.Error as fault:
            raise self._failed(fault) from fault

    def _connect(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self._file.absolute().as_uri()}?mode=rw", timeout=self._wait, isolation_level=None, uri=True
            )
            connection.executescript(SQLITE_PRAGMAS)
            self._own.connection = connection
        return connection

    def _failed(self, fault: sqlite3.Error) -> Exception:
        found = unavailable(fault)
        if found is None:
            return fault
        if found.code == "store-failed":
            # What a connection believes after a failing disk is not to be trusted; the next one looks at the file.
            with suppress(sqlite3.Error):
                self.close()
        return found


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


class _Cursor:
    """A cursor that takes `%s` for parameters."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, statement: str, parameters: Sequence[Value], /) -> object:
        return self._cursor.execute(_with_marks(statement), parameters)

    def executemany(self, statement: str, parameters: Sequence[Sequence[Value]], /) -> object:
        return self._cursor.executemany(_with_marks(statement), parameters)

    def fetchone(self) -> Row | None:
        row: Row | None = self._cursor.fetchone()
        return row

    def fetchall(self) -> list[Row]:
        return self._cursor.fetchall()


@cache
def _with_marks(statement: str) -> str:
    return statement.replace("%s", "?")
