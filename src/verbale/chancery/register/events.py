"""What happens in a chancery, as its register tells it: every act is an entry, so whoever follows the entries sees all.

An entry is seen when it is written, before the sequencer gives it an index; positions rise. A letter gives one event, a
receipt one a line, anything else one of its kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from verbale.chancery.letters.finding import cite, code_of, codes_of
from verbale.chancery.sql import read_time
from verbale.chancery.view import SqlView
from verbale.exchange.records import Direction
from verbale.formats.fields import write_time

_SINCE = (
    "SELECT position, kind, digest, at FROM register_entry WHERE position > %s AND kind <> 'padding' "
    "ORDER BY position LIMIT %s"
)
_LINES = "SELECT letter, party, stage, reason FROM letters_evidence WHERE receipt = %s ORDER BY id"
_LETTER = "SELECT direction, sender, series, number, year FROM letters_letter WHERE letter = %s ORDER BY id LIMIT 1"
_MANY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.

    Attributes:
        position: of its entry.
        at: when the entry was written.
        event: `sent`, `received`, a stage, or the kind of another entry.
        id: the letter's, or of the statement that was entered.
        number: the letter's; empty if it is about none, or is not known yet.
        party: the code of the other party; empty if it is about none.
        reason: the code of a refusal.
    """

    position: int
    at: datetime
    event: str
    id: bytes
    number: str = ""
    party: str = ""
    reason: str = ""

    def document(self) -> dict[str, str | int | None]:
        """The event as a script reads it."""
        return {
            "position": self.position,
            "at": write_time(self.at),
            "event": self.event,
            "id": self.id.hex(),
            "number": self.number or None,
            "party": self.party or None,
            "reason": self.reason or None,
        }


def newest_position(view: SqlView) -> int:
    """The position of the newest entry; 0 if there is none."""
    row = view.sql.row("SELECT MAX(position) FROM register_entry")
    return 0 if row is None or row[0] is None else int(row[0])


def events_since(view: SqlView, position: int) -> list[Event]:
    """What happened after a position, in order; the beginning of it if it is much."""
    teller = _Teller(view)
    rows = view.sql.rows(_SINCE, position, _MANY)
    return [event for row in rows for event in teller.events(row[0], row[1], row[2], read_time(row[3]))]


class _Teller:
    """Makes events of entries, in one state."""

    def __init__(self, view: SqlView) -> None:
        self._view = view
        self._codes = codes_of(view)
        self._house = view.house().party.id

    def events(self, position: int, kind: str, digest: bytes, at: datetime) -> Iterator[Event]:
        if kind == "letter":
            direction, number, sender = self._letter(digest)
            event, party = ("received", sender) if direction == Direction.IN.value else ("sent", "")
            yield Event(position=position, at=at, event=event, id=digest, number=number, party=party)
        elif kind == "receipt":
            for letter, party, stage, reason in self._view.sql.rows(_LINES, digest):
                _, number, sender = self._letter(letter)
                other = sender if party == self._house else code_of(self._codes, party)
                yield Event(position=position, at=at, event=stage, id=letter, number=number, party=other, reason=reason)
        else:
            yield Event(position=position, at=at, event=kind, id=digest)

    def _letter(self, letter: bytes) -> tuple[str, str, str]:
        """Which way a letter went, its number, and the code of who sent it."""
        row = self._view.sql.row(_LETTER, letter)
        if row is None:
            return "", "", ""
        direction, sender, series, number, year = row
        code = code_of(self._codes, sender)
        return direction, cite(code, series, number, year), code
