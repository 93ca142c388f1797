"""The text with the wordings that stand: the one in force, and in it what all agreed on since.

Its source is that of the text in force, but for the blocks whose wording or number is another by now, for the points
that go without words, and for those that were added and agreed. Nothing that is only proposed stands in it.
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
        states: the points of the talks that those of the text in force are, by the ids that they have in this one.
    """

    text: Text = field(repr=False)
    became: Mapping[str, str]
    states: Mapping[str, PointState] = field(repr=False)


@dataclass(slots=True)
class _Source:
    """What was written so far, and where each point of the text in force begins in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    begins: dict[int, str] = field(default_factory=dict)

    def write(self, words: str) -> None:
        """Goes on with some words."""
        self.pieces.append(words)
        self.length += len(words)


def standing_text(view: View) -> Standing:
    """The text with the wordings that stand.

    Raises:
        Refused: `talks-no-text`.
    """
    text = need_text(view)
    states = own_points(text, view)
    source = _write(text, states, view)
    new = _read("".join(source.pieces), text.media)
    begun = {source.begins[block.start]: block.point for block in new.blocks if block.start in source.begins}
    became = {own: point for own, point in begun.items() if point}
    return Standing(text=new, became=became, states={point: states[own] for own, point in became.items()})


@lru_cache(maxsize=_MANY)
def _read(source: str, media: str) -> Text:
    return read_text(source, media)


def _write(text: Text, states: Mapping[str, PointState], view: View) -> _Source:
    added = added_points(view, states)
    source = _Source()
    for line in _agreed(added.get("", ())):
        source.write(f"{line}\n\n")
    at = 0
    for block in text.blocks:
        source.write(text.source[at : block.start])
        at = block.end
        words = text.source[block.start : block.end]
        state = states.get(block.point) if block.point else None
        if state is not None:
            words = _worded(words, block.number, state)
            if words:
                source.begins[source.length] = block.point
        source.write(words)
        if state is not None:
            for line in _agreed(added.get(state.id, ())):
                source.write(f"\n\n{line}")
    source.write(text.source[at:])
    return source


def _agreed(points: list[PointState] | tuple[()]) -> Iterator[str]:
    return (numbered(each.number, each.text) for each in points if each.status != "proposed" and each.text)


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
