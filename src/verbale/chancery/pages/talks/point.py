"""One point: the wording that stands, how it came to be, the other wordings, and each position with its history."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise

from verbale.chancery.pages.reading import PartyName, Reached
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.packages import letter_of, package_url
from verbale.chancery.pages.talks.positions import SILENT, Mark, mark_of
from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.chancery.pages.talks.wanting import wanted
from verbale.practice.talks.shown import PointState, PositionState
from verbale.practice.texts.braid import Compiled
from verbale.practice.texts.words import COME, GONE, Piece, diff_words, split_words

SITTING = "sitting"
"""In an address: the officer goes from open point to open point, and begins in the list of positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a wording differs from another, by word.

    Attributes:
        pieces: what is the same, gone and come.
        came, went: how many words.
    """

    pieces: tuple[Piece, ...] = field(repr=False)
    came: int
    went: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Another wording of the point.

    Attributes:
        parties: who stands for it.
        letter: where it was said first here; `None` if that letter is not here.
        text: its words; `None` if they are not known here.
        difference: against the wording on the table.
    """

    parties: tuple[PartyName, ...]
    letter: Cited | None
    text: str | None = field(repr=False)
    difference: Difference | None = field(repr=False)

    @property
    def codes(self) -> str:
        """The codes of those who stand for it."""
        return ", ".join(each.code for each in self.parties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A position with the letter that says it.

    Attributes:
        party: whose it is.
        mark: what is shown of it.
        reason: why.
        text: the words wanted instead.
        letter: the letter; `None` if it is not here, or nothing was said.
        before: what the party said before that.
        laid: of who said nothing, whether it laid the text on the table.
        reached: of who said nothing, how far the letter with the text is proven to have got with it, if it was ours.
    """

    party: PartyName
    mark: Mark
    reason: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    letter: Cited | None = None
    before: tuple["Said", ...] = ()
    laid: bool = False
    reached: Reached | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A point before or behind this one."""

    url: str
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPage:
    """A point.

    Attributes:
        id: the point's id.
        number, title, status: as the table has them.
        text: the wording on the table; `None` if it is not known here.
        wording: its digest, in hex.
        base: what the text in force has, and how the wording on the table differs from it; `None` if it does not.
        alternatives: the other wordings that somebody stands for.
        compiled: all of them in one, in brackets.
        positions: a member each, those who said something first, the newest first.
        awaited: who has to say something.
        packages: letters of the packages that it stands in, each with its page.
        before, behind, next_open: other points.
    """

    id: str
    number: str
    title: str
    status: str | Promise
    text: str | None = field(repr=False)
    wording: str
    base: Difference | None = field(repr=False)
    alternatives: tuple[Wording, ...]
    compiled: Compiled | None = field(repr=False)
    positions: tuple[Said, ...]
    awaited: tuple[PartyName, ...]
    packages: tuple[tuple[str, str], ...]
    before: Beside | None
    behind: Beside | None
    next_open: Beside | None
    contested: bool


def lay_out(dossier: Dossier, point: PointState) -> PointPage:
    """A point of a dossier."""
    view = dossier.view
    points = view.points
    place = _place(dossier, point)
    wordings = wanted(dossier, point)
    awaited = [party for party, names in view.awaited.items() if point.id in names]
    return PointPage(
        id=point.id,
        number=point.number,
        title=point.title,
        status=STATUSES[point.status],
        text=point.text,
        wording=point.wording.hex(),
        base=differ(view.words(point.base), point.text) if point.base != point.wording else None,
        alternatives=tuple(_wordings(dossier, point)),
        compiled=wordings.compile() if wordings else None,
        positions=_positions(dossier, point),
        awaited=dossier.names.all_of(awaited),
        packages=tuple((letter_of(place), package_url(dossier, place)) for place in point.packages),
        before=_beside(dossier, points[place - 1]) if place else None,
        behind=_beside(dossier, points[place + 1]) if place + 1 < len(points) else None,
        next_open=next_open(dossier, point),
        contested=point.contested,
    )


def _place(dossier: Dossier, point: PointState) -> int:
    return next(place for place, each in enumerate(dossier.view.points) if each.id == point.id)


def next_to_answer(dossier: Dossier) -> str:
    """The address of the first point that waits for this house; empty if none does."""
    waiting = dossier.to_answer
    return f"{dossier.point_url(waiting[0])}?{SITTING}" if waiting else ""


def next_open(dossier: Dossier, point: PointState) -> Beside | None:
    """The next point that waits for this house and on which nothing is prepared: behind this one, then from the first.

    Returns:
        The point; nothing if no other waits.
    """
    waiting = set(dossier.to_answer)
    points = dossier.view.points
    place = _place(dossier, point)
    ordered = [*points[place + 1 :], *points[:place]]
    found = next((each for each in ordered if each.id in waiting), None)
    if found is None:
        return None
    beside = _beside(dossier, found)
    return replace(beside, url=f"{beside.url}?{SITTING}")


def _beside(dossier: Dossier, point: PointState) -> Beside:
    return Beside(url=dossier.point_url(point.id), number=point.number, title=point.title)


def _wordings(dossier: Dossier, point: PointState) -> Sequence[Wording]:
    found = []
    for each in dossier.view.alternatives(point.id):
        said = [point.positions[party] for party in each.parties if party in point.positions]
        oldest = min(said, key=lambda position: position.at, default=None)
        found.append(
            Wording(
                parties=dossier.names.all_of(each.parties),
                letter=None if oldest is None else dossier.letters.get(oldest.letter),
                text=each.text,
                difference=differ(point.text, each.text),
            )
        )
    return found


def differ(old: str | None, new: str | None) -> Difference | None:
    """How two wordings differ; nothing if one of them is not known."""
    if old is None or new is None:
        return None
    pieces = diff_words(old, new)
    return Difference(pieces=pieces, came=_count(pieces, COME), went=_count(pieces, GONE))


def _count(pieces: Sequence[Piece], op: str) -> int:
    words = [word for piece in pieces if piece.op == op for word in split_words(piece.text)]
    return sum(any(map(str.isalnum, word)) for word in words)


def _positions(dossier: Dossier, point: PointState) -> tuple[Said, ...]:
    spoken, silent = [], []
    text = dossier.in_force
    for name in dossier.members:
        party = bytes.fromhex(name.id)
        position = point.positions.get(party)
        if position is None:
            laid = text is not None and text.party == party
            silent.append(Said(party=name, mark=SILENT, laid=laid, reached=_reached(dossier, party)))
            continue
        history = dossier.view.history(point.id, party)
        before = tuple(_said(dossier, name, each) for each in history if each.letter != position.letter)
        spoken.append((position.at, _said(dossier, name, position, before=before)))
    spoken.sort(key=lambda pair: pair[0], reverse=True)
    return (*(said for _at, said in spoken), *silent)


def _reached(dossier: Dossier, party: bytes) -> Reached | None:
    """How far the letter with the text in force got with a party; nothing where that is not proven to this house."""
    found = dossier.reached.get(party)
    return found if found is not None and found.at is not None else None


def _said(dossier: Dossier, party: PartyName, position: PositionState, *, before: tuple[Said, ...] = ()) -> Said:
    return Said(
        party=party,
        mark=mark_of(position),
        reason=position.reason,
        text=position.text,
        letter=dossier.letters.get(position.letter),
        before=before,
    )
