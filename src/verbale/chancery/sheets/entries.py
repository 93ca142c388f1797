"""A sheet as JSON, for scripts: a list of entries, their members by the names of the columns."""

import json
from collections.abc import Iterator, Sequence

from verbale.chancery.sheets.columns import COLUMNS
from verbale.chancery.sheets.lines import Cell, Line
from verbale.formats import limits
from verbale.formats.errors import Malformed

_NAMES = {column.name for column in COLUMNS}


def write_entries(rows: Sequence[dict[str, str]]) -> bytes:
    """Writes rows, by the names of columns."""
    entries = [{column.name: row.get(column.name, "") for column in COLUMNS} for row in rows]
    return json.dumps(entries, indent=2).encode() + b"\n"


def read_entries(data: bytes) -> Iterator[Line]:
    """Reads entries; a member may be missing, be `null`, or be `true` where a column says yes.

    Raises:
        Malformed: `sheet-size`, `sheet-encoding`, `sheet-form` or `sheet-columns`.
    """
    if len(data) > limits.TALKS_PART:
        raise Malformed("sheet-size", f"The sheet has more than {limits.TALKS_PART} bytes.")
    try:
        entries = json.loads(
            data.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse, parse_float=_refuse
        )
    except UnicodeDecodeError:
        raise Malformed("sheet-encoding", "The entries are not UTF-8.") from None
    except (ValueError, RecursionError):
        raise Malformed("sheet-form", "The entries are no JSON, or name a member twice, or hold a fraction.") from None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise Malformed("sheet-form", "The entries are no list of JSON objects.")
    if len(entries) > limits.TALKS_POINTS:
        raise Malformed("sheet-size", f"There are more than {limits.TALKS_POINTS} entries.")
    return (_line(number, entry) for number, entry in enumerate(entries, 1))


def _line(number: int, entry: dict[str, object]) -> Line:
    strange = entry.keys() - _NAMES
    if strange:
        raise Malformed("sheet-columns", f"Entry {number} has a member that is not read.")
    return Line(
        row=number,
        cells={name: Cell(name=f"member {name}", text=_text(number, value)) for name, value in entry.items()},
    )


def _text(number: int, value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if not isinstance(value, str):
        raise Malformed("sheet-form", f"Entry {number} has a member that is no text.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Malformed("sheet-form", f"Entry {number} holds half of a surrogate pair.") from None
    return value


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _refuse(_: str) -> object:
    raise ValueError
