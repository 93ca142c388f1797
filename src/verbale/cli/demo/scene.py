"""Where the demo plays: the houses, what was sent, and the two roads on which it travels."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from verbale.cli.demo import papers
from verbale.cli.demo.houses import House, StepFailed, expect, together
from verbale.formats.canonical import Json

PATIENCE = 60
OPENED = ("opened", "acknowledged")


@dataclass(slots=True, kw_only=True)
class Scene:
    """The houses and what lies between them.

    Attributes:
        folder: where everything lies.
        proposal: the body of the letter that lays the proposal before the others.
        draft: the text that is proposed.
        note: told what is being done while a step goes on; nobody listens at first.
        houses: by their codes.
        letters: those whose receipts are to be proved, with the house that sent them.
        sent: how many letters were sent.
        receipts: how many were proved.
    """

    folder: Path
    proposal: Path
    draft: Path
    note: Callable[[str], object] = str
    houses: dict[str, House] = field(default_factory=dict)
    letters: list[tuple[House, Json]] = field(default_factory=list)
    sent: int = 0
    receipts: int = 0

    @property
    def aldmark(self) -> House:
        """It proposes."""
        return self.houses[papers.ALDMARK.code]

    @property
    def brenna(self) -> House:
        """It answers by network."""
        return self.houses[papers.BRENNA.code]

    @property
    def concord(self) -> House:
        """It answers by hand: its chancery calls nobody and takes no call."""
        return self.houses[papers.CONCORD.code]

    @property
    def vestry(self) -> House:
        """It gets a copy, and takes part in the talks."""
        return self.houses[papers.VESTRY.code]

    @property
    def online(self) -> Sequence[House]:
        """The houses that serve."""
        return [house for house in self.houses.values() if house.port]

    def file(self, name: str, text: str) -> Path:
        """A file with some words."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path

    def send(self, house: House, *arguments: object) -> Json:
        """Sends a letter, whose receipts are to be proved."""
        sent = house.ask("letter", "send", *arguments)
        self.sent += 1
        self.letters.append((house, sent))
        return sent

    def carry(self, sender: House, receiver: House, expected: Collection[str] = ()) -> None:
        """Carries a pouch and its answer, as files."""
        pouch = self.folder / f"{sender.role.code}-to-{receiver.role.code}.pouch"
        reply = self.folder / f"{receiver.role.code}-to-{sender.role.code}.pouch"
        sender.ask("pouch", "pack", "--for", receiver.role.code, "-o", pouch)
        opened = receiver.ask("pouch", "open", pouch, "-o", reply)
        placed = {each["id"] for each in opened["letters"] if each["result"] in ("placed", "again")}
        expect(set(expected) <= placed, f"{receiver.role.code} did not place what was carried")
        taken = sender.ask("pouch", "open", reply)["receipts"]
        proven = {each["letter"] for each in taken}
        answer = f"{opened['reply']['receipts']} receipts went back, {len(taken)} lines of them were taken"
        expect(set(expected) <= proven, f"{receiver.role.code} gave no receipt for what was carried: {answer}")

    def carry_bag(self) -> None:
        """Carries what is due between the Concord and everybody else, both ways, in one bag."""
        self.note("a bag goes to the Concord and comes back")
        hub = self.concord
        out = {house.role.code: self.folder / f"{house.role.code}-to-hub.pouch" for house in self.online}
        back = {house.role.code: self.folder / f"hub-to-{house.role.code}.pouch" for house in self.online}

        def pack(house: House) -> None:
            house.ask("pouch", "pack", "--for", hub.role.code, "-o", out[house.role.code])

        def unpack(house: House) -> None:
            house.ask("pouch", "open", back[house.role.code])

        together(pack, self.online)
        for house in self.online:
            hub.ask("pouch", "open", out[house.role.code], "-o", back[house.role.code])
        together(unpack, self.online)

    def until_opened(self, house: House, letter: Json, party: str) -> None:
        """Waits until a letter was opened at a party.

        Raises:
            StepFailed: it was not, after a minute.
        """
        deadline = time.monotonic() + PATIENCE
        while (stage := house.ask("letter", "show", letter["id"])["stages"].get(party)) not in OPENED:
            if time.monotonic() > deadline:
                raise StepFailed(f"after {PATIENCE} s {letter['number']} is only {stage} at {party}")
            time.sleep(0.1)
