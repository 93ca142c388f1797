"""A store in memory: the same contract as the databases, with asserted locks, faults and rollbacks.

Every value is immutable, so a state is a handful of dictionaries and a snapshot is cheap. A transaction works on the
one state and keeps what it overwrote; if it fails, that is put back. `faults` is called before and after each commit
and may raise: before, nothing is kept; after, everything is, and the caller does not know.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from verbale.exchange.ports import Lock, Scope, Staged, Transaction, View
from verbale.exchange.records import (
    Alarm,
    Copy,
    CopyState,
    Cosignature,
    Direction,
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
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.manifest import LetterItem, ReceiptItem
from verbale.formats.statement import Signed

Tables: TypeAlias = dict[str, dict[Any, Any]]
_TABLES = (
    "house",
    "parties",
    "pairs",
    "letters",
    "copies",
    "evidence",
    "statements",
    "items",
    "entries",
    "positions",
    "nodes",
    "heads",
    "witnessed",
    "own_cosignatures",
    "cosignatures",
    "rivals",
    "alarms",
    "numbers",
    "cleared",
    "sent",
    "contents",
    "unsequenced",
)


class MemoryStore:
    """A store of one chancery.

    Attributes:
        faults: called with `begin`, `before-commit` and `after-commit`; may raise.
    """

    def __init__(self) -> None:
        self._tables: Tables = {name: {} for name in _TABLES}
        self._busy = threading.RLock()
        self.faults: Callable[[str], None] = lambda _: None

    @contextmanager
    def read(self) -> Iterator[View]:
        """One consistent state."""
        with self._busy:
            yield MemoryTransaction(self._tables, {})

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """A transaction; all of it or nothing."""
        with self._busy:
            self.faults("begin")
            before: dict[tuple[str, Any], Any] = {}
            try:
                yield MemoryTransaction(self._tables, before)
                self.faults("before-commit")
            except BaseException:
                self._undo(before)
                raise
            self.faults("after-commit")

    def clear(self, draft: bytes, digest: bytes) -> None:
        """Notes that a draft was cleared, as the house's drafting room does."""
        with self._busy:
            self._tables["cleared"][draft] = digest

    def snapshot(self) -> Tables:
        """The whole state, to be put back by `restore`."""
        with self._busy:
            return {name: dict(rows) for name, rows in self._tables.items()}

    def restore(self, tables: Tables) -> None:
        """Puts a state back, as a restored backup does."""
        with self._busy:
            self._tables = {name: dict(rows) for name, rows in tables.items()}

    def inline(self, digest: bytes) -> bytes | None:
        """A small content that went with a transaction."""
        return self._tables["contents"].get(digest)

    def _undo(self, before: Mapping[tuple[str, Any], Any]) -> None:
        for (table, key), value in before.items():
            if value is _ABSENT:
                self._tables[table].pop(key, None)
            else:
                self._tables[table][key] = value


_ABSENT = object()


class MemoryTransaction:
    """Reads and writes the one state; asserts the locks that each write needs."""

    def __init__(self, tables: Tables, before: dict[tuple[str, Any], Any]) -> None:
        self._tables = tables
        self._before = before
        self._locks: set[Lock] | None = None

    # Reading

    def house(self) -> House:
        """The house."""
        house: House | None = self._tables["house"].get("house")
        if house is None:
            raise Unavailable("no-house", "There is no chancery here yet; `verbale init` makes one.")
        return house

    def party(self, party: bytes) -> Party | None:
        """A party by its id."""
        return self._tables["parties"].get(party)

    def party_of_code(self, code: str) -> Party | None:
        """A party by its code."""
        return next((each for each in self._tables["parties"].values() if each.code == code), None)

    def parties(self) -> Sequence[Party]:
        """All parties, by code."""
        return sorted(self._tables["parties"].values(), key=lambda each: each.code)

    def pair(self, peer: bytes) -> Pair:
        """The exchange with a party."""
        return self._tables["pairs"].get(peer) or Pair(peer=peer)

    def letter(self, letter: bytes, sender: bytes) -> Letter | None:
        """A letter by id and sender."""
        return self._tables["letters"].get((letter, sender))

    def letters(self) -> Sequence[Letter]:
        """All letters, oldest first; only here, for trials."""
        return list(self._tables["letters"].values())

    def copies(self, peer: bytes, letter: bytes, *, incoming: bool) -> Sequence[Copy]:
        """The copies of a letter from or for a party."""
        direction = Direction.IN if incoming else Direction.OUT
        return list(self._tables["copies"].get((peer, letter, direction), {}).values())

    def waiting_copies(self, limit: int) -> Sequence[Copy]:
        """Placed copies that wait for the reading key."""
        rows = (copy for each in self._tables["copies"].values() for copy in each.values())
        waiting = [copy for copy in rows if copy.direction is Direction.IN and copy.state is CopyState.PLACED]
        return waiting[:limit]

    def evidence(self, letter: bytes, party: bytes) -> Sequence[Evidence]:
        """What is proven of a letter with a recipient."""
        known: Sequence[Evidence] = self._tables["evidence"].get((letter, party), ())
        return known

    def statement(self, digest: bytes) -> Stored | None:
        """A statement by its digest."""
        return self._tables["statements"].get(digest)

    def statements(self, digests: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """Statements by their digests."""
        rows = self._tables["statements"]
        return {digest: rows[digest] for digest in digests if digest in rows}

    def items(self, peer: bytes, *, above: int, limit: int) -> Sequence[OutItem]:
        """Items for a party above a number."""
        rows = self._tables["items"]
        found: list[OutItem] = []
        for number in range(above + 1, self._tables["pairs"].get(peer, Pair(peer=peer)).last + 1):
            if (peer, number) in rows:
                found.append(rows[peer, number])
                if len(found) == limit:
                    break
        return found

    def items_about(self, peer: bytes, digests: Sequence[bytes]) -> Sequence[OutItem]:
        """Items that are one of these letters or receipts."""
        wanted = set(digests)
        if not wanted:
            return []
        return [each for each in self.items(peer, above=0, limit=1 << 30) if _digest_of(each) in wanted]

    def receipts_about(self, peer: bytes, letter: bytes) -> Sequence[OutItem]:
        """Receipt items with a line on a letter that came from the party."""
        receipts = {each.receipt for each in self.evidence(letter, self.house().party.id)}
        return self.items_about(peer, list(receipts))

    def due_items(self, now: datetime) -> Sequence[OutItem]:
        """Letters that are past their expiry and not held by their recipient."""
        return [
            each
            for each in self._tables["items"].values()
            if isinstance(each.item, LetterItem)
            and each.expires is not None
            and each.expires < now
            and not self.pair(each.peer).theirs.holds(each.item.number)
        ]

    def highest_numbers(self, sender: bytes) -> Sequence[tuple[str, int, int]]:
        """The highest numbers of a sender's opened letters."""
        highest: dict[tuple[str, int], int] = {}
        for (_, who), letter in self._tables["letters"].items():
            if who == sender and letter.opened:
                key = letter.series, letter.year
                highest[key] = max(highest.get(key, 0), letter.number)
        return sorted((series, year, number) for (series, year), number in highest.items())

    def entry_of(self, digest: bytes) -> Entry | None:
        """The first entry of a statement."""
        position = self._tables["positions"].get(digest)
        return None if position is None else self._tables["entries"][position]

    def entries(self, *, since: int, limit: int) -> Sequence[Entry]:
        """Sequenced entries from an index on."""
        indexed = [each for each in self._tables["entries"].values() if each.index is not None and each.index >= since]
        return sorted(indexed, key=lambda each: each.index)[:limit]

    def register_size(self) -> int:
        """How many entries are sequenced."""
        return len(self._tables["entries"]) - len(self._tables["unsequenced"])

    def unsequenced(self) -> int:
        """How many entries wait."""
        return len(self._tables["unsequenced"])

    def nodes(self, places: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        """Hashes of complete subtrees."""
        rows = self._tables["nodes"]
        if not all(place in rows for place in places):
            raise Unavailable("register-nodes", "A node of the register is not in the store.")
        return [rows[place] for place in places]

    def head(self) -> Head | None:
        """The newest head of the house."""
        origin = self.house().party.origin
        return max((each for each in self._tables["heads"].values() if each.origin == origin), key=_size, default=None)

    def head_of_size(self, origin: str, size: int) -> Head | None:
        """The house's head of a size."""
        return self._tables["heads"].get((origin, size))

    def witnessed(self, origin: str) -> Head | None:
        """The newest head seen of an origin."""
        return self._tables["witnessed"].get(origin)

    def own_cosignature(self, origin: str, size: int) -> Cosignature | None:
        """The house's cosignature on a party's head."""
        return self._tables["own_cosignatures"].get((origin, size))

    def cosignatures(self, origin: str) -> Sequence[Cosignature]:
        """Others' cosignatures on the house's heads."""
        rows = [each for each in self._tables["cosignatures"].values() if each.origin == origin]
        return sorted(rows, key=lambda each: (each.size, each.party))

    def rivals(self, origin: str) -> Sequence[Head]:
        """Heads that contradict those seen."""
        return [each for each in self._tables["rivals"].values() if each.origin == origin]

    def alarms(self) -> Sequence[Alarm]:
        """All alarms, oldest first."""
        return list(self._tables["alarms"].values())

    def cleared(self, draft: bytes) -> bytes | None:
        """What was cleared of a draft."""
        return self._tables["cleared"].get(draft)

    def sent_as(self, draft: bytes) -> bytes | None:
        """What a draft became."""
        return self._tables["sent"].get(draft)

    # Writing

    def lock(self, *locks: Lock) -> None:
        """Locks scopes, once."""
        if self._locks is not None:
            raise RuntimeError("a transaction locks once, at its start")
        self._locks = set(locks)

    def put_sent(self, draft: bytes, letter: bytes) -> None:
        """Notes what a draft became."""
        self._need((Scope.SERIES, b""))
        self._set("sent", draft, letter)

    def next_number(self, series: str, year: int) -> int:
        """Takes the next number."""
        self._need((Scope.SERIES, b""))
        number: int = self._tables["numbers"].get((series, year), 0) + 1
        self._set("numbers", (series, year), number)
        return number

    def set_number_floor(self, series: str, year: int, number: int) -> None:
        """Makes the next number higher than this."""
        self._need((Scope.SERIES, b""))
        self._set("numbers", (series, year), max(number, self._tables["numbers"].get((series, year), 0)))

    def put_house(self, house: House) -> None:
        """Writes the house."""
        self._need((Scope.HOUSE, b""))
        self._set("house", "house", house)

    def put_party(self, party: Party) -> None:
        """Writes a party."""
        known = party.id in self._tables["parties"]
        self._need((Scope.HOUSE, b""), *([(Scope.PAIR, party.id)] if known else []))
        other = self.party_of_code(party.code)
        if other is not None and other.id != party.id:
            raise Refused("code-taken", f"The code {party.code} belongs to another party here.")
        self._set("parties", party.id, party)

    def put_pair(self, pair: Pair) -> None:
        """Writes the state of an exchange."""
        self._need((Scope.PAIR, pair.peer))
        self._set("pairs", pair.peer, pair)

    def put_statement(self, signed: Signed, *, beside: bytes = b"") -> None:
        """Keeps a statement."""
        if signed.digest not in self._tables["statements"]:
            stored = Stored(digest=signed.digest, kind=signed.kind.value, envelope=signed.envelope_bytes, beside=beside)
            self._set("statements", signed.digest, stored)

    def put_letter(self, letter: Letter) -> None:
        """Writes a letter."""
        self._need((Scope.PAIR, letter.sender), (Scope.SERIES, b""))
        self._set("letters", (letter.id, letter.sender), letter)

    def put_copy(self, copy: Copy) -> None:
        """Writes a copy."""
        self._need((Scope.PAIR, copy.peer))
        key = copy.peer, copy.letter, copy.direction
        self._set("copies", key, self._tables["copies"].get(key, {}) | {copy.sealed: copy})

    def set_copy_state(self, copy: Copy, state: CopyState, reason: str) -> None:
        """Writes what became of a copy."""
        self.put_copy(replace(copy, state=state, reason=reason))

    def put_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Writes what receipts prove."""
        for each in evidence:
            key = each.letter, each.party
            known: tuple[Evidence, ...] = self._tables["evidence"].get(key, ())
            if not any(
                (one.receipt, one.stage, one.sealed) == (each.receipt, each.stage, each.sealed) for one in known
            ):
                self._set("evidence", key, (*known, each))

    def enter(self, kind: str, digest: bytes, salt: bytes, at: datetime) -> None:
        """Writes an unsequenced entry."""
        position = len(self._tables["entries"]) + 1
        entry = Entry(position=position, index=None, kind=kind, digest=digest, salt=salt, at=at)
        self._set("entries", position, entry)
        self._set("unsequenced", position, True)
        if digest not in self._tables["positions"]:
            self._set("positions", digest, position)

    def put_item(self, item: OutItem) -> None:
        """Writes an item."""
        self._need((Scope.PAIR, item.peer))
        self._set("items", (item.peer, item.item.number), item)

    def take_unsequenced(self, limit: int) -> Sequence[Entry]:
        """The oldest unsequenced entries."""
        self._need((Scope.REGISTER, b""))
        return [self._tables["entries"][position] for position in sorted(self._tables["unsequenced"])[:limit]]

    def append(self, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
        """Writes indices and nodes."""
        self._need((Scope.REGISTER, b""))
        for entry in entries:
            self._set("entries", entry.position, entry)
            self._drop("unsequenced", entry.position)
        for level, index, digest in nodes:
            self._set("nodes", (level, index), digest)

    def put_head(self, head: Head) -> None:
        """Writes a head of the house."""
        self._need((Scope.REGISTER, b""))
        self._set("heads", (head.origin, head.size), head)

    def put_witnessed(self, head: Head, own: Cosignature | None) -> None:
        """Writes the newest head seen."""
        self._need_kind(Scope.WITNESS)
        self._set("witnessed", head.origin, head)
        if own is not None:
            self._set("own_cosignatures", (own.origin, own.size), own)

    def put_rival(self, head: Head) -> None:
        """Keeps a contradicting head."""
        self._need_kind(Scope.WITNESS)
        self._set("rivals", (head.origin, head.size, head.root), head)

    def put_cosignature(self, cosignature: Cosignature) -> None:
        """Keeps a party's cosignature."""
        key = cosignature.origin, cosignature.size, cosignature.party
        if key not in self._tables["cosignatures"]:
            self._set("cosignatures", key, cosignature)

    def put_alarm(self, alarm: Alarm) -> None:
        """Raises an alarm."""
        if (alarm.code, alarm.party) not in self._tables["alarms"]:
            self._set("alarms", (alarm.code, alarm.party), alarm)

    def put_content(self, staged: Staged) -> None:
        """Keeps a small content."""
        if staged.data is not None:
            self._set("contents", staged.digest, staged.data)

    def _need(self, *locks: Lock) -> None:
        if not set(locks) & (self._locks or set()):
            raise RuntimeError(f"a write needs one of the locks {locks}")

    def _need_kind(self, scope: Scope) -> None:
        if not any(held is scope for held, _ in self._locks or ()):
            raise RuntimeError(f"a write needs a lock on {scope}")

    def _set(self, table: str, key: object, value: object) -> None:
        self._before.setdefault((table, key), self._tables[table].get(key, _ABSENT))
        self._tables[table][key] = value

    def _drop(self, table: str, key: object) -> None:
        self._before.setdefault((table, key), self._tables[table].get(key, _ABSENT))
        self._tables[table].pop(key, None)


def _size(head: Head) -> int:
    return head.size


def _digest_of(item: OutItem) -> bytes | None:
    if isinstance(item.item, LetterItem):
        return item.item.letter
    return item.item.receipt if isinstance(item.item, ReceiptItem) else None
