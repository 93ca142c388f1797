"""Chanceries of three institutions that negotiate, with pouches carried between them in any order."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.homes import OFFICER, House, found_house, open_house
from verbale.chancery.office import Node
from verbale.chancery.talks.responding import Answer, respond
from verbale.chancery.talks.room import Talks
from verbale.chancery.talks.saying import Composer, Laying, Speaker, open_talks, say
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive
from verbale.exchange.records import Letter
from verbale.practice.talks.view import View
from verbale.practice.texts.text import read_text

SOURCE = """# Agreement on the lake

1. The Parties [shall][should] consult each year.

2. Each Party notifies the others of [all] works on the shore.

3. The seat of the commission is [Placeholder].

## Final clauses

4. This Agreement is concluded for [five] [ten] years.
"""
CODES = ("ARV", "BOR", "CAL")


@dataclass(kw_only=True)
class Table:
    """Houses that negotiate.

    Attributes:
        houses: in the order of their codes.
        dossier: the talks, once they are open.
    """

    houses: Sequence[House]
    dossier: bytes = b""
    _moved: timedelta = field(default_factory=timedelta)

    def __getitem__(self, code: str) -> House:
        return self.houses[CODES.index(code)]

    def speaker(self, code: str) -> Speaker:
        """The officers of a house."""
        return Speaker(officers=[self[code].officer], name=OFFICER)

    def room(self, code: str) -> Talks:
        """The room of talks of a house, as another process would open it."""
        return Talks(open_house(self[code].folder).node)

    def open(self, *, source: str = SOURCE, agreement: str = "point", penholder: str | None = None) -> Letter:
        """The first house opens talks on a text with the others."""
        letter = open_talks(
            self[CODES[0]].node.talks(),
            Laying(text=read_text(source, "markdown"), title="Agreement on the lake"),
            members=[each.party.id for each in self.houses[1:]],
            title="Talks on the lake",
            agreement=agreement,
            speaker=self.speaker(CODES[0]),
            penholder=self[penholder].party.id if penholder else None,
        )
        assert letter.dossier is not None
        self.dossier = letter.dossier
        return letter

    def say(self, code: str, compose: Composer) -> Letter:
        """A house makes a statement."""
        return say(self[code].node.talks(), self.dossier, compose, speaker=self.speaker(code))

    def respond(self, code: str, point: str, word: str, **more: Any) -> Letter:
        """A house takes a position on a point."""
        return self.say(code, respond([Answer(point=point, word=word, **more)]))

    def now(self, code: str) -> View:
        """The state of play at a house."""
        return self[code].node.talks().now(self.dossier)

    def carry(self, one: str, other: str) -> None:
        """Carries what is due from one house to another."""
        sender, receiver = self[one].node, self[other].node
        packed = pack(sender.office, receiver.party.id, now=sender.now())
        receive(receiver.office, packed.blocks(), now=receiver.now(), road="hand")

    def exchange(self, *, backwards: bool = False) -> None:
        """Carries everything between all, each receiving in an order of its own."""
        ways = [(one, other) for one in CODES for other in CODES if one != other]
        for one, other in reversed(ways) if backwards else ways:
            self.carry(one, other)


@pytest.fixture
def table(tmp_path: Path, sqlite_template: Path) -> Table:
    """Three houses that have accredited one another; founded once, and copied."""
    made = sqlite_template.parent / "three"
    if not made.is_dir():
        houses = [found_house(made / code, sqlite_template, code) for code in CODES]
        for one in houses:
            for other in houses:
                if one is not other:
                    one.meet(other)
        for house in houses:
            house.node.store.close()
    for code in CODES:
        shutil.copytree(made / code, tmp_path / code)
    return Table(houses=[open_house(tmp_path / code) for code in CODES])


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Puts the clocks of all houses forward by some seconds."""
    moved = timedelta()
    now = Node.now

    def at(node: Node) -> datetime:
        return now(node) + moved

    def forward(seconds: int) -> None:
        nonlocal moved
        moved += timedelta(seconds=seconds)

    monkeypatch.setattr(Node, "now", at)
    return forward
