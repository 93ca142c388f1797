"""Positions on many points in one go: a sheet goes out, is filled, and comes back bound to the wordings it was read on.

Every form has the same columns and the same rules (`columns`, `judging`); what is wrong is told with its row and cell,
all of it at once. What a cell computes is never read. Row F05 of the attack catalogue.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from verbale.chancery.sheets.columns import POINT_PREFIX, Filled, Row, row_check
from verbale.chancery.sheets.commas import read_commas, write_commas
from verbale.chancery.sheets.entries import read_entries, write_entries
from verbale.chancery.sheets.judging import judge
from verbale.chancery.sheets.lines import Line
from verbale.chancery.sheets.workbook import read_workbook, write_workbook
from verbale.chancery.word.revision import clean
from verbale.formats.errors import Refused

CSV, JSON, XLSX = ".csv", ".json", ".xlsx"
FORMS = (XLSX, CSV, JSON)
_LONGEST = 32_000  # Excel holds 32 767 signs in a cell
_WRITERS: Mapping[str, Callable[[Sequence[dict[str, str]]], bytes]] = {
    XLSX: write_workbook,
    CSV: write_commas,
    JSON: write_entries,
}
_READERS: Mapping[str, Callable[[bytes], Iterator[Line]]] = {
    XLSX: read_workbook,
    CSV: read_commas,
    JSON: read_entries,
}


def write_positions(rows: Sequence[Row], form: str) -> bytes:
    """Writes a sheet to be filled.

    Args:
        rows: the points, in the order in which they are to stand.
        form: one of `FORMS`.

    Raises:
        Refused: `sheet-kind`.
    """
    return _writer(form)([_cells(row) for row in rows])


def read_positions(data: bytes, form: str) -> tuple[Filled, ...]:
    """Reads a sheet that was filled; a row in which nothing was filled takes no position.

    Args:
        data: the file.
        form: one of `FORMS`.

    Raises:
        Malformed: `sheet-form`, `sheet-size`, `sheet-doctype`, `sheet-encoding`, `sheet-columns`, `sheet-cell`,
            `sheet-formula` or `sheet-empty`.
        Refused: `sheet-kind`.
    """
    _writer(form)
    return judge(_READERS[form](data), checked=form != JSON)


def _writer(form: str) -> Callable[[Sequence[dict[str, str]]], bytes]:
    if form not in _WRITERS:
        raise Refused("sheet-kind", "A sheet of positions is .xlsx, .csv or .json.")
    return _WRITERS[form]


def _cells(row: Row) -> dict[str, str]:
    cells = {
        "number": clean(row.number),
        "words": _clip(clean(row.words)),
        "current": clean(row.current),
        "point": POINT_PREFIX + row.point,
        "wording": row.wording.hex(),
    }
    return cells | {"check": row_check(cells)}


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
