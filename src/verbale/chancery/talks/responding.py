"""Positions: where this house stands on points, each bound to the exact wording that it was taken on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from verbale.chancery.talks.points import call, find_point
from verbale.chancery.talks.saying import Composer, Statement
from verbale.formats.errors import Refused
from verbale.formats.talks.positions import MAY_HAVE_TEXT, NEED_TEXT, NO_NOTE, Note, Position, join_positions
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A position as an officer gives it.

    Attributes:
        point: the point, as people name it.
        word: one of `verbale.formats.talks.positions.POSITIONS`.
        text: the words wanted instead.
        reason: why, for the others to read.
        ad_referendum: whether an acceptance waits for the capital.
        reserve: the kind of a reserve.
        until: until when a reserve or an acceptance ad referendum stands.
        not_negotiable: whether the house says that it will not move.
        wording: the wording that the officer read; the one that stands, if not said.
    """

    point: str
    word: str
    text: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    ad_referendum: bool = False
    reserve: str = ""
    until: date | None = None
    not_negotiable: bool = False
    wording: bytes | None = None


def respond(answers: Sequence[Answer]) -> Composer:
    """Positions on points, in one statement.

    The composer raises:
        Refused: `point-unknown`, `ambiguous-id`, `point-twice`, `position-text`, `position-until` or `positions-none`.
    """

    def compose(view: View) -> Statement:
        if not answers:
            raise Refused("positions-none", "No position is taken on any point.")
        points = [find_point(view, each.point) for each in answers]
        if len({point.id for point in points}) < len(points):
            raise Refused("point-twice", "More than one position is taken on one point.")
        positions = [take_position(point, answer) for point, answer in zip(points, answers, strict=True)]
        subject = "Positions on " + (f"point {call(points[0])}" if len(points) == 1 else f"{len(points)} points")
        lines = [say_position(point, position) for point, position in zip(points, positions, strict=True)]
        return Statement(acts=(join_positions(positions),), subject=subject, lines=lines)

    return compose


def take_position(point: PointState, answer: Answer) -> Position:
    """The position that an officer gives on a point.

    Raises:
        Refused: `position-text` or `position-until`.
    """
    if answer.word in NEED_TEXT and not answer.text:
        raise Refused("position-text", f"What is wanted instead is missing on point {call(point)}; give its words.")
    if answer.text and answer.word not in MAY_HAVE_TEXT:
        raise Refused("position-text", f"A position to {answer.word} point {call(point)} has no words of its own.")
    accepts = answer.word == "accept"
    referred = accepts and (answer.ad_referendum or answer.until is not None)
    if (answer.ad_referendum and not accepts) or (answer.until and not (referred or answer.word == "reserve")):
        raise Refused("position-until", "Only a reserve and an acceptance ad referendum wait until a day.")
    note = Note(
        text=answer.text,
        reason=answer.reason,
        reserve=answer.reserve if answer.word == "reserve" else "",
        until=answer.until,
        not_negotiable=answer.not_negotiable,
    )
    return Position(
        point=point.id,
        wording=answer.wording or point.wording,
        word=answer.word,
        ad_referendum=referred,
        note=NO_NOTE if note == NO_NOTE else note,
    )


def say_position(point: PointState, position: Position) -> str:
    """A position in words."""
    note = position.note
    said = f"Point {call(point)} ({point.title}): {position.word}"
    said += " ad referendum" if position.ad_referendum else ""
    said += f" ({note.reserve})" if note.reserve else ""
    said += f" until {note.until.isoformat()}" if note.until else ""
    said += "; not negotiable" if note.not_negotiable else ""
    said += f". “{note.text}”" if note.text else "."
    return f"{said} Reason: {note.reason}" if note.reason else said
