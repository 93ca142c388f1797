"""Which wording of a point stands: it changes only by one that every member accepted, or by a revised text in force.

Whether every member stands for a wording is asked twice for each letter: of what its sender knew, and with what the
letter adds. Where it holds and another wording stood, the letter is the **witness** that this one stands from there
on, whoever changes position later. The newest witness counts; two that nobody put in order, of two wordings, count for
none. And where all of a set stand for a wording that no letter has witnessed yet, it stands in that set.

A wording that a text in force does not have takes positions that were written upon that text. Each letter's witness
follows from its past alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from verbale.practice.talks.force import Offer, offers, roll_in_force, rolls_until
from verbale.practice.talks.record import PACKAGE, STANDS_FOR_IT, Record, Roll, sign_of, stands_for, wording_of
from verbale.practice.talks.table import Table


@dataclass(slots=True)
class _Standing:
    """Who ever stood for what beside a text in force, in letters that know it: only such a wording can come to stand.

    Attributes:
        roll: the text in force; nothing where there is none.
        stood: the members, by point and wording.
        ripe: by points the wordings that every member that has not left stood for.
        strange: of other texts the places at which they have another wording, with their points and wordings; by member
            those at which it did not stand for that yet.
    """

    roll: Roll | None
    stood: dict[tuple[int, int], int] = field(default_factory=dict)
    ripe: dict[int, dict[int, None]] = field(default_factory=dict)
    strange: dict[tuple[int, bytes, int], list[tuple[int, int, int]]] = field(default_factory=dict)


class Wordings:
    """The wordings that stand, after each letter and after all."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.witnesses: dict[int, list[tuple[int, int, int]]] = {}
        self._standing: dict[tuple[int, bytes] | None, _Standing] = {}
        self._gone = -1  # who left is not known yet: nothing is ripe before `ripe` asked
        self._everybody = (1 << len(table.members)) - 1
        self._offers: tuple[int, list[Offer]] = (0, [])
        self._active: tuple[int, list[int]] = (0, [])
        self._rolls: dict[int, Roll | None] = {}
        self._judging = 0

    def note(self, record: Record) -> None:
        """Notes whom a letter makes stand for what, and what it witnesses."""
        past = self._table.ledger.pasts[record.number]
        for standing in self._standing.values():
            self._spread(record, standing)
        for letters in (past & ~(1 << record.number), past):
            for point, wording in self._candidates(letters):
                if self.witnessed(point, letters) != wording and self.agreed(point, wording, letters):
                    self.witnesses.setdefault(point, []).append((wording, record.number, letters))

    def _candidates(self, letters: int) -> list[tuple[int, int]]:
        """What may come to stand in a set: what all stood for, and the text's own wording where another one stood."""
        back = ((point, self.base(point, letters)) for point in self.witnesses)
        ripe = ((point, wording) for point, some in self.ripe(letters).items() for wording in some)
        return [*ripe, *((point, wording) for point, wording in back if wording)]

    def ripe(self, letters: int) -> Mapping[int, Iterable[int]]:
        """By points the wordings beside the text in force that all that have not left stood for at some time."""
        gone = sum(1 << member for member in self._table.leaves)
        if gone != self._gone:
            self._gone = gone
            for standing in self._standing.values():
                for (point, wording), who in standing.stood.items():
                    self._ripen(standing, point, wording, who)
        roll = self.roll(letters)
        key = None if roll is None else (roll.letter, roll.text)
        if key not in self._standing:
            self._standing[key] = _Standing(roll)
            for record in self._table.records.values():
                self._spread(record, self._standing[key])
        return self._standing[key].ripe

    def _spread(self, record: Record, standing: _Standing) -> None:
        """Notes what a letter makes its sender stand for beside a text in force, if it knows that."""
        own, member = standing.roll, record.member
        if own is not None and not self._table.ledger.pasts[record.number] >> own.letter & 1:
            return
        for point, code in record.rows.items():
            wording = stands_for(code) or (wording_of(code) if sign_of(code) == PACKAGE else 0)
            if wording and (own is None or own.wording(point) != wording):
                self._stand(standing, point, wording, member)
        for roll, said in record.said:
            if roll is not own:
                key = roll.letter, roll.text, member
                strange = standing.strange.get(key)
                left = _strange(roll, own) if strange is None else strange
                # Whoever stood for a wording once need not be asked again, so that each answer costs what is new in it.
                standing.strange[key] = [each for each in left if said[each[0]] not in STANDS_FOR_IT]
                for place, point, wording in left:
                    if said[place] in STANDS_FOR_IT:
                        self._stand(standing, point, wording, member)

    def _stand(self, standing: _Standing, point: int, wording: int, member: int) -> None:
        who = standing.stood[point, wording] = standing.stood.get((point, wording), 0) | 1 << member
        self._ripen(standing, point, wording, who)

    def _ripen(self, standing: _Standing, point: int, wording: int, who: int) -> None:
        if who | self._gone == self._everybody:
            standing.ripe.setdefault(point, {})[wording] = None

    def roll(self, letters: int) -> Roll | None:
        """The roll in force after a set of letters."""
        deciding = self._table.deciding & letters
        if deciding not in self._rolls:
            self._rolls[deciding] = roll_in_force(self._table, letters)
        return self._rolls[deciding]

    def base(self, point: int, letters: int) -> int:
        """The wording that the text in force has, or that a point was added with; 0 for a point nobody knows."""
        roll = self.roll(letters)
        if roll is not None and (place := roll.places.get(point)) is not None:
            return roll.wordings[place]
        added = self._table.added.get(point)
        if added is not None and letters >> added.letter & 1:
            return added.wording
        earlier = [each for each in rolls_until(self._table, roll, letters) if point in each.places]
        return earlier[-1].wordings[earlier[-1].places[point]] if earlier else 0

    def witnessed(self, point: int, letters: int) -> int:
        """The wording that stands by what letters of a set witness."""
        pasts, roll = self._table.ledger.pasts, self.roll(letters)
        # Of one letter the last one noted counts: it is what the letter adds to what its sender knew. One that was
        # witnessed before the text in force was put there does not count any more.
        newest = {
            letter: wording
            for wording, letter, known in self.witnesses.get(point, ())
            if letters >> letter & 1 and (roll is None or known >> roll.letter & 1)
        }
        top = {
            wording
            for letter, wording in newest.items()
            if not any(other != letter and pasts[other] >> letter & 1 for other in newest)
        }
        return top.pop() if len(top) == 1 else self.base(point, letters)

    def current(self, point: int, letters: int) -> int:
        """The wording that stands after a set of letters."""
        witnessed = self.witnessed(point, letters)
        base = self.base(point, letters)
        others = [*self.ripe(letters).get(point, ()), *([base] if base else [])]
        others = [wording for wording in others if wording != witnessed]
        return next((wording for wording in others if self.agreed(point, wording, letters)), witnessed)

    def agreed(self, point: int, wording: int, letters: int) -> bool:
        """Whether every member stands for a wording after a set of letters."""
        table, roll = self._table, self.roll(letters)
        members = self._members(letters)
        foreign = roll is not None and wording != self.base(point, letters)
        for member in members:
            code, holder = table.standing(member, point, letters)
            stands = stands_for(code) == wording or (
                sign_of(code) == PACKAGE
                and wording_of(code) == wording
                and wording in self.granted(member, point, letters)
            )
            if not stands:
                return False
            if foreign and roll is not None and not table.ledger.pasts[holder] >> roll.letter & 1:
                return False
        return bool(members)

    def _members(self, letters: int) -> list[int]:
        """The members that have not left; those that were asked for last are kept."""
        if self._active[0] != letters:
            self._active = letters, self._table.active(letters)
        return self._active[1]

    def offers(self, letters: int) -> list[Offer]:
        """The packages after a set of letters; those that were asked for last are kept."""
        if self._offers[0] != letters:
            self._offers = letters, offers(self._table, letters)
        return self._offers[1]

    def granted(self, member: int, point: int, letters: int) -> set[int]:
        """The wordings of a point that a member accepts within packages that hold; those of others lend it none."""
        return {
            self._table.gazette.wording(each.wording)
            for offer in self.offers(letters)
            if offer.answers.get(member) == "accept"
            for each in offer.package.tied
            if self._table.gazette.point(each.point) == point and self._holds(offer, each.point, letters)
        }

    def _holds(self, offer: Offer, point: str, letters: int) -> bool:
        """Whether what an offer says of a point holds; a condition rests on no other condition."""
        if offer.status == "accepted":
            return offer.package.form != "one" or offer.choice == point
        if offer.status == "withdrawn" or offer.package.form != "conditional" or self._judging:
            return False
        self._judging += 1
        try:
            gazette = self._table.gazette
            return all(
                self.agreed(gazette.point(each.point), gazette.wording(each.wording), letters)
                for each in offer.package.condition
            )
        finally:
            self._judging -= 1


def _strange(roll: Roll, own: Roll | None) -> list[tuple[int, int, int]]:
    """The places at which a text has another wording than the one in force, with their points and wordings."""
    return [
        (place, point, wording)
        for place, (point, wording) in enumerate(zip(roll.points, roll.wordings, strict=True))
        if own is None or own.wording(point) != wording
    ]
