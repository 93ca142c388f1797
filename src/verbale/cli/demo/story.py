"""What happens in the demo, step by step; each step ends with a check, and the story ends at the first that fails.

four chanceries are founded and accredit each other by their words
Aldmark lays a proposal before Brenna (by network) and the Concord (by hand)
both answer, by the roads they came by; Vestry gets a copy
every receipt is proved, every register is checked, every head is cosigned
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from verbale.cli.demo import papers
from verbale.cli.demo.houses import House, StepFailed, make_house
from verbale.formats.canonical import Document, Json

_PATIENCE = 60
OPENED = ("opened", "acknowledged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was taken."""

    step: str
    ok: bool
    seconds: float
    said: str = ""


@dataclass(slots=True)
class Story:
    """The demo as it goes.

    Attributes:
        folder: where everything lies.
        text: the proposal.
        tell: called with each step as it ends.
        steps: what was done so far.
    """

    folder: Path
    text: Path
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    houses: dict[str, House] = field(default_factory=dict)
    letters: Document = field(default_factory=dict)
    receipts: int = 0

    def run(self) -> bool:
        """Takes every step; returns whether all went as they must."""
        for name, step in (
            ("Four chanceries are founded, each with keys of its own", self.found),
            ("Each accredits the others by twelve words", self.accredit),
            ("Three of them open their doors to the network", self.open_doors),
            ("Aldmark lays a proposal before Brenna and the Concord", self.propose),
            ("Brenna takes it by network and answers in writing", self.answer_by_network),
            ("The Concord takes it from a stick and answers by hand", self.answer_by_hand),
            ("Vestry is sent a copy", self.send_copy),
            ("A forged pouch is refused and changes nothing", self.refuse_forgery),
            ("Every receipt is proved without a chancery", self.prove_receipts),
            ("Every register agrees with itself and is cosigned", self.check_registers),
        ):
            if not self._take(name, step):
                return False
        return True

    def stop(self) -> None:
        """Ends every server."""
        for house in self.houses.values():
            house.stop()

    def _take(self, name: str, step: Callable[[], str]) -> bool:
        begun = time.monotonic()
        try:
            said, ok = step(), True
        except StepFailed as failed:
            said, ok = str(failed), False
        self.steps.append(Step(step=name, ok=ok, seconds=round(time.monotonic() - begun, 2), said=said))
        self.tell(self.steps[-1])
        return ok

    def found(self) -> str:
        """Founds the four chanceries."""
        for role in papers.ROLES:
            house = make_house(role, self.folder, by_network=role is not papers.CONCORD)
            self.houses[role.code] = house
            road = ("--address", house.address) if house.port else ()
            made = house.ask("init", "--name", role.name, "--code", role.code, "--officer-name", role.officer, *road)
            house.words = made["words"]
            _expect(len(set(house.words)) > 1 and house.credence.is_file(), "a chancery has no words or no credence")
        return ", ".join(role.name for role in papers.ROLES)

    def accredit(self) -> str:
        """Lets each accredit every other."""
        met = 0
        for house in self.houses.values():
            for other in self.houses.values():
                if other is not house:
                    answer = house.ask("meet", other.credence, "--words", " ".join(other.words))
                    _expect(answer["accredited"], "a party was not accredited")
                    met += 1
        return f"{met} times twelve words were compared"

    def open_doors(self) -> str:
        """Starts the servers; the Concord has none and takes part by hand."""
        served = [house for house in self.houses.values() if house.port]
        for house in served:
            house.start()
        return ", ".join(f"{house.role.code} at {house.address}" for house in served)

    def propose(self) -> str:
        """Sends the proposal to two parties, with an attachment."""
        table = self.folder / "notified exercises.csv"
        table.write_text(papers.TABLE, "utf-8")
        aldmark = self.houses["MFA-AL"]
        sent = aldmark.ask(
            "letter", "send", "--to", "MFA-BR,NC", "--class", "memorandum", "--language", "en",
            "--subject", "Draft Arrangement on Transparency and Standing Channels",
            "--body", self.text, "--attach", table,
        )  # fmt: skip
        self.letters["proposal"] = sent
        shown = aldmark.ask("letter", "show", sent["id"])
        _expect(shown["stages"] is not None and sorted(sent["to"]) == ["MFA-BR", "NC"], "the letter is not as sent")
        return f"{sent['number']}, {len(shown['body'])} parts"

    def answer_by_network(self) -> str:
        """Brenna's answer, by network both ways."""
        aldmark, brenna = self.houses["MFA-AL"], self.houses["MFA-BR"]
        proposal = self.letters["proposal"]
        self._until_opened(aldmark, proposal["id"], "MFA-BR")
        brenna.ask("letter", "acknowledge", proposal["id"], "--words", "Received; an answer follows.")
        reply = self._reply(brenna, papers.BRENNA_REPLY, proposal)
        self._until_opened(brenna, reply["id"], "MFA-AL")
        self.letters["reply of Brenna"] = reply
        self._expect_same_text(brenna, aldmark, reply["id"])
        return f"{reply['number']}, opened at Aldmark"

    def answer_by_hand(self) -> str:
        """The Concord's answer, on a stick both ways."""
        aldmark, concord = self.houses["MFA-AL"], self.houses["NC"]
        proposal = self.letters["proposal"]
        self._carry(aldmark, concord, {proposal["id"]})
        reply = self._reply(concord, papers.CONCORD_REPLY, proposal)
        self._carry(concord, aldmark, {reply["id"]})
        self.letters["reply of the Concord"] = reply
        for house, letter, party in ((aldmark, proposal, "NC"), (concord, reply, "MFA-AL")):
            stage = house.ask("letter", "show", letter["id"])["stages"][party]
            _expect(stage in OPENED, f"{letter['number']} is only {stage} at {party}")
        self._expect_same_text(concord, aldmark, reply["id"])
        return f"{reply['number']}, opened at Aldmark"

    def send_copy(self) -> str:
        """A note to the partner, with the proposal attached."""
        aldmark = self.houses["MFA-AL"]
        note = self.folder / "note.md"
        note.write_text(papers.COPY_NOTE, "utf-8")
        sent = aldmark.ask(
            "letter", "send", "--to", "MFA-VE", "--class", "note-verbale", "--language", "en",
            "--subject", "Copy of the draft Arrangement", "--body", note, "--attach", self.text,
        )  # fmt: skip
        self.letters["copy"] = sent
        self._until_opened(aldmark, sent["id"], "MFA-VE")
        return f"{sent['number']}, opened at Vestry"

    def refuse_forgery(self) -> str:
        """Changes one bit of a pouch."""
        aldmark, concord = self.houses["MFA-AL"], self.houses["NC"]
        pouch = self.folder / "changed.pouch"
        aldmark.ask("pouch", "pack", "--for", "NC", "-o", pouch)
        data = bytearray(pouch.read_bytes())
        data[len(data) // 2] ^= 1
        pouch.write_bytes(data)
        before = concord.ask("status")
        try:
            concord.ask("pouch", "open", pouch)
        except StepFailed as refused:
            _expect(concord.ask("status") == before, "a refused pouch changed something")
            return str(refused)
        raise StepFailed("a changed pouch was taken")

    def prove_receipts(self) -> str:
        """Writes a proof of each letter and receipt and verifies it by itself."""
        proof = self.folder / "letter.proof"
        for house, letter in self._senders():
            shown = house.ask("letter", "show", letter["id"])
            digests = {each["digest"] for each in shown["evidence"] if each["stage"] != "signed"}
            _expect(digests, f"{letter['number']} has no receipt")
            for digest in (letter["id"], *sorted(digests)):
                proof.unlink(missing_ok=True)
                house.ask("register", "proof", digest, "-o", proof)
                _expect(house.ask("verify", proof)["ok"], f"a proof of {letter['number']} does not verify")
            self.receipts += len(digests)
        return f"{self.receipts} receipts of {len(self.letters)} letters"

    def check_registers(self) -> str:
        """Checks every register and who cosigned it."""
        said = []
        for house in self.houses.values():
            verified = house.ask("register", "verify")
            _expect(verified["ok"], f"the register of {house.role.code} does not agree with itself")
            said.append(f"{house.role.code} {verified['size']}")
        cosigned = self.houses["MFA-AL"].ask("register", "verify")["cosigned_by"]
        _expect({"MFA-BR", "NC"} <= set(cosigned), f"Aldmark's head is cosigned only by {cosigned}")
        return ", ".join(said)

    def _senders(self) -> list[tuple[House, Json]]:
        by = {"reply of Brenna": "MFA-BR", "reply of the Concord": "NC"}
        return [(self.houses[by.get(name, "MFA-AL")], letter) for name, letter in self.letters.items()]

    def _reply(self, house: House, text: str, letter: Json) -> Json:
        body = self.folder / f"reply-{house.role.code}.md"
        body.write_text(text, "utf-8")
        return house.ask(
            "letter", "send", "--to", "MFA-AL", "--class", "memorandum", "--language", "en",
            "--subject", "Response to the draft Arrangement", "--body", body, "--reply-to", letter["id"],
        )  # fmt: skip

    def _carry(self, sender: House, receiver: House, expected: set[str]) -> None:
        """Carries a pouch and its answer, as files."""
        pouch, reply = self.folder / f"to-{receiver.role.code}.pouch", self.folder / f"to-{sender.role.code}.pouch"
        sender.ask("pouch", "pack", "--for", receiver.role.code, "-o", pouch)
        opened = receiver.ask("pouch", "open", pouch, "-o", reply)
        placed = {each["id"] for each in opened["letters"] if each["result"] in ("placed", "again")}
        _expect(expected <= placed, f"{receiver.role.code} did not place what was carried")
        sender.ask("pouch", "open", reply)

    def _until_opened(self, house: House, letter: str, party: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while (stage := house.ask("letter", "show", letter)["stages"].get(party)) not in OPENED:
            if time.monotonic() > deadline:
                raise StepFailed(f"after {_PATIENCE} s a letter is only {stage} at {party}")
            time.sleep(0.1)

    def _expect_same_text(self, sender: House, receiver: House, letter: str) -> None:
        one, other = (house.ask("letter", "show", letter) for house in (sender, receiver))
        _expect(one["body"] == other["body"], "a letter reads differently on its two sides")
        _expect(one["attachments"] == other["attachments"], "a letter encloses different files on its two sides")


def _expect(condition: object, otherwise: str) -> None:
    if not condition:
        raise StepFailed(otherwise)
