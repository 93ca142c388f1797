"""What a failing database means to a caller: busy, full, or not to be told.

    busy          locked by another for too long, or not serialisable: run the use case again
    disk-full     no room; nothing was kept
    store-failed  anything else of the machine: at a commit it is open whether it was kept; look, and repeat (law 3)

A programmer's errors (a constraint broken, a statement that is none) are not translated: they leave as they are.
"""

import sqlite3

from verbale.formats.errors import Unavailable

_SQLITE_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PROGRAMMERS = {"IntegrityError", "ProgrammingError", "DataError", "NotSupportedError"}
# PostgreSQL's: serialisation failure, deadlock, lock not available.
_POSTGRES_BUSY = {"40001", "40P01", "55P03"}
_POSTGRES_FULL = {"53100"}


def unavailable(fault: Exception) -> Unavailable | None:
    """What a driver's or Django's database error means; `None` if it is a programmer's own."""
    if type(fault).__name__ in _PROGRAMMERS:
        return None
    cause = fault if isinstance(fault, sqlite3.Error) else fault.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    state = getattr(cause, "sqlstate", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in _SQLITE_BUSY or state in _POSTGRES_BUSY:
        return Unavailable("busy", "The database is busy with another transaction; try again.")
    if primary == sqlite3.SQLITE_FULL or state in _POSTGRES_FULL:
        return Unavailable("disk-full", "There is no room left for the database; nothing was kept.")
    name = _name_of(cause)
    return Unavailable(
        "store-failed",
        f"The database failed{name}, and it cannot be told what it kept; look at the machine and try again.",
    )


def _name_of(cause: BaseException | None) -> str:
    """The database's own word for it, in brackets: what to search for; it holds nothing of a statement or a row."""
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f" ({name})" if name else ""
