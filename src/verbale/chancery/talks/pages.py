"""What was read out of the letters of a dossier, kept so that a table of many letters needs few sealed files opened.

A page holds what some letters said, as it stood in them; new letters become a page of their own, and when there are
many pages, the state that they fold to takes their place. All of it can be read out of the letters again, so a page
that is damaged, or that does not prove to be of this house's own making, counts for nothing: whoever can write into the
database can seal to the house's public key, but cannot make the proof.
"""

import hmac
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.sql import Engine, insert, places, read_time, upsert
from verbale.formats.errors import Malformed, Refused, Untrusted

_TAG = b"verbale/talks-page/v1\n"
_PAGE = ("dossier", "letters", "sealed", "proof")
_PUT_PAGE = f"{insert('talks_page', _PAGE)} RETURNING id"
_PUT_FOLD = upsert("talks_fold", ("dossier", "sealed", "proof"), key=("dossier",))
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
class Fold:
    """The state of play as it was kept, with what is known beside it.

    Attributes:
        state: as `State.write` gives it.
        title: what the talks are called.
        read: the letters (id, sender) that were looked at.
        members: the members of each opening.
        aside: what letters say that do not count yet.
    """

    state: bytes = field(repr=False)
    title: str = field(repr=False)
    read: frozenset[tuple[bytes, bytes]]
    members: tuple[frozenset[bytes], ...]
    aside: tuple[Entry, ...]


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

    def load(self, dossier: bytes) -> tuple[list[int], list[Entry]]:
        """The numbers of the pages of a dossier, and what they hold; a letter may be on more than one.

        Raises:
            Unavailable: `keys-locked`, or as the store says.
        """
        with self._engine.reading() as sql:
            rows = sql.rows("SELECT id, sealed, proof FROM talks_page WHERE dossier = %s ORDER BY id", dossier)
        pages, found = [], []
        for page, sealed, proof in rows:
            data = self._open(dossier, bytes(sealed), bytes(proof))
            if data is not None:
                # What is proven is what this house wrote.
                found += [_read(each) for each in json.loads(data)]
            pages.append(page)
        return pages, found

    def add(self, dossier: bytes, entries: Sequence[Entry]) -> int:
        """Keeps what was read out of further letters on a page of their own; returns its number."""
        sealed, proof = self._seal(dossier, json.dumps([_write(each) for each in entries]).encode())
        with self._engine.writing() as sql:
            row = sql.row(_PUT_PAGE, dossier, len(entries), sealed, proof)
        if row is None:
            raise RuntimeError("a page got no number")
        number: int = row[0]
        return number

    def fold(self, dossier: bytes) -> Fold | None:
        """The state of play as it was kept last; nothing if none was, or it is not of this house's making.

        Raises:
            Unavailable: `keys-locked`, or as the store says.
        """
        with self._engine.reading() as sql:
            row = sql.row("SELECT sealed, proof FROM talks_fold WHERE dossier = %s", dossier)
        data = None if row is None else self._open(dossier, bytes(row[0]), bytes(row[1]))
        return None if data is None else _read_fold(data)

    def put_fold(self, dossier: bytes, fold: Fold, pages: Sequence[int]) -> None:
        """Keeps a state of play in the place of the pages that it was folded from.

        Of two that do so at once the last one stays, and what it lacks is read out of its letters again.
        """
        sealed, proof = self._seal(dossier, _write_fold(fold))
        with self._engine.writing() as sql:
            sql.run(_PUT_FOLD, dossier, sealed, proof)
            sql.run(f"DELETE FROM talks_page WHERE id IN ({places(pages)})", *pages)

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

    def _seal(self, dossier: bytes, plain: bytes) -> tuple[bytes, bytes]:
        data = zlib.compress(plain, 1)
        return self._safe.seal(data), self._proof(dossier, data)

    def _open(self, dossier: bytes, sealed: bytes, proof: bytes) -> bytes | None:
        try:
            data = self._safe.open(sealed)
        except (Malformed, Untrusted, Refused):
            return None
        return zlib.decompress(data) if hmac.compare_digest(self._proof(dossier, data), proof) else None

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


def _write_fold(fold: Fold) -> bytes:
    head = {
        "title": fold.title,
        "read": [[letter.hex(), sender.hex()] for letter, sender in fold.read],
        "members": [sorted(each.hex() for each in members) for members in fold.members],
        "aside": [_write(each) for each in fold.aside],
    }
    return json.dumps(head).encode() + b"\n" + fold.state


def _read_fold(data: bytes) -> Fold:
    line, _, state = data.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    return Fold(
        state=state,
        title=head["title"],
        read=frozenset((bytes.fromhex(letter), bytes.fromhex(sender)) for letter, sender in head["read"]),
        members=tuple(frozenset(map(bytes.fromhex, members)) for members in head["members"]),
        aside=tuple(_read(each) for each in head["aside"]),
    )
