"""A dossier that is negotiated, as every page of it needs it: the state of play, names, letters, and where one is.

The state is that of all letters that are here, or what it was when somebody had written a letter, or at a time: `?at=`
says which. Nothing on such a page can be changed but what is newest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.http import Http404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from verbale.chancery.letters.models import Letter
from verbale.chancery.pages import house
from verbale.chancery.pages.names import Names, cite
from verbale.chancery.pages.reading import PartyName, Reached
from verbale.chancery.pages.shelves import letter_url, reached_with
from verbale.chancery.talks.prepared import Prepared
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.room import CLASS, Folded, Talks
from verbale.formats.errors import Refused
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import TextState, View

_ID = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A letter of the dossier, as a page names it.

    Attributes:
        id: its id, in hex.
        number: as it is cited.
        sender: who sent it.
        at: when it was written, as its sender claims.
        here: when it went, or was placed here.
        url: of its page.
    """

    id: str
    number: str
    sender: PartyName
    at: datetime
    here: datetime
    url: str

    @property
    def evidence(self) -> str:
        """Where its page shows what is proven of it."""
        return f"{self.url}#evidence"


def cited(letter: Letter, names: Names) -> Cited:
    """A letter out of its row."""
    sender = names.of(bytes(letter.sender))
    return Cited(
        id=bytes(letter.letter).hex(),
        number=cite(sender.code, letter.series, letter.number, letter.year),
        sender=sender,
        at=letter.created or letter.at,
        here=letter.at,
        url=letter_url(bytes(letter.letter), bytes(letter.sender)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the talks in the row of tabs."""

    key: str
    name: str
    url: str
    count: int = 0


@dataclass(kw_only=True)
class Dossier:
    """A dossier in which talks are open.

    Attributes:
        id: of the dossier.
        talks: the room.
        folded: what its letters give.
        view: the state that the page shows.
        names: of all parties.
        at: what `?at=` said; empty for the newest state.
    """

    id: bytes
    talks: Talks
    folded: Folded
    view: View
    names: Names
    at: str = ""

    @property
    def title(self) -> str:
        """What the talks are called."""
        return self.folded.title

    @property
    def newest(self) -> bool:
        """Whether the page shows the newest state."""
        return not self.at

    @cached_property
    def members(self) -> tuple[PartyName, ...]:
        """The members: the house first, the others by code."""
        return self.names.house_first(self.view.members)

    @property
    def others(self) -> str:
        """The codes of the members to whom this house writes."""
        return ", ".join(each.code for each in self.members if each != self.names.house)

    @cached_property
    def letters(self) -> Mapping[bytes, Cited]:
        """The letters of the dossier that were sent or opened here, by id."""
        letters = Letter.objects.filter(dossier=self.id, opened=True).order_by("id")
        return {bytes(each.letter): cited(each, self.names) for each in letters}

    @cached_property
    def states(self) -> Mapping[str, PointState]:
        """The points of the table by id, in its order."""
        return {each.id: each for each in self.view.points}

    @property
    def awaits_us(self) -> tuple[str, ...]:
        """The points that this house has still to answer."""
        return tuple(self.view.awaited.get(self.talks.house.id, ()))

    @property
    def in_force(self) -> TextState | None:
        """The text in force; nothing if there is none."""
        return self.view.in_force

    @property
    def laid_by(self) -> PartyName | None:
        """Who laid it on the table."""
        return self.names.of(self.in_force.party) if self.in_force else None

    @property
    def laid_in(self) -> Cited | None:
        """The letter that holds it; nothing if it is not here."""
        return self.letters.get(self.in_force.letter) if self.in_force else None

    @cached_property
    def reached(self) -> Mapping[bytes, Reached]:
        """How far the letter with the text in force got with each member, if this house sent it."""
        if self.in_force is None or self.in_force.party != self.talks.house.id:
            return {}
        return reached_with(self.in_force.letter, self.names)

    @property
    def speaks(self) -> bool:
        """Whether this house can say something in the talks on such a page."""
        party = self.talks.house.id
        return self.newest and party in self.view.members and party not in self.view.left

    @cached_property
    def doubts(self) -> int:
        """How many things in all its letters do not count or do not agree; `doubts.doubts_of` names each."""
        folded, state = self.folded, self.folded.state
        newest = state.now()
        letters = len(state.waiting) + len(state.asides) + len(folded.aside) + len(state.differences())
        return letters + newest.contested + bool(newest.unknown)

    @cached_property
    def prepared(self) -> Prepared:
        """What this house means to say and has not said."""
        return Preparing(self.talks.node).of(self.id)

    @cached_property
    def to_answer(self) -> tuple[str, ...]:
        """The points that await this house and on which nothing is prepared for the wording that stands."""
        if not self.newest:
            return ()
        done = {each.position.point for each in self.prepared.positions} - set(self.prepared.stale(self.view))
        return tuple(each for each in self.awaits_us if each not in done)

    @property
    def home(self) -> str:
        """The address of its timeline."""
        return self.url("dossier")

    def url(self, name: str, *more: str) -> str:
        """The address of a page of this dossier, at the moment that this one shows."""
        return reverse(name, args=[self.id.hex(), *more]) + self._moment

    def point_url(self, name: str) -> str:
        """The address of the page of a point, by its id, at the moment that this one shows."""
        return f"{self._points}{name}{self._moment}"

    @cached_property
    def _points(self) -> str:
        # Two thousand times the way through the address book would take longer than all else on a page.
        return reverse("point", args=[self.id.hex(), "0"]).removesuffix("0")

    @property
    def _moment(self) -> str:
        return f"?at={self.at}" if self.at else ""

    def point(self, name: str) -> PointState:
        """A point by its id.

        Raises:
            Http404: there is none.
        """
        found = self.view.point(name)
        if found is None:
            raise Http404
        return found

    @property
    def tabs(self) -> tuple[Tab, ...]:
        """The views of the talks."""
        found = [
            Tab(key="timeline", name=_("Timeline"), url=self.url("dossier")),
            Tab(key="table", name=_("Table"), url=self.url("table")),
            Tab(key="compilation", name=_("Compilation"), url=self.url("compilation")),
            Tab(key="clean", name=_("Clean text"), url=self.url("clean")),
            Tab(key="compare", name=_("Compare"), url=self.url("compare")),
            Tab(key="concordance", name=_("Concordance"), url=self.url("concordance")),
            *self._languages,
            Tab(key="packages", name=_("Packages"), url=self.url("packages"), count=len(self.view.packages)),
            Tab(key="remarks", name=_("Response"), url=self.url("remarks"), count=len(self.view.remarks)),
            Tab(key="agreement", name=_("Agreement"), url=self.url("agreement")),
        ]
        if self.newest and len(self.prepared):
            found.append(Tab(key="prepared", name=_("Prepared"), url=self.url("prepared"), count=len(self.prepared)))
        if self.newest and self.doubts:
            found.append(Tab(key="doubts", name=_("Doubts"), url=self.url("doubts"), count=self.doubts))
        if self.speaks:
            found.append(Tab(key="import", name=_("Bring in"), url=self.url("import")))
        found.append(Tab(key="files", name=_("Take away"), url=self.url("files")))
        return tuple(found)

    @property
    def _languages(self) -> tuple[Tab, ...]:
        """The tab of language versions: where there is one, or this house may lay one."""
        versions = self.view.languages
        if not versions and not (self.speaks and self.in_force):
            return ()
        count = sum(not each.superseded for each in versions)
        return (Tab(key="languages", name=_("Languages"), url=self.url("languages"), count=count),)


def is_negotiated(dossier: bytes) -> bool:
    """Whether talks are open in a dossier; one in which nobody made a statement is not looked into for that.

    Raises:
        Unavailable: `keys-locked`, or as the store says.
    """
    stated = Letter.objects.filter(dossier=dossier, letter_class=CLASS, opened=True).exists()
    return stated and bool(house.node().talks().folded(dossier).members)


def find(dossier: bytes, names: Names, at: str = "") -> Dossier:
    """A dossier with the state that a page shows.

    Args:
        dossier: its id.
        names: of all parties.
        at: the id of a letter in hex, or a time; empty for the newest state.

    Raises:
        Http404: no talks are open in such a dossier, or there was no such moment.
        Unavailable: `keys-locked`, or as the store says.
    """
    room = house.node().talks()
    folded = room.folded(dossier)
    try:
        view = _seen(folded, at)
    except Refused as fault:
        raise Http404(fault.code) from fault
    return Dossier(id=dossier, talks=room, folded=folded, view=view, names=names, at=at)


def _seen(folded: Folded, at: str) -> View:
    if not at:
        return folded.state.now()
    if len(at) == _ID and all(sign in "0123456789abcdef" for sign in at):
        return folded.state.at(bytes.fromhex(at))
    try:
        moment = parse_datetime(at)
    except ValueError:
        moment = None
    if moment is None:
        raise Http404
    return folded.state.at(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
