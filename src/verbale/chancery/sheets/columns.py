"""The columns of a sheet of positions, and what a row of it holds before and after it was filled.

A row goes out with a point, its wording and the house's present position, and comes back with the position to take. The
id of the point and the digest of its wording go along in columns that nobody needs to see; a check tells
a row whose words were edited in the wrong column, or sorted apart from their point.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from verbale.formats.talks.positions import POSITIONS

AD_REFERENDUM = "accept ad referendum"
CHOICES = ("accept", AD_REFERENDUM, *(word for word in POSITIONS if word != "accept"))
YES = "yes"
_CHECK = 16
# Before hex in a cell, which a spreadsheet may take for a number else: 12e4567890123456.
POINT_PREFIX, CHECK_PREFIX = "p-", "c-"
_CHECK_TAG = b"verbale/sheet-row/v1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name in code, its heading, and whether a department fills it."""

    name: str
    heading: str
    filled: bool = False
    hidden: bool = False
    width: int = 14


COLUMNS = (
    Column(name="number", heading="No."),
    Column(name="words", heading="Wording", width=80),
    Column(name="current", heading="Present position", width=18),
    Column(name="position", heading="Position", filled=True, width=22),
    Column(name="text", heading="Text wanted instead", filled=True, width=60),
    Column(name="reason", heading="Reason, for the other parties to read", filled=True, width=40),
    Column(name="reserve", heading="Kind of reserve", filled=True, width=16),
    Column(name="until", heading="Until (YYYY-MM-DD)", filled=True, width=18),
    Column(name="not_negotiable", heading="Not negotiable", filled=True),
    Column(name="point", heading="Point", hidden=True, width=18),
    Column(name="wording", heading="Wording digest", hidden=True, width=66),
    Column(name="check", heading="Check", hidden=True, width=18),
)
_BOUND = ("words", "point", "wording")
TO_FILL = tuple(column for column in COLUMNS if column.filled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point as it goes out.

    Attributes:
        point: its id.
        number: as it shows it.
        words: its current wording.
        wording: the digest that a position will be bound to.
        current: the house's present position on it, for people; empty if there is none.
    """

    point: str
    number: str
    words: str = field(repr=False)
    wording: bytes
    current: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A position as it came back.

    Attributes:
        row: the number of the row, as the spreadsheet shows it; of JSON, of the entry.
        point: the id of the point.
        wording: the digest of the wording that was read; `None` where a JSON entry does not say.
        position: one of `verbale.formats.talks.positions.POSITIONS`.
        ad_referendum: whether an acceptance waits for the capital.
        text: the words wanted instead.
        reason: why.
        reserve: one of its `RESERVES`, or empty.
        until: until when a reserve or an acceptance ad referendum stands.
        not_negotiable: whether the house says that it will not move.
    """

    row: int
    point: str
    wording: bytes | None
    position: str
    ad_referendum: bool = False
    text: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    reserve: str = ""
    until: date | None = None
    not_negotiable: bool = False


def row_check(cells: dict[str, str]) -> str:
    """What stands in the column `check`: of the words and what binds them, white space evened.

    Numbers are not in it: a spreadsheet that opens CSV may take 2.3 for a day.
    """
    parts = [" ".join(cells.get(name, "").split()) for name in _BOUND]
    return CHECK_PREFIX + hashlib.sha256(_CHECK_TAG + "\x1f".join(parts).encode()).hexdigest()[:_CHECK]
