"""The table of the demo's talks: what was said at it, and that all four chanceries show it alike."""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from verbale.cli.demo.houses import House, StepFailed, expect, together
from verbale.cli.demo.scene import PATIENCE, Scene
from verbale.cli.demo.stands import Stand
from verbale.formats.canonical import Json

_OPEN = ("open", "proposed")


@dataclass(slots=True, kw_only=True)
class Table:
    """The talks, as everybody sees them.

    Attributes:
        scene: the houses and the roads.
        dossier: of the talks.
        opening: the letter that opened them.
        said: how many letters of the talks were sent.
        states: the digest of the state after each step.
        still_open: how many points were open after each step.
        shown: the table as all showed it last.
    """

    scene: Scene
    dossier: str = ""
    opening: str = ""
    said: int = 0
    states: list[str] = field(default_factory=list)
    still_open: list[int] = field(default_factory=list)
    shown: Json = None

    def say(self, house: House, verb: str, *arguments: object) -> Json:
        """Lets a house say something in the talks."""
        self.scene.note(f"{house.role.code}: talks {verb}")
        return house.ask("talks", verb, self.dossier, *arguments)

    def count(self, letters: int) -> None:
        """Counts letters that were said; by one thread alone."""
        self.said += letters
        self.scene.sent += letters

    def agree(self) -> str:
        """Waits until every chancery shows one state of every letter that was said.

        Returns:
            What it is, in words.

        Raises:
            StepFailed: they differ still after a minute, or something in the talks does not count.
        """
        self.scene.note("do all four show the same?")
        deadline = time.monotonic() + PATIENCE
        while fault := self._fault(tables := together(self._ask, self.scene.houses.values())):
            if time.monotonic() > deadline:
                raise StepFailed(f"after {PATIENCE} s {fault}")
            time.sleep(0.1)
        self.shown = tables[0]
        for table in tables:
            for doubt in ("waiting", "aside", "differences"):
                expect(not table[doubt], f"of the letters of the talks some are {doubt}: {table[doubt]}")
        state, still_open = self.shown["state"], self._count_open()
        expect(state not in self.states, "the state is the same as before")
        self.states.append(state)
        self.still_open.append(still_open)
        return f"{still_open} of {len(self.shown['points'])} points open; state {state[:16]}… at all four"

    def rows(self, *statuses: str) -> list[Json]:
        """The points as all showed them last; of some statuses alone, if any is said."""
        return [row for row in self.shown["points"] if not statuses or row["status"] in statuses]

    def expect_stands(self, house: House, stands: Iterable[Stand]) -> None:
        """Checks that all show where a house said that it stands, on which wording and why.

        Raises:
            StepFailed: they do not.
        """
        rows = {row["point"]: row for row in self.rows()}
        for each in stands:
            row = rows[each.point]
            shown = row["positions"].get(house.role.code)
            expect(shown, f"no position of {house.role.code} is shown on point {row['number']}")
            word, _, referred = each.word.partition(" ")
            there = (shown["position"], shown["ad_referendum"], shown["text"] or "", shown["reason"] or "")
            wanted = (word, bool(referred), each.text, each.reason)
            expect(there == wanted, f"{house.role.code} said {wanted} on point {row['number']}; {there} is shown")
            bound = shown["wording"] == row["wording"] and not shown["due_again"]
            expect(bound, f"the position of {house.role.code} on point {row['number']} is on another wording")

    def _ask(self, house: House) -> Json:
        try:
            return house.ask("talks", "table", self.dossier)
        except StepFailed as fault:
            return str(fault)  # the letter that opens them may be on its way

    def _fault(self, tables: Collection[Json]) -> str:
        """How the chanceries differ, or what they lack; empty if nothing."""
        for code, table in zip(self.scene.houses, tables, strict=True):
            if isinstance(table, str):
                return table
            if table["letters"] != self.said:
                return f"{code} counts {table['letters']} of {self.said} letters"
        states = {table["state"] for table in tables}
        return "" if len(states) == 1 else f"there are {len(states)} states of the same letters"

    def _count_open(self) -> int:
        return len(self.rows(*_OPEN))
