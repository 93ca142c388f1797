"""Two houses at one dossier: what a story of talks is told with on the command line."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import House

SOURCE = """# Agreement on the lake

1. The Parties [shall][should] consult each year.

2. Each Party notifies the others of all works on the shore.

3. The seat of the commission is agreed later.
"""

Pair = tuple[House, House]


class Desk:
    """Two houses at one dossier."""

    def __init__(self, pair: Pair, folder: Path) -> None:
        self.one, self.other = pair
        self.folder = folder
        source = folder / "draft.md"
        source.write_text(SOURCE, "utf-8")
        self.text = self.one.ask("text", "import", source)["text"]
        self.opened = self.one.ask("talks", "open", "--text", self.text, "--with", "BOR", "--title", "The lake")
        self.dossier = self.opened["dossier"]
        self.carry()

    def carry(self) -> str:
        """Carries everything both ways; returns the state that both then show."""
        self.one.carry(self.other, self.folder)
        self.other.carry(self.one, self.folder)
        states = {house.ask("talks", "table", self.dossier)["state"] for house in (self.one, self.other)}
        assert len(states) == 1
        return str(states.pop())

    def point(self, number: str) -> str:
        """The id of a point that is there."""
        return str(self.points()[number]["point"])

    def points(self, house: House | None = None, *more: object) -> dict[str, Any]:
        """The rows of the table by their number."""
        rows = (house or self.one).ask("talks", "table", self.dossier, *more)["points"]
        return {row["number"]: row for row in rows}

    def file(self, name: str, content: str | bytes) -> Path:
        """A file."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
