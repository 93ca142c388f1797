"""The table of points and parties, narrowed as an officer asked, with what it comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.packages import letter_of
from verbale.chancery.pages.talks.positions import draw, mark_of, prepared_mark
from verbale.chancery.pages.talks.statuses import OPEN, PROVEN, STATUSES
from verbale.practice.talks.shown import PointState

WHICH: Mapping[str, str | Promise] = {
    "": _("All"),
    "open": _("Open"),
    "ours": _("Awaiting us"),
    "agreed": _("Agreed"),
    "firm": _("Not negotiable"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the table is narrowed to; empty values narrow nothing.

    Attributes:
        which: a key of `WHICH`.
        party: the code of a party.
        mark: what that party's position is shown as; see `positions.WORDS`.
    """

    which: str = ""
    party: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point in the table.

    Attributes:
        url: of its page.
        number, title: as the text shows them.
        status: the word for it.
        proven: whether letters of all members prove it.
        packages: the letters of the packages that it stands in.
        held_by: the letters of those that hold it up though it is agreed.
        cells: the positions, a member each, the house's first: drawn as the cells of a row, for a table of two hundred
            parties has more of them than a template should look at one by one.
    """

    url: str
    number: str
    title: str
    status: str | Promise
    proven: bool
    packages: tuple[str, ...]
    held_by: tuple[str, ...]
    cells: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A member at the head of the table."""

    party: PartyName
    own: bool
    left: bool
    awaited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The table.

    Attributes:
        columns: the members, the house first.
        groups: rows under the heading that the text has over them.
        shown: how many rows there are.
    """

    columns: tuple[Column, ...]
    groups: Sequence[tuple[str, Sequence[Row]]]
    shown: int


def lay_out(dossier: Dossier, narrowed: Narrowing) -> Table:
    """The table of a dossier."""
    rows = _Rows(dossier)
    points = list(_narrow(dossier, narrowed))
    groups = [(head, [rows.row(each) for each in some]) for head, some in groupby(points, _heading)]
    return Table(columns=rows.columns, groups=groups, shown=len(points))


def count_open(points: Sequence[PointState]) -> int:
    """How many points wait for somebody."""
    return sum(each.status in OPEN for each in points)


def count_statuses(points: Sequence[PointState]) -> list[tuple[str | Promise, int]]:
    """How many points there are of each status, in the order of the statuses."""
    counted = Counter(each.status for each in points)
    return [(word, counted[key]) for key, word in STATUSES.items() if counted[key]]


def _heading(point: PointState) -> str:
    return point.under[-1] if point.under else ""


def _narrow(dossier: Dossier, narrowed: Narrowing) -> Iterator[PointState]:
    ours = set(dossier.awaits_us)
    party = _party(dossier, narrowed.party)
    tests = {
        "open": lambda point: point.status in OPEN,
        "ours": lambda point: point.id in ours,
        "agreed": lambda point: point.status in PROVEN,
        "firm": lambda point: any(each.not_negotiable for each in point.positions.values()),
    }
    test = tests.get(narrowed.which)
    for point in dossier.view.points:
        if test is not None and not test(point):
            continue
        if narrowed.mark and not _is_marked(point, party, narrowed.mark):
            continue
        yield point


def _party(dossier: Dossier, code: str) -> bytes | None:
    return next((party for party in dossier.view.members if dossier.names.of(party).code == code), None)


def _is_marked(point: PointState, party: bytes | None, mark: str) -> bool:
    if party is not None:
        return mark_of(point.positions.get(party)).mark == mark
    return any(mark_of(each).mark == mark for each in point.positions.values())


def _cells(drawn: Iterable[SafeString]) -> SafeString:
    own, *others = drawn
    first = format_html('<td class="own">{}</td>', own)
    return first + format_html_join("", "<td>{}</td>", ((each,) for each in others))


class _Rows:
    """Makes rows; what is the same in all of them is found once."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._held: dict[str, list[str]] = {}
        for place, each in enumerate(dossier.view.packages):
            for name in set(each.holds_up):
                self._held.setdefault(name, []).append(letter_of(place))
        kept = dossier.prepared.positions if dossier.newest else ()
        self._prepared = {each.position.point: prepared_mark(each.position) for each in kept}
        view = dossier.view
        self._members = [bytes.fromhex(each.id) for each in dossier.members]
        self.columns = tuple(
            Column(
                party=party,
                own=party == dossier.names.house,
                left=member in view.left,
                awaited=len(view.awaited.get(member, ())),
            )
            for member, party in zip(self._members, dossier.members, strict=True)
        )

    def row(self, point: PointState) -> Row:
        """The row of a point."""
        url = self._dossier.point_url(point.id)
        positions = point.positions
        marks = [mark_of(positions.get(member)) for member in self._members]
        if (prepared := self._prepared.get(point.id)) and marks:
            marks[0] = replace(marks[0], small=gettext("prepared: %(word)s") % {"word": prepared.word})
        return Row(
            url=url,
            number=point.number,
            title=point.title,
            status=STATUSES[point.status],
            proven=point.status in PROVEN,
            packages=tuple(letter_of(place) for place in point.packages),
            held_by=tuple(self._held.get(point.id, ())),
            cells=_cells(draw(mark, url) for mark in marks),
        )
