"""The state of play: a fold of letters that is kept and grows by one letter at a time.

`fold` takes any letters in any order, `State.add` one more; both give the same state and the same digest. A letter
whose causes are missing waits and is named; it changes nothing until they are there. `State.at` gives the state as it
was for a letter or at a moment.

Talks are opened by one letter. A second opening in the same dossier makes talks of its own; which of the two is meant
is not ours to decide: the one with the smaller id is shown, it is said that the opening is contested, and nothing is
agreed or closed there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Refused
from verbale.formats.fields import read_time, write_time
from verbale.formats.talks.causes import Marks
from verbale.formats.talks.opening import Opening
from verbale.practice.talks import kept
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.gazette import TextReader
from verbale.practice.talks.ledger import Ledger
from verbale.practice.talks.letter import Aside, TalksLetter
from verbale.practice.talks.marks import Difference, compare
from verbale.practice.talks.rowkeep import RowKeep
from verbale.practice.talks.table import Table
from verbale.practice.talks.view import View
from verbale.practice.talks.wordings import Wordings
from verbale.practice.texts.text import read_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The talks of one opening."""

    table: Table
    wordings: Wordings
    rows: RowKeep


class State:
    """The state of play of a dossier's talks."""

    def __init__(self, *, read: TextReader = read_text) -> None:
        self._read = read
        self._ledger = Ledger()
        self._rooms: dict[int, Room] = {}
        self._room_of: list[int | None] = []
        self._asides: list[Aside] = []
        self._created: list[datetime] = []
        self._unchecked: list[tuple[int, int, bytes, Marks]] = []
        self._differences: list[Difference] = []
        self._now: View | None = None

    def add(self, letter: TalksLetter) -> tuple[bytes, ...]:
        """Takes a letter in; again is the same as once.

        Returns:
            The ids of the letters that count from now on: this one and those that waited for it, or none.
        """
        placed = []
        for each in self._ledger.admit(letter):
            self._take(each, self._ledger.place(each))
            placed.append(each.id)
            self._now = None
        return tuple(placed)

    def now(self) -> View:
        """The state after all letters.

        Raises:
            Refused: `talks-unopened`, if no letter opens talks here.
        """
        if self._now is None:
            self._now = self._view(self._ledger.all)
        return self._now

    def at(self, when: bytes | datetime) -> View:
        """The state as it was.

        Args:
            when: the id of a letter: what it was written upon, and itself; or a moment: the letters that were written
                by then, as their senders claim, with all their causes.

        Raises:
            Refused: `talks-unopened`, if no letter opened talks by then; `letter-unknown`.
        """
        if isinstance(when, datetime):
            return self._view(self._closed(created <= when for created in self._created))
        return self.upon((when,))

    def upon(self, causes: Iterable[bytes]) -> View:
        """The state that some letters and all that they were written upon give: what a next letter would carry.

        Raises:
            Refused: `talks-unopened` or `letter-unknown`.
        """
        letters = 0
        for cause in causes:
            number = self._ledger.index.get(cause)
            if number is None:
                raise Refused("letter-unknown", "No such letter counts in these talks.")
            letters |= self._ledger.pasts[number]
        return self._view(letters)

    def among(self, letters: Iterable[bytes]) -> View:
        """The state that some letters give, as far as all that they were written upon is among them.

        A sender that does not know whether every member has all that it has asks for those that they have; the
        frontier of this view is what its next letter may name as causes.

        Raises:
            Refused: `talks-unopened`.
        """
        wanted = {self._ledger.index[each] for each in letters if each in self._ledger.index}
        return self._view(self._closed(number in wanted for number in range(len(self._created))))

    def next(self, party: bytes) -> View:
        """The state that a party's next letter is written upon: that of all letters, as far as it can name causes.

        More letters may stand side by side than a letter can name. Then it names the party's own first, and those
        that were written upon most; the others are left to the letter after it.

        Raises:
            Refused: `talks-unopened`.
        """
        view = self.now()
        if len(view.frontier) <= limits.TALKS_CAUSES:
            return view
        ledger, own = self._ledger, view.letters_of(party)
        newest = sorted(view.frontier, key=lambda each: (each in own, ledger.rank(ledger.index[each])), reverse=True)
        return self.upon(newest[: limits.TALKS_CAUSES])

    @property
    def waiting(self) -> Mapping[bytes, tuple[bytes, ...]]:
        """The letters that wait, with the causes that each lacks."""
        return self._ledger.missing()

    @property
    def asides(self) -> tuple[Aside, ...]:
        """What is kept and does not count, in the order for display."""
        places, index = self._ledger.places(), self._ledger.index
        every = [*self._asides, *(each for room in self._rooms.values() for each in room.table.asides)]
        return tuple(sorted(every, key=lambda each: (places[index[each.letter]], each.place, each.kind, each.code)))

    def differences(self) -> tuple[Difference, ...]:
        """The letters whose sender folded what they were written upon to another state than this one."""
        cuts: dict[tuple[int, int], Cut] = {}
        for number, room, sender, marks in self._unchecked:
            past = self._ledger.pasts[number] & ~(1 << number)
            # All who answer at once were written upon the same.
            cut = cuts.setdefault((room, past), self._cut(room, past))
            found = compare(cut, marks, letter=self._ledger.ids[number], party=sender)
            if found is not None:
                self._differences.append(found)
        self._unchecked.clear()
        return tuple(sorted(self._differences, key=lambda each: each.letter))

    def write(self) -> bytes:
        """The state as a house keeps it; see `kept`."""
        ledger, letters = self._ledger, []
        for number, name in enumerate(ledger.ids):
            room = self._room_of[number]
            table = self._rooms[room].table if room is not None else None
            record = table.records.get(number) if table else None
            letters.append(
                {
                    "id": name.hex(),
                    "created": write_time(self._created[number]),
                    "past": f"{ledger.pasts[number]:x}",
                    "room": -1 if room is None else room,
                    "said": kept.write_entry(record, table.placed(number)) if table and record else {},
                }
            )
        return kept.seal_document(
            {
                "letters": letters,
                "order": ledger.order,
                "rooms": [kept.write_room(room.table, room.wordings) for room in self._rooms.values()],
                "waiting": [kept.write_waiting(each) for each in ledger.waiting.values()],
                "asides": kept.write_asides(self.asides),
                "differences": kept.write_differences(self.differences()),
            }
        )

    @classmethod
    def read(cls, data: bytes, *, read: TextReader = read_text) -> "State":
        """A state that was kept.

        Raises:
            Malformed: `state-form`, if it is damaged or of another version: fold the letters.
        """
        document = kept.open_document(data)
        state = cls(read=read)
        rooms = {room["opening"]: room for room in document["rooms"]}
        for number, entry in enumerate(document["letters"]):
            state._ledger.put_back(bytes.fromhex(entry["id"]), int(entry["past"], 16))
            state._created.append(read_time(entry["created"]))
            state._room_of.append(None if entry["room"] < 0 else entry["room"])
            if entry["said"]:
                state._put_back(number, entry["said"], rooms[entry["room"]])
        state._ledger.order = document["order"]
        for number, room in state._rooms.items():
            kept.read_wordings(rooms[number], room.wordings)
            room.table.asides.clear()
        state._asides = list(kept.read_asides(document["asides"]))
        state._differences = kept.read_differences(document["differences"])
        for entry in document["waiting"]:
            state.add(kept.read_waiting(entry))
        return state

    def _put_back(self, number: int, entry: Document, room: Document) -> None:
        """Enters a letter that was kept."""
        acts = kept.read_acts(entry)
        if number == room["opening"]:
            opening = next(each.act for each in acts if isinstance(each.act, Opening))
            table = self._open(number, opening)
            table.gazette = kept.read_gazette(room)
            table.known = kept.read_texts(room)
        found = self._rooms[room["opening"]]
        record = kept.read_entry(entry, number, self._created[number])
        letter = TalksLetter(
            id=self._ledger.ids[number],
            sender=found.table.members[record.member],
            created=record.created,
            acts=acts,
        )
        found.table.enter_acts(letter, record)
        found.table.file(record)

    def _open(self, number: int, opening: Opening) -> Table:
        table = Table(self._ledger, opening, number, self._read)
        self._rooms[number] = Room(table=table, wordings=Wordings(table), rows=RowKeep(table))
        return table

    def _take(self, letter: TalksLetter, number: int) -> None:
        self._created.append(letter.created)
        rooms = {self._room_of[self._ledger.index[cause]] for cause in letter.upon} - {None}
        opening = next((each.act for each in letter.acts if isinstance(each.act, Opening)), None)
        opens = not letter.upon and opening is not None and letter.sender in opening.members
        if opens and opening is not None and letter.reaches(opening.members):
            self._open(number, opening)
            rooms = {number}
        room = rooms.pop() if len(rooms) == 1 else None
        self._room_of.append(room)
        if room is None:
            code = "openings-mixed" if rooms else "not-to-all" if opens else "no-opening"
            self._asides += [*letter.asides, Aside(letter=letter.id, place=-1, kind="", code=code)]
            return
        record = self._rooms[room].table.take(letter, number)
        if record is not None:
            self._rooms[room].wordings.note(record)
            if letter.causes is not None:
                self._unchecked.append((number, room, letter.sender, letter.causes.marks))

    def _closed(self, wanted: Iterable[bool]) -> int:
        """The letters that are wanted and whose causes all are."""
        letters = 0
        for number, (past, is_wanted) in enumerate(zip(self._ledger.pasts, wanted, strict=True)):
            # A past holds itself, and else only letters of smaller indices.
            if is_wanted and not past & ~letters & ~(1 << number):
                letters |= 1 << number
        return letters

    def _view(self, letters: int) -> View:
        rooms = [number for number in self._rooms if letters >> number & 1]
        if not rooms:
            raise Refused("talks-unopened", "No letter opens talks here.")
        room = min(rooms, key=lambda number: self._ledger.ids[number])
        return View(self._cut(room, letters, contested=len(rooms) > 1))

    def _cut(self, room: int, letters: int, *, contested: bool = False) -> Cut:
        found = self._rooms[room]
        return Cut(found.table, found.wordings, found.rows, letters, contested=contested)


def fold(letters: Iterable[TalksLetter], *, read: TextReader = read_text) -> State:
    """The state of play after letters in any order.

    Args:
        letters: the letters, verified and read.
        read: reads a text into points.
    """
    state = State(read=read)
    for letter in letters:
        state.add(letter)
    return state


def at(letters: Iterable[TalksLetter], when: bytes | datetime, *, read: TextReader = read_text) -> View:
    """The state of play as it was for a letter or at a moment.

    Raises:
        Refused: as `State.at`.
    """
    return fold(letters, read=read).at(when)
