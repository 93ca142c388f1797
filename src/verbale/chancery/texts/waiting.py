"""Word files with tracked changes that were handed in and wait for a person to say what is to be read out of them.

Such a file holds two texts, and the changes from one to the other: nobody but a person knows which is meant. The file
lies sealed to the house's reading key until it is said, so that question and answer may be on two days. Then it leaves.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.sql import Engine, Row, read_time, upsert
from verbale.formats.errors import Refused

MOST = 100
_COLUMNS = ("digest", "name", "title", "dossier", "sealed", "read_at", "read_by")
_LISTED = ("digest", "name", "title", "dossier", "read_at", "read_by")
_SELECT = f"SELECT {', '.join(_LISTED)} FROM texts_waitingfile"
_PUT = upsert("texts_waitingfile", _COLUMNS, key=("digest",))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFile:
    """A file that waits, as its row shows it; `WaitingFiles.open` gives the file itself.

    Attributes:
        digest: SHA-256 of the file.
        name: what the file is called.
        title: what the text is to be called; empty leaves that to the text.
        dossier: the matter that it was said to belong to, if any.
        read_at, read_by: when it was handed in, and by which officer.
    """

    digest: bytes
    name: str
    title: str = field(default="", repr=False)
    dossier: bytes | None = None
    read_at: datetime
    read_by: str


class WaitingFiles:
    """The files that wait. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine, safe: Safe) -> None:
        self._engine = engine
        self._safe = safe

    def keep(
        self, data: bytes, *, name: str, officer: str, now: datetime, title: str = "", dossier: bytes | None = None
    ) -> WaitingFile:
        """Keeps a file until it is said what is to be read out of it; the same again is named anew.

        Raises:
            Refused: `files-many`.
        """
        digest, sealed = hashlib.sha256(data).digest(), self._safe.seal(data)
        with self._engine.writing() as sql:
            others = sql.row("SELECT COUNT(*) FROM texts_waitingfile WHERE digest <> %s", digest)
            if others is not None and others[0] >= MOST:
                raise Refused("files-many", f"{MOST} Word files wait already; say what is to be read out of them.")
            sql.run(_PUT, digest, name, title, dossier, sealed, sql.moment(now), officer)
        return WaitingFile(digest=digest, name=name, title=title, dossier=dossier, read_at=now, read_by=officer)

    def find(self, digest: bytes) -> WaitingFile | None:
        """A file by its digest."""
        with self._engine.reading() as sql:
            row = sql.row(f"{_SELECT} WHERE digest = %s", digest)
        return None if row is None else _read(row)

    def all(self) -> Sequence[WaitingFile]:
        """All that wait, the newest first."""
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(f"{_SELECT} ORDER BY read_at DESC, digest")]

    def open(self, waiting: WaitingFile) -> bytes:
        """The file.

        Raises:
            Unavailable: `keys-locked`.
            Malformed, Untrusted: its row is damaged.
            Refused: `file-unknown`, if somebody has said by now what it is.
        """
        with self._engine.reading() as sql:
            row = sql.row("SELECT sealed FROM texts_waitingfile WHERE digest = %s", waiting.digest)
        if row is None:
            raise Refused("file-unknown", "This file does not wait any more.")
        return self._safe.open(bytes(row[0]))

    def discard(self, digest: bytes) -> None:
        """Forgets a file: it was read, or somebody decided against it. Again is no error."""
        with self._engine.writing() as sql:
            sql.run("DELETE FROM texts_waitingfile WHERE digest = %s", digest)


def _read(row: Row) -> WaitingFile:
    digest, name, title, dossier, read_at, read_by = row
    return WaitingFile(
        digest=bytes(digest),
        name=name,
        title=title,
        dossier=None if dossier is None else bytes(dossier),
        read_at=read_time(read_at),
        read_by=read_by,
    )
