"""Acts that count: where each stands and whose it is, what some add, and those that hold once all have done them."""

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from verbale.formats.talks.acts import Act
from verbale.formats.talks.proposal import Proposal

Place: TypeAlias = tuple[int, int]
Said_co = TypeVar("Said_co", bound=Act, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Generic[Said_co]):
    """An act that counts.

    Attributes:
        letter: the index of its letter.
        place: its place in it.
        member: the place of its sender among the members.
        act: what it says.
    """

    letter: int
    place: int
    member: int
    act: Said_co

    @property
    def at(self) -> Place:
        """Where it stands."""
        return self.letter, self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A point that a proposal adds.

    Attributes:
        letter, place: where the proposal stands.
        proposal: what it says.
        nth: which of the points that it gives.
        wording: the number of the wording that it gives the point.
    """

    letter: int
    place: int
    proposal: Proposal
    nth: int
    wording: int

    @property
    def behind(self) -> str:
        """The point behind which it is to stand; empty for the first place."""
        return self.proposal.point if self.proposal.verb == "SPLIT" else self.proposal.after


class Acts:
    """Acts of every member that hold once all have done them, by what they are about."""

    def __init__(self) -> None:
        self.done: dict[int, list[int]] = {}
        self.undone: dict[int, list[int]] = {}

    def add(self, member: int, letter: int, *, undoes: bool = False) -> None:
        """Notes that a member did it, or took it back."""
        (self.undone if undoes else self.done).setdefault(member, []).append(letter)
