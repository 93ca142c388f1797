"""A line of any form of sheet, and the faults that are found in it: each with its row and its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verbale.formats.errors import Malformed

_MOST_TOLD = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: what it says, and what people call its place."""

    name: str
    text: str = field(default="", repr=False)
    formula: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row as it was read, its cells by the names of the columns."""

    row: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """What a cell says, without white space around it."""
        return self.cells[column].text.strip() if column in self.cells else ""

    def is_formula(self, column: str) -> bool:
        """Whether a cell is to be computed."""
        return column in self.cells and self.cells[column].formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is wrong in a cell; the reason says nothing of what the cell says."""

    row: int
    cell: str
    why: str
    formula: bool = False

    def __str__(self) -> str:
        return f"row {self.row}, {self.cell}: {self.why}"


class FaultySheet(Malformed):
    """A sheet that is wrong in some places. The reason tells of the first ones.

    Attributes:
        faults: all of them.
    """

    def __init__(self, refusal: Malformed, faults: Sequence[Fault]) -> None:
        super().__init__(refusal.code, refusal.reason)
        self.faults = tuple(faults)


def refuse(faults: Sequence[Fault]) -> FaultySheet:
    """The refusal that tells of all of them, the first ones by their place."""
    told = "; ".join(str(fault) for fault in faults[:_MOST_TOLD])
    more = f"; and {len(faults) - _MOST_TOLD} more" if len(faults) > _MOST_TOLD else ""
    reason = f"{told[0].upper()}{told[1:]}{more}."
    if any(fault.formula for fault in faults):
        return FaultySheet(Malformed("sheet-formula", reason), faults)
    return FaultySheet(Malformed("sheet-cell", reason), faults)
