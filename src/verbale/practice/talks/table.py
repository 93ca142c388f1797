"""Everything that the letters of one opening say: gathered, not yet judged.

A letter is taken once its causes are. What it may say, and what it speaks of, is judged by its past alone: whether its
sender is a member that has not left, whether the text that it answers is there, whether the act that it names exists.
So each letter means the same wherever it arrives, first or last. What does not hold is kept aside, named.
"""

from collections.abc import Iterable
from typing import cast

from verbale.formats.talks import agreement, package, proposal
from verbale.formats.talks.acts import Act, kind_of
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import Note, Positions
from verbale.formats.talks.provision import DELETED, Provision, Reference, added_point
from verbale.formats.talks.remark import Remark
from verbale.formats.talks.revision import LanguageVersion, Revision
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.gazette import Forerunner, Gazette, ReadText, TextReader
from verbale.practice.talks.held import Acts, Added, Held, Place, Said_co
from verbale.practice.talks.ledger import Ledger, bits
from verbale.practice.talks.letter import Aside, Placed, TalksLetter
from verbale.practice.talks.record import (
    CLASH,
    PACKAGE,
    SILENCE,
    Record,
    Roll,
    Row,
    lay_row,
    lay_torn_row,
    make_code,
    stands_for,
    wording_of,
)

_SIGN_OF_VERB = {"MOD": "m", "EDITORIAL": "e", "SUP": "x", "NOC": "u", "MERGE": "m"}
# A letter may answer a text that it brings, its positions hold before what its other acts imply, and what a proposal
# implies holds before what a package does.
_ORDER: dict[type[Act], int] = {Revision: 0, Positions: 1, package.Package: 3, package.PackageAnswer: 3}
_PROPOSED = 2


class NotTaken(Exception):
    """An act that is kept aside; its argument is the code."""


class Table:
    """What the letters of one opening say."""

    def __init__(self, ledger: Ledger, opening: Opening, number: int, read_text: TextReader) -> None:
        self.ledger = ledger
        self.number = number
        self.opening = opening
        self.members = opening.members
        self.gazette = Gazette()
        self.lanes: list[list[Record]] = [[] for _ in self.members]
        self.lane_sets = [0] * len(self.members)
        self.torn: set[int] = set()
        self.records: dict[int, Record] = {}
        self.letters = 0
        self.by_round: dict[int, int] = {}
        self.asides: list[Aside] = []
        self.texts: dict[bytes, list[tuple[int, LaidText]]] = {}
        self.rolls: dict[bytes, list[Roll]] = {}
        self.revisions: list[tuple[int, Roll]] = []
        self.acts: dict[Place, Held[Act]] = {}
        self.by_letter: dict[int, list[Held[Act]]] = {}
        self.added: dict[int, Added] = {}
        self.sponsors: dict[Place, Acts] = {}
        self.answers: dict[Place, list[Held[package.PackageAnswer]]] = {}
        self.closes: dict[int, dict[int, Acts]] = {}
        self.reopens: dict[int, dict[int, list[int]]] = {}
        # What the sender of a closing or reopening saw, by point and wording: the turn, and whether it was closed.
        self.turns: dict[tuple[int, int], dict[int, tuple[int, bool]]] = {}
        self.adoptions: dict[tuple[bytes, str], Acts] = {}
        self.leaves: dict[int, list[int]] = {}
        # Letters that can put a text in force, or change who has to.
        self.deciding = 0
        self._read_text = read_text
        self.known: dict[bytes, ReadText] = {}
        self._member = {member: place for place, member in enumerate(self.members)}

    # What is there

    def held(self, kind: type[Said_co] | tuple[type[Said_co], ...], letters: int) -> list[Held[Said_co]]:
        """The acts of one kind in a set of letters, in the order for display."""
        found = [
            cast("Held[Said_co]", each)
            for each in self.acts.values()
            if isinstance(each.act, kind) and letters >> each.letter & 1
        ]
        if len(found) > 1:
            places = self.ledger.places()
            found.sort(key=lambda each: (places[each.letter], each.place))
        return found

    def roll(self, text: bytes, letters: int) -> Roll | None:
        """The roll of a text, as a set of letters has it; nothing if there is none, or more than one."""
        found = [roll for roll in self.rolls.get(text, ()) if letters >> roll.letter & 1]
        return found[0] if len(found) == 1 else None

    def placed(self, letter: int) -> list[Placed]:
        """The acts of a letter that count, beside its positions."""
        acts = [Placed(place=held.place, act=held.act) for held in self.by_letter.get(letter, ())]
        return sorted(acts, key=lambda each: each.place)

    def active(self, letters: int) -> list[int]:
        """The members that have not left."""
        gone = {member for member, left in self.leaves.items() if any(letters >> each & 1 for each in left)}
        return [member for member in range(len(self.members)) if member not in gone]

    def member(self, party: bytes) -> int | None:
        """The place of a party among the members."""
        return self._member.get(party)

    # Taking a letter

    def take(self, letter: TalksLetter, number: int) -> Record | None:
        """Takes what a letter says; nothing if none of it counts."""
        self.asides += letter.asides
        member = self.member(letter.sender)
        past = self.ledger.pasts[number]
        left = member is not None and any(past >> each & 1 for each in self.leaves.get(member, ()))
        if member is None or left or not letter.reaches(self.members):
            code = "not-a-member" if member is None else "left-before" if left else "not-to-all"
            self.asides.append(Aside(letter=letter.id, place=-1, kind="", code=code))
            return None
        return self.enter(letter, Record(number=number, member=member, created=letter.created))

    def enter(self, letter: TalksLetter, record: Record) -> Record:
        """Enters what a letter of a member says."""
        self.enter_acts(letter, record)
        self.file(record)
        return record

    def enter_acts(self, letter: TalksLetter, record: Record) -> None:
        """Enters the acts of a letter; its positions may stand in the record already."""
        number, member = record.number, record.member
        self._lay_texts(letter, number)
        for placed in sorted(letter.acts, key=lambda placed: _ORDER.get(type(placed.act), _PROPOSED)):
            held = Held(letter=number, place=placed.place, member=member, act=placed.act)
            try:
                self._take_act(held, record)
            except NotTaken as code:
                self.asides.append(_aside(letter, placed, str(code)))

    def file(self, record: Record) -> None:
        """Puts the record of a letter behind those of its sender."""
        past, member = self.ledger.pasts[record.number], record.member
        own = self.lane_sets[member]
        if own & ~past:
            self.torn.add(member)
        record.round = self._round(past, own & past, own)
        self.by_round[record.round] = self.by_round.get(record.round, 0) | 1 << record.number
        self.lanes[member].append(record)
        self.records[record.number] = record
        self.lane_sets[member] |= 1 << record.number
        self.letters |= 1 << record.number

    def _round(self, past: int, own: int, lane: int) -> int:
        """One more than that of what is known, if its sender spoke in that round and others did since."""
        newest = max((number for number, letters in self.by_round.items() if letters & past), default=1)
        letters = self.by_round.get(newest, 0) & past
        mine = letters & own
        heard = 0
        for each in bits(mine):
            heard |= self.ledger.pasts[each]
        return newest + 1 if mine and letters & ~heard & ~lane else newest

    def _lay_texts(self, letter: TalksLetter, number: int) -> None:
        for placed in letter.acts:
            if isinstance(placed.act, LaidText):
                self.texts.setdefault(placed.act.digest, []).append((number, placed.act))
        for placed in letter.acts:
            if isinstance(placed.act, Opening):
                read = self.read(placed.act.text, 1 << number)
                if read is not None:
                    roll = self.gazette.roll(placed.act.text, read, number)
                    self.rolls.setdefault(placed.act.text, []).append(roll)
                    self.deciding |= 1 << number

    def read(self, text: bytes, letters: int) -> ReadText | None:
        """A text that stands in one of some letters, read into points."""
        laid = [each for number, each in self.texts.get(text, ()) if letters >> number & 1]
        if not laid:
            return None
        if text not in self.known:
            self.known[text] = self._read_text(laid[0].source, laid[0].media)
        return self.known[text]

    def _take_act(self, held: Held[Act], record: Record) -> None:
        past = self.ledger.pasts[held.letter]
        match held.act:
            case Positions():
                self._take_positions(held.act, record, past)
            case proposal.Proposal() | proposal.Sponsor():
                self._take_proposed(held, held.act, record, past)
            case package.Package() | package.PackageAnswer():
                self._take_package(held, held.act, record, past)
            case Opening() | Revision() | LanguageVersion() | LaidText():
                self._take_text(held, held.act, past)
            case Remark():
                self._hold(held)
            case _:
                self._take_unanimous(held, held.act)

    def _take_text(self, held: Held[Act], act: Opening | Revision | LanguageVersion | LaidText, past: int) -> None:
        if isinstance(act, Opening) and act is not self.opening:
            raise NotTaken("opened-already")
        if isinstance(act, LanguageVersion) and (self.read(act.text, past) is None or self.roll(act.of, past) is None):
            raise NotTaken("text-unknown")
        if isinstance(act, Revision):
            self._take_revision(held, act, past)
        self._hold(held)

    def _take_proposed(
        self, held: Held[Act], act: proposal.Proposal | proposal.Sponsor, record: Record, past: int
    ) -> None:
        if isinstance(act, proposal.Proposal):
            self._hold(held)
            self._take_proposal(held, act, record)
        else:
            self._take_sponsor(held, act, record, past)

    def _take_package(
        self, held: Held[Act], act: package.Package | package.PackageAnswer, record: Record, past: int
    ) -> None:
        if isinstance(act, package.Package):
            self._hold(held)
            self._bind(act.tied, record, past)
        else:
            self._take_answer(held, act, record, past)

    def _hold(self, held: Held[Act]) -> None:
        self.acts[held.at] = held
        self.by_letter.setdefault(held.letter, []).append(held)

    def _take_unanimous(self, held: Held[Act], act: agreement.Unanimous) -> None:
        self._hold(held)
        member, letter = held.member, held.letter
        match act:
            case agreement.Close():
                for each in act.provisions:
                    by_wording = self.closes.setdefault(self.gazette.point(each.point), {})
                    by_wording.setdefault(self.gazette.wording(each.wording), Acts()).add(member, letter)
            case agreement.Reopen():
                for name in act.points:
                    by_member = self.reopens.setdefault(self.gazette.point(name), {})
                    by_member.setdefault(member, []).append(letter)
            case agreement.Adopt():
                self.deciding |= 1 << letter
                acts = self.adoptions.setdefault((act.text, act.stage), Acts())
                acts.add(member, letter, undoes=act.withdraws)
            case agreement.Initial():
                if act.scope == "whole":
                    acts = self.adoptions.setdefault((act.text, "initialled"), Acts())
                    acts.add(member, letter, undoes=act.withdraws)
            case _:
                self.deciding |= 1 << letter
                self.leaves.setdefault(member, []).append(letter)

    def _take_positions(self, act: Positions, record: Record, past: int) -> None:
        gazette = self.gazette
        for position in act.named():
            wording = gazette.wording(position.wording)
            text = position.note.text
            stands = gazette.word(text) if text else wording if position.sign in "afu" else 0
            code = make_code(position.sign, wording, stands)
            record.enter(gazette.point(position.point), code, position.note)
        if act.text is None:
            return
        roll = self.roll(act.text, past)
        if roll is None:
            raise NotTaken("text-unknown")
        if len(act.said) != len(roll.points):
            raise NotTaken("positions-length")
        record.said.append((roll, act.said))

    def _take_proposal(self, held: Held[Act], act: proposal.Proposal, record: Record) -> None:
        """A proposal is a position too, unless its sender says another one in the same letter."""
        gazette = self.gazette
        for name in (*act.others, *filter(None, (act.after,))):
            gazette.point(name)
        if act.verb == "ADD":
            point = gazette.point(added_point(self.ledger.ids[held.letter], held.place))
            wording = gazette.word(act.text)
            self.added[point] = Added(letter=held.letter, place=held.place, proposal=act, nth=0, wording=wording)
            record.enter(point, make_code("a", wording, wording))
            return
        if act.verb == "SPLIT":
            for nth, text in enumerate(act.texts):
                point = gazette.point(added_point(self.ledger.ids[held.letter], held.place, nth))
                wording = gazette.word(text)
                self.added[point] = Added(letter=held.letter, place=held.place, proposal=act, nth=nth, wording=wording)
        sign = _SIGN_OF_VERB.get(act.verb)
        point = gazette.point(act.point)
        if act.text:
            # Known from here on, whatever its sender says of the point in the same letter.
            gazette.word(act.text)
        if sign is not None and not record.code(point):
            basis = gazette.wording(act.basis or b"")
            note = Note(text=act.text, reason=act.reason, not_negotiable=act.not_negotiable)
            record.enter(point, make_code(sign, basis, self._proposed(act)), note)

    def _proposed(self, act: proposal.Proposal) -> int:
        """The number of the wording that a proposal asks for."""
        if act.verb == "SUP":
            return self.gazette.wording(DELETED)
        return self.gazette.word(act.text) if act.text else self.gazette.wording(act.basis or b"")

    def _take_sponsor(self, held: Held[Act], act: proposal.Sponsor, record: Record, past: int) -> None:
        proposed = self._find(act.proposal, past, proposal.Proposal)
        self._hold(held)
        self.sponsors.setdefault(proposed.at, Acts()).add(held.member, held.letter, undoes=act.withdraws)
        said = proposed.act
        if act.withdraws or said.verb not in ("ADD", *_SIGN_OF_VERB):
            return
        added = added_point(act.proposal.letter, act.proposal.place)
        point = self.gazette.point(said.point or added)
        if not record.code(point):
            wording = self._proposed(said)
            record.enter(point, make_code("a", wording, wording))

    def _take_answer(self, held: Held[Act], act: package.PackageAnswer, record: Record, past: int) -> None:
        offered = self._find(act.package, past, package.Package)
        offer = offered.act
        if act.answer == "withdraw" and offered.member != held.member:
            raise NotTaken("package-of-another")
        chosen = [each for each in offer.provisions if each.point == act.choice]
        if act.answer == "accept" and bool(chosen) != (offer.form == "one"):
            raise NotTaken("package-choice")
        self._hold(held)
        self.answers.setdefault(offered.at, []).append(cast("Held[package.PackageAnswer]", held))
        if act.answer == "accept":
            self._bind(tuple(chosen) or offer.tied, record, past)

    def _bind(self, provisions: Iterable[Provision], record: Record, past: int) -> None:
        """Accepts within a package what its sender does not accept anyhow."""
        for each in provisions:
            point, wording = self.gazette.point(each.point), self.gazette.wording(each.wording)
            if not record.code(point) and stands_for(self.standing(record.member, point, past)[0]) != wording:
                record.enter(point, make_code(PACKAGE, wording, 0))

    def _take_revision(self, held: Held[Act], act: Revision, past: int) -> None:
        before, read = self.roll(act.replaces, past), self.read(act.text, past)
        if before is None or read is None:
            raise NotTaken("text-unknown")
        if any(past >> each.letter & 1 for each in self.rolls.get(act.text, ())):
            raise NotTaken("text-twice")
        added = [point for point, other in self.added.items() if past >> other.letter & 1]
        roll = self.gazette.roll(act.text, read, held.letter, Forerunner(roll=before, added=added, origins=act.origins))
        self.rolls.setdefault(act.text, []).append(roll)
        self.revisions.append((held.member, roll))
        self.deciding |= 1 << held.letter

    def _find(self, reference: Reference, past: int, kind: type[Said_co]) -> Held[Said_co]:
        number = self.ledger.index.get(reference.letter)
        held = None if number is None or not past >> number & 1 else self.acts.get((number, reference.place))
        if held is None or not isinstance(held.act, kind):
            raise NotTaken("act-unknown")
        return cast("Held[Said_co]", held)

    # Where a member stands

    def standing(self, member: int, point: int, letters: int) -> tuple[int, int]:
        """Where a member stands on a point after a set of letters: the code, and the letter that says it or -1."""
        standing: list[tuple[int, int]] = []
        for record in reversed(self.lanes[member]):
            if not letters >> record.number & 1 or not (code := record.code(point)):
                continue
            if member not in self.torn:
                return code, record.number
            if not any(self.ledger.pasts[number] >> record.number & 1 for _, number in standing):
                standing.append((code, record.number))
        if not standing:
            return SILENCE, -1
        code, holder = max(standing, key=lambda each: self.ledger.rank(each[1]))
        if len({each for each, _ in standing}) > 1:
            code = make_code(CLASH, wording_of(code), 0)
        return code, holder

    def row(self, member: int, letters: int) -> Row:
        """Where a member stands on every point after a set of letters."""
        lane = [record for record in self.lanes[member] if letters >> record.number & 1]
        size = len(self.gazette.points)
        if member in self.torn:
            lane.sort(key=lambda record: self.ledger.rank(record.number))
            return lay_torn_row(lane, size, self.ledger.pasts)
        return lay_row(lane, size)


def _aside(letter: TalksLetter, placed: Placed, code: str) -> Aside:
    return Aside(letter=letter.id, place=placed.place, kind=kind_of(placed.act), code=code)
