"""A house for trials of the pages: a real home with real keys on Django's database, and counterparts in memory.

house = found_house(tmp_path)
concord = house.meet("NC", "Northern Concord")
letter = concord.send(subject="…", text=["…"])
house.carry(concord)
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from verbale.chancery.contents import FileContents
from verbale.chancery.djangodb import DjangoEngine
from verbale.chancery.drafting.drafts import Drafts, Safe
from verbale.chancery.home import FileMark, Home, create_home
from verbale.chancery.keysafe import draw_seeds, save_house, save_officer, unlock_house
from verbale.chancery.office import Node, set_current
from verbale.chancery.officers.services import make_first_officer
from verbale.chancery.store import SqlStore
from verbale.exchange.accredit import accredit
from verbale.exchange.founding import Founders, found
from verbale.exchange.letters import Draft, seal_attachment, send
from verbale.exchange.pack import pack
from verbale.exchange.ports import Office
from verbale.exchange.receive import answer, receive
from verbale.exchange.records import Letter, Party
from verbale.exchange.register import make_head, sequence
from verbale.formats.credencefile import read_credence_file, write_credence_file
from verbale.formats.hybrid import HYBRID
from verbale.formats.suite import SIGNING_SEED, SigningKey
from verbale.formats.words import words_of
from verbale.practice.paper import Paragraph
from verbale.testing.contents import MemoryContents, MemoryMark
from verbale.testing.seeds import Seeds
from verbale.testing.store import MemoryStore

PASSPHRASE = "a passphrase for trials"
OFFICER = "Ilse Maren"
WORK_FACTOR = 10
BEGINNING = datetime.fromisoformat("2026-11-12T08:00:00+00:00")


@dataclass(kw_only=True)
class Side:
    """One side of an exchange."""

    office: Office
    officers: list[SigningKey]
    now: datetime = BEGINNING
    drafts: Drafts | None = None

    @property
    def party(self) -> Party:
        """The institution."""
        with self.office.store.read() as view:
            return view.house().party

    @property
    def words(self) -> tuple[str, ...]:
        """Its twelve words."""
        return words_of(self.party.id, self.party.credence.digest)

    @property
    def credence_file(self) -> bytes:
        """The file that it hands over."""
        return write_credence_file(self.party.chain, self.party.keys)

    def accredit(self, other: "Side") -> Party:
        """Accredits another side by its words."""
        file = read_credence_file(other.credence_file, (HYBRID,))
        return accredit(
            self.office,
            file,
            heard=other.words,
            code=other.party.code,
            officers=self.officers,
            now=self.now,
            how="by telephone",
        )

    def send(
        self,
        *recipients: "Side",
        subject: str = "A note",
        text: Sequence[str] = ("The Ministry has the honour to write.",),
        attachments: Sequence[tuple[str, str, bytes]] = (),
        letter_class: str = "note-verbale",
        language: str = "en",
        title: str = "",
        reply_to: bytes | None = None,
        expires: datetime | None = None,
    ) -> Letter:
        """Clears and sends a letter; each paragraph is numbered."""
        self.tick()
        draft = Draft(
            id=secrets.token_bytes(32),
            recipients=tuple(each.party.id for each in recipients),
            letter_class=letter_class,
            subject=subject,
            paragraphs=tuple(Paragraph(number=str(place), text=each) for place, each in enumerate(text, 1)),
            attachments=tuple(seal_attachment(self.office, name, kind, [data]) for name, kind, data in attachments),
            language=language,
            title=title,
            reply_to=reply_to,
            expires=expires,
        )
        if self.drafts is not None:
            self.drafts.keep_cleared(draft, author=OFFICER, now=self.now)
        else:
            assert isinstance(self.office.store, MemoryStore)
            self.office.store.clear(draft.id, draft.digest)
        return send(self.office, draft, officers=self.officers, now=self.now)

    def tick(self, **of: float) -> datetime:
        """Moves the clock of this side."""
        self.now += timedelta(**(of or {"seconds": 7}))
        return self.now


@dataclass(kw_only=True)
class House(Side):
    """The house whose pages are looked at."""

    home: Home
    others: list[Side] = field(default_factory=list)

    def meet(self, code: str, name: str) -> Side:
        """Makes a counterpart; both accredit each other."""
        other = counterpart(code, name, now=self.now)
        other.accredit(self)
        self.accredit(other)
        self.others.append(other)
        return other

    def carry(self, other: Side) -> None:
        """Carries pouches both ways until nothing is due."""
        for _ in range(2):
            for one, two in ((other, self), (self, other)):
                one.now = two.now = max(one.now, two.now) + timedelta(seconds=5)
                packed = pack(one.office, two.party.id, now=one.now)
                received = receive(two.office, packed.blocks(), now=two.now, road="network")
                reply = answer(two.office, received, now=two.now)
                receive(one.office, reply.blocks(), now=one.now, road="network")

    def beat(self) -> None:
        """Sequences the register and signs a head."""
        sequence(self.office)
        make_head(self.office, now=self.now)


def found_house(
    folder: Path,
    *,
    code: str = "MFA-AL",
    name: str = "Ministry of Foreign Affairs of Aldmark",
    officers: Sequence[str] = (OFFICER, "Anselm Rood"),
    thresholds: dict[str, int] | None = None,
    now: datetime = BEGINNING,
) -> House:
    """Founds a house on Django's database, with its first officer's account, and opens it for the pages."""
    home = create_home(folder)
    save_house(home, draw_seeds(now=now), PASSPHRASE, work_factor=WORK_FACTOR)
    keys = unlock_house(home, PASSPHRASE, clock=lambda: now)
    store = SqlStore(DjangoEngine())
    contents = FileContents(home.contents, find_small=store.find_content)
    office = Office(
        store=store,
        contents=contents,
        keys=keys,
        mark=FileMark(home),
        suite=HYBRID,
        entropy=secrets.token_bytes,
    )
    seeds = [secrets.token_bytes(SIGNING_SEED) for _ in officers]
    for officer, seed in zip(officers, seeds, strict=True):
        save_officer(home, officer, seed, PASSPHRASE, work_factor=WORK_FACTOR)
    signing = [HYBRID.signing_key(seed) for seed in seeds]
    founders = Founders(
        officers=list(zip(officers, signing, strict=True)),
        thresholds=thresholds or {},
        recovery=[HYBRID.signing_key(secrets.token_bytes(SIGNING_SEED)).public],
    )
    found(office, code=code, name=name, founders=founders, addresses=[], now=now)
    make_first_officer(officers[0], PASSPHRASE)
    set_current(Node(home=home, office=office, store=store, contents=contents))
    with store.read() as view:
        reading = view.house().party.credence.identity.reading
    safe = Safe(suite=HYBRID, public=reading, keys=lambda: keys.reading, entropy=secrets.token_bytes)
    return House(office=office, officers=signing, now=now, drafts=store.drafts(safe), home=home)


def counterpart(code: str, name: str, *, now: datetime = BEGINNING) -> Side:
    """An institution in memory, with real keys."""
    entropy = Random(code).randbytes
    store = MemoryStore()
    office = Office(
        store=store,
        contents=MemoryContents(store),
        keys=Seeds(suite=HYBRID, entropy=entropy),
        mark=MemoryMark(),
        suite=HYBRID,
        entropy=entropy,
    )
    officers = [HYBRID.signing_key(entropy(SIGNING_SEED))]
    founders = Founders(
        officers=[("Duty officer", officers[0])],
        thresholds={},
        recovery=[HYBRID.signing_key(entropy(SIGNING_SEED)).public],
    )
    found(office, code=code, name=name, founders=founders, addresses=[f"https://{code.lower()}.example"], now=now)
    return Side(office=office, officers=officers, now=now)
