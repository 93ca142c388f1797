"""What is prepared in a dossier and not sent, as an officer reads it before it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise

from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.point import Beside, Difference, differ
from verbale.chancery.pages.talks.positions import Mark, prepared_mark
from verbale.chancery.pages.talks.proposing import VERBS
from verbale.chancery.talks.prepared import PreparedAct, PreparedPosition, PreparedProposal
from verbale.practice.talks.shown import PointState


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRow:
    """A position or a proposal.

    Attributes:
        place: its point; one without an address where it adds one, or where the talks no longer have it.
        mark: of a position; `None` for a proposal.
        verb: of a proposal.
        difference: what it would change in the words on the table.
        text: other words of it.
        reason: why.
        author, kept_at: who kept it, and when.
        stale: whether the wording changed since.
        name: what drops it.
    """

    place: Beside
    mark: Mark | None = None
    verb: str | Promise = ""
    difference: Difference | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    author: str
    kept_at: datetime
    stale: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPage:
    """All that is prepared; positions in the order of the text."""

    positions: Sequence[PreparedRow]
    proposals: Sequence[PreparedRow]
    acts: Sequence[PreparedAct]

    @property
    def stale(self) -> int:
        """How many wait for a new look."""
        return sum(each.stale for each in (*self.positions, *self.proposals))


def lay_out(dossier: Dossier) -> PreparedPage:
    """What is prepared in a dossier."""
    points = {each.id: each for each in dossier.view.points}
    places = {name: place for place, name in enumerate(points)}
    stale = set(dossier.prepared.stale(dossier.view))
    ordered = sorted(dossier.prepared.positions, key=lambda each: places.get(each.position.point, len(places)))
    return PreparedPage(
        positions=[_position(dossier, each, points.get(each.position.point), stale) for each in ordered],
        proposals=[
            _proposal(dossier, each, points.get(each.proposal.point), stale) for each in dossier.prepared.proposals
        ],
        acts=dossier.prepared.acts,
    )


def _position(dossier: Dossier, kept: PreparedPosition, point: PointState | None, stale: set[str]) -> PreparedRow:
    position = kept.position
    return PreparedRow(
        place=_place(dossier, point, position.point),
        mark=prepared_mark(position),
        difference=differ(point.text, position.note.text) if point and position.note.text else None,
        reason=position.note.reason,
        author=kept.author,
        kept_at=kept.kept_at,
        stale=position.point in stale,
        name=position.point,
    )


def _proposal(dossier: Dossier, kept: PreparedProposal, point: PointState | None, stale: set[str]) -> PreparedRow:
    said = kept.proposal
    changes = said.verb in {"MOD", "EDITORIAL"} and point is not None
    return PreparedRow(
        place=_place(dossier, point, said.point),
        verb=VERBS[said.verb],
        difference=differ(point.text, said.text) if changes and point else None,
        text="" if changes else "\n\n".join(each for each in (said.number, said.text, *said.texts) if each),
        reason=said.reason,
        author=kept.author,
        kept_at=kept.kept_at,
        stale=bool(said.point) and said.point in stale,
        name=kept.name,
    )


def _place(dossier: Dossier, point: PointState | None, name: str) -> Beside:
    if point is None:
        return Beside(url="", number=name[:8], title="")
    return Beside(url=dossier.point_url(point.id), number=point.number, title=point.title)
