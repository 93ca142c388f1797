"""A story of talks between three parties, whose letters are folded in vectors."""

import hashlib
from datetime import timedelta
from typing import Any

from verbale.formats.fields import write_time
from verbale.formats.talks.acts import Part, write_act
from verbale.formats.talks.causes import Causes, Marks
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import Position, join_positions
from verbale.formats.talks.provision import Provision, wording_digest
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import State
from verbale.practice.texts.text import read_text
from verbale.testing.institution import BEGINNING

SOURCE = "1. One shall.\n\n2. Two shall.\n\n3. Three shall.\n"


class Story:
    """Letters of three parties, each written upon all that came before."""

    def __init__(self, penholder: bool = False) -> None:
        self.parties = {name: hashlib.sha256(f"party {name}".encode()).digest() for name in ("ARV", "BOR", "CAL")}
        self.laid = LaidText(media="plain", source=SOURCE, title="Draft")
        self.points = [each.id for each in read_text(SOURCE, "plain").points]
        self.letters: list[dict[str, Any]] = []
        self.state = State()
        opening = Opening(
            members=tuple(sorted(self.parties.values())),
            text=self.laid.digest,
            penholder=self.parties["ARV"] if penholder else None,
        )
        self.write("ARV", self.laid, opening, causes=())

    def write(
        self,
        name: str,
        *acts: Part,
        causes: tuple[bytes, ...] | None = None,
        marks: Marks | None = None,
        junk: tuple[tuple[str, str], ...] = (),
        to: tuple[str, ...] | None = None,
    ) -> bytes:
        """A letter, upon all that came before or upon given causes, to all or to some."""
        parts = [*map(write_act, acts), *junk]
        if causes != ():
            view = self.state.now() if causes is None else self.state.upon(causes)
            parts.append(write_act(Causes(causes=causes or view.frontier, marks=marks or view.marks)))
        number = len(self.letters)
        given = {
            "letter": hashlib.sha256(f"letter {number} {name}".encode()).hexdigest(),
            "sender": self.parties[name].hex(),
            "created": write_time(BEGINNING + timedelta(minutes=number)),
            "parts": [list(part) for part in parts],
        } | ({} if to is None else {"to": sorted(self.parties[each].hex() for each in to)})
        self.letters.append(given)
        letter = self._read(given)
        self.state.add(letter)
        return letter.id

    def says(
        self, name: str, place: int, word: str, words: str | None = None, causes: tuple[bytes, ...] | None = None
    ) -> bytes:
        """A position, on the wording that stands or on given words."""
        shown = self.state.now().point(self.points[place])
        if shown is None:
            raise AssertionError(place)
        wording = shown.wording if words is None else wording_digest(words)
        return self.write(name, join_positions([Position(point=shown.id, wording=wording, word=word)]), causes=causes)

    def provision(self, place: int) -> Provision:
        """A point in the wording that stands."""
        shown = self.state.now().point(self.points[place])
        if shown is None:
            raise AssertionError(place)
        return Provision(point=shown.id, wording=shown.wording)

    def _read(self, given: dict[str, Any]) -> TalksLetter:
        letter = read_letter(
            letter=bytes.fromhex(given["letter"]),
            sender=bytes.fromhex(given["sender"]),
            created=BEGINNING,
            parts=[(kind, content) for kind, content in given["parts"]],
            recipients=[bytes.fromhex(each) for each in given["to"]] if "to" in given else None,
        )
        if letter is None:
            raise AssertionError(given)
        return letter
