"""Whether a database has the tables that this version writes, without asking Django: it is looked at by every command.

Django notes each migration that it ran in the table `django_migrations`; here the notes are compared with the files.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from verbale.chancery.sql import Sql
from verbale.formats.errors import Refused, Unavailable

STORAGE = ("alarms", "audit", "contents", "despatch", "drafting", "letters", "parties", "register", "talks", "texts")


def check_schema(sql: Sql) -> None:
    """Refuses a database of another version.

    Raises:
        Unavailable: `schema-old`, to be upgraded first.
        Refused: `schema-new`: a newer version wrote it, and this one does not touch it.
    """
    has_notes = sql.row(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = %s"
        if sql.postgres
        else "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s",
        "django_migrations",
    )
    rows = sql.rows("SELECT app, name FROM django_migrations") if has_notes else []
    done = {(app, name) for app, name in rows if app in STORAGE}
    shipped = _shipped()
    if done - shipped:
        raise Refused("schema-new", "A newer version of verbale wrote this chancery's database; use that one.")
    if shipped - done:
        raise Unavailable("schema-old", "This chancery's database is of an older version; run `verbale upgrade`.")


@cache
def _shipped() -> frozenset[tuple[str, str]]:
    here = Path(__file__).parent
    return frozenset((app, name) for app in STORAGE for name in _names((here / app / "migrations").glob("[0-9]*.py")))


def _names(files: Iterable[Path]) -> Iterable[str]:
    return (file.stem for file in files)
