"""Acts that hold once every member has done them: closing and reopening, adopting, initialling; and leaving.

    {"provisions":[{"point":"03ae…","wording":"51aa…"}],"v":1}     talks-close
    {"points":["03ae9f7111c00d02"],"v":1}                          talks-reopen
    {"stage":"basis","text":"c09e…","v":1}                         talks-adopt
    {"scope":"whole","text":"c09e…","v":1}                         talks-initial
    {"v":1}                                                        talks-leave

Until the last member has done it, whoever did may take it back: a closing by `talks-reopen`, the others by the same
act with `withdraws`. What is complete is not undone by anything outside its causes. Source: protocol §7; VCLT 9, 10.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import (
    Provision,
    read_flag,
    read_points,
    read_provisions,
    read_reason,
    said,
    write_provisions,
)

STAGES = ("basis", "text")
SCOPES = ("point", "page", "whole")


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """A member holds points to be closed, each in one wording."""

    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """A member agrees that points be open again."""

    points: tuple[str, ...]
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    """A member adopts a text.

    Attributes:
        text: the digest of the text.
        stage: `basis`, to go on from it; or `text`, as the text that was negotiated.
        withdraws: whether an adoption that is not complete is taken back.
    """

    text: bytes
    stage: str
    withdraws: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Initial:
    """A member initials a text: it is the one that was negotiated, exactly.

    Attributes:
        text: the digest of the text.
        scope: `point`, `page` or `whole`; the text is authentic once every member has initialled the whole.
        provisions: what is initialled, where it is points.
        page: the number of the page, where it is one.
        withdraws: whether initials that are not complete are taken back.
    """

    text: bytes
    scope: str
    provisions: tuple[Provision, ...] = ()
    page: int = 0
    withdraws: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """A member leaves the talks; what it said before stands."""

    reason: str = field(default="", repr=False)


Unanimous: TypeAlias = Close | Reopen | Adopt | Initial | Leave
UNANIMOUS: tuple[type[Unanimous], ...] = (Close, Reopen, Adopt, Initial, Leave)


def write_close(close: Close) -> Document:
    """The document of a closing."""
    return {"v": 1, "provisions": write_provisions(close.provisions)}


def read_close(fields: Fields) -> Close:
    """Reads a closing.

    Raises:
        Malformed: `act-empty`, or the code of a member.
    """
    close = Close(provisions=read_provisions(fields, "provisions"))
    _check_something(close.provisions)
    return close


def write_reopen(reopen: Reopen) -> Document:
    """The document of a reopening."""
    return {"v": 1, "points": list(reopen.points)} | said(reason=reopen.reason)


def read_reopen(fields: Fields) -> Reopen:
    """Reads a reopening.

    Raises:
        Malformed: `act-empty`, or the code of a member.
    """
    reopen = Reopen(points=read_points(fields, "points"), reason=read_reason(fields))
    _check_something(reopen.points)
    return reopen


def write_adopt(adopt: Adopt) -> Document:
    """The document of an adoption."""
    return {"v": 1, "text": adopt.text.hex(), "stage": adopt.stage} | said(withdraws=adopt.withdraws)


def read_adopt(fields: Fields) -> Adopt:
    """Reads an adoption.

    Raises:
        Malformed: the code of a member.
    """
    return Adopt(
        text=fields.digest("text"), stage=fields.word("stage", STAGES), withdraws=read_flag(fields, "withdraws")
    )


def write_initial(initial: Initial) -> Document:
    """The document of initials."""
    return {"v": 1, "text": initial.text.hex(), "scope": initial.scope} | said(
        provisions=write_provisions(initial.provisions), page=initial.page, withdraws=initial.withdraws
    )


def read_initial(fields: Fields) -> Initial:
    """Reads initials.

    Raises:
        Malformed: `act-empty`, or the code of a member.
    """
    scope = fields.word("scope", SCOPES)
    initial = Initial(
        text=fields.digest("text"),
        scope=scope,
        provisions=read_provisions(fields, "provisions") if scope == "point" else (),
        page=fields.integer("page", least=1) if scope == "page" else 0,
        withdraws=read_flag(fields, "withdraws"),
    )
    if scope == "point":
        _check_something(initial.provisions)
    return initial


def write_leave(leave: Leave) -> Document:
    """The document of leaving."""
    return {"v": 1} | said(reason=leave.reason)


def read_leave(fields: Fields) -> Leave:
    """Reads leaving.

    Raises:
        Malformed: the code of a member.
    """
    return Leave(reason=read_reason(fields))


def _check_something(of: tuple[object, ...]) -> None:
    if not of:
        raise Malformed("act-empty", f"An act of talks speaks of no point; at most {limits.TALKS_POINTS} may be named.")
