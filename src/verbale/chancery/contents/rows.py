"""Small contents, as rows, and which contents are still referred to."""

from collections.abc import Iterator
from datetime import datetime

from verbale.chancery.packing import unpack_digests, unpack_enclosed
from verbale.chancery.sql import Sql, insert
from verbale.exchange.ports import Staged

_PUT = insert(
    "contents_content",
    ("digest", "data"),
    conflict="ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at",
)


def put_content(sql: Sql, staged: Staged) -> None:
    """Keeps a small content; a large one lies in a file already."""
    if staged.data is not None:
        sql.run(_PUT, staged.digest, staged.data)


def find_content(sql: Sql, digest: bytes) -> bytes | None:
    """A small content by its digest."""
    row = sql.row("SELECT data FROM contents_content WHERE digest = %s", digest)
    return None if row is None else bytes(row[0])


def referenced(sql: Sql) -> set[bytes]:
    """The digests of all contents that a letter, a copy which was neither refused nor lost, or a draft refers to."""
    return set(_referenced(sql))


def drop_unreferenced(sql: Sql, older: datetime) -> int:
    """Removes small contents that nothing refers to and that were put before a time; tells how many.

    An attachment is put before the draft or the letter that refers to it, hence the time.
    """
    kept = referenced(sql)
    candidates = sql.rows("SELECT digest FROM contents_content WHERE kept_at < %s", sql.moment(older))
    gone = [(digest, sql.moment(older)) for (digest,) in candidates if digest not in kept]
    # The time again: one that another transaction has put anew meanwhile is younger now, and stays.
    return sql.run_many("DELETE FROM contents_content WHERE digest = %s AND kept_at < %s", gone)


def _referenced(sql: Sql) -> Iterator[bytes]:
    for sealed, attachments in sql.rows(
        "SELECT sealed, attachments FROM letters_copy WHERE state NOT IN ('refused', 'lost')"
    ):
        yield sealed
        yield from (each.sealed for each in unpack_enclosed(attachments))
    # The house's own copy of a letter that went is named by the letter alone.
    yield from (sealed for (sealed,) in sql.rows("SELECT sealed FROM letters_letter"))
    for (contents,) in sql.rows("SELECT contents FROM drafting_draft"):
        yield from unpack_digests(contents)
