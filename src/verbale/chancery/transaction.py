"""What the exchange writes: `ports.Transaction` over the rows of the apps, each write under its lock.

SQLite has one writer at a time, so a lock there is only a promise that is checked. On PostgreSQL it is an advisory lock
of the transaction: it needs no row to exist beforehand, and it is given back only after the commit can be seen, so
that READ COMMITTED is enough: whoever gets the lock reads, in the statements after, all that its last holder wrote.
Everyone holds `HOUSE` at least shared, so nothing is signed beside an officer who holds the house, or after.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from verbale.chancery.alarms import rows as alarms
from verbale.chancery.contents import rows as contents
from verbale.chancery.despatch import rows as despatch
from verbale.chancery.drafting import rows as drafting
from verbale.chancery.letters import rows as letters
from verbale.chancery.parties import rows as parties
from verbale.chancery.register import rows as register
from verbale.chancery.sql import Sql
from verbale.chancery.view import SqlView
from verbale.exchange.ports import Lock, Scope, Staged
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
)
from verbale.formats.statement import Signed

_ORDER = {scope: place for place, scope in enumerate(Scope)}
_HOUSE: Lock = (Scope.HOUSE, b"")


class SqlTransaction(SqlView):
    """Reads and writes; see `verbale.exchange.ports.Transaction`."""

    def __init__(self, sql: Sql, known: parties.Known) -> None:
        super().__init__(sql, known)
        self._held: frozenset[Lock] | None = None

    def lock(self, *locks: Lock) -> None:
        """Locks scopes, once.

        Raises:
            RuntimeError: they were locked before.
        """
        if self._held is not None:
            raise RuntimeError("a transaction locks its scopes once")
        self._held = frozenset(locks)
        if self._sql.postgres:
            self._wait_for({*locks, _HOUSE})
            self._forget()

    def cleared(self, draft: bytes) -> bytes | None:
        """The digest of what was cleared of a draft."""
        return drafting.find_cleared(self._sql, draft)

    def sent_as(self, draft: bytes) -> bytes | None:
        """The letter that a draft became."""
        return drafting.find_sent(self._sql, draft)

    def put_sent(self, draft: bytes, letter: bytes) -> None:
        """Notes which letter a draft became."""
        self._need((Scope.SERIES, b""))
        drafting.put_sent(self._sql, draft, letter)

    def next_number(self, series: str, year: int) -> int:
        """Takes the next number of a series."""
        self._need((Scope.SERIES, b""))
        return letters.next_number(self._sql, series, year)

    def set_number_floor(self, series: str, year: int, number: int) -> None:
        """Makes the next number at least `number + 1`."""
        self._need((Scope.SERIES, b""))
        letters.raise_number(self._sql, series, year, number)

    def put_house(self, house: House) -> None:
        """Writes the house."""
        self._need(_HOUSE)
        parties.put_house(self._sql, house)
        self._forget()

    def put_party(self, party: Party) -> None:
        """Writes a party.

        Raises:
            Refused: `code-taken`.
        """
        if not self._holds(_HOUSE):
            self._need((Scope.PAIR, party.id))
            if not parties.is_known(self._sql, party.id):
                self._need(_HOUSE)
        parties.put_party(self._sql, party)
        self._forget()

    def put_pair(self, pair: Pair) -> None:
        """Writes the state of the exchange with a party."""
        self._need((Scope.PAIR, pair.peer))
        parties.put_pair(self._sql, pair)
        self._paired.add(pair.peer)
        self._pairs[pair.peer] = pair

    def put_statement(self, signed: Signed, *, beside: bytes = b"") -> None:
        """Keeps a statement."""
        letters.put_statement(self._sql, signed, beside)

    def put_letter(self, letter: Letter) -> None:
        """Writes a letter, or writes it anew when it is opened."""
        if not self._holds((Scope.SERIES, b"")):
            self._need((Scope.PAIR, letter.sender))
        letters.put_letter(self._sql, letter)

    def put_copy(self, copy: Copy) -> None:
        """Writes a copy."""
        self._need((Scope.PAIR, copy.peer))
        letters.put_copy(self._sql, copy)

    def set_copy_state(self, copy: Copy, state: CopyState, reason: str) -> None:
        """Writes what became of a copy."""
        self._need((Scope.PAIR, copy.peer))
        letters.set_copy_state(self._sql, copy, state, reason)

    def put_evidence(self, evidence: Sequence[Evidence]) -> None:
        """Writes what receipts prove."""
        letters.put_evidence(self._sql, evidence)

    def enter(self, kind: str, digest: bytes, salt: bytes, at: datetime) -> None:
        """Writes an unsequenced entry."""
        register.enter(self._sql, kind, digest, salt, at)

    def put_item(self, item: OutItem) -> None:
        """Writes an item, or puts a void in the place of one."""
        self._need((Scope.PAIR, item.peer))
        if item.peer not in self._paired:
            parties.begin_pair(self._sql, item.peer)
            self._paired.add(item.peer)
        despatch.put_item(self._sql, item)

    def take_unsequenced(self, limit: int) -> Sequence[Entry]:
        """The oldest unsequenced entries, by position."""
        self._need((Scope.REGISTER, b""))
        return register.list_unsequenced(self._sql, limit)

    def append(self, entries: Sequence[Entry], nodes: Sequence[tuple[int, int, bytes]]) -> None:
        """Writes the indices of entries and the nodes that arise."""
        self._need((Scope.REGISTER, b""))
        register.append(self._sql, entries, nodes)

    def put_head(self, head: Head) -> None:
        """Writes a head of the house."""
        self._need((Scope.REGISTER, b""))
        register.put_head(self._sql, head)
        self._forget()

    def put_witnessed(self, head: Head, own: Cosignature | None) -> None:
        """Writes the newest head seen of an origin, and the house's cosignature on it."""
        self._need((Scope.WITNESS, _party_of(head.origin)))
        register.put_witnessed(self._sql, head)
        if own is not None:
            register.put_cosignature(self._sql, own, own=True)

    def put_rival(self, head: Head) -> None:
        """Keeps a second head of a size that was seen with another root."""
        self._need((Scope.WITNESS, _party_of(head.origin)))
        register.put_rival(self._sql, head)

    def put_cosignature(self, cosignature: Cosignature) -> None:
        """Keeps a party's cosignature on a head of the house."""
        register.put_cosignature(self._sql, cosignature, own=False)

    def put_alarm(self, alarm: Alarm) -> None:
        """Raises an alarm, unless one of the same code and party stands."""
        alarms.put_alarm(self._sql, alarm)

    def put_content(self, staged: Staged) -> None:
        """Keeps a small content."""
        contents.put_content(self._sql, staged)

    def _holds(self, lock: Lock) -> bool:
        return self._held is not None and lock in self._held

    def _need(self, lock: Lock) -> None:
        if not self._holds(lock):
            raise RuntimeError(f"a write without its lock: {lock[0].value}")

    def _wait_for(self, locks: set[Lock]) -> None:
        """Takes PostgreSQL's locks, all transactions in one order."""
        for lock in sorted(locks, key=lambda each: (_ORDER[each[0]], each[1])):
            shared = lock == _HOUSE and not self._holds(_HOUSE)
            kind = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
            self._sql.row(f"SELECT {kind}(%s)", _advisory_key(lock))


def _advisory_key(lock: Lock) -> int:
    """PostgreSQL's locks are named by 64 bits; two scopes that share a name would only wait for each other."""
    scope, key = lock
    return int.from_bytes(hashlib.sha256(scope.value.encode() + b"\n" + key).digest()[:8], "big", signed=True)


def _party_of(origin: str) -> bytes:
    """The id of the party whose register an origin names."""
    return bytes.fromhex(origin.partition("/")[0])
