"""What holds once every member has said it: who has, in which letter, and who has not.

A point is called closed, a text adopted or authentic, only where the letters of all members that have not left are
here (law 4); before that each is told as what some have said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.chancery.pages.talks.ticking import Tick, tick_of
from verbale.chancery.talks.points import call
from verbale.practice.talks import assents
from verbale.practice.talks.assents import Assent
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import TextState

Words = str | Promise
SHOWN = 8
AGREED = ("agreed", "agreed-ad-ref")

# What every member says of a text, by the kind of assent: as yet, and once it holds.
ON_TEXT: Mapping[str, tuple[Words, Words]] = {
    assents.BASIS: (_("Adopted as basis by some"), _("Adopted as basis by every member")),
    assents.TEXT: (_("Adopted by some"), _("Adopted by every member")),
    assents.WHOLE: (_("Initialled as a whole by some"), _("Authentic: initialled as a whole by every member")),
    assents.POINT: (_("Initialled by some"), _("Initialled by every member")),
    assents.PAGE: (_("Initialled by some"), _("Initialled by every member")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What every member has to say, as a page shows it.

    Attributes:
        kind: as `practice.talks.assents` has it.
        word: what it is called, before it holds or after.
        about: the point or the page that it is about, if it is about a piece of a text.
        said: the first members that say it, each with its letter, if that is here.
        more: how many say it beside those.
        missing: who has not said it.
        holds: whether it holds.
        ours: whether this house says it.
    """

    kind: str
    word: Words
    about: str
    said: tuple[tuple[PartyName, Cited | None], ...]
    more: int
    missing: tuple[PartyName, ...]
    holds: bool
    ours: bool

    @property
    def contradicted(self) -> bool:
        """Whether every member says it, and says something else that excludes it."""
        return not self.holds and not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """A point that is agreed or closed, or that some hold to be closed.

    Attributes:
        tick: the point, to be ticked.
        url: its page.
        name: its number, or the beginning of its id.
        status: the word for what it is.
        closings: who holds it to be closed; one for each wording.
        reopening: who agrees that it be open again; `None` if nobody does.
        closed: whether it is closed.
        ours: whether this house holds it to be closed, in the wording that stands.
    """

    tick: Tick
    url: str
    name: str
    status: Words
    closings: tuple[Held, ...]
    reopening: Held | None
    closed: bool
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A text on the table, with what members say of it.

    Attributes:
        digest, title, language, standing: of the text.
        party, letter: who laid it, and in which letter.
        in_force, adopted, authentic: what it is.
        held: what members say of it.
    """

    digest: str
    title: str = field(repr=False)
    language: str
    standing: str
    party: PartyName
    letter: Cited | None
    in_force: bool
    adopted: bool
    authentic: bool
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """What is agreed, closed, adopted and authentic.

    Attributes:
        to_close: points that could be closed, or that some hold to be closed.
        closed: points that are closed.
        texts: the texts on the table, the one in force first.
        left: who left the talks.
    """

    to_close: tuple[PointRow, ...]
    closed: tuple[PointRow, ...]
    texts: tuple[TextRow, ...]
    left: tuple[PartyName, ...]

    @property
    def authentic(self) -> TextRow | None:
        """The authentic text, if there is one."""
        return next((each for each in self.texts if each.authentic), None)

    @property
    def adopted(self) -> TextRow | None:
        """The adopted text, if there is one."""
        return next((each for each in self.texts if each.adopted), None)

    @property
    def to_reopen(self) -> tuple[PointRow, ...]:
        """Points that members closed; and those that not all did, where this house may take its own word back."""
        closed = (each for each in self.closed if each.closings)
        return (*closed, *(each for each in self.to_close if each.ours))

    @property
    def ours_to_close(self) -> int:
        """On how many points this house has not said what others have."""
        return sum(any(held.said for held in each.closings) and not each.ours for each in self.to_close)


def lay_out(dossier: Dossier) -> AgreementPage:
    """What every member has to say in a dossier, and how far it has come."""
    return _Laying(dossier).page()


class _Laying:
    """Lays the page out; what is the same in all its rows is found once."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._house = dossier.talks.house.id
        self._closings: dict[str, list[Assent]] = {}
        self._reopenings: dict[str, Assent] = {}
        self._on_texts: dict[bytes, list[Assent]] = {}
        for each in dossier.view.assents:
            if each.kind == assents.CLOSE:
                self._closings.setdefault(each.point, []).append(each)
            elif each.kind == assents.REOPEN:
                self._reopenings[each.point] = each
            else:
                self._on_texts.setdefault(each.text, []).append(each)

    def page(self) -> AgreementPage:
        """The page."""
        points = self._dossier.view.points
        rows = [self._point(each) for each in points if each.status in (*AGREED, "closed") or each.id in self._closings]
        texts = sorted(self._dossier.view.texts, key=lambda each: not each.in_force)
        return AgreementPage(
            to_close=tuple(each for each in rows if not each.closed),
            closed=tuple(each for each in rows if each.closed),
            texts=tuple(self._text(each) for each in texts),
            left=self._dossier.names.all_of(self._dossier.view.left),
        )

    def _point(self, point: PointState) -> PointRow:
        closings = self._closings.get(point.id, ())
        reopening = self._reopenings.get(point.id)
        return PointRow(
            tick=tick_of(point),
            url=self._dossier.point_url(point.id),
            name=call(point),
            status=STATUSES[point.status],
            closings=tuple(self._held(each, self._closing_word(each, point)) for each in closings),
            reopening=self._held(reopening, _("To be open again")) if reopening is not None else None,
            closed=point.status == "closed",
            ours=any(self._house in each.said and each.wording == point.wording for each in closings),
        )

    def _closing_word(self, assent: Assent, point: PointState) -> Words:
        if assent.holds:
            return _("Closed by every member")
        if assent.wording != point.wording:
            return _("Held to be closed in other words")
        return _("Held to be closed")

    def _text(self, state: TextState) -> TextRow:
        view, digest = self._dossier.view, state.laid.digest
        return TextRow(
            digest=digest.hex(),
            title=state.laid.title,
            language=state.laid.language,
            standing=state.laid.standing,
            party=self._dossier.names.of(state.party),
            letter=self._dossier.letters.get(state.letter),
            in_force=state.in_force,
            adopted=view.adopted == digest,
            authentic=view.authenticated == digest,
            held=tuple(self._on_text(self._on_texts.get(digest, ()))),
        )

    def _on_text(self, found: Sequence[Assent]) -> Iterator[Held]:
        order = list(ON_TEXT)
        for each in sorted(found, key=lambda some: order.index(some.kind)):
            yet, done = ON_TEXT[each.kind]
            yield self._held(each, done if each.holds else yet)

    def _held(self, assent: Assent, word: Words) -> Held:
        names, letters = self._dossier.names, self._dossier.letters
        said = sorted(
            ((names.of(party), letters.get(letter)) for party, letter in assent.said.items()),
            key=lambda pair: pair[0].code,
        )
        return Held(
            kind=assent.kind,
            word=word,
            about=self._about(assent),
            said=tuple(said[:SHOWN]),
            more=len(said[SHOWN:]),
            missing=names.house_first(assent.missing),
            holds=assent.holds,
            ours=self._house in assent.said,
        )

    def _about(self, assent: Assent) -> str:
        if assent.kind == assents.PAGE:
            return gettext("page %(number)s") % {"number": assent.page}
        point = self._dossier.states.get(assent.point) if assent.kind == assents.POINT else None
        return call(point) if point is not None else assent.point[:8] if assent.kind == assents.POINT else ""
