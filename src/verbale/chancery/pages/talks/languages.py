"""The language versions of a text: which there are and how far each is, one beside the text in force, point by point.

What a version lacks, what is of an earlier wording in it, and what renders none is told by `practice.talks.languages`;
here it is given words, an icon and an address. Source: practice §1.2 (VCLT 33), §5.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.lists import Shelf
from verbale.chancery.pages.talks.point import Difference, differ
from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.chancery.talks.points import call
from verbale.chancery.talks.texts import read_laid
from verbale.practice.talks import assents
from verbale.practice.talks.languages import LanguageState
from verbale.practice.talks.shown import PointState
from verbale.practice.texts.point import Point

ALL, MISSING, STALE, BEYOND = "", "missing", "stale", "beyond"
_KEY = 16
_LISTS: Mapping[str, str | Promise] = {
    ALL: _("All points"),
    MISSING: _("Missing"),
    STALE: _("Of an earlier wording"),
    BEYOND: _("Renders none"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """What keeps a point of a version from being what it should be: the icon, and the word beside it."""

    mark: str
    word: str | Promise


LACKING: Mapping[str, Lacking] = {
    MISSING: Lacking(mark="lacks", word=_("missing")),
    STALE: Lacking(mark="again", word=_("of an earlier wording")),
    BEYOND: Lacking(mark="beyond", word=_("renders no point of the text")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language: its tag, and what it is called; the name is empty if it is not known here."""

    tag: str
    name: str | Promise

    @property
    def words(self) -> str | Promise:
        """What a page calls it."""
        return self.name or self.tag or _("language not said")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A language version in the list.

    Attributes:
        key: what it is called in an address.
        url: of it beside the text.
        tongue: its language.
        title, authentic, superseded: as `LanguageState` has them.
        party, letter: who laid it, and in which letter; `None` if that letter is not here.
        earlier: whether it was laid beside a text that is no longer the one in force.
        everybody: whether every member initialled the whole of it.
        initialled: who did.
        waits: who did not, of a version that is meant to be authentic.
        rendered, missing, stale, beyond: how many points.
    """

    key: str
    url: str
    tongue: Tongue
    title: str = field(repr=False)
    authentic: bool
    superseded: bool
    party: PartyName
    letter: Cited | None
    earlier: bool
    everybody: bool
    initialled: tuple[PartyName, ...]
    waits: tuple[PartyName, ...]
    rendered: int
    missing: int
    stale: int
    beyond: int

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with it: it has every point, each in the wording that stands."""
        return not self.missing and not self.stale and not self.beyond


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Words of a version, with the number that the version gives them, and the other points that they render too."""

    number: str
    text: str = field(repr=False)
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A point of the text in force and what renders it, or a point of the version that renders none.

    Attributes:
        kind: a key of `LACKING`, or empty where nothing is wrong.
        under: the heading that it stands under, in the language of its text.
        anchor: its place on the page.
        url, number, status: of the point of the talks; empty if it is none.
        text: its words as they stand; `None` if they are not known here.
        difference: how they differ from those that were rendered, if they do and those are known.
        renderings: the words of the version.
    """

    kind: str
    under: str = field(default="", repr=False)
    anchor: str
    url: str = ""
    number: str = ""
    status: str | Promise = ""
    text: str | None = field(default="", repr=False)
    difference: Difference | None = field(default=None, repr=False)
    renderings: tuple[Rendering, ...] = field(default=(), repr=False)

    @property
    def lacking(self) -> Lacking | None:
        """What is wrong; nothing if nothing is."""
        return LACKING.get(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagesPage:
    """The versions, and one of them beside the text.

    Attributes:
        rows: the versions; those that were superseded last.
        text: the language of the text in force.
        chosen: the one that is shown; `None` if there is none.
        which: the key of the list of points that is shown.
        shelves: all lists that are not empty.
        groups: the points under the headings of the text.
    """

    rows: tuple[VersionRow, ...]
    text: Tongue
    chosen: VersionRow | None = None
    which: str = ALL
    shelves: tuple[Shelf, ...] = ()
    groups: Sequence[tuple[str, Sequence[Row]]] = ()

    @property
    def current(self) -> int:
        """How many were not superseded."""
        return sum(not each.superseded for each in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """A point in a version: the version, what is wrong with the point in it, and the words."""

    version: VersionRow
    lacking: Lacking | None
    renderings: tuple[Rendering, ...] = field(repr=False)


def tongue_of(tag: str) -> Tongue:
    """A language by its tag; a region that has no name of its own goes by the language."""
    try:
        return Tongue(tag=tag, name=get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return Tongue(tag=tag, name="")


def lay_out(dossier: Dossier, key: str, which: str) -> LanguagesPage:
    """The versions of a dossier.

    Args:
        dossier: the talks.
        key: of the version that is shown; empty for the first.
        which: the key of the list of points.

    Raises:
        Http404: there is no such version.
    """
    states = sorted(dossier.view.languages, key=lambda each: each.superseded)
    rows = tuple(_row(dossier, each) for each in states)
    text = tongue_of(dossier.in_force.laid.language if dossier.in_force else "")
    place = next((place for place, row in enumerate(rows) if key in ("", row.key)), None)
    if place is None:
        if key:
            raise Http404
        return LanguagesPage(rows=rows, text=text)
    chosen = rows[place]
    every = list(_Beside(dossier, states[place]).rows())
    which = which if which in _LISTS else ALL
    found = [each for each in every if which in (ALL, each.kind)]
    return LanguagesPage(
        rows=rows,
        text=text,
        chosen=chosen,
        which=which,
        shelves=tuple(_shelves(chosen, every, which)),
        groups=[(under, list(some)) for under, some in groupby(found, lambda each: each.under)],
    )


def in_languages(dossier: Dossier, point: PointState) -> tuple[InLanguage, ...]:
    """A point in every version that was not superseded; what it should stand in and does not is told too."""
    found = []
    for state in dossier.view.languages:
        if state.superseded or (point.id not in state.rendered and point.id not in state.missing):
            continue
        beside = _Beside(dossier, state)
        found.append(
            InLanguage(
                version=_row(dossier, state),
                lacking=LACKING.get(beside.kind(point.id)),
                renderings=beside.renderings(point.id),
            )
        )
    return tuple(found)


def _shelves(chosen: VersionRow, rows: Sequence[Row], which: str) -> Iterator[Shelf]:
    kinds = [each.kind for each in rows]
    for key, name in _LISTS.items():
        count = len(kinds) if key == ALL else kinds.count(key)
        if count or key in (MISSING, STALE, which):
            url = f"{chosen.url}&which={key}" if key else chosen.url
            yield Shelf(key=key, name=name, count=count, url=f"{url}#beside")


def _row(dossier: Dossier, state: LanguageState) -> VersionRow:
    view, text = dossier.view, state.version.text
    whole = next((each for each in view.assents if each.kind == assents.WHOLE and each.text == text), None)
    key = f"{state.letter.hex()[:_KEY]}-{text.hex()[:_KEY]}"
    page = dossier.url("languages")
    return VersionRow(
        key=key,
        url=f"{page}{'&' if '?' in page else '?'}version={key}",
        tongue=tongue_of(state.language),
        title=state.title,
        authentic=state.version.authentic,
        superseded=state.superseded,
        party=dossier.names.of(state.party),
        letter=dossier.letters.get(state.letter),
        earlier=state.version.of != view.text,
        everybody=state.authenticated,
        initialled=dossier.names.all_of(whole.said) if whole else (),
        waits=_waiting(dossier, state, whole),
        rendered=len(state.rendered),
        missing=len(state.missing),
        stale=len(state.stale),
        beyond=len(state.beyond),
    )


def _waiting(dossier: Dossier, state: LanguageState, whole: assents.Assent | None) -> tuple[PartyName, ...]:
    if not state.version.authentic or state.superseded or state.authenticated:
        return ()
    left = dossier.view.left
    missing = whole.missing if whole else [each for each in dossier.view.members if each not in left]
    return dossier.names.house_first(missing)


class _Beside:
    """Lays a version beside the text in force."""

    def __init__(self, dossier: Dossier, state: LanguageState) -> None:
        self._dossier = dossier
        self._state = state
        self._missing, self._stale = frozenset(state.missing), frozenset(state.stale)
        self._current = state.version.of == dossier.view.text

    def kind(self, point: str) -> str:
        """What is wrong with a point of the talks in this version: a key of `LACKING`, or empty."""
        return MISSING if point in self._missing else STALE if point in self._stale else ""

    def renderings(self, point: str) -> tuple[Rendering, ...]:
        """What renders a point of the talks."""
        return tuple(self._rendering(each, point) for each in self._by_point.get(point, ()))

    def rows(self) -> Iterator[Row]:
        """The points that it renders or should, in the order of the talks, and behind each what renders none."""
        under = ""
        beyond = self._beyond()
        yield from (self._alone(each, under) for each in beyond.get("", ()))
        for point in self._dossier.view.points:
            if point.id not in self._by_point and point.id not in self._missing:
                continue
            under = point.under[-1] if point.under else ""
            yield self._beside(point, under)
            yield from (self._alone(each, under) for each in beyond.get(point.id, ()))

    @cached_property
    def _points(self) -> tuple[Point, ...]:
        return tuple(read_laid(self._state.laid).points)

    @cached_property
    def _by_point(self) -> Mapping[str, list[Point]]:
        found: dict[str, list[Point]] = {}
        for each in self._points:
            for name in self._state.aligned.get(each.id, ()):
                found.setdefault(name, []).append(each)
        return found

    def _beyond(self) -> Mapping[str, list[Point]]:
        """The points that render none, by the point of the talks that what stands before them renders."""
        found: dict[str, list[Point]] = {}
        last = ""
        for each in self._points:
            sources = self._state.aligned.get(each.id)
            if sources:
                last = sources[-1]
            else:
                found.setdefault(last, []).append(each)
        return found

    def _beside(self, point: PointState, under: str) -> Row:
        kind = self.kind(point.id)
        # Of a version of the text in force it is known which wording was rendered: the one that this text has.
        changed = kind == STALE and self._current and point.base != point.wording
        return Row(
            kind=kind,
            under=under,
            anchor=f"l-{point.id}",
            url=self._dossier.point_url(point.id),
            number=point.number,
            status=STATUSES[point.status],
            text=point.text,
            difference=differ(self._dossier.view.words(point.base), point.text) if changed else None,
            renderings=self.renderings(point.id),
        )

    def _alone(self, own: Point, under: str) -> Row:
        return Row(kind=BEYOND, under=under, anchor=f"o-{own.id}", renderings=(self._rendering(own, ""),))

    def _rendering(self, own: Point, point: str) -> Rendering:
        others = [self._dossier.states[each] for each in self._state.aligned.get(own.id, ()) if each != point]
        return Rendering(
            number=own.number,
            text=own.text,
            others=tuple((call(each), self._dossier.point_url(each.id)) for each in others),
        )
