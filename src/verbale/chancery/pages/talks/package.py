"""Packages: the points that each ties and in which words, who said what to it, and what its acceptance would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.packages import letter_of, package_url
from verbale.chancery.pages.talks.point import Difference, differ
from verbale.chancery.pages.talks.positions import Mark, mark_of
from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.chancery.talks.points import call
from verbale.formats.talks.provision import Provision
from verbale.practice.talks.packages import PackageState, PackageWord
from verbale.practice.talks.shown import PointState

Words = str | Promise

FORMS: Mapping[str, Words] = {
    "all": _("all of these, or none"),
    "one": _("one of these"),
    "conditional": _("these, on a condition"),
}
STATES: Mapping[str, Words] = {
    "offered": _("offered"),
    "accepted": _("accepted by every member"),
    "rejected": _("rejected"),
    "withdrawn": _("withdrawn"),
}
# What was said to a package, with the mark that stands for it.
ANSWERS: Mapping[str, tuple[str, Words]] = {
    "accept": ("accept", _("accepts")),
    "reject": ("reject", _("rejects")),
    "discuss": ("discuss", _("wants to discuss")),
    "withdraw": ("reject", _("withdrew it")),
    "contradictory": ("differs", _("contradictory")),
    "offer": ("accept", _("offers it")),
    "": ("none", _("not yet heard")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A point of a package, in the wording that the package ties.

    Attributes:
        point: as the table has it; `None` if no text and no proposal here has it.
        id: its id.
        url: its page.
        name: its number, or the beginning of its id.
        status: the word for it.
        text: the words that are tied; `None` if they are not known here.
        difference: how they differ from those on the table; `None` if they do not.
        held_up: whether it would be agreed if it were not for the package.
        changes: whether acceptance of the package would change its status.
        against: who does not stand for these words now, and how.
    """

    point: PointState | None
    id: str
    url: str
    name: str
    status: Words
    text: str | None = field(repr=False)
    difference: Difference | None = field(repr=False)
    held_up: bool
    changes: bool
    against: tuple[tuple[PartyName, Mark], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a member says to a package.

    Attributes:
        party: who.
        mark, word: what, drawn and in words; the words tell silence too.
        reason: why.
        choice: the point that it chose, if one of several is offered.
        letter: the letter that says so; `None` if nothing was said, or it is not here.
        before: what it said before that, the newest first.
    """

    party: PartyName
    mark: str
    word: Words
    reason: str = field(default="", repr=False)
    choice: str = ""
    letter: Cited | None = None
    before: tuple["Spoken", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagePage:
    """A package.

    Attributes:
        name: its letter, by its place in the order for display.
        state: the package.
        url: its page.
        party: who offers it.
        letter: the letter that offers it; `None` if it is not here.
        form, status: the words for them.
        points: what it offers.
        condition: what has to be agreed for it.
        said: what each member says, those who said something first.
        ours: whether this house offers it.
    """

    name: str
    state: PackageState
    url: str
    party: PartyName
    letter: Cited | None
    form: Words
    status: Words
    points: tuple[Tied, ...]
    condition: tuple[Tied, ...]
    said: tuple[Spoken, ...]
    ours: bool

    @property
    def held_up(self) -> tuple[Tied, ...]:
        """The points that would be agreed if it were not for the package."""
        return tuple(each for each in (*self.points, *self.condition) if each.held_up)

    @property
    def changed(self) -> tuple[Tied, ...]:
        """The points whose status acceptance would change."""
        return tuple(each for each in (*self.points, *self.condition) if each.changes)

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.state.status == "offered"

    @property
    def silent(self) -> tuple[PartyName, ...]:
        """The members that have not been heard."""
        return tuple(each.party for each in self.said if each.mark == "none")


def lay_out_all(dossier: Dossier) -> tuple[PackagePage, ...]:
    """All packages of a dossier: those that wait for somebody first, the newest before older ones."""
    pages = [lay_out(dossier, place, state) for place, state in enumerate(dossier.view.packages)]
    pages.reverse()
    return tuple(sorted(pages, key=lambda each: not each.open))


def find(dossier: Dossier, letter: bytes, place: int) -> PackagePage:
    """One package.

    Raises:
        Http404: there is none.
    """
    for at, state in enumerate(dossier.view.packages):
        if (state.letter, state.place) == (letter, place):
            return lay_out(dossier, at, state)
    raise Http404


def lay_out(dossier: Dossier, place: int, state: PackageState) -> PackagePage:
    """A package, by its place in the order for display."""
    package = state.package
    return PackagePage(
        name=letter_of(place),
        state=state,
        url=package_url(dossier, place),
        party=dossier.names.of(state.party),
        letter=dossier.letters.get(state.letter),
        form=FORMS[package.form],
        status=STATES[state.status],
        points=_tied(dossier, state, package.provisions),
        condition=_tied(dossier, state, package.condition),
        said=_said(dossier, state),
        ours=state.party == dossier.talks.house.id,
    )


def _tied(dossier: Dossier, state: PackageState, provisions: Sequence[Provision]) -> tuple[Tied, ...]:
    by_point = {each.point: each for each in provisions}
    ordered = [by_point.pop(name) for name in dossier.states if name in by_point]
    return tuple(_tie(dossier, state, each) for each in (*ordered, *by_point.values()))


def _tie(dossier: Dossier, state: PackageState, provision: Provision) -> Tied:
    point, text = dossier.states.get(provision.point), dossier.view.words(provision.wording)
    stands = point is not None and point.wording == provision.wording
    return Tied(
        point=point,
        id=provision.point,
        url=dossier.point_url(provision.point) if point is not None else "",
        name=call(point) if point is not None else provision.point[:8],
        status=STATUSES[point.status] if point is not None else "",
        text=text,
        difference=differ(point.text, text) if point is not None and not stands else None,
        held_up=provision.point in state.holds_up,
        changes=provision.point in state.would_change,
        against=_against(dossier, point, provision) if point is not None else (),
    )


def _against(dossier: Dossier, point: PointState, provision: Provision) -> tuple[tuple[PartyName, Mark], ...]:
    """The members that do not stand for a wording, whatever they say of the package."""
    left = set(dossier.view.left)
    found = []
    for name in dossier.members:
        party = bytes.fromhex(name.id)
        position = point.positions.get(party)
        stands = position is not None and (
            position.stands_for == provision.wording
            or (position.position == "package" and position.wording == provision.wording)
        )
        if not stands and party not in left:
            found.append((name, mark_of(position)))
    return tuple(found)


def _said(dossier: Dossier, state: PackageState) -> tuple[Spoken, ...]:
    spoken, silent = [], []
    for name in dossier.members:
        party = bytes.fromhex(name.id)
        words = [_spoken(dossier, name, each) for each in reversed(state.said) if each.party == party]
        if party == state.party:
            mark, word = ANSWERS["offer"]
            reason = state.package.reason
            letter = dossier.letters.get(state.letter)
            words.append(Spoken(party=name, mark=mark, word=word, reason=reason, letter=letter))
        if not words:
            mark, word = ANSWERS[""]
            silent.append(Spoken(party=name, mark=mark, word=word))
            continue
        newest = words[0]
        mark, word = (newest.mark, newest.word)
        if state.answers.get(party) == "contradictory":
            mark, word = ANSWERS["contradictory"]
        spoken.append(
            Spoken(
                party=name,
                mark=mark,
                word=word,
                reason=newest.reason,
                choice=newest.choice,
                letter=newest.letter,
                before=tuple(words[1:]),
            )
        )
    return (*spoken, *silent)


def _spoken(dossier: Dossier, party: PartyName, word: PackageWord) -> Spoken:
    mark, said = ANSWERS[word.answer.answer]
    point = dossier.states.get(word.answer.choice)
    return Spoken(
        party=party,
        mark=mark,
        word=said,
        reason=word.answer.reason,
        choice=call(point) if point is not None else "",
        letter=dossier.letters.get(word.letter),
    )
