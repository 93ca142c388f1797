r"""What names a state: one digest over all, one for each member's row, a short one for each point's column.

    row   = SHA-256( "verbale/row/v1\n" ‖ for each point that the member spoke on, in rising order of ids, and for each
                     of its statements: id ‖ sign ‖ wording ‖ letter )
    state = SHA-256( "verbale/state/v1\n" ‖ frame ‖ for each member, in order: id ‖ row )

The frame covers what the rows do not: members, text, the status and the wording of each point, and which other acts
count. A letter carries the marks of the state that it was written upon; where another house's fold gives others, the
rows and columns that differ say where to look.
"""

import hashlib
from collections.abc import Sized
from dataclasses import dataclass
from itertools import repeat
from operator import and_

from verbale.formats import limits
from verbale.formats.talks.acts import kind_of
from verbale.formats.talks.causes import COLUMN, ROW, Marks
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.record import Row, sign_of, wording_of, wordings_of

_SIGNS = [bytes((sign,)) for sign in range(256)]
_ROW = b"verbale/row/v1\n"
_STATE = b"verbale/state/v1\n"
_FRAME = b"verbale/frame/v1\n"
_COLUMN = b"verbale/column/v1\n"
_NONE = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A state that another house folded from the same letters, and that differs from ours.

    Attributes:
        letter: the letter that carries its marks.
        party: who sent it.
        ours, theirs: the digests of the two states.
        rows: the members whose rows differ.
        points: the points whose columns differ.
        frame: whether the houses differ in which members or points there are at all.
    """

    letter: bytes
    party: bytes
    ours: bytes
    theirs: bytes
    rows: tuple[bytes, ...]
    points: tuple[str, ...]
    frame: bool


def make_marks(cut: Cut) -> Marks:
    """What names the state of a cut, as its next letter carries it."""
    names = _sorted_points(cut)
    rows = [row_digest(cut, member) for member in range(len(cut.table.members))]
    return Marks(
        state=state_digest(cut),
        rows="".join(row.hex()[:ROW] for row in rows),
        # A table may have more points than a part of a letter can name; the digest of the state covers all.
        points="".join(_column(cut, point).hex()[:COLUMN] for _, point in names[: limits.TALKS_POINTS]),
    )


def state_digest(cut: Cut) -> bytes:
    """The digest of the state of a cut."""
    state = hashlib.sha256(_STATE + _frame(cut))
    for member, name in enumerate(cut.table.members):
        state.update(name + row_digest(cut, member))
    return state.digest()


def compare(cut: Cut, theirs: Marks, *, letter: bytes, party: bytes) -> Difference | None:
    """Compares what a letter was written upon with what its causes give here; nothing if they agree."""
    if cut.digest is None:
        cut.digest = state_digest(cut)
    if cut.digest == theirs.state:
        return None
    ours = make_marks(cut)
    alike = len(ours.rows) == len(theirs.rows) and len(ours.points) == len(theirs.points)
    names = [name for name, _ in _sorted_points(cut)]
    return Difference(
        letter=letter,
        party=party,
        ours=ours.state,
        theirs=theirs.state,
        rows=tuple(cut.table.members[place] for place in _unlike(ours.rows, theirs.rows, ROW)) if alike else (),
        points=tuple(names[place] for place in _unlike(ours.points, theirs.points, COLUMN)) if alike else (),
        frame=not alike,
    )


def row_digest(cut: Cut, member: int) -> bytes:
    """The digest of a member's row."""
    row = cut.rows[member]
    if not row.digest:
        row.digest = _digest_row(cut, row)
    return row.digest


def _digest_row(cut: Cut, row: Row) -> bytes:
    gazette, ids = cut.table.gazette, cut.table.ledger.ids
    wordings, names, codes, holders = gazette.wordings, gazette.names, row.codes, row.holders
    spoken = [point for point in gazette.rising() if codes[point]]
    said = [codes[point] for point in spoken]
    parts: list[bytes] = [b""] * (4 * len(spoken))
    parts[0::4] = map(names.__getitem__, spoken)
    parts[1::4] = map(_SIGNS.__getitem__, map(and_, said, repeat(0xFF)))
    parts[2::4] = map(wordings.__getitem__, wordings_of(said))
    parts[3::4] = map(ids.__getitem__, map(holders.__getitem__, spoken))
    for point, statements in row.clashes.items():
        at = 4 * spoken.index(point)
        parts[at : at + 4] = b"".join(_clash(cut, names[point], statements)), b"", b"", b""
    return hashlib.sha256(_ROW + b"".join(parts)).digest()


def _clash(cut: Cut, name: bytes, statements: tuple[tuple[int, int], ...]) -> list[bytes]:
    wordings, ids = cut.table.gazette.wordings, cut.table.ledger.ids
    return sorted(
        name + bytes((code & 0xFF,)) + wordings[wording_of(code)] + ids[letter] for code, letter in statements
    )


def _frame(cut: Cut) -> bytes:
    table, named = cut.table, _sorted_points(cut)
    acts = sorted(
        (table.ledger.ids[letter], place, kind_of(held.act))
        for (letter, place), held in table.acts.items()
        if cut.letters >> letter & 1
    )
    frame = hashlib.sha256(_FRAME + table.ledger.ids[table.number] + (cut.roll.text if cut.roll else _NONE))
    frame.update(_count(cut.active) + b"".join(table.members[member] for member in cut.active))
    frame.update(_count(named))
    for name, point in named:
        frame.update(bytes.fromhex(name) + cut.statuses[point].encode() + b"\n" + _stands(cut, point))
    frame.update(_count(acts))
    for letter, place, kind in acts:
        frame.update(letter + place.to_bytes(4, "big") + kind.encode() + b"\n")
    frame.update((cut.adopted or _NONE) + (cut.authenticated or _NONE))
    return frame.digest()


def _count(of: Sized) -> bytes:
    return len(of).to_bytes(4, "big")


def _stands(cut: Cut, point: int) -> bytes:
    return cut.table.gazette.wordings[cut.current[point]] or _NONE


def _sorted_points(cut: Cut) -> list[tuple[str, int]]:
    points = cut.table.gazette.points
    return sorted((points[point], point) for point in cut.points)


def _column(cut: Cut, point: int) -> bytes:
    ids, wordings = cut.table.ledger.ids, cut.table.gazette.wordings
    column = hashlib.sha256(_COLUMN + _stands(cut, point) + cut.statuses[point].encode() + b"\n")
    for row in cut.rows:
        if code := row.codes[point]:
            column.update(sign_of(code).encode() + wordings[wording_of(code)] + ids[row.holders[point]])
        else:
            column.update(b"-")
    return column.digest()


def _unlike(ours: str, theirs: str, each: int) -> list[int]:
    places = range(0, len(ours), each)
    return [at // each for at in places if ours[at : at + each] != theirs[at : at + each]]
