"""A world of many chanceries in one process: stories for tests, with the same use cases as the real node.

    world = World(seed=1)
    arvenia, borlund = world.chancery("ARV"), world.chancery("BOR")
    world.accredit(arvenia, borlund)
    letter = arvenia.send(borlund, subject="Notification", text="The exercise begins.")
    world.carry(arvenia, borlund)
    assert arvenia.reached(letter, borlund) == "opened"

Chance, time and keys come from the seed, so a story replays exactly under the sham suite.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TypeVar

from verbale.exchange import acts
from verbale.exchange.accredit import accredit
from verbale.exchange.founding import Founders, found
from verbale.exchange.letters import Draft, SealedAttachment, seal_attachment, send
from verbale.exchange.opening import Opened, open_copy
from verbale.exchange.pack import Packed, pack
from verbale.exchange.placing import Received
from verbale.exchange.ports import Office, View
from verbale.exchange.receive import answer, note_own_hold, receive
from verbale.exchange.records import Letter, Party, Permissions
from verbale.formats.credencefile import CredenceFile, read_credence_file, write_credence_file
from verbale.formats.errors import Refused
from verbale.formats.suite import SIGNING_SEED, Suite
from verbale.formats.words import words_of
from verbale.practice.evidence import Ladder, fold
from verbale.practice.paper import Paragraph
from verbale.testing.clock import Clock, Ticking
from verbale.testing.contents import SMALL, MemoryContents, MemoryMark
from verbale.testing.seeds import Seeds
from verbale.testing.sham import SHAM
from verbale.testing.store import MemoryStore, Tables

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup of a chancery holds: its tables and its large contents."""

    tables: Tables
    files: Mapping[bytes, bytes]


class Chancery:
    """One chancery of a world.

    Attributes:
        code: its code.
        office: what its use cases work with.
        officers: its officers' keys.
        clock: its clock.
        random: its source of chance.
        small: up to which length a content goes with the transaction.
    """

    def __init__(
        self, code: str, *, suite: Suite, random: Random, clock: Ticking, officers: int = 1, small: int = SMALL
    ) -> None:
        self.code = code
        self.keys = Seeds(suite=suite, entropy=random.randbytes)
        self.officers = [suite.signing_key(random.randbytes(SIGNING_SEED)) for _ in range(officers)]
        self.recovery = suite.signing_key(random.randbytes(SIGNING_SEED))
        self.mark = MemoryMark()
        self._furnish(suite, random, clock, small)
        founders = Founders(
            officers=[(f"Officer {number}", key) for number, key in enumerate(self.officers, 1)],
            thresholds={"letter": officers},
            recovery=[self.recovery.public],
        )
        self.party = found(
            self.office,
            code=code,
            name=f"Institution {code}",
            founders=founders,
            addresses=[],
            now=clock.now(),
        )

    def _furnish(self, suite: Suite, random: Random, clock: Ticking, small: int) -> None:
        self.random = random
        self.clock = clock
        self.small = small
        self.store = MemoryStore()
        self.contents = MemoryContents(self.store, small=small)
        self.office = Office(
            store=self.store,
            contents=self.contents,
            keys=self.keys,
            mark=self.mark,
            suite=suite,
            entropy=random.randbytes,
        )

    def twin(self, *, random: Random, clock: Ticking) -> "Chancery":
        """The same institution with the same keys and a copy of all that it keeps.

        It is a second face of it, or a fresh start from a state that many trials share.
        """
        twin = object.__new__(Chancery)
        twin.code, twin.party = self.code, self.party
        twin.keys = self.keys.twin(random.randbytes)
        twin.officers, twin.recovery = list(self.officers), self.recovery
        twin.mark = MemoryMark(self.mark.read())
        twin._furnish(self.office.suite, random, clock, self.small)
        twin.restore(self.backup())
        return twin

    def backup(self) -> Backup:
        """All that it keeps, but for its keys and its mark."""
        return Backup(tables=self.store.snapshot(), files=dict(self.contents.files))

    def restore(self, backup: Backup) -> None:
        """Puts a backup back. Its mark stays, as it does outside the store."""
        self.store.restore(backup.tables)
        self.contents.restore(backup.files)

    def restart(self) -> bool:
        """Begins anew after the process ended anywhere: nothing that was not durable is left.

        Returns:
            Whether it is held.
        """
        self.contents.crash()
        return note_own_hold(self.office, now=self.clock.now())

    @property
    def id(self) -> bytes:
        """The party's id."""
        return self.party.id

    @property
    def words(self) -> tuple[str, ...]:
        """The twelve words, as they are read to another."""
        house = self.view(lambda view: view.house().party)
        return words_of(house.id, house.credence.digest)

    def view(self, read: Callable[[View], T]) -> T:
        """Reads something of the store."""
        with self.store.read() as view:
            return read(view)

    def credence_file(self) -> bytes:
        """The file that is handed over."""
        house = self.view(lambda view: view.house().party)
        return write_credence_file(house.chain, house.keys)

    def meet(self, other: "Chancery", *, permissions: Permissions | None = None) -> Party:
        """Accredits another by its words."""
        file: CredenceFile = read_credence_file(other.credence_file(), (self.office.suite,))
        return accredit(
            self.office,
            file,
            heard=other.words,
            code=other.code,
            officers=self.officers,
            now=self.clock.now(),
            permissions=permissions,
        )

    def draft(
        self,
        *recipients: "Chancery",
        subject: str = "A note",
        text: str = "One.",
        attachments: Sequence[bytes] = (),
        letter_class: str = "note-verbale",
        expires: datetime | None = None,
        reply_to: bytes | None = None,
    ) -> Draft:
        """A cleared draft."""
        sealed: list[SealedAttachment] = [
            seal_attachment(self.office, f"file-{number}.bin", "application/octet-stream", [content])
            for number, content in enumerate(attachments, 1)
        ]
        draft = Draft(
            id=self.random.randbytes(32),
            recipients=tuple(each.id for each in recipients),
            letter_class=letter_class,
            subject=subject,
            paragraphs=(Paragraph(number="1", text=text),),
            attachments=tuple(sealed),
            expires=expires,
            reply_to=reply_to,
        )
        self.store.clear(draft.id, draft.digest)
        return draft

    def send(self, *recipients: "Chancery", **options: object) -> Letter:
        """Clears and sends a letter."""
        draft = self.draft(*recipients, **options)  # type: ignore[arg-type]
        return send(self.office, draft, officers=self.officers, now=self.clock.now())

    def pack(self, other: "Chancery", **options: object) -> Packed:
        """Packs what is due to another."""
        return pack(self.office, other.id, now=self.clock.now(), **options)  # type: ignore[arg-type]

    def receive(self, blocks: Iterable[bytes], *, road: str = "hand") -> Received:
        """Takes a pouch."""
        return receive(self.office, blocks, now=self.clock.now(), road=road)

    def answer(self, received: Received) -> Packed:
        """Packs the answer to a pouch."""
        return answer(self.office, received, now=self.clock.now())

    def letter(self, letter: bytes, sender: "Chancery") -> Letter:
        """A letter that this chancery has."""
        found = self.view(lambda view: view.letter(letter, sender.id))
        if found is None:
            raise Refused("letter-unknown", "There is no such letter here.")
        return found

    def ladder(self, letter: Letter, recipient: "Chancery") -> Ladder:
        """What this chancery can prove of a letter with a recipient."""
        evidence = self.view(lambda view: view.evidence(letter.id, recipient.id))
        return fold(evidence, expires=letter.expires)

    def reached(self, letter: Letter, recipient: "Chancery") -> str:
        """The word for how far a letter got."""
        return self.ladder(letter, recipient).reached

    def read_letter(self, letter: Letter, sender: "Chancery") -> Opened:
        """Opens a letter again from its sealed copy, as a page does."""
        sealed = b"".join(self.contents.open(letter.sealed))
        party = self.view(lambda view: view.house().party if sender is self else view.party(sender.id))
        assert party is not None
        return open_copy(self.office, sealed, party)

    def acknowledge(self, letter: Letter, words: str = "") -> None:
        """Acknowledges a letter by its officers."""
        acts.acknowledge(self.office, letter, officers=self.officers, now=self.clock.now(), words=words)

    def refuse(self, letter: Letter, words: str = "Not ours.") -> None:
        """Refuses a letter by its officers."""
        acts.refuse(self.office, letter, officers=self.officers, now=self.clock.now(), words=words)


class World:
    """Chanceries with one clock and one source of chance."""

    def __init__(self, *, seed: int = 0, suite: Suite = SHAM) -> None:
        self.random = Random(seed)
        self.suite = suite
        self.clock = Clock()
        self.chanceries: list[Chancery] = []

    def chancery(self, code: str, *, officers: int = 1, small: int = SMALL) -> Chancery:
        """Founds a chancery."""
        one = Chancery(
            code,
            suite=self.suite,
            random=Random(self.random.random()),
            clock=self.clock,
            officers=officers,
            small=small,
        )
        self.chanceries.append(one)
        return one

    def pair(self, first: str = "ARV", second: str = "BOR") -> tuple[Chancery, Chancery]:
        """Two chanceries that have accredited each other."""
        one, other = self.chancery(first), self.chancery(second)
        self.accredit(one, other)
        return one, other

    def accredit(self, *chanceries: Chancery) -> None:
        """Lets each accredit every other."""
        for one in chanceries:
            for other in chanceries:
                if one is not other:
                    one.meet(other)

    def carry(self, sender: Chancery, receiver: Chancery) -> Received:
        """Carries a pouch to the receiver and its answer back."""
        received = receiver.receive(sender.pack(receiver).blocks())
        sender.receive(receiver.answer(received).blocks())
        return received
