"""What was read out of the letters of a dossier, kept so that a table of many letters needs few sealed files opened.

A page holds what some letters said, as it stood in them; new letters become a page of their own, and when there are
many pages they become one. All of it can be read out of the letters again, so a page that is damaged, or that does not
prove to be of this house's own making, is thrown away: whoever can write into the database can seal to the house's
public key, but cannot make the proof.
"""

import hmac
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.sql import Engine, insert, places, read_time, upsert
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.errors import Malformed, Refused, Untrusted

_MANY = 16
_TAG = b"verbale/talks-page/v1\n"
_PUT_PAGE = insert("talks_page", ("dossier", "letters", "sealed", "proof"))
_DOSSIER = ("dossier", "title", "opening", "opened_at")
_PUT_DOSSIER = upsert("talks_dossier", _DOSSIER, key=("dossier",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one letter of a dossier says beside its text.

    Attributes:
        letter: its id.
        sender: who signed it.
        recipients: to whom it went.
        created: as its sender claims.
        title: of the dossier, if it opens one.
        parts: kind and content of its structured parts.
    """

    letter: bytes
    sender: bytes
    recipients: tuple[bytes, ...]
    created: datetime
    title: str = field(default="", repr=False)
    parts: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Talks as a list shows them.

    Attributes:
        dossier: the id of the dossier.
        title: what they are called.
        opening: the letter that opened them.
        opened_at: when it was written, as its sender claims.
    """

    dossier: bytes
    title: str = field(repr=False)
    opening: bytes
    opened_at: datetime


class Pages:
    """The pages of all dossiers, and which dossiers are talks."""

    def __init__(self, engine: Engine, safe: Safe, secret: bytes) -> None:
        """Opens nothing yet.

        Args:
            engine: the database.
            safe: what pages are sealed to, and what opens them.
            secret: the house's own; whoever has it can make a page.
        """
        self._engine = engine
        self._safe = safe
        self._secret = secret

    def load(self, dossier: bytes) -> list[Entry]:
        """What is kept of the letters of a dossier, each letter once.

        Raises:
            Unavailable: `keys-locked`, or as the store says.
        """
        with self._engine.reading() as sql:
            rows = sql.rows("SELECT id, sealed, proof FROM talks_page WHERE dossier = %s ORDER BY id", dossier)
        found: dict[tuple[bytes, bytes], Entry] = {}
        spoilt = []
        for page, sealed, proof in rows:
            entries = self._open(dossier, bytes(sealed), bytes(proof))
            if entries is None:
                spoilt.append(page)
            found |= {(each.letter, each.sender): each for each in entries or ()}
        if spoilt:
            self._drop(spoilt)
        elif len(rows) > _MANY:
            self._join(dossier, [row[0] for row in rows], list(found.values()))
        return list(found.values())

    def add(self, dossier: bytes, entries: Sequence[Entry]) -> None:
        """Keeps what was read out of further letters; a letter that is kept twice counts once."""
        page = self._seal(dossier, entries)
        with self._engine.writing() as sql:
            sql.run(_PUT_PAGE, dossier, len(entries), *page)

    def has(self, dossier: bytes) -> bool:
        """Whether anything was read out of a dossier."""
        with self._engine.reading() as sql:
            return sql.row("SELECT 1 FROM talks_page WHERE dossier = %s LIMIT 1", dossier) is not None

    # --- Which dossiers are talks ------------------------------------------------------------------------------------

    def note(self, known: Known) -> None:
        """Notes that a dossier is talks."""
        with self._engine.writing() as sql:
            sql.run(_PUT_DOSSIER, known.dossier, known.title, known.opening, sql.moment(known.opened_at))

    def known(self) -> list[Known]:
        """The talks that are known, those opened last first."""
        with self._engine.reading() as sql:
            rows = sql.rows(f"SELECT {', '.join(_DOSSIER)} FROM talks_dossier ORDER BY opened_at DESC, dossier")
        return [
            Known(dossier=bytes(dossier), title=title, opening=bytes(opening), opened_at=read_time(opened_at))
            for dossier, title, opening, opened_at in rows
        ]

    # --- Pages -------------------------------------------------------------------------------------------------------

    def _drop(self, pages: Sequence[int]) -> None:
        with self._engine.writing() as sql:
            sql.run(f"DELETE FROM talks_page WHERE id IN ({places(pages)})", *pages)

    def _join(self, dossier: bytes, pages: Sequence[int], entries: Sequence[Entry]) -> None:
        page = self._seal(dossier, entries)
        with self._engine.writing() as sql:
            # Two that join at once leave two pages with the same letters, which are the same as one.
            sql.run(f"DELETE FROM talks_page WHERE id IN ({places(pages)})", *pages)
            sql.run(_PUT_PAGE, dossier, len(entries), *page)

    def _seal(self, dossier: bytes, entries: Iterable[Entry]) -> tuple[bytes, bytes]:
        data = zlib.compress(json.dumps([_write(each) for each in entries]).encode())
        safe = self._safe
        return seal_bytes(data, safe.public, suite=safe.suite, entropy=safe.entropy), self._proof(dossier, data)

    def _open(self, dossier: bytes, sealed: bytes, proof: bytes) -> list[Entry] | None:
        try:
            data = open_bytes(sealed, self._safe.keys(), suite=self._safe.suite, stanzas=1)
        except (Malformed, Untrusted, Refused):
            return None
        if not hmac.compare_digest(self._proof(dossier, data), proof):
            return None
        # What is proven is what this house wrote, in the form of this version or an earlier one.
        return [_read(each) for each in json.loads(zlib.decompress(data))]

    def _proof(self, dossier: bytes, data: bytes) -> bytes:
        return hmac.digest(self._secret, _TAG + dossier + data, "sha256")


def _write(entry: Entry) -> list[Any]:
    return [
        entry.letter.hex(),
        entry.sender.hex(),
        [each.hex() for each in entry.recipients],
        entry.created.isoformat(),
        entry.title,
        [list(each) for each in entry.parts],
    ]


def _read(said: list[Any]) -> Entry:
    letter, sender, recipients, created, title, parts = said
    return Entry(
        letter=bytes.fromhex(letter),
        sender=bytes.fromhex(sender),
        recipients=tuple(bytes.fromhex(each) for each in recipients),
        created=datetime.fromisoformat(created),
        title=title,
        parts=tuple((kind, content) for kind, content in parts),
    )
