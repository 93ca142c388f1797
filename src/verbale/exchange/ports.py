"""The ports of the exchange: what the use cases ask of storage, keys and carriage.

One contract suite (`tests/exchange/contract`) tests every store. Each method says what holds when it returns; two
rules hold for all of them:

- **Nothing is durable before a transaction ends cleanly**, and then everything in it is; after an exception nothing
  is. If the answer of the commit is lost, the outcome is unknown: the caller looks and repeats (law 3).
- **A transaction may be run again.** `Store.begin` raises `Unavailable("busy")` when it could not serialise; the use
  case is then repeated from its beginning, so nothing outside the store happens inside one.

Scopes are locked once, at the start of a transaction, and a write without its lock is a programmer's error
(`RuntimeError`): the memory store asserts it, or races of PostgreSQL would stay hidden.
"""

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from verbale.exchange.records import (
    Alarm,
    Copy,
    CopyState,
    Cosignature,
    Entry,
    Evidence,
    Head,
    House,
    Letter,
    OutItem,
    Pair,
    Party,
    Stored,
)
from verbale.formats.statement import Signed
from verbale.formats.suite import NoteKey, OpeningKey, SigningKey, Suite


class Scope(enum.Enum):
    """What a lock is on. Locks are taken in this order, then by key."""

    HOUSE = "house"
    """The house's own party, holds, and the list of parties."""
    SERIES = "series"
    """Numbers of letters. Key: empty."""
    PAIR = "pair"
    """The exchange with one party, its copies and items. Key: the party's id."""
    WITNESS = "witness"
    """The newest head seen of one origin. Key: the party's id."""
    REGISTER = "register"
    """The sequencer and the house's own heads."""


Lock = tuple[Scope, bytes]


class View(Protocol):
    """Reads one consistent state."""

    def house(self) -> House:
        """This chancery itself.

        Raises:
            Unavailable: `no-house`, if it was not founded.
        """

    def party(self, party: bytes) -> Party | None:
        """A party by its id."""

    def party_of_code(self, code: str) -> Party | None:
        """A party by its code in this house."""

    def parties(self) -> Sequence[Party]:
        """All parties, by code; the house itself is none."""

    def pair(self, peer: bytes) -> Pair:
        """The exchange with a party; a fresh one if nothing went yet."""

    def letter(self, letter: bytes, sender: bytes) -> Letter | None:
        """A letter by its id and its authenticated sender: two senders may claim one id."""

    def copies(self, peer: bytes, letter: bytes, *, incoming: bool) -> Sequence[Copy]:
        """The copies of a letter that came from a party, or that were made for it, in order of arrival."""

    def waiting_copies(self, limit: int) -> Sequence[Copy]:
        """Incoming copies that are placed and not opened, oldest first."""

    def evidence(self, letter: bytes, party: bytes) -> Sequence[Evidence]:
        """What is proven of a letter with one recipient, in the order in which it was learnt."""

    def statement(self, digest: bytes) -> Stored | None:
        """A statement by its digest."""

    def statements(self, digests: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """The statements of these digests that are kept."""

    def items(self, peer: bytes, *, above: int, limit: int) -> Sequence[OutItem]:
        """Items for a party with a number above one, in rising number."""

    def items_about(self, peer: bytes, digests: Sequence[bytes]) -> Sequence[OutItem]:
        """Items for a party that are one of these letters or receipts."""

    def receipts_about(self, peer: bytes, letter: bytes) -> Sequence[OutItem]:
        """Receipt items for a party that have a line on a letter of it."""

    def due_items(self, now: datetime) -> Sequence[OutItem]:
        """Letters of any party whose `expires` is before `now` and that the party does not say it holds."""

    def highest_numbers(self, sender: bytes) -> Sequence[tuple[str, int, int]]:
        """The highest number of the opened letters of a sender, by series and year."""

    def entry_of(self, digest: bytes) -> Entry | None:
        """The first entry of a statement."""

    def entries(self, *, since: int, limit: int) -> Sequence[Entry]:
        """Sequenced entries from an index on, in order."""

    def register_size(self) -> int:
        """How many entries are sequenced."""

    def unsequenced(self) -> int:
        """How many entries wait for the sequencer."""

    def nodes(self, places: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        """Hashes of complete subtrees, by (level, index), in the order asked; all of them must be there."""

    def head(self) -> Head | None:
        """The house's newest head."""

    def head_of_size(self, origin: str, size: int) -> Head | None:
        """The house's head of a size."""

    def witnessed(self, origin: str) -> Head | None:
        """The newest head seen of a party's register."""

    def rivals(self, origin: str) -> Sequence[Head]:
        """Heads of a register that contradict each other: of each fork both."""

    def own_cosignature(self, origin: str, size: int) -> Cosignature | None:
        """The house's cosignature on a head of a party."""

    def cosignatures(self, origin: str) -> Sequence[Cosignature]:
        """All cosignatures of others on the house's heads, by size."""

    def alarms(self) -> Sequence[Alarm]:
        """All alarms that nobody has put away, oldest first."""


class Transaction(View, Protocol):
    """Reads and writes; see the rules at the head of this module."""

    def lock(self, *locks: Lock) -> None:
        """Locks scopes, once, before the first read that a write depends on; in their order."""

    def cleared(self, draft: bytes) -> bytes | None:
        """The digest of what was cleared of a draft; `None` if it was not (law 1)."""

    def sent_as(self, draft: bytes) -> bytes | None:
        """The id of the letter that a draft became; `None` if it was not sent."""

    def put_sent(self, draft: bytes, letter: bytes) -> None:
        """Notes what letter a draft became, so that it is sent once. Needs `SERIES`."""

    def next_number(self, series: str, year: int) -> int:
        """Takes the next number of a series. Needs `SERIES`. Gap-free: given back if the transaction fails."""

    def set_number_floor(self, series: str, year: int, number: int) -> None:
        """Makes the next number at least `number + 1`. Needs `SERIES`."""

    def put_house(self, house: House) -> None:
        """Writes the house. Needs `HOUSE`."""

    def put_party(self, party: Party) -> None:
        """Writes a party. Needs `HOUSE` for a new one, `HOUSE` or its `PAIR` for a known one.

        Raises:
            Refused: `code-taken`, if another party has the code.
        """

    def put_pair(self, pair: Pair) -> None:
        """Writes the state of the exchange with a party. Needs its `PAIR`."""

    def put_statement(self, signed: Signed, *, beside: bytes = b"") -> None:
        """Keeps a statement; the same again is no error and changes nothing."""

    def put_letter(self, letter: Letter) -> None:
        """Writes a letter, or writes it anew when it is opened. Needs the `PAIR` of its sender or `SERIES`."""

    def put_copy(self, copy: Copy) -> None:
        """Writes a copy; its contents must have been adopted. Needs its `PAIR`."""

    def set_copy_state(self, copy: Copy, state: CopyState, reason: str) -> None:
        """Writes what became of a copy. Needs its `PAIR`."""

    def put_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Writes what receipts prove; a line that is there already is left as it is."""

    def enter(self, kind: str, digest: bytes, salt: bytes, at: datetime) -> None:
        """Writes an unsequenced entry for a statement that is kept."""

    def put_item(self, item: OutItem) -> None:
        """Writes an item, or puts a void in the place of one. Needs its `PAIR`."""

    def take_unsequenced(self, limit: int) -> Sequence[Entry]:
        """The oldest unsequenced entries, by position. Needs `REGISTER`."""

    def append(self, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
        """Writes the indices of entries and the nodes that arise. Needs `REGISTER`."""

    def put_head(self, head: Head) -> None:
        """Writes a head of the house. Needs `REGISTER`."""

    def put_witnessed(self, head: Head, own: Cosignature | None) -> None:
        """Writes the newest head seen of an origin, and the house's cosignature on it. Needs `WITNESS`."""

    def put_rival(self, head: Head) -> None:
        """Keeps a second head of one size, as proof that a party's register forked. Needs `WITNESS`."""

    def put_cosignature(self, cosignature: Cosignature) -> None:
        """Keeps a party's cosignature on a head of the house; the same again changes nothing."""

    def put_alarm(self, alarm: Alarm) -> None:
        """Raises an alarm; one of the same code and party that still stands is left as it is."""

    def put_content(self, staged: "Staged") -> None:
        """Keeps a small content that `Contents` left in memory; for a large one, does nothing."""


class Store(Protocol):
    """All that a chancery knows, but for its large contents."""

    def read(self) -> AbstractContextManager[View]:
        """One consistent state, to be read and left."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction, serialisable where it locks.

        Raises:
            Unavailable: `busy`, to be repeated; `disk-full`, if there was no room; `store-failed`, if it could not
                be told whether it is durable: look, and repeat.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A content that was written whole and is named by its digest.

    Attributes:
        digest, length: of the content.
        data: the content itself, if it is small enough to go with the transaction; `None` if it lies in a file.
    """

    digest: bytes
    length: int
    data: bytes | None


class Sink(Protocol):
    """Takes a content block by block."""

    def write(self, block: bytes) -> None:
        """Takes a block.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """

    def seal(self) -> Staged:
        """Ends the content. When it returns, a file was synced; nothing refers to it yet.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """


class Contents(Protocol):
    """Sealed contents by digest. Never held whole in memory, unless small.

    Not called with a transaction open, but for one case: the sealed copy of a letter, bounded and mostly small, whose
    number is only known inside the transaction that gives it.
    """

    def stage(self) -> AbstractContextManager[Sink]:
        """A place for a content that is not named yet; what was not adopted is removed on leaving or swept later."""

    def adopt(self, staged: Staged) -> None:
        """Gives a staged file its name, durably.

        If the process ends before the transaction that refers to it, the file is swept.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """

    def open(self, digest: bytes) -> Iterator[bytes]:
        """Yields a content in blocks.

        Raises:
            Unavailable: `content-missing`.
        """

    def length(self, digest: bytes) -> int:
        """The length of a content.

        Raises:
            Unavailable: `content-missing`.
        """


class Keys(Protocol):
    """The house's private keys, as far as they are unlocked here.

    Officers' keys are not among them: they are handed to the acts that need them.
    """

    @property
    def front(self) -> SigningKey:
        """Signs `accepted`, offers and `keys`."""

    @property
    def house(self) -> SigningKey:
        """Signs `placed`, `lapsed` and `refused` by rule."""

    @property
    def opener(self) -> SigningKey | None:
        """Signs `opened`, and what the others may; `None` where the reading key is kept apart."""

    @property
    def transport(self) -> Sequence[OpeningKey]:
        """Opens pouches: the key in force first, then those retired for less than 90 days."""

    @property
    def reading(self) -> Sequence[OpeningKey]:
        """Opens letters: the key in force first; none where it is kept apart."""

    @property
    def log(self) -> NoteKey:
        """Signs the house's heads."""

    @property
    def cosign(self) -> NoteKey:
        """Cosigns others' heads."""

    def channel_secret(self, peer: bytes, epoch: int) -> bytes:
        """The secret of the house's own offer to a party: 32 bytes, the same for the same epoch, never kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for a pouch over the network.

    Attributes:
        blocks: the reply pouch; nothing if there is none yet.
    """

    blocks: Iterable[bytes]


class Carrier(Protocol):
    """Takes a pouch to a party over the network and brings its answer. Holds no lock and no transaction."""

    def exchange(self, peer: Party, blocks: Iterable[bytes], length: int) -> AbstractContextManager[Answer]:
        """Hands a pouch over.

        Raises:
            Unavailable: with the code of what failed; to be tried again later, with the same letters.
            Refused: with the code that the other side gave; not to be repeated unchanged.
        """


class Mark(Protocol):
    """The house's newest head, kept outside the store: a store put back from a backup is behind it."""

    def read(self) -> tuple[str, int, bytes] | None:
        """Origin, size and root of the newest head that was marked; `None` if none was."""

    def write(self, head: Head) -> None:
        """Marks a head, durably. Called after the head is durable in the store and before anybody sees it.

        Raises:
            Unavailable: `disk-full` or `contents-failed`; then the head is not shown.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What every use case works with."""

    store: Store
    contents: Contents
    keys: Keys
    mark: Mark
    suite: Suite
    entropy: Callable[[int], bytes]
