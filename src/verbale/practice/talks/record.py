"""What one letter says on points, in columns: a code for each.

A code is one integer: the sign of the position, the number of the wording that it was taken on, and the number of the
wording that the party would accept (none for a reserve). So whether every member stands for one wording is a comparison
of integers, and a letter that answers 2 000 points in 2 000 signs is never taken apart until somebody asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import repeat
from operator import and_, eq, rshift

from verbale.formats import canonical, limits
from verbale.formats.fields import Fields
from verbale.formats.talks.positions import NO_NOTE, Note, read_note, write_note

SILENCE = 0
PACKAGE = "p"  # accepts within a package
CLASH = "!"  # contradictory statements
STANDS_FOR_IT = "afu"
_STANDING = frozenset(STANDS_FOR_IT.encode())
_NOTHING = ord("-")
_WORDING = 8
_STANDS = 36
_MASK = (1 << (_STANDS - _WORDING)) - 1


def make_code(sign: str, wording: int, stands: int) -> int:
    """The code of a position."""
    return ord(sign) | wording << _WORDING | stands << _STANDS


def sign_of(code: int) -> str:
    """The sign of a position."""
    return chr(code & 0xFF)


def wording_of(code: int) -> int:
    """The number of the wording that a position was taken on."""
    return code >> _WORDING & _MASK


def wordings_of(codes: Sequence[int]) -> Iterator[int]:
    """The same for many."""
    return map(and_, map(rshift, codes, repeat(_WORDING)), repeat(_MASK))


def stands_for(code: int) -> int:
    """The number of the wording that its party would accept, or 0."""
    return code >> _STANDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The points of a text, and the wording that it has of each.

    Attributes:
        text: the digest of the text.
        letter: the index of the letter that put it forward.
        own: the points' ids as the text itself has them.
        points: the numbers of the points of the talks that they are.
        wordings: the numbers of their wordings.
        shown: what the text shows as number and title of each.
        under: the headings that each stands under.
        origins: which points each comes from, where it is more or other than itself.
        gone: what became of points of the text before: `removed`, `split` or `merged`.
        places: the place of each point.
        taken_on, stood_for: what the codes at each place have beside the sign, without and with standing for it.
    """

    text: bytes
    letter: int
    own: tuple[str, ...]
    points: tuple[int, ...]
    wordings: tuple[int, ...]
    shown: tuple[tuple[str, str], ...]
    under: tuple[tuple[str, ...], ...]
    origins: Mapping[int, tuple[int, ...]]
    gone: Mapping[int, str]
    places: Mapping[int, int]
    taken_on: tuple[int, ...]
    stood_for: tuple[int, ...]

    def wording(self, point: int) -> int:
        """The number of the wording that the text has of a point; 0 if it does not have the point."""
        place = self.places.get(point)
        return 0 if place is None else self.wordings[place]

    def code(self, place: int, sign: str) -> int:
        """The code of a sign at a place; silence where nothing is said."""
        if sign == "-":
            return SILENCE
        return ord(sign) | (self.stood_for if sign in STANDS_FOR_IT else self.taken_on)[place]


@dataclass(slots=True, kw_only=True)
class Record:
    """What one letter says on points.

    Attributes:
        number: the letter's index.
        member: the place of its sender among the members.
        created: as its sender claims.
        round: the round of talks that it belongs to.
        said: a sign for each point of a roll.
        rows: codes of points that are named.
        clashes: all codes of a point, where the letter contradicts itself.
        notes: what goes beyond a code.
        kept: the same as it was kept, until somebody asks.
    """

    number: int
    member: int
    created: datetime
    round: int = 1
    said: list[tuple[Roll, str]] = field(default_factory=list)
    rows: dict[int, int] = field(default_factory=dict)
    clashes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    notes: dict[int, Note] = field(default_factory=dict)
    kept: str = ""

    def code(self, point: int) -> int:
        """The code of a point, or silence."""
        if code := self.rows.get(point):
            return code
        for roll, said in self.said:
            place = roll.places.get(point)
            if place is not None and (code := roll.code(place, said[place])):
                return code
        return SILENCE

    def note(self, point: int) -> Note:
        """What goes beyond the code of a point."""
        if self.kept:
            self.notes, self.kept = read_notes(self.kept), ""
        return self.notes.get(point, NO_NOTE)

    def enter(self, point: int, code: int, note: Note = NO_NOTE) -> None:
        """Notes a code; another one on the same point makes the letter contradict itself."""
        before = self.rows.setdefault(point, code)
        if before != code:
            self.clashes[point] = tuple(dict.fromkeys((*self.clashes.get(point, (before,)), code)))
            self.rows[point] = make_code(CLASH, wording_of(before), 0)
        if note != NO_NOTE:
            self.notes[point] = note


def write_notes(record: Record) -> str:
    """The notes of a record as they are kept; empty if there is none."""
    if record.kept or not record.notes:
        return record.kept
    notes = record.notes
    return canonical.write({"notes": [write_note(point, note) for point, note in notes.items()]}).decode()


def read_notes(kept: str) -> dict[int, Note]:
    """Notes that were kept.

    Raises:
        Malformed: the code of what is wrong.
    """
    notes: dict[int, Note] = {}
    document = canonical.read(kept.encode(), limit=limits.TALKS_PART)
    for each in document["notes"]:
        fields = Fields(each, "note on a position")
        point = fields.integer("at")
        notes[point] = read_note(fields)
    return notes


@dataclass(slots=True)
class Row:
    """Where one member stands on every point, after some letters.

    Attributes:
        codes: the code of each point; of contradictory statements, one that stands for nothing.
        holders: the index of the letter that says it.
        clashes: codes and letters, where statements contradict one another.
        digest: the name of the row, once somebody asked for it.
        agrees: on which points it stands for the wordings of `basis`, a byte each, as one integer.
    """

    codes: list[int]
    holders: list[int]
    clashes: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    digest: bytes = b""
    agrees: int = 0
    basis: Sequence[int] = ()
    _signs: bytes = b""

    def agree(self, current: Sequence[int]) -> int:
        """On which points the member stands for the wording that stands, a byte each; kept until one changes."""
        if self.basis is not current and list(self.basis) != current:
            stands = bytes(map(eq, map(rshift, self.codes, repeat(_STANDS)), current))
            self.agrees = int.from_bytes(stands, "little")
        self.basis = current
        return self.agrees

    @property
    def signs(self) -> bytes:
        """The sign of each point; zero for silence."""
        if len(self._signs) != len(self.codes):
            self._signs = bytes(map(and_, self.codes, repeat(0xFF)))
        return self._signs

    def widen(self, size: int) -> None:
        """Adds silence on points that nobody had named when the row was made."""
        more = size - len(self.codes)
        if not more:
            return
        self.basis = ()
        self.codes += [SILENCE] * more
        self.holders += [-1] * more


def lay_row(lane: Sequence[Record], size: int) -> Row:
    """The row that one letter after another gives, each written upon those before."""
    row = Row([SILENCE] * size, [-1] * size)
    codes, holders = row.codes, row.holders
    left = size
    for record in reversed(lane):
        left -= _lay_rows(record, row)
        number = record.number
        for roll, said in record.said:
            for point, sign, on, full in zip(roll.points, said.encode(), roll.taken_on, roll.stood_for, strict=True):
                if sign != _NOTHING and not codes[point]:
                    codes[point] = sign | (full if sign in _STANDING else on)
                    holders[point] = number
                    left -= 1
        if not left:
            break
    return row


def _lay_rows(record: Record, row: Row) -> int:
    laid = 0
    for point, code in record.rows.items():
        if not row.codes[point]:
            row.codes[point], row.holders[point] = code, record.number
            laid += 1
            if point in record.clashes:
                row.clashes[point] = tuple((each, record.number) for each in record.clashes[point])
    return laid


def lay_torn_row(lane: Sequence[Record], size: int, pasts: Sequence[int]) -> Row:
    """The row of a member whose letters are not each written upon those before.

    What is superseded goes, point by point; what is left may contradict itself.

    Args:
        lane: the member's letters, causes first.
        size: how many points there are.
        pasts: the past of each letter.
    """
    row = Row([SILENCE] * size, [-1] * size)
    for point in range(size):
        standing: list[Record] = []
        for record in reversed(lane):
            if record.code(point) and not any(pasts[each.number] >> record.number & 1 for each in standing):
                standing.append(record)
        if not standing:
            continue
        pairs = {
            (code, record.number) for record in standing for code in record.clashes.get(point, (record.code(point),))
        }
        code, holder = standing[0].code(point), standing[0].number
        if len({code for code, _ in pairs}) > 1:
            code = make_code(CLASH, wording_of(code), 0)
            row.clashes[point] = tuple(sorted(pairs))
        row.codes[point], row.holders[point] = code, holder
    return row
