"""What tracked changes did to each paragraph: for whoever makes a proposal out of every change.

Where marks of paragraphs came or went, old and new paragraphs stand in one stretch of the file. Which became which is
told by the words that both have: the pairs, both rising, that share the most.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verbale.chancery.word.changes import ACCEPTED, REJECTED, Change, WordParagraph, WordText, marked_white


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph before and after the changes.

    Attributes:
        old: its words on the rejected side; `None` if it came.
        new: its words on the accepted side; `None` if it went.
        changes: who changed something in it, the last first; of a passage that stayed there are none.
        moved: whether all that came or went in it was moved from or to another place.
    """

    old: str | None = field(repr=False)
    new: str | None = field(repr=False)
    changes: tuple[Change, ...]
    moved: bool

    @property
    def changed(self) -> bool:
        """Whether its words are others than before; a mark alone that came or went changes none."""
        return self.old != self.new

    @property
    def author(self) -> str:
        """Who changed it last; empty if nobody."""
        return self.changes[0].author if self.changes else ""

    @property
    def at(self) -> str:
        """When; empty if nobody did, or the file does not say."""
        return self.changes[0].at if self.changes else ""


@dataclass(slots=True)
class _Side:
    """A paragraph of one side while it is put together."""

    pieces: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def words(self) -> str:
        return marked_white("".join(self.pieces))


def passages(text: WordText) -> tuple[Passage, ...]:
    """Every paragraph of both sides, in the order of the text; those without words are left out."""
    return tuple(passage for stretch in _stretches(text) for passage in _read_stretch(stretch))


def _stretches(text: WordText) -> Iterator[list[WordParagraph]]:
    """Runs of paragraphs up to a mark that is on both sides."""
    stretch: list[WordParagraph] = []
    for paragraph in text.paragraphs:
        stretch.append(paragraph)
        if not paragraph.mark.change:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _read_stretch(stretch: list[WordParagraph]) -> Iterator[Passage]:
    old, new = [_Side()], [_Side()]
    shared: dict[tuple[int, int], int] = {}
    for paragraph in stretch:
        for run in paragraph.runs:
            changes = [change for change in (run.deleted, run.inserted) if change]
            if not changes:
                place = len(old) - 1, len(new) - 1
                shared[place] = shared.get(place, 0) + 2 * len(run.text.strip())
            for sides, which, whose in ((old, REJECTED, run.deleted), (new, ACCEPTED, run.inserted)):
                if run.is_on(which):
                    sides[-1].pieces.append(run.text)
                    sides[-1].changes += [whose] if whose else []
        if {"ins", "del"} <= {run.change for run in paragraph.runs}:
            # Words put in where others were taken out stand for them, if nothing that both have says otherwise.
            shared[len(old) - 1, len(new) - 1] = shared.get((len(old) - 1, len(new) - 1), 0) + 1
        for sides, which in ((old, REJECTED), (new, ACCEPTED)):
            if paragraph.mark.is_on(which):
                sides.append(_Side())
    yield from _paired(old, new, _most_shared(shared))


def _most_shared(shared: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
    """The chain of pairs, both rising, that share the most words.

    Shared words come in the order of both sides, so that what a pair may follow is always a beginning of the list.
    """
    places = sorted(place for place, letters in shared.items() if letters)
    best: list[tuple[int, int]] = [(0, -1)]  # of the first n pairs: the most letters, and the last pair taken
    before: list[int] = []
    first = 0
    for place, (one, other) in enumerate(places):
        while places[first][0] < one and places[first][1] < other:
            first += 1
        letters = best[first][0] + shared[one, other]
        before.append(best[first][1])
        best.append(max(best[-1], (letters, place), key=lambda each: each[0]))
    chain, place = [], best[-1][1]
    while place >= 0:
        chain.append(places[place])
        place = before[place]
    return chain[::-1]


def _paired(old: list[_Side], new: list[_Side], pairs: list[tuple[int, int]]) -> Iterator[Passage]:
    at, to = 0, 0
    for one, other in [*pairs, (len(old), len(new))]:
        gone = [side for side in old[at:one] if side.words.strip()]
        come = [side for side in new[to:other] if side.words.strip()]
        if len(gone) == len(come) == 1:
            yield _passage(gone[0], come[0])
        else:
            yield from (_passage(side, None) for side in gone)
            yield from (_passage(None, side) for side in come)
        if one < len(old):
            yield _passage(old[one], new[other])
        at, to = one + 1, other + 1


def _passage(old: _Side | None, new: _Side | None) -> Passage:
    changes = [change for side in (new, old) if side for change in side.changes]
    changes.sort(key=lambda change: change.at, reverse=True)
    last = tuple(dict.fromkeys(changes))
    return Passage(
        old=old.words if old else None,
        new=new.words if new else None,
        changes=last,
        moved=bool(last) and all(change.moved for change in last),
    )
