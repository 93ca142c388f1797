"""The chancery's store: `ports.Store` over an engine, SQLite or PostgreSQL, within Django or without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from verbale.chancery.contents import rows as contents
from verbale.chancery.despatch.lanes import Lanes
from verbale.chancery.drafting.drafts import Drafts, Safe
from verbale.chancery.parties.rows import Known
from verbale.chancery.sql import Engine
from verbale.chancery.transaction import SqlTransaction
from verbale.chancery.view import SqlView


class SqlStore:
    """All that a chancery knows, but for its large contents; see `verbale.exchange.ports.Store`.

    A store may be used from many threads; each transaction has a connection of its thread.

    Attributes:
        lanes: who is tried when.
    """

    def __init__(self, engine: Engine) -> None:
        """Opens nothing yet."""
        self._engine = engine
        self._known: Known = {}
        self.lanes = Lanes(engine)

    @property
    def engine(self) -> Engine:
        """The database, for rooms of the chancery that keep tables of their own."""
        return self._engine

    def drafts(self, safe: Safe) -> Drafts:
        """The drafts, sealed in a safe."""
        return Drafts(self._engine, safe)

    @contextmanager
    def read(self) -> Iterator[SqlView]:
        """One consistent state, to be read and left."""
        with self._engine.reading() as sql:
            yield SqlView(sql, self._known)

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """A transaction, serialisable where it locks.

        Raises:
            Unavailable: `busy`, `disk-full` or `store-failed`.
        """
        with self._engine.writing() as sql:
            yield SqlTransaction(sql, self._known)

    def close(self) -> None:
        """Closes this thread's connection; a thread that ends does so."""
        self._engine.close()

    def find_content(self, digest: bytes) -> bytes | None:
        """A small content that is kept in the database."""
        with self._engine.reading() as sql:
            return contents.find_content(sql, digest)

    def referenced_contents(self) -> set[bytes]:
        """The digests of all contents that a letter's copy or a draft refers to: what a sweep must leave."""
        with self._engine.reading() as sql:
            return contents.referenced(sql)

    def drop_unreferenced_contents(self, *, older: datetime) -> int:
        """Removes small contents that nothing refers to and that were put before a time; tells how many."""
        with self._engine.writing() as sql:
            return contents.drop_unreferenced(sql, older)
