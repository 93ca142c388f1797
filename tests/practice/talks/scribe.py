"""Parties that write letters of talks to each other, in a world without keys: what a story of talks is told with."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from verbale.formats.talks.acts import Act, write_act
from verbale.formats.talks.agreement import Close
from verbale.formats.talks.causes import Causes, Marks
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import NO_NOTE, Note, Position, join_positions
from verbale.formats.talks.provision import Provision, Reference, wording_digest
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.gazette import TextReader
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.state import State, fold
from verbale.practice.talks.view import View

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
NO_MARKS = Marks(state=bytes(32), rows="", points="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A point: a line of a text, named by its first word."""

    id: str
    number: str
    title: str
    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A text in which each line is a point."""

    points: Sequence[Line]


def read_lines(source: str, media: str) -> Lines:
    """Reads a text whose lines are points: `NAME words …`; the name alone makes the id."""
    assert media == "plain"
    return Lines(
        points=[
            Line(id=point(name), number=str(place + 1), title=words, text=words)
            for place, line in enumerate(source.splitlines())
            for name, _, words in (line.partition(" "),)
        ]
    )


def point(name: str) -> str:
    """The id of the point of that name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def party(name: str) -> bytes:
    """The id of a party."""
    return hashlib.sha256(b"party" + name.encode()).digest()


def text_of(source: str, title: str = "Draft") -> LaidText:
    """A text to be laid on the table."""
    return LaidText(media="plain", source=source, title=title)


@dataclass
class World:
    """Talks between some parties, each with a state of its own.

    Attributes:
        names: the parties.
        source: the text of the opening.
        letters: all letters, in the order of writing.
    """

    names: Sequence[str] = ("ARV", "BOR", "CAL")
    source: str = "a One shall.\nb Two shall.\nc Three shall.\nd Four shall."
    agreement: str = "point"
    penholder: str | None = None
    read: TextReader = read_lines
    letters: list[TalksLetter] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    extra: Sequence[Act] = ()

    def __post_init__(self) -> None:
        self.states = {name: State(read=self.read) for name in self.names}
        laid = text_of(self.source)
        opening = Opening(
            members=tuple(sorted(map(party, self.names))),
            text=laid.digest,
            agreement=self.agreement,
            penholder=party(self.penholder) if self.penholder else None,
        )
        self.write(self.names[0], laid, opening, *self.extra, causes=None)

    def write(
        self,
        name: str,
        *acts: Act,
        causes: Iterable[bytes] | None = (),
        to: Sequence[str] | None = None,
        junk: Sequence[tuple[str, str]] = (),
        marks: Marks | None = None,
    ) -> TalksLetter:
        """A letter of a party upon what it knows, taken in by itself and by those named, or all."""
        upon: Causes | None = None
        if causes is not None:
            named = tuple(sorted(causes))
            if not named:
                view = self.states[name].now()
                upon = Causes(causes=view.frontier, marks=marks or view.marks)
            else:
                upon = Causes(causes=named, marks=marks or self.states[name].upon(named).marks)
        parts = [*map(write_act, acts), *junk, *([write_act(upon)] if upon else [])]
        content = "\n".join(content for _, content in parts)
        number = len(self.letters)
        letter = read_letter(
            letter=hashlib.sha256(f"{name} {number} {content}".encode()).digest(),
            sender=party(name),
            created=BEGINNING + timedelta(minutes=number),
            parts=parts,
        )
        assert letter is not None
        self.letters.append(letter)
        for each in self.names if to is None else {name, *to}:
            if each in self.states:
                self.states[each].add(letter)
        return letter

    def says(self, name: str, where: str, word: str, *, upon: str | None = None, **more: object) -> TalksLetter:
        """A position of a party on a point, on its standing wording or on given words."""
        options = {key: more.pop(key) for key in ("causes", "to", "marks") if key in more}
        return self.write(name, join_positions([self.position(name, where, word, upon, **more)]), **options)  # type: ignore[arg-type]

    def position(self, name: str, where: str, word: str, upon: str | None = None, **more: object) -> Position:
        """A position of a party, as it knows the table."""
        shown = self.states[name].now().point(point(where) if len(where) < 16 else where)
        wording = wording_digest(upon) if upon is not None else shown.wording if shown else bytes(32)
        ad_referendum = bool(more.pop("ad_referendum", False))
        return Position(
            point=point(where) if len(where) < 16 else where,
            wording=wording,
            word=word,
            ad_referendum=ad_referendum,
            note=Note(**more) if more else NO_NOTE,  # type: ignore[arg-type]
        )

    @property
    def view(self) -> View:
        """What everybody sees once everything arrived."""
        return self.state.now()

    @property
    def state(self) -> State:
        """The fold of all letters."""
        return fold(self.letters, read=self.read)

    def point(self, where: str) -> PointState:
        """A point of the table, by its name or its id."""
        shown = self.view.point(point(where) if len(where) < 16 else where)
        assert shown is not None
        return shown

    def status(self, where: str) -> str:
        """The status of a point."""
        return self.point(where).status

    def provision(self, where: str, words: str | None = None) -> Provision:
        """A point in its standing wording, or in other words."""
        shown = self.point(where)
        return Provision(point=shown.id, wording=shown.wording if words is None else wording_digest(words))

    def reference(self, letter: TalksLetter, place: int = 0) -> Reference:
        """An act of a letter."""
        return Reference(letter=letter.id, place=place)


def contested_world() -> World:
    """A world in which all closed point a, and where a second letter opens talks after that; the first is shown."""
    for name in map(str, range(64)):
        world = World()
        for each in world.names:
            world.write(each, Close(provisions=(world.provision("a"),)))
        laid = text_of(f"{name} Another.")
        second = world.write("BOR", laid, Opening(members=world.view.members, text=laid.digest), causes=None)
        if second.id > world.letters[0].id:
            return world
    raise AssertionError("No second opening comes behind the first.")
