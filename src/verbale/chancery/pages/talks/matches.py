"""Which point became which, as pages ask a person: what is suggested, what was said, what is left over."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.talks.imports import Imported
from verbale.chancery.pages.talks.lists import Shelf, Stretch, stretch
from verbale.chancery.talks.intake import Intake
from verbale.chancery.talks.points import Pair
from verbale.formats.talks.provision import POINT
from verbale.practice.texts.matches import MATCH, POSSIBLE, Match, likeness
from verbale.practice.texts.point import Point
from verbale.practice.texts.words import SAME as SAME_WORDS
from verbale.practice.texts.words import Piece, diff_words

SUGGESTED, SAID, REFUSED, GOING, COMING, ASIDE, SAME = WHICH = (
    "suggested",
    "said",
    "refused",
    "going",
    "coming",
    "aside",
    "same",
)
_NAMES: dict[str, str | Promise] = {
    SUGGESTED: _("To be decided"),
    SAID: _("Said to be the same"),
    REFUSED: _("Said not to be"),
    GOING: _("Go"),
    COMING: _("Are new"),
    ASIDE: _("Not spoken of"),
    SAME: _("Have the same words"),
}
_KINDS: dict[str, str | Promise] = {
    "match": "",
    "split": _("split: one of its pieces"),
    "merge": _("merged: it went into this one"),
}
_CANDIDATES = 24
_PREFIX = "m-"
YES, NO, UNSAID = "yes", "no", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point as a row shows it: its number, the heading over it, and the page that asks anew what it became."""

    id: str
    number: str
    under: str
    text: str = field(repr=False)
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """Two points that are, or may be, the same.

    Attributes:
        name: of the field that says it.
        old, new: the points.
        kind: what they are beyond the same; empty if nothing.
        score: how alike they are, of 100; of a piece, how much of it is in the whole.
        tracked: whether the author of the file said it.
        said: `yes`, `no`, or nothing.
        pieces: how their words differ; nothing where a difference would show little of what both have.
    """

    name: str
    old: Spot
    new: Spot
    kind: str | Promise
    score: int
    tracked: bool
    said: str
    pieces: Sequence[Piece] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchesPage:
    """A page of matches, or of points that have none.

    Attributes:
        which: a member of `WHICH`.
        shelves: all lists.
        rows: pairs.
        spots: points without a pair.
        stretch: which of how many are shown.
    """

    which: str
    shelves: Sequence[Shelf]
    rows: Sequence[MatchRow]
    spots: Sequence[Spot]
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A point that another may have become, or come from; with pieces only where the two are much alike."""

    spot: Spot
    score: int
    said: bool
    pieces: Sequence[Piece] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage:
    """A point, and what it may have become or come from.

    Attributes:
        spot: the point.
        old: whether it is one of the talks.
        candidates: those said first, then the likest.
        found: how many there are in all.
    """

    spot: Spot
    old: bool
    candidates: Sequence[Candidate]
    found: int


def lay_out(imported: Imported, which: str, begins: int) -> MatchesPage:
    """A page of one of the lists.

    Args:
        imported: the text on its way.
        which: the list.
        begins: how many to pass over.
    """
    intake, url = imported.intake, imported.url("matches")
    which = which if which in WHICH else SUGGESTED
    pairs, points = _pairs(intake), _points(intake)
    part = stretch(len((pairs | points)[which]), begins, f"{url}?show={which}&from=")
    shelves = [
        Shelf(key=key, name=_NAMES[key], count=len(found), url=url if key == SUGGESTED else f"{url}?show={key}")
        for key, found in (pairs | points).items()
    ]
    return MatchesPage(
        which=which,
        shelves=[each for each in shelves if each.count or each.key in (SUGGESTED, which)],
        rows=[_row(imported, each, which) for each in pairs.get(which, ())[part.begins : part.ends]],
        spots=[_spot(imported, each) for each in points.get(which, ())[part.begins : part.ends]],
        stretch=part,
    )


def choose_page(imported: Imported, name: str, words: str) -> ChoosePage:
    """The page that asks anew what became of a point.

    Args:
        imported: the text on its way.
        name: the id of the point; of either text.
        words: what its candidates must hold, or be numbered; empty for the likest.
    """
    intake = imported.intake
    said, wanted = intake.partners(name), words.casefold().strip()
    is_old = name in intake.olds
    mine = intake.olds[name] if is_old else intake.news[name]
    found = [
        (point, score)
        for point, score in intake.candidates(name)
        if not wanted or point.id in said or wanted == point.number or wanted in point.text.casefold()
    ]
    return ChoosePage(
        spot=_spot(imported, mine),
        old=is_old,
        candidates=[
            Candidate(
                spot=_spot(imported, point),
                score=round(score),
                said=point.id in said,
                pieces=_compared(mine, point) if is_old else _compared(point, mine),
            )
            for point, score in found[: max(_CANDIDATES, len(said))]
        ],
        found=len(found),
    )


def read_said(fields: dict[str, str]) -> dict[Pair, str]:
    """What a form says of pairs: `yes`, `no` or nothing."""
    return {pair: said for name, said in fields.items() if (pair := _pair_of(name)) and said in (YES, NO, UNSAID)}


def _pair_of(name: str) -> Pair | None:
    ids = name.removeprefix(_PREFIX)
    if not name.startswith(_PREFIX) or len(ids) != 2 * POINT:
        return None
    return ids[:POINT], ids[POINT:]


def _worth_showing(pieces: Sequence[Piece], old: Point, new: Point) -> Sequence[Piece]:
    kept = sum(len(each.text) for each in pieces if each.op == SAME_WORDS)
    return pieces if kept >= min(len(old.text), len(new.text)) / 2 else ()


def _compared(old: Point, new: Point) -> Sequence[Piece]:
    return diff_words(old.text, new.text) if likeness(old, new) >= POSSIBLE else ()


def _pairs(intake: Intake) -> dict[str, Sequence[Match]]:
    return {
        SUGGESTED: intake.suggestions,
        SAID: [_match(pair) for pair in intake.pairs],
        REFUSED: [_match(pair) for pair in intake.refused],
    }


def _points(intake: Intake) -> dict[str, Sequence[Point]]:
    return {
        GOING: intake.going,
        COMING: intake.coming,
        ASIDE: intake.aside,
        SAME: [intake.olds[old] for old, _new in intake.same],
    }


def _match(pair: Pair) -> Match:
    return Match(old=pair[0], new=pair[1], score=0, kind=MATCH)


def _row(imported: Imported, match: Match, which: str) -> MatchRow:
    intake = imported.intake
    old, new = intake.olds[match.old], intake.news[match.new]
    return MatchRow(
        name=f"{_PREFIX}{old.id}{new.id}",
        old=_spot(imported, old),
        new=_spot(imported, new),
        kind=_KINDS[match.kind] if which == SUGGESTED else _kind_said(intake, match),
        score=round(match.score or likeness(old, new)),
        tracked=(old.id, new.id) in intake.matching.tracked,
        said={SUGGESTED: UNSAID, SAID: YES, REFUSED: NO}[which],
        pieces=_worth_showing(diff_words(old.text, new.text), old, new),
    )


def _kind_said(intake: Intake, match: Match) -> str | Promise:
    if len(intake.partners(match.old)) > 1:
        return _KINDS["split"]
    return _KINDS["merge"] if len(intake.partners(match.new)) > 1 else ""


def _spot(imported: Imported, point: Point) -> Spot:
    return Spot(
        id=point.id,
        number=point.number,
        under=point.under[-1] if point.under else "",
        text=point.text,
        url=imported.url("choose", point.id),
    )
