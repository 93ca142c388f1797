"""Spreadsheets of positions in talks: what goes out to be filled, and what a filled one says of the points.

All that is wrong in a sheet is told at once, each with its row and cell: a sheet that is wrong in one place takes no
position at all.
"""

from collections.abc import Collection, Sequence

from verbale.chancery.sheets.columns import AD_REFERENDUM, Filled, Row
from verbale.chancery.sheets.lines import Fault, refuse
from verbale.chancery.talks.responding import Answer, take_position
from verbale.formats.errors import VerbaleError
from verbale.formats.names import normal
from verbale.formats.talks.positions import Position
from verbale.practice.talks.view import View


def rows_to_fill(view: View, house: bytes, only: Collection[str] | None = None) -> list[Row]:
    """The points on which a position can be taken, with what the house says of them now.

    Args:
        view: the state of play.
        house: whose sheet it is.
        only: the ids of the points that are wanted; all, if not said.
    """
    rows = []
    for each in view.points:
        if each.settled or each.text is None or (only is not None and each.id not in only):
            continue
        mine = each.positions.get(house)
        current = "" if mine is None else AD_REFERENDUM if mine.ad_referendum else mine.position
        rows.append(Row(point=each.id, number=each.number, words=each.text, wording=each.wording, current=current))
    return rows


def answer_of(filled: Filled) -> Answer:
    """A row that was filled, as an officer's answer."""
    return Answer(
        point=filled.point,
        word=filled.position,
        text=normal(filled.text),
        reason=normal(filled.reason),
        ad_referendum=filled.ad_referendum,
        reserve=filled.reserve,
        until=filled.until,
        not_negotiable=filled.not_negotiable,
        wording=filled.wording,
    )


def take_sheet(view: View, rows: Sequence[Filled]) -> list[Position]:
    """The positions that a filled sheet takes in these talks.

    Raises:
        Malformed: `sheet-cell`, with every row that speaks of no point of the talks, or says what no position can.
    """
    points = {each.id: each for each in view.points}
    found, faults = [], []
    for filled in rows:
        point = points.get(filled.point)
        if point is None:
            faults.append(Fault(row=filled.row, cell="the point", why="there is no such point in these talks"))
            continue
        try:
            found.append(take_position(point, answer_of(filled)))
        except VerbaleError as fault:
            faults.append(Fault(row=filled.row, cell="the position", why=fault.reason))
    if faults:
        raise refuse(faults)
    return found
