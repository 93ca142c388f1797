"""Where a party is to stand on a point in the demo: as words of a command, and as cells of a spreadsheet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a party stands on a point.

    Attributes:
        point: its number in the invented text, or its id.
        word: the position, as a sheet says it.
        text: the words that the party wants instead.
        reason, reserve, until: as `verbale talks respond` takes them.
        not_negotiable: whether it says that it will not move.
    """

    point: str
    word: str
    text: str = ""
    reason: str = ""
    reserve: str = ""
    until: str = ""
    not_negotiable: bool = False

    def at(self, point: str) -> Self:
        """The same on a point that is named otherwise."""
        return replace(self, point=point)

    def arguments(self, words: Path) -> Iterator[object]:
        """What stands behind `verbale talks respond DOSSIER`; the words wanted are written to a file."""
        yield from (self.point, self.word)
        if self.text:
            words.write_text(self.text, "utf-8")
            yield from ("--text", words)
        for name, value in (("--reason", self.reason), ("--reserve", self.reserve), ("--until", self.until)):
            if value:
                yield from (name, value)
        if self.not_negotiable:
            yield "--not-negotiable"

    @property
    def cells(self) -> Mapping[str, str]:
        """What a department writes into a row, by the names of the columns."""
        return {
            "position": self.word,
            "text": self.text,
            "reason": self.reason,
            "reserve": self.reserve,
            "until": self.until,
            "not_negotiable": "yes" if self.not_negotiable else "",
        }
