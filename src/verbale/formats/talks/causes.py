"""What a letter of talks was written upon: the newest letters that its sender had, and the state that they gave.

    {"causes":["51aa…"],"points":"a3f20b11","rows":"…","state":"c09e…","v":1}

Only letters that every member has or will have are causes; the sender's own letters of these talks are among them.
`state` is the digest of the state that the causes and all before them give; `rows` has the first sixteen digits of
each member's row, in the order of members, and `points` four digits of each point's column, in rising order of the
points' ids. So whoever folds the same letters to another state learns at once which row and which point differ.
"""

import re
from dataclasses import dataclass

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields

ROW = 16
COLUMN = 4
_HEX = re.compile(r"[0-9a-f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What names a state.

    Attributes:
        state: its digest.
        rows: sixteen hex digits a member, joined in the order of members.
        points: four hex digits a point, joined in rising order of the points' ids.
    """

    state: bytes
    rows: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """What a letter was written upon.

    Attributes:
        causes: ids of letters, rising.
        marks: what names the state that they give.
    """

    causes: tuple[bytes, ...]
    marks: Marks


def write_causes(causes: Causes) -> Document:
    """The document of causes."""
    return {
        "v": 1,
        "causes": [each.hex() for each in causes.causes],
        "state": causes.marks.state.hex(),
        "rows": causes.marks.rows,
        "points": causes.marks.points,
    }


def read_causes(fields: Fields) -> Causes:
    """Reads causes.

    Raises:
        Malformed: `causes-order` if there is none, one twice or out of order; or the code of a member.
    """
    causes = Causes(
        causes=fields.digests("causes", limit=limits.TALKS_CAUSES),
        marks=Marks(
            state=fields.digest("state"),
            rows=_read_digits(fields, "rows", ROW, limits.RECIPIENTS + 1),
            points=_read_digits(fields, "points", COLUMN, limits.TALKS_POINTS),
        ),
    )
    if not causes.causes or sorted(set(causes.causes)) != list(causes.causes):
        raise Malformed("causes-order", "Causes are not each named once, in rising order, and at least one.")
    return causes


def _read_digits(fields: Fields, name: str, each: int, most: int) -> str:
    digits = fields.text(name, limit=each * most, empty=True)
    if len(digits) % each or not _HEX.fullmatch(digits):
        raise Malformed("hex", "Shortened digests are not in lower-case hex, or one is cut.")
    return digits
