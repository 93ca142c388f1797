"""Numbers for points and wordings, and the rolls of texts: what codes are made of.

Numbers are given in the order in which letters came and never leave the house; everything that is told or compared is
told by ids and digests.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from verbale.formats.talks.provision import DELETED, wording_digest
from verbale.formats.talks.revision import Origin
from verbale.practice.talks.lineage import Lineage
from verbale.practice.talks.record import Roll, make_code
from verbale.practice.texts.point import even


class ReadPoint(Protocol):
    """A point of a text, as its reader gives it."""

    @property
    def id(self) -> str:
        """Sixteen hex digits."""

    @property
    def number(self) -> str:
        """As the text shows it."""

    @property
    def title(self) -> str:
        """Its first words."""

    @property
    def text(self) -> str:
        """Its words, without the number."""

    @property
    def under(self) -> tuple[str, ...]:
        """The headings above it."""


class ReadText(Protocol):
    """A text with its points."""

    @property
    def points(self) -> Sequence[ReadPoint]:
        """Its points, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forerunner:
    """What a text revises.

    Attributes:
        roll: the text before.
        added: the points that proposals added since.
        origins: what its points continue, as its sender says.
    """

    roll: Roll
    added: Sequence[int]
    origins: Sequence[Origin]


TextReader = Callable[[str, str], ReadText]


@dataclass(slots=True)
class Gazette:
    """Points and wordings by number.

    Attributes:
        points: ids of points.
        names: the same as bytes.
        wordings: digests of wordings; 0 is none.
        words: the words of each wording that is known.
    """

    points: list[str] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    wordings: list[bytes] = field(default_factory=lambda: [b""])
    words: dict[int, str] = field(default_factory=dict)
    _rising: list[int] = field(default_factory=list)
    _point: dict[str, int] = field(default_factory=dict)
    _wording: dict[bytes, int] = field(default_factory=lambda: {b"": 0})

    def __post_init__(self) -> None:
        self.words[self.wording(DELETED)] = ""

    def point(self, name: str) -> int:
        """The number of a point."""
        if (number := self._point.get(name)) is None:
            number = self._point[name] = len(self.points)
            self.points.append(name)
            self.names.append(bytes.fromhex(name))
        return number

    def rising(self) -> Sequence[int]:
        """The numbers of points in rising order of ids."""
        if len(self._rising) != len(self.points):
            self._rising = sorted(range(len(self.points)), key=self.names.__getitem__)
        return self._rising

    def find_point(self, name: str) -> int | None:
        """The number of a point that somebody named."""
        return self._point.get(name)

    def wording(self, digest: bytes) -> int:
        """The number of a wording."""
        if (number := self._wording.get(digest)) is None:
            number = self._wording[digest] = len(self.wordings)
            self.wordings.append(digest)
        return number

    def find_wording(self, digest: bytes) -> int | None:
        """The number of a wording that somebody named."""
        return self._wording.get(digest)

    def word(self, text: str) -> int:
        """The number of a wording whose words are known now."""
        number = self.wording(wording_digest(text))
        if number not in self.words:
            # White space evened, so that whoever wrote the words first does not matter.
            self.words[number] = even(text)
        return number

    def roll(self, text: bytes, read: ReadText, letter: int, before: Forerunner | None = None) -> Roll:
        """The roll of a text, which may revise another.

        Args:
            text: its digest.
            read: its points.
            letter: the index of the letter that puts it forward.
            before: what it revises.
        """
        known = {self.points[point] for point in (*before.roll.points, *before.added)} if before else set()
        own = [each.id for each in read.points]
        lineage = Lineage(own, before.origins if before else (), known)
        points, mixed = [], {}
        for each in own:
            some = lineage.sources[each]
            name = lineage.continues(each) or self._fresh(each, known, text)
            points.append(self.point(name))
            if some and some != (name,):
                mixed[points[-1]] = tuple(self.point(source) for source in some)
        wordings = tuple(self.word(each.text) for each in read.points)
        return Roll(
            text=text,
            letter=letter,
            own=tuple(own),
            points=tuple(points),
            wordings=wordings,
            shown=tuple((each.number, each.title) for each in read.points),
            under=tuple(each.under for each in read.points),
            origins=mixed,
            gone=self._gone(before.roll.points, points, lineage) if before else {},
            places={point: place for place, point in enumerate(points)},
            taken_on=tuple(make_code("\0", wording, 0) for wording in wordings),
            stood_for=tuple(make_code("\0", wording, wording) for wording in wordings),
        )

    def _fresh(self, name: str, known: set[str], text: bytes) -> str:
        """An id for a new point: its own, unless a point of the talks has it and is not continued."""
        return name if name not in known else wording_digest(text.hex() + name).hex()[: len(name)]

    def _gone(self, before: Sequence[int], points: Collection[int], lineage: Lineage) -> dict[int, str]:
        left = dict.fromkeys(before)
        for point in points:
            left.pop(point, None)
        return {point: lineage.became(self.points[point]) for point in left}
