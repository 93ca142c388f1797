"""What a filled row says: each cell judged for itself and with the others, nothing guessed.

A row in which nothing was filled takes no position. Case and white space around a choice do not matter; everything else
is read as it stands.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from verbale.chancery.sheets.columns import (
    AD_REFERENDUM,
    CHOICES,
    POINT_PREFIX,
    TO_FILL,
    YES,
    Filled,
    row_check,
)
from verbale.chancery.sheets.lines import Fault, Line, refuse
from verbale.formats import limits
from verbale.formats.base64text import read_hex
from verbale.formats.errors import Malformed
from verbale.formats.names import check_words, normal
from verbale.formats.talks.positions import MAY_HAVE_TEXT, NEED_TEXT, RESERVES
from verbale.formats.talks.provision import check_point, check_wording, read_date

Value = TypeVar("Value")
_MAY_WAIT = (AD_REFERENDUM, "reserve")


def judge(lines: Iterable[Line], *, checked: bool) -> tuple[Filled, ...]:
    """Reads the rows.

    Args:
        lines: the rows, as a form's reader found them.
        checked: whether each row must carry its wording and its check, as a spreadsheet's does.

    Raises:
        Malformed: `sheet-cell` or `sheet-formula`, with every place that is wrong; `sheet-empty`.
    """
    faults: list[Fault] = []
    found: dict[str, Filled] = {}
    for line in lines:
        if not any(line.text(column.name) or line.is_formula(column.name) for column in TO_FILL):
            continue
        judged = _Judged(line, checked=checked)
        filled = judged.read()
        if filled is not None and filled.point in found:
            judged.fault("point", f"the point has a position in row {found[filled.point].row} already")
        elif filled is not None:
            found[filled.point] = filled
        faults += judged.faults
    if faults:
        raise refuse(faults)
    if not found:
        raise Malformed("sheet-empty", "The sheet takes no position on any point.")
    return tuple(found.values())


class _Judged:
    """One row while it is read."""

    def __init__(self, line: Line, *, checked: bool) -> None:
        self.faults: list[Fault] = []
        self._line = line
        self._checked = checked

    def fault(self, column: str, why: str, *, formula: bool = False) -> None:
        cell = self._line.cells.get(column)
        name = cell.name if cell else f"the column {column}"
        self.faults.append(Fault(row=self._line.row, cell=name, why=why, formula=formula))

    def read(self) -> Filled | None:
        """The position, or nothing where anything is wrong."""
        for column, cell in self._line.cells.items():
            if cell.formula:
                self.fault(column, "a formula is not read; write its result", formula=True)
        if self.faults:
            return None
        point = self._try("point", _point, "this is not the id of a point; leave the column as it was") or ""
        wording = self._wording()
        if self._checked and not self.faults and row_check(self._texts()) != self._line.text("check"):
            self.fault("words", "the words or their digest are not as they were sent; write what is wanted under Text")
        choice = self._choice("position", CHOICES)
        filled = Filled(
            row=self._line.row,
            point=point,
            wording=wording,
            position="accept" if choice == AD_REFERENDUM else choice,
            ad_referendum=choice == AD_REFERENDUM,
            text=self._words("text", choice),
            reason=self._reason(),
            reserve=self._choice("reserve", RESERVES) if self._line.text("reserve") else "",
            until=self._until(choice),
            not_negotiable=self._line.text("not_negotiable") != "" and self._choice("not_negotiable", (YES,)) == YES,
        )
        if filled.reserve and choice and choice != "reserve":
            self.fault("reserve", "only a reserve has a kind")
        return None if self.faults else filled

    def _texts(self) -> dict[str, str]:
        return {name: cell.text for name, cell in self._line.cells.items()}

    def _wording(self) -> bytes | None:
        if not self._checked and not self._line.text("wording"):
            return None
        return self._try(
            "wording", lambda text: read_hex(text, length=32), "this is not a digest; leave the column as it was"
        )

    def _choice(self, column: str, choices: tuple[str, ...]) -> str:
        said = " ".join(self._line.text(column).lower().split())
        if said in choices:
            return said
        self.fault(
            column, f"say {', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else f"say {choices[0]}"
        )
        return ""

    def _words(self, column: str, choice: str) -> str:
        if not self._line.text(column):
            if choice in NEED_TEXT:
                self.fault(column, f"to {choice} needs the words that are wanted instead")
            return ""
        if choice and choice not in MAY_HAVE_TEXT:
            self.fault(column, f"to {choice} has no words of its own; leave it empty, or amend")
        return self._try(column, check_wording, "the words are too long, or hold a sign that does not show") or ""

    def _reason(self) -> str:
        if not self._line.text("reason"):
            return ""
        return self._try("reason", _reason, "the reason is too long, or holds a sign that does not show") or ""

    def _until(self, choice: str) -> date | None:
        if not self._line.text("until"):
            return None
        if choice and choice not in _MAY_WAIT:
            self.fault("until", f"only a reserve and {AD_REFERENDUM} wait until a day")
        return self._try("until", read_date, "say a day as 2026-03-02")

    def _try(self, column: str, read: Callable[[str], Value], why: str) -> Value | None:
        try:
            return read(normal(self._line.text(column)))
        except Malformed:
            self.fault(column, why)
            return None


def _point(text: str) -> str:
    return check_point(text.removeprefix(POINT_PREFIX))


def _reason(text: str) -> str:
    return check_words(text, what="A reason", limit=limits.REASON)
