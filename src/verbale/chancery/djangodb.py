"""Django's own connections, SQLite or PostgreSQL: what pages and workers use, so that their rows share a transaction.

Inside `writing` Django's ORM on the same alias takes part in the transaction; inside `reading` it sees the same state.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper
from django.db.transaction import atomic, set_rollback
from django.dispatch import receiver

from verbale.chancery.faults import unavailable
from verbale.chancery.sql import Sql

# A server that answers before the disk does would break law 2; one that waits for more than its disk is left alone.
_DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"


class DjangoEngine:
    """A database of Django's settings; see `verbale.chancery.sql.Engine`."""

    def __init__(self, using: str = "default") -> None:
        """Opens nothing yet.

        Args:
            using: the alias in Django's settings.
        """
        self._using = using

    @contextmanager
    def reading(self) -> Iterator[Sql]:
        """One consistent state."""
        with self._failing() as connection, _deferred(connection), atomic(using=self._using, durable=True):
            sql = _speak(connection)
            if sql.postgres:
                sql.run(_SNAPSHOT)
            yield sql
            # Whatever was written here after all is undone, as PostgreSQL refuses it.
            set_rollback(True, using=self._using)

    @contextmanager
    def writing(self) -> Iterator[Sql]:
        """A transaction: IMMEDIATE on SQLite by the settings, READ COMMITTED under locks on PostgreSQL."""
        with self._failing() as connection, atomic(using=self._using, durable=True):
            yield _speak(connection)

    def close(self) -> None:
        """Closes this thread's connection; the next transaction opens another."""
        connections[self._using].close()

    @contextmanager
    def _failing(self) -> Iterator[BaseDatabaseWrapper]:
        connection = connections[self._using]
        if connection.errors_occurred and not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            yield connection
        except Error as fault:
            found = unavailable(fault)
            if found is None:
                raise
            if found.code == "store-failed" and not connection.in_atomic_block:
                # What a connection believes after a failing disk is not to be trusted; the next one looks anew.
                connection.close()
            raise found from fault


@receiver(connection_created)
def _make_durable(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_DURABLE)


@contextmanager
def _deferred(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """On SQLite, begins without asking to write: a reader neither waits for the writer nor holds it up."""
    if not isinstance(connection, SQLiteWrapper):
        yield
        return
    # Opening the connection sets its mode anew, so it is opened before.
    connection.ensure_connection()
    mode = connection.transaction_mode  # type: ignore[attr-defined] # the stubs lack it
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]


def _speak(connection: BaseDatabaseWrapper) -> Sql:
    return Sql(connection.cursor(), postgres=connection.vendor == "postgresql")
