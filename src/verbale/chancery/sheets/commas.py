"""A sheet as CSV (RFC 4180): what Excel, LibreOffice and scripts open without asking.

A text that a spreadsheet would compute is written behind an apostrophe, so that it is shown and not run, and read back
without it. What a department typed is never computed here; a cell that looks like a formula is refused all the same,
for the next program may run it. A list's dash before a blank is none.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from verbale.chancery.sheets.columns import COLUMNS
from verbale.chancery.sheets.grid import WIDEST, read_grid
from verbale.chancery.sheets.lines import Line
from verbale.formats import limits
from verbale.formats.errors import Malformed

_MARK = "\ufeff"
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")
_APOSTROPHE = "'"
_DELIMITERS = ",;\t"


def write_commas(rows: Sequence[dict[str, str]]) -> bytes:
    """Writes rows, by the names of columns; with a byte order mark, by which Excel knows UTF-8."""
    return write_table(
        [[column.heading for column in COLUMNS], *([row.get(column.name, "") for column in COLUMNS] for row in rows)]
    )


def write_table(lines: Iterable[Sequence[str]]) -> bytes:
    """Writes lines of cells, none of which a spreadsheet computes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([defuse(cell) for cell in line] for line in lines)
    return (_MARK + text.getvalue()).encode("utf-8", "replace")


def read_commas(data: bytes) -> Iterator[Line]:
    """Reads rows; a comma, a semicolon or a tab parts the cells, as the first line does.

    Raises:
        Malformed: `sheet-size`, `sheet-encoding`, `sheet-form` or `sheet-columns`.
    """
    if len(data) > limits.TALKS_PART:
        raise Malformed("sheet-size", f"The sheet has more than {limits.TALKS_PART} bytes.")
    text = _decode(data)
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    return read_grid(_cells(text, delimiter))


def defuse(text: str) -> str:
    """A text that no spreadsheet computes."""
    return _APOSTROPHE + text if text.lstrip(" ").startswith((*_COMPUTED, _APOSTROPHE)) else text


def _decode(data: bytes) -> str:
    coding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        return data.decode(coding, "strict").removeprefix(_MARK)
    except UnicodeDecodeError:
        raise Malformed("sheet-encoding", "The sheet is not UTF-8; save it as CSV UTF-8.") from None


def _cells(text: str, delimiter: str) -> Iterator[list[tuple[str, bool]]]:
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_cell(each) for each in row[:WIDEST]]
    except csv.Error:
        raise Malformed("sheet-form", "The sheet is no CSV file, or a cell of it is too long.") from None


def _cell(text: str) -> tuple[str, bool]:
    bare = text.lstrip(" ")
    if bare.startswith(_APOSTROPHE) and text == defuse(text[len(_APOSTROPHE) :]):
        return text[len(_APOSTROPHE) :], False
    dash = bare.startswith("-") and (len(bare) == 1 or bare[1].isspace())
    return text, bare.startswith(_COMPUTED[:4]) and not dash
