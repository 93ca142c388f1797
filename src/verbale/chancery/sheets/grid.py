"""A sheet as a grid of cells: its headings found, its rows taken as lines."""

from collections.abc import Iterable, Iterator, Sequence

from verbale.chancery.sheets.columns import COLUMNS
from verbale.chancery.sheets.lines import Cell, Line
from verbale.formats import limits
from verbale.formats.errors import Malformed

WIDEST = 64
_BY_HEADING = {" ".join(column.heading.lower().split()): column.name for column in COLUMNS}


def read_grid(rows: Iterable[Sequence[tuple[str, bool]]]) -> Iterator[Line]:
    """Takes rows of cells as lines; the first one holds the headings.

    Args:
        rows: each cell's text, and whether it is a formula. Columns may stand in any order, and others beside them,
            which are not read: a department's own notes stay its own.

    Raises:
        Malformed: `sheet-columns` or `sheet-size`.
    """
    source = iter(rows)
    places = _places(next(source, ()))
    for number, row in enumerate(source, 2):
        if number > limits.TALKS_POINTS + 1:
            raise Malformed("sheet-size", f"The sheet has more than {limits.TALKS_POINTS} rows.")
        yield Line(
            row=number,
            cells={
                name: Cell(name=f"cell {letters(place)}{number}", text=row[place][0], formula=row[place][1])
                for name, place in places.items()
                if place < len(row)
            },
        )


def letters(place: int) -> str:
    """What a spreadsheet calls a column: from A to Z, then AA and so on."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _places(headings: Sequence[tuple[str, bool]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (heading, _) in enumerate(headings[:WIDEST]):
        name = _BY_HEADING.get(" ".join(heading.lower().split()))
        if name in places:
            raise Malformed("sheet-columns", f"Two columns are headed alike, the second in {letters(place)}1.")
        if name:
            places[name] = place
    missing = [column.heading for column in COLUMNS if column.name not in places]
    if missing:
        raise Malformed("sheet-columns", f"The sheet lacks the column “{missing[0]}”; fill the sheet that was sent.")
    return places
