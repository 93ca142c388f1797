"""The state after a set of letters that holds the causes of each: statuses, standing wordings, rows, all derived.

A cut is made for the newest letters, for a moment, or for what a letter was written upon, and all are alike: what it
shows follows from its letters alone.
"""

from collections.abc import Sequence
from functools import cached_property

from verbale.formats.talks.proposal import Proposal
from verbale.formats.talks.provision import DELETED as NO_WORDS
from verbale.formats.talks.revision import LanguageVersion
from verbale.practice.talks.closings import closed_alike, closing
from verbale.practice.talks.force import Offer, holds, offers, rolls_until, supported
from verbale.practice.talks.record import PACKAGE, Roll, Row, wording_of
from verbale.practice.talks.rowkeep import RowKeep
from verbale.practice.talks.sequence import put_back, put_behind, put_in
from verbale.practice.talks.table import Table
from verbale.practice.talks.wordings import Wordings

OPEN, AGREED, AD_REFERENDUM, CLOSED = "open", "agreed", "agreed-ad-ref", "closed"
DELETED, PROPOSED = "deleted", "proposed"
PACKAGE_SIGN = ord(PACKAGE)
_STRUCTURE = ("MOVE", "RENUMBER", "SPLIT", "MERGE")
# A byte of one where the sign is that of an acceptance ad referendum.
_REFERENDUM = bytes(sign == ord("f") for sign in range(256))


class Cut:
    """What a set of letters gives."""

    def __init__(
        self, table: Table, wordings: Wordings, rows: RowKeep, letters: int, *, contested: bool = False
    ) -> None:
        self.table = table
        self.wordings = wordings
        self.letters = letters & table.letters
        self.contested = contested
        self.digest: bytes | None = None
        self.rows_kept = rows
        self._earlier: dict[int, set[int]] = {}

    @cached_property
    def roll(self) -> Roll | None:
        """The text in force."""
        return self.wordings.roll(self.letters)

    @cached_property
    def rolls(self) -> Sequence[Roll]:
        """The text in force, and those that were before it."""
        return rolls_until(self.table, self.roll, self.letters)

    @cached_property
    def active(self) -> Sequence[int]:
        """The members that have not left."""
        return self.table.active(self.letters)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Where each member stands, on every point."""
        return [self.rows_kept.row(member, self.letters) for member in range(len(self.table.members))]

    @cached_property
    def structure(self) -> Sequence[Proposal]:
        """The proposals on the order, the numbers and the number of points that every member sponsors."""
        if self.contested:
            return []
        proposals = [held for held in self.table.held(Proposal, self.letters) if held.act.verb in _STRUCTURE]
        return [held.act for held in proposals if supported(self.table, held, self.letters)]

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The numbers that every member gave to points."""
        return {self.table.gazette.point(act.point): act.number for act in self.structure if act.verb == "RENUMBER"}

    @cached_property
    def offers(self) -> Sequence[Offer]:
        """The packages."""
        return offers(self.table, self.letters)

    @cached_property
    def points(self) -> Sequence[int]:
        """The points of the table, in the order in which they are shown; those that are gone come where they were."""
        return self._order()

    @cached_property
    def current(self) -> Sequence[int]:
        """The wording that stands, of each point that anybody named; 0 if none is known."""
        size = len(self.table.gazette.points)
        found = [0] * size
        if self.roll is not None:
            for point, wording in zip(self.roll.points, self.roll.wordings, strict=True):
                found[point] = wording
        special = set(self.wordings.witnesses) | set(self.wordings.ripe(self.letters))
        special |= {point for point in self.points if not found[point]}
        for point in special:
            closed = self.closed.get(point, ())
            found[point] = closed[0] if len(closed) == 1 else self.wordings.current(point, self.letters)
        for point, closed in self.closed.items():
            if len(closed) == 1:
                found[point] = closed[0]
        return found

    @cached_property
    def closed(self) -> dict[int, list[int]]:
        """The points that are closed, with their wording; with several where closings contradict one another."""
        if self.contested:
            return {}
        found = {}
        for points in closed_alike(self.table):
            holds_there = closing(self.table, points[0], self.letters).holds
            places = [place for place, wording in enumerate(self.table.closes[points[0]]) if wording in holds_there]
            for point in points if places else ():
                wordings = list(self.table.closes[point])
                found[point] = sorted(wordings[place] for place in places)
        return found

    @cached_property
    def adopted(self) -> bytes | None:
        """The digest of the text that every member adopted."""
        return self._whole("text")

    @cached_property
    def authenticated(self) -> bytes | None:
        """The digest of the text that every member initialled as a whole."""
        return self._whole("initialled")

    @cached_property
    def statuses(self) -> Sequence[str]:
        """The status of each point that anybody named."""
        current = self.current
        size = len(current)
        agreed, referendum = (1 << 8 * size) - 1, 0
        for member in self.active:
            row = self.rows[member]
            signs = row.signs
            agrees = row.agree(current)
            if PACKAGE_SIGN in signs:
                agrees |= self._granted(member, row, signs)
            agreed &= agrees
            referendum |= int.from_bytes(signs.translate(_REFERENDUM), "little")
        if self.contested or not self.active:
            agreed = 0
        flags = agreed.to_bytes(size, "little"), (agreed & referendum).to_bytes(size, "little")
        return [self._status(point, current[point], *both) for point, both in enumerate(zip(*flags, strict=True))]

    def _status(self, point: int, wording: int, agreed: int, referendum: int) -> str:
        gone = self.gone.get(point)
        if gone is not None:
            return gone
        if len(self.closed.get(point, ())) == 1 or (self.authenticated and self.roll and point in self.roll.places):
            return CLOSED
        if not wording or not agreed:
            added = point in self.table.added and (self.roll is None or point not in self.roll.places)
            return PROPOSED if added else OPEN
        if self.table.gazette.wordings[wording] == NO_WORDS:
            return DELETED
        return AD_REFERENDUM if referendum else AGREED

    def _granted(self, member: int, row: Row, signs: bytes) -> int:
        """On which points an acceptance within a package holds, for the wording that stands."""
        found = 0
        for point, sign in enumerate(signs):
            if sign == PACKAGE_SIGN and wording_of(row.codes[point]) == self.current[point]:
                granted = self.current[point] in self.wordings.granted(member, point, self.letters)
                found |= granted << 8 * point
        return found

    @cached_property
    def gone(self) -> dict[int, str]:
        """What became of points that the text in force no longer has."""
        found: dict[int, str] = {}
        for roll in self.rolls:
            found |= roll.gone
            for point in roll.points:
                found.pop(point, None)
        for act in self.structure:
            if act.verb == "SPLIT":
                found[self.table.gazette.point(act.point)] = "split"
            found |= {self.table.gazette.point(name): "merged" for name in act.others}
        return found

    def did_all(self, text: bytes, stage: str) -> bool:
        """Whether every member adopted a text (`text`), accepted it as basis, or initialled the whole of it."""
        return holds(self.table, self.table.adoptions.get((text, stage)), self.letters) is not None

    def _whole(self, stage: str) -> bytes | None:
        """The one text that every member adopted or initialled; versions of it in other languages stand beside it."""
        found = [text for text, at in self.table.adoptions if at == stage and self.did_all(text, stage)]
        found = [text for text in found if not self.is_version(text)]
        return found[0] if len(found) == 1 else None

    def is_version(self, text: bytes) -> bool:
        """Whether a text does nothing but render another one."""
        if any(self.letters >> roll.letter & 1 for roll in self.table.rolls.get(text, ())):
            return False
        return any(held.act.text == text for held in self.table.held(LanguageVersion, self.letters))

    def _order(self) -> list[int]:
        order: list[int] = []
        for roll in self.rolls:
            order = put_back(roll.points, order, roll.places)
        order = put_in(order, self._added())
        for act in self.structure:
            if act.verb == "MOVE" and (point := self.table.gazette.point(act.point)) in order:
                order.remove(point)
                put_behind(order, point, self._point(act.after))
        return order

    def _point(self, name: str) -> int | None:
        """The point behind which another is to stand; nothing for the first place."""
        return self.table.gazette.point(name) if name else None

    def _added(self) -> list[tuple[int, int | None]]:
        """The points that proposals add, in their order, each with the one behind which it is to stand."""
        rank = self.table.ledger.rank
        there = [(point, added) for point, added in self.table.added.items() if self.letters >> added.letter & 1]
        there.sort(key=lambda pair: (rank(pair[1].letter), pair[1].place, pair[1].nth))
        return [(point, self._point(added.behind)) for point, added in there]

    def earlier(self, point: int) -> set[int]:
        """The wordings that stood before, on a point."""
        if point not in self._earlier:
            texts = {roll.wordings[roll.places[point]] for roll in self.rolls if point in roll.places}
            witnessed = {
                wording for wording, letter, _ in self.wordings.witnesses.get(point, ()) if self.letters >> letter & 1
            }
            self._earlier[point] = texts | witnessed
        return self._earlier[point]
