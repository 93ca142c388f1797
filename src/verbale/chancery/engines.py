"""Which database a chancery uses, and how it is set: SQLite in its home, or PostgreSQL by `DATABASE_URL`.

SQLite's settings hold law 2: a write-ahead log so that readers and the writer do not wait for each other, FULL so that
a commit is on the disk before it returns (NORMAL may lose the last ones to a power cut), IMMEDIATE so that a
transaction that will write queues at its beginning instead of failing in its middle.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from verbale.formats.errors import Refused

SQLITE_WAIT_SECONDS = 20
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; "
    "PRAGMA temp_store=MEMORY"
)
SQLITE_FILE = "chancery.sqlite3"

# psycopg's number for it; psycopg is there only where PostgreSQL is used.
_READ_COMMITTED = 2
_SCHEMES = ("postgres", "postgresql")


def database_settings(home: Path, url: str = "") -> dict[str, Any]:
    """Django's settings of a chancery's database.

    Raises:
        Refused: `database-url`.
    """
    return postgres_settings(url) if url else sqlite_settings(home / SQLITE_FILE)


def sqlite_settings(file: Path) -> dict[str, Any]:
    """Django's settings of an SQLite file."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": SQLITE_WAIT_SECONDS,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_PRAGMAS,
        },
    }


def postgres_settings(url: str) -> dict[str, Any]:
    """Django's settings of `postgresql://user:password@host:port/name?option=value`.

    A host in the options (a socket's folder) goes before that of the address, as libpq has it.

    Raises:
        Refused: `database-url`. The reason holds nothing of the address, for it may hold a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _wrong_url() from None
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in _SCHEMES or not name or "/" in name or parts.fragment:
        raise _wrong_url()
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", "") or str(port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Said outright, for a server may be set to another default: under locks, each statement must see what the last
        # holder committed (`transaction`).
        "OPTIONS": options | {"isolation_level": _READ_COMMITTED},
    }


def _wrong_url() -> Refused:
    return Refused("database-url", "DATABASE_URL is not of the form postgresql://user:password@host:port/name.")
