"""Packages as a caller sees them: what each holds up, and what its acceptance would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from verbale.formats.talks.package import Package, PackageAnswer
from verbale.practice.talks.cut import AD_REFERENDUM, AGREED, CLOSED, Cut
from verbale.practice.talks.force import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWord:
    """What a party said to a package, and where."""

    party: bytes
    letter: bytes
    answer: PackageAnswer = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageState:
    """A package.

    Attributes:
        letter, place: where it is offered.
        party: who offers it.
        package: what it ties together.
        status: `offered`, `accepted`, `rejected` or `withdrawn`.
        answers: what each party said; who offers it accepts it, unless it says otherwise.
        said: every answer, in the order for display.
        choice: the point that all chose, where one of several is offered.
        holds_up: its points that would be agreed if it were not for it.
        would_change: its points that are not agreed in its wording now, and would be once every member accepts it.
    """

    letter: bytes
    place: int
    party: bytes
    package: Package = field(repr=False)
    status: str
    answers: Mapping[bytes, str]
    said: tuple[PackageWord, ...] = field(repr=False)
    choice: str
    holds_up: tuple[str, ...]
    would_change: tuple[str, ...]


def show_packages(cut: Cut) -> Iterator[PackageState]:
    """The packages, in the order for display."""
    for offer in cut.offers:
        held = offer.held
        agreed = list(_agreed(cut, offer)) if offer.status == "offered" else []
        settled = {name for name, is_agreed in agreed if is_agreed}
        yield PackageState(
            letter=cut.table.ledger.ids[held.letter],
            place=held.place,
            party=cut.table.members[held.member],
            package=offer.package,
            status=offer.status,
            answers={cut.table.members[member]: answer for member, answer in offer.answers.items()},
            said=_said(cut, offer),
            choice=offer.choice,
            holds_up=tuple(name for name, _ in agreed if name in settled),
            would_change=tuple(name for name, _ in agreed if name not in settled),
        )


def _said(cut: Cut, offer: Offer) -> tuple[PackageWord, ...]:
    table, places = cut.table, cut.table.ledger.places()
    there = [each for each in table.answers.get(offer.held.at, ()) if cut.letters >> each.letter & 1]
    there.sort(key=lambda each: (places[each.letter], each.place))
    return tuple(
        PackageWord(party=table.members[each.member], letter=table.ledger.ids[each.letter], answer=each.act)
        for each in there
    )


def _agreed(cut: Cut, offer: Offer) -> Iterator[tuple[str, bool]]:
    """The points of a package, and whether each is agreed in its wording."""
    gazette = cut.table.gazette
    for each in offer.package.tied:
        point = gazette.point(each.point)
        stands = gazette.wordings[cut.current[point]] == each.wording
        yield each.point, stands and cut.statuses[point] in (AGREED, AD_REFERENDUM, CLOSED)
