"""What came about in talks: points were closed and opened again, texts came in force, were adopted, became authentic.

Each follows from a cut at the letter with which it came about. Cuts are made only where every member had spoken to the
matter, so that a point that two hundred parties close is looked at once, and points that the same letters close are
looked at together.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from verbale.practice.talks.assents import letters_of
from verbale.practice.talks.closings import closed_alike, closing
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.force import holds, within
from verbale.practice.talks.held import Acts
from verbale.practice.talks.ledger import bits

CLOSED, REOPENED, CONTESTED, IN_FORCE = "closed", "reopened", "contested", "in-force"
ADOPTED, AUTHENTICATED = "adopted", "authenticated"
_STAGES = {ADOPTED: "text", AUTHENTICATED: "initialled"}
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What came about with a letter.

    Attributes:
        kind: `closed`, `reopened` or `contested`, of points; `in-force`, `adopted` or `authenticated`, of a text.
        letter: the letter with which it came about, in the order for display.
        said: the letters that say it; empty where it came about by `letter` alone.
        points: the points, in the order of the table.
        text: the digest of the text; empty where no text is adopted or authentic any more.
    """

    kind: str
    letter: bytes
    said: tuple[bytes, ...]
    points: tuple[str, ...] = ()
    text: bytes = b""


class _Past:
    """The letters of a cut in the order for display, and the cut as it was after each."""

    def __init__(self, cut: Cut) -> None:
        self.cut, self.table, self.ids = cut, cut.table, cut.table.ledger.ids
        self.places = {number: place for place, number in enumerate(self.table.ledger.order)}
        self._leaves = {number for some in self.table.leaves.values() for number in some}
        self._until: dict[int, int] = {}
        until = 0
        for number in self.ordered(bits(cut.letters)):
            until |= 1 << number
            self._until[number] = until

    def ordered(self, numbers: Iterable[int]) -> list[int]:
        """Letters in the order for display."""
        return sorted(numbers, key=self.places.__getitem__)

    def after(self, number: int) -> Cut:
        """The cut after a letter."""
        cut = self.cut
        return Cut(self.table, cut.wordings, cut.rows_kept, self._until[number], contested=cut.contested)

    def changes(
        self, numbers: Iterable[int], none: Value, look: Callable[[Cut], Value]
    ) -> Iterator[tuple[int, Value, Value]]:
        """The letters that changed what every member has to say, with what it was and what it is.

        Args:
            numbers: the letters that speak to it.
            none: what it is before all letters.
            look: what it is in a cut.
        """
        was: Value = none
        spoke: set[int] = set()
        for number in self.ordered({*numbers, *self._leaves} & self._until.keys()):
            spoke.add(self.table.records[number].member)
            # Before every member spoke to it, or left, nothing holds.
            now = look(self.after(number)) if len(spoke) == len(self.table.members) else none
            if now != was:
                yield number, was, now
            was = now


def show_happenings(cut: Cut) -> list[Happening]:
    """What came about, in the order for display."""
    past = _Past(cut)
    found = [*_in_force(past), *_on_points(past), *_on_texts(past)]
    index = cut.table.ledger.index
    return sorted(found, key=lambda each: (past.places[index[each.letter]], each.kind, each.points, each.text))


def _in_force(past: _Past) -> Iterator[Happening]:
    """The texts that took the place of the one of the opening."""
    was = past.table.opening.text
    for number in past.ordered(bits(past.table.deciding & past.cut.letters)):
        roll = past.after(number).roll
        if roll is not None and roll.text != was:
            said = _said_of(past, number, roll.text, "basis")
            yield Happening(kind=IN_FORCE, letter=past.ids[number], said=said, text=roll.text)
            was = roll.text


def _on_texts(past: _Past) -> Iterator[Happening]:
    for kind, stage in _STAGES.items():
        numbers = {number for (_, at), acts in past.table.adoptions.items() if at == stage for number in _letters(acts)}
        for number, _, now in past.changes(numbers, None, partial(_whole, kind)):
            said = _said_of(past, number, now, stage) if now else ()
            yield Happening(kind=kind, letter=past.ids[number], said=said, text=now or b"")


def _whole(kind: str, cut: Cut) -> bytes | None:
    return cut.adopted if kind == ADOPTED else cut.authenticated


def _said_of(past: _Past, number: int, text: bytes, stage: str) -> tuple[bytes, ...]:
    """The letters that put a text where it is; nothing where no member had to say it."""
    acts, cut = past.table.adoptions.get((text, stage), Acts()), past.after(number)
    known = holds(past.table, acts, cut.letters)
    return () if known is None else _sorted(past, letters_of(cut, acts, known).values())


def _on_points(past: _Past) -> Iterator[Happening]:
    if past.cut.contested:
        return
    places = {point: place for place, point in enumerate(past.cut.points)}
    for points in closed_alike(past.table):
        shown = sorted((each for each in points if each in places), key=places.__getitem__)
        if shown:
            yield from _of_alike(past, points[0], tuple(past.table.gazette.points[each] for each in shown))


def _of_alike(past: _Past, point: int, names: tuple[str, ...]) -> Iterator[Happening]:
    """What became of points that the same letters close and open again."""
    reopens = past.table.reopens.get(point, {})
    numbers = [number for acts in past.table.closes[point].values() for number in _letters(acts)]
    numbers += [number for some in reopens.values() for number in some]
    nowhere: tuple[int, ...] = ()
    for number, _, now in past.changes(numbers, nowhere, partial(_wordings, point)):
        cut = past.after(number)
        state = closing(past.table, point, cut.letters)
        said = {each for wording in now for each in letters_of(cut, state.acts[wording], state.holds[wording]).values()}
        if not now:
            opened = [some for some in within(state.opened, reopens).values() if some]
            said |= {past.ids[max(some, key=past.table.ledger.rank)] for some in opened}
        kind = REOPENED if not now else CLOSED if len(now) == 1 else CONTESTED
        yield Happening(kind=kind, letter=past.ids[number], said=_sorted(past, said), points=names)


def _wordings(point: int, cut: Cut) -> tuple[int, ...]:
    return tuple(sorted(closing(cut.table, point, cut.letters).holds))


def _letters(acts: Acts) -> list[int]:
    return sorted(number for by_member in (acts.done, acts.undone) for some in by_member.values() for number in some)


def _sorted(past: _Past, letters: Iterable[bytes]) -> tuple[bytes, ...]:
    index = past.table.ledger.index
    return tuple(past.ids[number] for number in past.ordered(index[each] for each in letters))
