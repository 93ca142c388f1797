"""The text with the wordings that stand: the one in force, and in it what all agreed on since.

Its source is that of the text in force, but for the blocks whose wording or number is another by now, for the points
that go without words, and for those that were added and agreed. Nothing that is only proposed stands in it. Where the
words of a wording that stands are not known here, the block stays as it is: whoever shows it asks the point. What
another wording or number has parts from its neighbours by an empty line, lest one is read as the end of the other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from verbale.chancery.talks.texts import added_points, need_text, numbered, own_points
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts import marks
from verbale.practice.texts.text import Text, read_text

_MANY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The text with the wordings that stand.

    Attributes:
        text: the text.
        became: the ids of the points of the text in force, with those that they have in this one.
        states: the points of the talks, those that were added too, by the ids that they have in this one.
    """

    text: Text = field(repr=False)
    became: Mapping[str, str]
    states: Mapping[str, PointState] = field(repr=False)


@dataclass(slots=True)
class _Source:
    """What was written so far, and where each point begins in it, with the id that the text in force gives it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    begins: dict[int, tuple[str, PointState]] = field(default_factory=dict)

    def write(self, words: str) -> None:
        """Goes on with some words."""
        self.pieces.append(words)
        self.length += len(words)

    def add(self, line: str, state: PointState, own: str = "") -> None:
        """Goes on with the line of a point."""
        self.begins[self.length] = own, state
        self.write(line)


def standing_text(view: View) -> Standing:
    """The text with the wordings that stand.

    Raises:
        Refused: `talks-no-text`.
    """
    text = need_text(view)
    states = own_points(text, view)
    source = _write(text, states, view)
    new = _read("".join(source.pieces), text.media)
    points = [block for block in new.blocks if block.point and block.start in source.begins]
    begun = {block.point: source.begins[block.start] for block in points}
    return Standing(
        text=new,
        became={own: point for point, (own, _) in begun.items() if own},
        states={point: state for point, (_, state) in begun.items()},
    )


@lru_cache(maxsize=_MANY)
def _read(source: str, media: str) -> Text:
    return read_text(source, media)


def _write(text: Text, states: Mapping[str, PointState], view: View) -> _Source:
    added = added_points(view, states)
    source = _Source()
    for each, line in _agreed(added.get("", ())):
        source.add(line, each)
        source.write("\n\n")
    at, changed = 0, False
    for block in text.blocks:
        between, before = text.source[at : block.start], changed
        at = block.end
        words = line = text.source[block.start : block.end]
        state = states.get(block.point) if block.point else None
        if state is not None:
            line = _worded(words, block.number, state)
        changed = bool(line) and line != words
        source.write(between)
        if between.count("\n") == 1 and (before or changed):
            source.write("\n")
        if state is None:
            source.write(line)
            continue
        if line:
            source.add(line, state, block.point)
        for each, new in _agreed(added.get(state.id, ())):
            source.write("\n\n")
            source.add(new, each)
            changed = True
    source.write(text.source[at:])
    return source


def _agreed(points: list[PointState] | tuple[()]) -> Iterator[tuple[PointState, str]]:
    return ((each, numbered(each.number, each.text)) for each in points if each.status != "proposed" and each.text)


def _worded(block: str, number: str, state: PointState) -> str:
    """A block with the wording and the number that stand; as it is, where they are those that it has."""
    words = state.text
    if words == "":
        return ""
    indent = block[: len(block) - len(block.lstrip(" \t"))]
    if words is not None and state.wording != state.base:
        return indent + numbered(state.number, words)
    if state.number == number:
        return block
    mark = marks.read_number(block) if number else None
    return indent + numbered(state.number, mark.kept + block[mark.length :] if mark else block.lstrip(" \t"))
