"""What a house has prepared in talks and not said: positions for the wordings that were read, proposals, other acts."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.fields import Fields, write_time
from verbale.formats.talks.acts import KINDS, Act, Part, kind_of, read_act, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.positions import Position, Positions, join_positions
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.view import View

MOST_PREPARED = limits.TALKS_POINTS
_LINE = 4 * limits.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPosition:
    """A position that was not sent.

    Attributes:
        position: the position, with the wording that it was prepared for.
        author: the officer who kept it last.
        kept_at: when.
    """

    position: Position
    author: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedProposal:
    """A proposal that was not sent; see `PreparedPosition`."""

    proposal: Proposal
    author: str
    kept_at: datetime

    @property
    def name(self) -> str:
        """What it is called on a page: the beginning of the digest of its content."""
        return _name(self.proposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedAct:
    """Another act that was not sent: a sponsor, a remark, a package or an answer to one.

    Attributes:
        act: the act.
        line: what the letter will say of it in words.
        author, kept_at: see `PreparedPosition`.
    """

    act: Act
    line: str = field(repr=False)
    author: str
    kept_at: datetime

    @property
    def name(self) -> str:
        """What it is called on a page: the beginning of the digest of its content."""
        return _name(self.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is prepared in a dossier.

    Attributes:
        positions: by point, in the order in which they were kept first.
        proposals, acts: in the order in which they were kept.
    """

    positions: tuple[PreparedPosition, ...] = field(default=(), repr=False)
    proposals: tuple[PreparedProposal, ...] = field(default=(), repr=False)
    acts: tuple[PreparedAct, ...] = field(default=(), repr=False)

    def __len__(self) -> int:
        return len(self.positions) + len(self.proposals) + len(self.acts)

    def position(self, point: str) -> PreparedPosition | None:
        """What is prepared on a point."""
        return next((each for each in self.positions if each.position.point == point), None)

    def stale(self, view: View) -> tuple[str, ...]:
        """The points that have another wording now, or are not in the talks any more, in the order of what is kept."""
        standing = {each.id: each.wording for each in view.points}
        bound = [(each.position.point, each.position.wording) for each in self.positions]
        bound += [(each.proposal.point, each.proposal.basis or b"") for each in self.proposals if each.proposal.point]
        return tuple(dict.fromkeys(point for point, wording in bound if standing.get(point) != wording))


def _name(act: Act) -> str:
    kind, content = write_act(act)
    return hashlib.sha256(f"{kind}\n{content}".encode()).hexdigest()[:16]


def write_prepared(prepared: Prepared) -> Document:
    """The document of what is prepared."""
    return {
        "positions": [_line(join_positions([each.position]), each) for each in prepared.positions],
        "proposals": [_line(each.proposal, each) for each in prepared.proposals],
        "acts": [_line(each.act, each) | {"kind": kind_of(each.act), "line": each.line} for each in prepared.acts],
    }


def _line(act: Act, kept: PreparedPosition | PreparedProposal | PreparedAct) -> Document:
    return {"act": write_act(act)[1], "at": write_time(kept.kept_at), "by": kept.author}


def read_prepared(document: Document) -> Prepared:
    """Reads what is prepared.

    Raises:
        Malformed: it is not of its form.
    """
    fields = Fields(document, "what is prepared")
    prepared = Prepared(
        positions=tuple(
            PreparedPosition(position=position, author=by, kept_at=at)
            for act, by, at in _read_lines(fields, "positions", "talks-positions")
            if isinstance(act, Positions)
            for position in act.named()
        ),
        proposals=tuple(
            PreparedProposal(proposal=act, author=by, kept_at=at)
            for act, by, at in _read_lines(fields, "proposals", "talks-proposal")
            if isinstance(act, Proposal)
        ),
        acts=tuple(map(_read_act, fields.documents("acts", limit=MOST_PREPARED))),
    )
    fields.end()
    return prepared


def _read_lines(fields: Fields, name: str, kind: str) -> list[tuple[Part, str, datetime]]:
    return [_read_line(kind, Fields(each, name)) for each in fields.documents(name, limit=MOST_PREPARED)]


def _read_line(kind: str, fields: Fields) -> tuple[Part, str, datetime]:
    act = read_act(kind, fields.text("act", limit=limits.TALKS_PART))
    by, at = fields.text("by", limit=limits.NAME), fields.time("at")
    fields.end()
    return act, by, at


def _read_act(document: Document) -> PreparedAct:
    fields = Fields(document, "what is prepared")
    line = fields.text("line", limit=_LINE)
    act, by, at = _read_line(fields.word("kind", KINDS), fields)
    assert not isinstance(act, Causes)
    return PreparedAct(act=act, line=line, author=by, kept_at=at)
