"""The list of dossiers: those that are negotiated, with what waits in each, and correspondence beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Min
from django.urls import reverse

from verbale.chancery.letters.models import Letter
from verbale.chancery.pages import house
from verbale.chancery.pages.fixed import CAME, WENT
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.table import count_open
from verbale.chancery.talks.pages import Known
from verbale.chancery.talks.room import Talks
from verbale.formats.errors import VerbaleError

_LATELY = 200
_FEW = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """Talks in the list.

    Attributes:
        id: of the dossier, in hex.
        title: what they are called.
        opened_by: who opened them; `None` if that letter is not here.
        opened_at: when, as its sender claims.
        members: the members, the house first; empty if the state of play is not known.
        points, open, awaits: how many points there are, are open, and wait for this house.
        doubts: how many things do not count or do not agree.
        unread: the code of why its state of play is not known; empty if it is.
    """

    id: str
    title: str
    opened_by: PartyName | None
    opened_at: datetime
    members: tuple[PartyName, ...] = ()
    points: int = 0
    open: int = 0
    awaits: int = 0
    doubts: int = 0
    unread: str = ""

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("dossier", args=[self.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceRow:
    """Letters of one dossier in which no talks are open.

    Attributes:
        id: of the dossier, in hex.
        subject: of its first letter.
        letters: how many there are.
        moved_at: when the last went or came.
    """

    id: str
    subject: str = field(repr=False)
    language: str
    letters: int
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierList:
    """All talks, and the correspondence that moved last.

    Attributes:
        ours: talks in which something waits for this house, most first.
        others: all others, those opened last first.
        correspondence: dossiers without talks.
    """

    ours: Sequence[DossierRow]
    others: Sequence[DossierRow]
    correspondence: Sequence[CorrespondenceRow]


def lay_out(names: Names) -> DossierList:
    """The dossiers of the house.

    Raises:
        Unavailable: `keys-locked`, or as the store says.
    """
    rows = _rows(names)
    ours = _awaiting(rows)
    return DossierList(
        ours=ours,
        others=[row for row in rows if not row.awaits],
        correspondence=_correspondence({bytes.fromhex(each.id) for each in rows}),
    )


def awaiting_us(names: Names) -> list[DossierRow]:
    """The talks in which something waits for this house, most first.

    Raises:
        Unavailable: `keys-locked`, or as the store says.
    """
    return _awaiting(_rows(names))


def _awaiting(rows: Sequence[DossierRow]) -> list[DossierRow]:
    return sorted((row for row in rows if row.awaits), key=lambda row: -row.awaits)


def _rows(names: Names) -> list[DossierRow]:
    room = house.node().talks()
    known = room.all()
    openers = {
        bytes(letter): names.of(bytes(sender))
        for letter, sender in Letter.objects.filter(letter__in=[each.opening for each in known]).values_list(
            "letter", "sender"
        )
    }
    return [_row(room, each, openers, names) for each in known]


def _row(room: Talks, known: Known, openers: Mapping[bytes, PartyName], names: Names) -> DossierRow:
    opened_by = openers.get(known.opening)
    try:
        folded = room.folded(known.dossier)
        dossier = Dossier(id=known.dossier, talks=room, folded=folded, view=folded.state.now(), names=names)
    except VerbaleError as fault:
        # A copy that does not open any more hides one row, not the list.
        return DossierRow(
            id=known.dossier.hex(),
            title=known.title,
            opened_by=opened_by,
            opened_at=known.opened_at,
            unread=fault.code,
        )
    return DossierRow(
        id=known.dossier.hex(),
        title=known.title,
        opened_by=opened_by,
        opened_at=known.opened_at,
        members=dossier.members,
        points=len(dossier.view.points),
        open=count_open(dossier.view.points),
        awaits=len(dossier.awaits_us),
        doubts=dossier.doubts,
    )


def _correspondence(talks: set[bytes]) -> list[CorrespondenceRow]:
    """Dossiers of more than one letter, out of the letters that moved last: along an index, however many there are."""
    lately = [
        bytes(dossier)
        for direction in (CAME, WENT)
        for dossier in Letter.objects.filter(direction=direction, opened=True)
        .order_by("-at", "-id")
        .values_list("dossier", flat=True)[:_LATELY]
        if dossier is not None
    ]
    ids = [each for each in dict.fromkeys(lately) if each not in talks]
    counted = (
        Letter.objects.filter(dossier__in=ids)
        .values("dossier")
        .annotate(letters=Count("id"), first=Min("id"), moved=Max("at"))
        .filter(letters__gt=1)
        .order_by("-moved")[:_FEW]
    )
    rows = list(counted)
    firsts = Letter.objects.in_bulk([row["first"] for row in rows])
    return [
        CorrespondenceRow(
            id=bytes(row["dossier"] or b"").hex(),
            subject=firsts[row["first"]].subject,
            language=firsts[row["first"]].language,
            letters=row["letters"],
            moved_at=row["moved"],
        )
        for row in rows
    ]
