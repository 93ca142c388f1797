"""What the exchange reads: `ports.View` over the rows of the apps."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from verbale.chancery.alarms import rows as alarms
from verbale.chancery.despatch import rows as despatch
from verbale.chancery.letters import rows as letters
from verbale.chancery.parties import rows as parties
from verbale.chancery.register import rows as register
from verbale.chancery.sql import Sql
from verbale.exchange.records import (
    Alarm,
    Copy,
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


class SqlView:
    """Reads one consistent state; see `verbale.exchange.ports.View`."""

    def __init__(self, sql: Sql, known: parties.Known) -> None:
        self._sql = sql
        self._known = known
        self._paired: set[bytes] = set()
        self._pairs: dict[bytes, Pair] = {}
        # What every use case asks for many times; it is of this one state, and dropped where this transaction writes.
        self._house: House | None = None
        self._parties: dict[bytes, Party] = {}
        self._head: Head | None = None

    @property
    def sql(self) -> Sql:
        """The statements of this state, for rooms of the chancery that keep tables of their own."""
        return self._sql

    def house(self) -> House:
        """This chancery itself.

        Raises:
            Unavailable: `no-house`.
        """
        if self._house is None:
            self._house = parties.find_house(self._sql, self._known)
        return self._house

    def party(self, party: bytes) -> Party | None:
        """A party by its id."""
        found = self._parties.get(party) or parties.find_party(self._sql, self._known, party)
        if found is not None:
            self._parties[party] = found
        return found

    def party_of_code(self, code: str) -> Party | None:
        """A party by its code in this house."""
        return parties.find_party_of_code(self._sql, self._known, code)

    def parties(self) -> Sequence[Party]:
        """All parties, by code."""
        return parties.list_parties(self._sql, self._known)

    def pair(self, peer: bytes) -> Pair:
        """The exchange with a party."""
        if peer not in self._pairs:
            found = parties.find_pair(self._sql, peer)
            if found is None:
                return Pair(peer=peer)
            self._paired.add(peer)
            self._pairs[peer] = found
        return self._pairs[peer]

    def letter(self, letter: bytes, sender: bytes) -> Letter | None:
        """A letter by its id and its sender."""
        return letters.find_letter(self._sql, letter, sender)

    def copies(self, peer: bytes, letter: bytes, *, incoming: bool) -> Sequence[Copy]:
        """The copies of a letter from a party, or for it."""
        return letters.find_copies(self._sql, peer, letter, incoming=incoming)

    def waiting_copies(self, limit: int) -> Sequence[Copy]:
        """Incoming copies that are placed and not opened, oldest first."""
        return letters.waiting_copies(self._sql, limit)

    def evidence(self, letter: bytes, party: bytes) -> Sequence[Evidence]:
        """What is proven of a letter with one recipient."""
        return letters.find_evidence(self._sql, letter, party)

    def statement(self, digest: bytes) -> Stored | None:
        """A statement by its digest."""
        return letters.find_statement(self._sql, digest)

    def statements(self, digests: Sequence[bytes]) -> Mapping[bytes, Stored]:
        """The statements of these digests that are kept."""
        return letters.find_statements(self._sql, digests)

    def items(self, peer: bytes, *, above: int, limit: int) -> Sequence[OutItem]:
        """Items for a party with a number above one."""
        return despatch.items_above(self._sql, peer, above, limit)

    def items_about(self, peer: bytes, digests: Sequence[bytes]) -> Sequence[OutItem]:
        """Items for a party that are one of these letters or receipts."""
        return despatch.items_about(self._sql, peer, digests)

    def receipts_about(self, peer: bytes, letter: bytes) -> Sequence[OutItem]:
        """Receipt items for a party that have a line on a letter."""
        return despatch.receipts_about(self._sql, peer, letter)

    def due_items(self, now: datetime) -> Sequence[OutItem]:
        """Letters whose time is over and that their party does not say it holds."""
        return despatch.due_items(self._sql, now)

    def highest_numbers(self, sender: bytes) -> Sequence[tuple[str, int, int]]:
        """The highest number of the opened letters of a sender, by series and year."""
        return letters.highest_numbers(self._sql, sender)

    def entry_of(self, digest: bytes) -> Entry | None:
        """The first entry of a statement."""
        return register.find_entry(self._sql, digest)

    def entries(self, *, since: int, limit: int) -> Sequence[Entry]:
        """Sequenced entries from an index on."""
        return register.list_entries(self._sql, since, limit)

    def register_size(self) -> int:
        """How many entries are sequenced."""
        return register.register_size(self._sql)

    def unsequenced(self) -> int:
        """How many entries wait for the sequencer."""
        return register.count_unsequenced(self._sql)

    def nodes(self, places: Sequence[tuple[int, int]]) -> Sequence[bytes]:
        """Hashes of complete subtrees, in the order asked.

        Raises:
            Unavailable: `register-damaged`, if one is not there.
        """
        return register.find_nodes(self._sql, places)

    def head(self) -> Head | None:
        """The newest head of the house's register, the one that counts since its last recovery."""
        # PostgreSQL shows each statement what others committed: a head that was read before them must not be held
        # against a mark that was written by them.
        if self._head is None or self._sql.postgres:
            self._head = register.newest_head(self._sql, self.house().party.origin)
        return self._head

    def head_of_size(self, origin: str, size: int) -> Head | None:
        """The house's head of a size."""
        return register.head_of_size(self._sql, origin, size)

    def witnessed(self, origin: str) -> Head | None:
        """The newest head seen of a party's register."""
        return register.find_witnessed(self._sql, origin)

    def own_cosignature(self, origin: str, size: int) -> Cosignature | None:
        """The house's cosignature on a head of a party."""
        return register.own_cosignature(self._sql, origin, size)

    def cosignatures(self, origin: str) -> Sequence[Cosignature]:
        """All cosignatures of others on the house's heads, by size."""
        return register.list_cosignatures(self._sql, origin)

    def rivals(self, origin: str) -> Sequence[Head]:
        """Heads that contradict those seen of a register."""
        return register.list_rivals(self._sql, origin)

    def alarms(self) -> Sequence[Alarm]:
        """All alarms that nobody has put away, oldest first."""
        return alarms.list_standing(self._sql)

    def _forget(self) -> None:
        """Drops what was read before, and may no longer be so."""
        self._house = self._head = None
        self._parties.clear()
        self._pairs.clear()
