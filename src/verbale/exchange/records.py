"""What a chancery keeps: values that the use cases read and write through the ports.

A record is what is true now; the statements that prove it are kept beside it, by digest. Ids and digests are 32 bytes,
times are aware and in UTC, to the second.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verbale.formats import limits
from verbale.formats.credence import Credence
from verbale.formats.manifest import Enclosed, Have, Item, Knows
from verbale.formats.partykeys import PartyKeys
from verbale.practice.evidence import Evidence

__all__ = [
    "Alarm",
    "Copy",
    "CopyState",
    "Cosignature",
    "Direction",
    "Entry",
    "Evidence",
    "Head",
    "House",
    "Letter",
    "Lost",
    "OutItem",
    "Pair",
    "Party",
    "Permissions",
    "Standing",
    "Stored",
    "register_origin",
]


class Standing(enum.Enum):
    """How this chancery stands to a party."""

    ACCREDITED = "accredited"
    """Letters go both ways."""
    SUSPENDED = "suspended"
    """Its papers contradict each other; nothing goes until officers decide."""
    RECOVERING = "recovering"
    """It says that it was put back from a backup; officers confirm once, then all goes on."""


class Direction(enum.Enum):
    """Which way a letter or a copy went."""

    IN = "in"
    OUT = "out"


class CopyState(enum.Enum):
    """What became of a sealed copy."""

    SENT = "sent"
    """Made here for another."""
    PLACED = "placed"
    """Kept and entered here, not opened yet."""
    OPENED = "opened"
    """Opened here; it is the letter that it is called."""
    REFUSED = "refused"
    """Not taken, for a reason; its content is not kept."""
    LOST = "lost"
    """Made here for another, and lost with a restore: only its recipient's receipts tell of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What a party may send to this chancery: the receiver decides.

    Attributes:
        classes: the classes of letters; empty means all that are taken at all.
        most: the greatest size of a letter with its attachments, in bytes, sealed.
    """

    classes: tuple[str, ...] = ()
    most: int = 64 * limits.GIB


_EVERYTHING = Permissions()
_NOTHING = Have()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party as this chancery knows it; the house itself is kept in the same form.

    Attributes:
        id: the digest of version 1 of its credence.
        code: its code in this house.
        chain: every version of its credence, from 1 to the newest.
        keys: its newest `keys`.
        accredited_at: when its words were compared; for the house, when it was founded.
        permissions: what it may send.
        standing: how this chancery stands to it.
        generation: which register of it counts; rises when it recovers from a restore.
        revoked: for keys that were revoked, by key id: the register size from which on they do not count.
    """

    id: bytes
    code: str
    chain: tuple[Credence, ...]
    keys: PartyKeys
    accredited_at: datetime
    permissions: Permissions = _EVERYTHING
    standing: Standing = Standing.ACCREDITED
    generation: int = 1
    revoked: Mapping[str, int] = field(default_factory=dict)

    @property
    def credence(self) -> Credence:
        """The newest version of its credence."""
        return self.chain[-1]

    @property
    def versions(self) -> dict[int, Credence]:
        """Every version by its number."""
        return {each.number: each for each in self.chain}

    @property
    def name(self) -> str:
        """Its name, as its credence says it."""
        return self.credence.identity.name

    @property
    def origin(self) -> str:
        """The name of its register, in heads."""
        return register_origin(self.id, self.generation)


def register_origin(party: bytes, generation: int) -> str:
    """The origin of a party's register: its id and the register's generation."""
    return f"{party.hex()}/g{generation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """This chancery's own party, and whether it may sign.

    Attributes:
        party: its own credence, keys and code.
        held: the code of the reason why it signs nothing but offers of channels; empty if it is free.
        papers: envelopes of its own revocations and recoveries, by their names in a pouch.
    """

    party: Party
    held: str = ""
    papers: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A letter of the house that a receipt names and that was lost with a restore.

    Attributes:
        letter: its id.
        sealed: the copy of it that its recipient received.
        receipt: the digest of the receipt, which is kept.
    """

    letter: bytes
    sealed: bytes
    receipt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The state of the exchange with one party, both directions.

    Attributes:
        peer: the party.
        last: the highest item number given to it.
        answered: items up to this number went in the answer to its last pouch; it says in its next one that it holds
            them, so they are given time before they go again in a pouch of their own.
        theirs: what it says that it holds of our items.
        epoch, offer, pouches: our channel: its epoch, the offer's envelope, how many pouches were made in it.
        offer_transport: SHA-256 of the transport key that our offer was made to.
        ours: what we hold of its items.
        their_last: the highest item number that it said it gave us.
        their_epoch, their_offer, their_pouch: its channel: epoch, digest of the offer, the highest pouch number seen.
        seen_pouch: the highest pouch of ours (epoch, number) that it said it saw; (0, 0) if none.
        knows: what it said that it knows of us.
        receipt: the digest of our newest receipt for it.
        wants: digests that it asks for again, until it has seen the answer.
        wants_in: the pouch of ours (epoch, number) in which all of them were first answered; (0, 0) if none yet.
        back: letters of its own that it asks for and that wait for the reading key, to be given back.
        lost: letters of ours that it received and that we ask it for.
        cosigned_in: the pouch of ours (epoch, number) in which our cosignature on its newest head first went; (0, 0)
            if it has not gone yet or there is none to send.
        cosignature_due: whether it still has to hear our cosignature on its newest head.
        asked: the first epoch of our channel that was begun since the house is held; 0 if none or it is not held.
        heard_at, heard_by: when it was last heard, and by which road (`network`, `hand`).
    """

    peer: bytes
    last: int = 0
    answered: int = 0
    theirs: Have = _NOTHING
    epoch: int = 0
    offer: bytes = field(default=b"", repr=False)
    offer_transport: bytes = b""
    pouches: int = 0
    ours: Have = _NOTHING
    their_last: int = 0
    their_epoch: int = 0
    their_offer: bytes = b""
    their_pouch: int = 0
    seen_pouch: tuple[int, int] = (0, 0)
    knows: Knows | None = None
    receipt: bytes | None = None
    wants: tuple[bytes, ...] = ()
    wants_in: tuple[int, int] = (0, 0)
    back: tuple[bytes, ...] = ()
    lost: tuple[Lost, ...] = ()
    cosigned_in: tuple[int, int] = (0, 0)
    cosignature_due: bool = False
    asked: int = 0
    heard_at: datetime | None = None
    heard_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A sealed copy of a letter: one that came from a party, or one that was made for it.

    Attributes:
        peer: the party that sent it or for which it was made.
        direction: which way it goes.
        letter: the id that its sender gives the letter.
        sealed, length: digest and length of the sealed file.
        letter_class: the class, as its sender calls it.
        attachments: the sealed files that go with it.
        state: what became of it.
        reason: the code of a refusal; empty otherwise.
        at: when it was made or came.
    """

    peer: bytes
    direction: Direction
    letter: bytes
    sealed: bytes
    length: int
    letter_class: str
    attachments: tuple[Enclosed, ...]
    state: CopyState
    reason: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as the house's list shows it. Its text stays in the sealed copy.

    For a letter that came and is not opened, only `id`, `direction`, `sender`, `letter_class`, `sealed`, `at` are
    known; the others hold their empty values.

    Attributes:
        id: the digest of its statement, or what its sender calls it until it is opened.
        direction: whether it came or went.
        sender, recipients: ids of parties.
        letter_class, series, number, year, created, expires, dossier: as the statement says them.
        subject: its subject; empty until opened.
        language: of its text; empty if not said.
        reply_to: the id of the letter that it answers.
        sealed: the digest of the sealed copy that this house can open.
        attachments: how many it encloses.
        opened: whether the statement was verified here (a letter that went always was).
        unproven: whether its keys were replaced and nothing shows yet that it is older.
        at: when it was sent or placed here.
    """

    id: bytes
    direction: Direction
    sender: bytes
    recipients: tuple[bytes, ...]
    letter_class: str
    series: str = ""
    number: int = 0
    year: int = 0
    created: datetime | None = None
    expires: datetime | None = None
    dossier: bytes | None = None
    subject: str = field(default="", repr=False)
    language: str = ""
    reply_to: bytes | None = None
    sealed: bytes
    attachments: int = 0
    opened: bool
    unproven: bool = False
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutItem:
    """An item on its way to a party: what the manifest says of it, and until when it is held to.

    Attributes:
        peer: the party.
        item: the manifest's item.
        expires: after this a letter that was not placed becomes a void.
    """

    peer: bytes
    item: Item
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A statement as it is kept.

    Attributes:
        digest: of the statement.
        kind: the value of its `Kind`.
        envelope: the envelope's bytes.
        beside: what travels beside it (the lines of a receipt, in canonical JSON); empty otherwise.
    """

    digest: bytes
    kind: str
    envelope: bytes = field(repr=False)
    beside: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the register.

    Attributes:
        position: the order in which entries were written, rising, unique; what the sequencer goes by.
        index: the index of its leaf; `None` until it is sequenced.
        kind: `letter`, `receipt`, `credence`, `keys`, `accreditation`, `revocation`, `recovery` or `padding`.
        digest: the digest of the statement that is entered; for padding, 32 random bytes.
        salt: 32 random bytes, never reused.
        at: when it was written.
    """

    position: int
    index: int | None
    kind: str
    digest: bytes
    salt: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A signed head of a register, one's own or a party's.

    Attributes:
        origin: the register.
        size, root: how many leaves, and the root over them.
        note: the signed checkpoint, with both lines of the log.
        at: when it was signed or seen here.
    """

    origin: str
    size: int
    root: bytes
    note: bytes = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """A party's cosignature on a head.

    Attributes:
        party: who cosigned.
        origin, size, root: the head.
        lines: the two signature lines, as a note has them.
        time: the cosigner's clock.
    """

    party: bytes
    origin: str
    size: int
    root: bytes
    lines: bytes = field(repr=False)
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that a person must look at.

    Attributes:
        code: stable, as those of refusals.
        party: whom it concerns; `None` for the house itself.
        reason: one sentence.
        at: when it was raised.
    """

    code: str
    party: bytes | None
    reason: str
    at: datetime
