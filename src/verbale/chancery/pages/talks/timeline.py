"""The timeline of a dossier, the newest first: its letters, and what came about with them.

A stretch of letters goes along an index, as in every list. What came about stands at the hour at which the last letter
that says so was here; what falls due, at the end of its day. Both follow from the letters, so each leads to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.letters.models import Letter
from verbale.chancery.pages import shelves
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import LetterRow, PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.positions import REFERRED, Mark, mark_of
from verbale.chancery.talks.points import call
from verbale.exchange.records import Direction
from verbale.formats.talks.agreement import Close, Initial, Reopen
from verbale.practice.talks.happenings import ADOPTED, AUTHENTICATED, CLOSED, CONTESTED, IN_FORCE, REOPENED, Happening

Words = str | Promise
_FEW = 6
_ORDER = ("acknowledged", "opened", "placed", "accepted", "signed", "refused", "lapsed")

ON_TEXTS: Mapping[str, Words] = {
    IN_FORCE: _("“%(title)s” is the text of the talks"),
    ADOPTED: _("“%(title)s” is adopted"),
    AUTHENTICATED: _("“%(title)s” is authentic"),
}
ANY_MORE: Mapping[str, Words] = {
    ADOPTED: _("Every member adopted two texts; neither is adopted"),
    AUTHENTICATED: _("Every member initialled two texts; neither is authentic"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How far a letter got with some of its recipients."""

    stage: str
    parties: tuple[PartyName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterEntry:
    """A letter on the timeline.

    Attributes:
        row: what the lists say of it.
        sender: who sent it.
        about: what it speaks of beside what its subject says.
        stood: how far it got, with whom; the furthest first.
    """

    row: LetterRow
    sender: PartyName
    about: str
    stood: tuple[Stood, ...]

    @property
    def kind(self) -> str:
        """`theirs` for a letter that came, nothing for one that went: how the line is marked."""
        return "theirs" if self.row.direction is Direction.IN else ""

    @property
    def at(self) -> datetime:
        """When it went, or was placed here."""
        return self.row.at


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """What came about, or falls due.

    Attributes:
        at: when.
        words: what.
        proofs: the letters that say so.
        more: how many letters beside those.
        until: the end of the day on which it falls due; `None` if it came about.
    """

    at: datetime
    words: str
    proofs: tuple[Cited, ...] = ()
    more: int = 0
    until: datetime | None = None
    kind: str = field(default="event", init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A position that stands until a day.

    Attributes:
        point, url: the point, and its page.
        party: whose position it is.
        mark: what is shown of it.
        until: the end of the day.
        letter: the letter that says it; `None` if it is not here.
    """

    point: str
    url: str
    party: PartyName
    mark: Mark
    until: datetime
    letter: Cited | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A stretch of a dossier, the newest first.

    Attributes:
        entries: what is on it.
        older, newer: cursors of the stretches beside it; empty if there is none.
        total: how many letters there are in all.
    """

    entries: Sequence[LetterEntry | EventEntry]
    older: str
    newer: str
    total: int


def lay_out(
    dossier: bytes, names: Names, talks: Dossier | None, *, now: datetime, older: str = "", newer: str = ""
) -> Timeline:
    """A stretch of a dossier's letters, with what came about between them.

    Args:
        dossier: its id.
        names: of all parties.
        talks: its talks, if there are any.
        now: the time.
        older: the cursor that it begins behind.
        newer: the cursor that it ends before.
    """
    chosen = Letter.objects.filter(dossier=dossier)
    shelf = shelves.stretch_of(chosen, names, older=older, newer=newer)
    about = _about(talks) if talks is not None else {}
    letters: list[LetterEntry | EventEntry] = [_letter(row, names, about) for row in shelf.rows]
    events = [*reversed([*_came_about(talks)]), *_fall_due(talks, now)] if talks is not None else []
    oldest = letters[-1].at if letters and shelf.older else None
    beyond = chosen.filter(at__gt=letters[0].at).order_by("at").first() if letters and shelf.newer else None
    between = [
        each for each in events if (oldest is None or each.at >= oldest) and (beyond is None or each.at < beyond.at)
    ]
    entries = sorted([*letters, *between], key=lambda each: (each.at, each.kind == "event"), reverse=True)
    return Timeline(entries=entries, older=shelf.older, newer=shelf.newer, total=shelf.total or 0)


def _letter(row: LetterRow, names: Names, about: Mapping[str, str]) -> LetterEntry:
    stood = [
        Stood(stage=stage, parties=tuple(each.party for each in row.reached if each.stage == stage)) for stage in _ORDER
    ]
    return LetterEntry(
        row=row,
        sender=row.peers[0] if row.direction is Direction.IN else names.house,
        about=about.get(row.url, ""),
        stood=tuple(each for each in stood if each.parties),
    )


def _about(talks: Dossier) -> Mapping[str, str]:
    """The points that letters speak of, by the addresses of the letters; those of positions stand on the table."""
    points: dict[bytes, dict[str, None]] = {}
    view = talks.view
    for act in view.acts:
        said = act.act
        named = said.points if isinstance(said, Reopen) else ()
        if isinstance(said, Close | Initial):
            named = tuple(each.point for each in said.provisions)
        points.setdefault(act.letter, {}).update(dict.fromkeys(named))
    for package in view.packages:
        points.setdefault(package.letter, {}).update((each.point, None) for each in package.package.provisions)
    for remark in view.remarks:
        points.setdefault(remark.letter, {}).update(dict.fromkeys(remark.remark.points))
    places = {name: place for place, name in enumerate(talks.states)}
    return {
        talks.letters[letter].url: gettext("on %(points)s")
        % {"points": _call_all(talks, sorted(some, key=lambda name: places.get(name, len(places))))}
        for letter, some in points.items()
        if some and letter in talks.letters
    }


def _came_about(talks: Dossier) -> Iterator[EventEntry]:
    for each in talks.view.happenings:
        letters = [
            talks.letters[letter] for letter in dict.fromkeys((*each.said, each.letter)) if letter in talks.letters
        ]
        if letters:
            shown = letters[:_FEW] if each.said else letters[:1]
            yield EventEntry(
                at=max(letter.here for letter in letters),
                words=_say(talks, each),
                proofs=tuple(shown),
                more=len(each.said) - len(shown) if each.said else 0,
            )


def _say(talks: Dossier, happening: Happening) -> str:
    if happening.kind in ON_TEXTS:
        titles = {each.laid.digest: each.laid.title for each in talks.view.texts}
        title = titles.get(happening.text) or happening.text.hex()[:8]
        return str((ON_TEXTS if happening.text else ANY_MORE)[happening.kind]) % {"title": title}
    points = _call_all(talks, happening.points)
    count = len(happening.points)
    words = {
        CLOSED: ngettext("Point %(points)s is closed", "Points %(points)s are closed", count),
        REOPENED: ngettext("Point %(points)s is open again", "Points %(points)s are open again", count),
        CONTESTED: ngettext(
            "Closings of point %(points)s contradict one another",
            "Closings of points %(points)s contradict one another",
            count,
        ),
    }
    return words[happening.kind] % {"points": points}


def _call_all(talks: Dossier, names: Sequence[str]) -> str:
    shown = [call(point) for name in names[:_FEW] if (point := talks.states.get(name)) is not None]
    more = len(names) - _FEW
    if more > 0:
        shown.append(ngettext("one more", "%(n)s more", more) % {"n": more})
    return ", ".join(shown)


def due_of(talks: Dossier) -> list[Due]:
    """The reserves and acceptances ad referendum that stand, by the day on which they fall due."""
    found = []
    for name, position in talks.view.due:
        point = talks.states.get(name)
        if point is not None and position.until is not None:
            due = Due(
                point=call(point),
                url=talks.point_url(name),
                party=talks.names.of(position.party),
                mark=mark_of(position),
                until=timezone.make_aware(datetime.combine(position.until, time(23, 59, 59))),
                letter=talks.letters.get(position.letter),
            )
            found.append(due)
    return found


def _fall_due(talks: Dossier, now: datetime) -> Iterator[EventEntry]:
    for due in due_of(talks):
        named = {"code": due.party.code, "point": due.point}
        if due.mark.mark == REFERRED:
            words = (
                gettext("Acceptance ad referendum of %(code)s on %(point)s falls due")
                if due.until >= now
                else gettext("Acceptance ad referendum of %(code)s on %(point)s fell due")
            )
        elif due.until >= now:
            words = gettext("Reserve of %(code)s on %(point)s falls due")
        else:
            words = gettext("Reserve of %(code)s on %(point)s fell due")
        proofs = (due.letter,) if due.letter else ()
        yield EventEntry(at=due.until, words=words % named, proofs=proofs, until=due.until)
