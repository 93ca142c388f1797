"""Rows that were laid once are kept: most members said nothing since.

A row depends on the letters of its member alone, so it is kept by those. Few sets of letters are asked for at a time:
all, and what a new letter was written upon.
"""

from verbale.practice.talks.record import Row
from verbale.practice.talks.table import Table

_EACH = 4


class RowKeep:
    """Rows by member and letters."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: list[dict[int, Row]] = [{} for _ in table.members]

    def row(self, member: int, letters: int) -> Row:
        """The row of a member after a set of letters."""
        table = self._table
        own = letters & table.lane_sets[member]
        kept = self._rows[member]
        if own not in kept:
            # The row of all letters stays: what is compared meanwhile must not push it out.
            old = [each for each in kept if each != table.lane_sets[member]]
            for each in old[: len(old) - _EACH + 1]:
                del kept[each]
            kept[own] = table.row(member, letters)
        row = kept[own]
        row.widen(len(table.gazette.points))
        return row
