"""A letter of talks: its acts, read one by one, and what in it could not be read.

A part that is not of its form is kept aside, named by its kind, place and code; the rest of the letter counts. What the
letter was written upon is one part of it, and without that only an opening has a place in the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from verbale.formats.errors import VerbaleError
from verbale.formats.talks.acts import PREFIX, Act, read_act
from verbale.formats.talks.causes import Causes


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An act and its place among those of its letter."""

    place: int
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An act that is kept and does not count.

    Attributes:
        letter: the letter's id.
        place: the act's place; -1 for the letter as a whole.
        kind: the kind of the part, as it called itself; empty for the letter as a whole.
        code: why.
    """

    letter: bytes
    place: int
    kind: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalksLetter:
    """A letter of talks, verified and opened by others, and read here.

    Attributes:
        id: its id.
        sender: the party that signed it.
        created: the time that its sender claims.
        acts: what it says, in order, without its causes.
        causes: what it was written upon; nothing for an opening.
        asides: what in it is not of its form.
        recipients: to whom it went; nothing where that is not known, and it counts as one that went to all.
    """

    id: bytes
    sender: bytes
    created: datetime
    acts: tuple[Placed, ...] = field(repr=False)
    causes: Causes | None = None
    asides: tuple[Aside, ...] = ()
    recipients: tuple[bytes, ...] | None = None

    @property
    def upon(self) -> tuple[bytes, ...]:
        """The letters that have to be there before it."""
        return self.causes.causes if self.causes else ()

    def reaches(self, members: Iterable[bytes]) -> bool:
        """Whether it went to every member, but for its sender."""
        return self.recipients is None or {self.sender, *self.recipients}.issuperset(members)


def read_letter(
    *,
    letter: bytes,
    sender: bytes,
    created: datetime,
    parts: Iterable[tuple[str, str]],
    recipients: Iterable[bytes] | None = None,
) -> TalksLetter | None:
    """Reads what a letter says in talks.

    Args:
        letter: its id.
        sender: who signed it.
        created: as its statement says.
        parts: kind and content of its parts, in order; those of other kinds are passed over.
        recipients: to whom it went, as its statement says.

    Returns:
        The letter, or nothing if it has no part of talks.
    """
    acts: list[Placed] = []
    asides: list[Aside] = []
    causes: Causes | None = None
    place = -1
    for kind, content in parts:
        if not kind.startswith(PREFIX):
            continue
        place += 1
        try:
            act = read_act(kind, content)
        except VerbaleError as refusal:
            asides.append(Aside(letter=letter, place=place, kind=kind, code=refusal.code))
            continue
        if not isinstance(act, Causes):
            acts.append(Placed(place=place, act=act))
        elif causes is None:
            causes = act
        else:
            asides.append(Aside(letter=letter, place=place, kind=kind, code="causes-twice"))
    if place < 0:
        return None
    return TalksLetter(
        id=letter,
        sender=sender,
        created=created,
        acts=tuple(acts),
        causes=causes,
        asides=tuple(asides),
        recipients=None if recipients is None else tuple(recipients),
    )
