"""What a caller sees of points and positions: values with ids and digests, no numbers of ours."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

GONE = ("removed", "split", "merged")
"""The statuses of points that are no longer there; they stay on the table."""
SETTLED = ("closed", "deleted", *GONE)
"""The statuses of points on which nobody is awaited any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionState:
    """Where a party stands on a point.

    Attributes:
        party: the party's id.
        position: `accept`, `amend`, `counter`, `reject`, `reserve`, `discuss`, `editorial`, `maintain`; `package` for
            an acceptance within a package; `contradictory` where statements contradict one another.
        wording: the wording that it was taken on.
        letter: the id of the letter that says it.
        at: when that letter was written, as its sender claims.
        on: `current`, `earlier`, `alternative` or `unknown`: what that wording is now.
        stands_for: the wording that the party would accept, if it says one.
        ad_referendum: whether the acceptance waits for the capital.
        text, reason, reserve, until, not_negotiable: what it says beyond that.
        contradictory: the statements that contradict one another; empty if none do.
    """

    party: bytes
    position: str
    wording: bytes
    letter: bytes
    at: datetime
    on: str
    stands_for: bytes | None
    ad_referendum: bool = False
    text: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    reserve: str = ""
    until: date | None = None
    not_negotiable: bool = False
    contradictory: tuple["PositionState", ...] = ()

    @property
    def due_again(self) -> bool:
        """Whether the wording changed since."""
        return self.on == "earlier"


class Column(Mapping[bytes, PositionState]):
    """The positions on a point by party; made where they are asked for. Who said nothing is not in it."""

    def __init__(self, speakers: Callable[[], tuple[bytes, ...]], make: Callable[[bytes], PositionState]) -> None:
        self._speakers = speakers
        self._make = make

    @cached_property
    def _parties(self) -> tuple[bytes, ...]:
        return self._speakers()

    def __getitem__(self, party: bytes) -> PositionState:
        if party not in self._parties:
            raise KeyError(party)
        return self._make(party)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parties)

    def __len__(self) -> int:
        return len(self._parties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another wording of a point that somebody put forward.

    Attributes:
        wording: its digest.
        text: its words, if they are known.
        parties: who stands for it now, rising.
    """

    wording: bytes
    text: str | None = field(repr=False)
    parties: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointState:
    """A point of the table.

    Attributes:
        id: the point's id.
        number, title, under: as the text in force shows it, or the proposal that added it.
        status: `open`, `agreed`, `agreed-ad-ref`, `closed`, `deleted`, `proposed`, `removed`, `split` or `merged`.
        wording, text: the wording that stands, and its words if they are known.
        base: the wording that the text in force has.
        positions: by party; who said nothing is not in it.
        origins: the points that it comes from, if it is another than before.
        packages: the packages that it stands in and that are not decided, in the order for display, from 0.
        contested: whether closings of it contradict one another.
    """

    id: str
    number: str
    title: str
    under: tuple[str, ...]
    status: str
    wording: bytes
    text: str | None = field(repr=False)
    base: bytes
    positions: Mapping[bytes, PositionState] = field(repr=False)
    origins: tuple[str, ...] = ()
    packages: tuple[int, ...] = ()
    contested: bool = False

    @property
    def gone(self) -> bool:
        """Whether it is no longer there, and only stays on the table."""
        return self.status in GONE

    @property
    def settled(self) -> bool:
        """Whether nobody is awaited on it any more."""
        return self.status in SETTLED
