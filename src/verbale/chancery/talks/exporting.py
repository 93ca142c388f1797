"""The state of play as a table to take away: what the room knows, in words for whoever has no chancery."""

from collections.abc import Mapping
from pathlib import PurePath

from verbale.chancery.letters.finding import code_of
from verbale.chancery.takeaway.state import StateCell, StateRow, StateTable, write_state
from verbale.practice.talks.shown import PointState, PositionState
from verbale.practice.talks.view import View


def write_table_file(name: str, view: View, codes: Mapping[bytes, str], *, title: str) -> bytes:
    """Writes the state of play in the form that the end of a file's name asks for.

    Raises:
        Refused: `export-form`.
    """
    return write_state(make_table(view, codes, title=title), PurePath(name).suffix.lower())


def make_table(view: View, codes: Mapping[bytes, str], *, title: str) -> StateTable:
    """The table of points and parties."""
    members = sorted(view.members, key=lambda each: code_of(codes, each))
    return StateTable(
        title=title,
        about=tuple(_about(view, codes)),
        digest=view.digest.hex(),
        parties=tuple(code_of(codes, each) for each in members),
        rows=tuple(_row(each, members) for each in view.points),
    )


def _about(view: View, codes: Mapping[bytes, str]) -> list[str]:
    statuses = [each.status for each in view.points]
    counted = ", ".join(f"{statuses.count(each)} {each}" for each in sorted(set(statuses)))
    lines = [f"{len(statuses)} points: {counted}; {len(view.letters)} letters."]
    if view.agreement == "whole":
        lines.append("Nothing is agreed until everything is agreed.")
    if view.left:
        lines.append(f"Left the talks: {', '.join(sorted(code_of(codes, each) for each in view.left))}.")
    if view.contested:
        lines.append("Another letter opens talks in the same dossier; nothing is agreed while that is so.")
    return lines


def _row(point: PointState, members: list[bytes]) -> StateRow:
    cells = (point.positions.get(each) for each in members)
    return StateRow(
        point=point.id,
        number=point.number,
        words=point.text if point.text is not None else "(the words are not known here)",
        status=point.status,
        cells=tuple(StateCell() if each is None else _cell(each) for each in cells),
    )


def _cell(position: PositionState) -> StateCell:
    notes = [
        "ad referendum" if position.ad_referendum else "",
        f"reserve: {position.reserve}" if position.reserve else "",
        f"until {position.until.isoformat()}" if position.until else "",
        "not negotiable" if position.not_negotiable else "",
        "on an earlier wording, due again" if position.due_again else "",
        "on a wording that is not known here" if position.on == "unknown" else "",
        ", ".join(each.position for each in position.contradictory),
        f"Reason: {position.reason}" if position.reason else "",
    ]
    return StateCell(position=position.position, notes=tuple(each for each in notes if each), text=position.text)
