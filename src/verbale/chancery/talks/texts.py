"""The texts of talks as they were read: what `View.texts` lays, with points and brackets."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from verbale.chancery.talks.points import Matches, pairs_of, pick_point
from verbale.formats.errors import Refused
from verbale.formats.talks.revision import Origin
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.text import Point, Text, read_text

_MANY = 8


def text_of(view: View) -> Text | None:
    """The text in force; nothing if there is none."""
    return read_laid(view.in_force.laid) if view.in_force else None


def need_laid(view: View) -> LaidText:
    """The text in force, as it was laid on the table.

    Raises:
        Refused: `talks-no-text`.
    """
    if view.in_force is None:
        raise Refused("talks-no-text", "No text is in force in these talks.")
    return view.in_force.laid


def need_text(view: View) -> Text:
    """The text in force.

    Raises:
        Refused: `talks-no-text`.
    """
    return read_laid(need_laid(view))


@lru_cache(maxsize=_MANY)
def read_laid(laid: LaidText) -> Text:
    """A text that was laid on the table, read into points."""
    return read_text(laid.source, laid.media)


def own_points(text: Text, view: View) -> dict[str, PointState]:
    """The points of the talks that the points of the text in force are, by the ids that the text itself gives them.

    A revised text names its points anew; in the talks they keep their ids, stand in the same order and have the
    wording of the text as their base.
    """
    states = {each.id: each for each in view.points}
    waiting: dict[bytes, list[PointState]] = {}
    for each in view.points:
        waiting.setdefault(each.base, []).append(each)
    found = {}
    for point in text.points:
        state = states.get(point.id)
        some = waiting.get(point.wording, [])
        if state is None or state.base != point.wording:
            state = some[0] if some else None
        if state is not None:
            found[point.id] = state
            if state in some:
                some.remove(state)
    return found


def added_points(view: View, states: Mapping[str, PointState]) -> dict[str, list[PointState]]:
    """The points that were added since the text in force, by the id of the point of the talks that they stand behind.

    Those that come first stand behind the empty id. What is gone is left out.

    Args:
        view: the state of play.
        states: the points that the text in force has; see `own_points`.
    """
    there = {each.id for each in states.values()}
    found: dict[str, list[PointState]] = {}
    last = ""
    for each in view.points:
        if each.id in there:
            last = each.id
        elif not each.gone:
            found.setdefault(last, []).append(each)
    return found


def numbered(number: str, words: str) -> str:
    """Words behind their number, as a line of a text has them."""
    mark = f"{number}." if number[-1:].isalnum() else number
    return f"{mark} {words}" if number else words


def find_origins(view: View, new: Text, matches: Matches = ()) -> tuple[Origin, ...]:
    """Which points of the talks those of a revised text continue: as a person confirmed it, else by the words.

    A point that a proposal added, or whose wording all agreed on meanwhile, has other words in the talks than in the
    text in force; the revised text that takes them in continues that point. So does one that an earlier revision named
    anew.

    Args:
        view: the state of play.
        new: the revised text.
        matches: see `pick_pairs`.

    Raises:
        Refused: `talks-no-text`, `point-unknown` or `ambiguous-id`.
    """
    there = {each.id: each for each in view.points if not each.gone}
    points = there | own_points(need_text(view), view)
    sources: dict[str, set[str]] = {}
    for state, point in pick_pairs(view, new, matches):
        sources.setdefault(point.id, set()).add(state.id)
    taken = {origin for some in sources.values() for origin in some}
    for name, some in sources.items():
        # What was merged into a point whose words stayed as they were: that point goes on in it too.
        if name in points and points[name].id not in taken:
            some.add(points[name].id)
    for name, state in _same_words(there, points, new, sources):
        sources[name] = {state.id}
    return tuple(Origin(point=point, origins=tuple(sorted(some))) for point, some in sorted(sources.items()))


def pick_pairs(view: View, new: Text, matches: Matches) -> Iterator[tuple[PointState, Point]]:
    """Pairs of points of the talks and of a new text, as a person says them.

    Args:
        view: the state of play.
        new: the new text.
        matches: older points, by the ids that the text in force gives them or as people name those of the talks, with
            points of the new text. One that stands in several pairs was split, or is what several were merged into.

    Raises:
        Refused: `talks-no-text`, `point-unknown` or `ambiguous-id`.
    """
    own = {name: state for name, state in own_points(need_text(view), view).items() if not state.gone}
    there = [each for each in view.points if not each.gone]
    for was, became in pairs_of(matches):
        state = own.get(was) or pick_point(there, was, where="in these talks that a text could continue")
        yield state, pick_point(new.points, became, where="in the new text")


def _same_words(
    there: Mapping[str, PointState], points: Mapping[str, PointState], new: Text, matched: Mapping[str, Collection[str]]
) -> list[tuple[str, PointState]]:
    """The points of a new text that nobody matched, with those of the talks whose words they have, each once."""
    left = [each for each in new.points if each.id not in matched]
    taken = {origin for some in matched.values() for origin in some}
    found = [(each.id, points[each.id]) for each in left if each.id in points and points[each.id].id not in taken]
    taken |= {state.id for _, state in found}
    waiting: dict[bytes, list[PointState]] = {}
    for state in there.values():
        if state.id not in taken:
            waiting.setdefault(state.wording, []).append(state)
    strange = [each for each in left if each.id not in points]
    found += [(each.id, some.pop(0)) for each in strange if (some := waiting.get(each.wording))]
    return [(point, state) for point, state in found if point != state.id]
