"""How a text is shown: as it stands, with names at its brackets, or only what is agreed.

A view is made of segments, block by block; whoever draws a page or a paper gives each kind its form. In the
**compilation** everything stands as it was written. The **attributed** view says at each bracket who proposes and who
opposes. The **clean** view leaves out what is in brackets, and shows where something was left out: half a bracket stays
as it is, for nobody knows what it holds. Source: practice §1.3.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from verbale.practice.texts.attribution import Attribution, by_place, label, read_attributions
from verbale.practice.texts.brackets import BRACKET, Bracket, read_brackets
from verbale.practice.texts.point import Block
from verbale.practice.texts.text import Text

VIEWS = ("compilation", "attributed", "clean")
WORDS, OPEN, CLOSE, HALF, NAMES, LEFT_OUT = ("words", "open", "close", "half", "names", "left-out")
ELLIPSIS = "[…]"


class Segment(NamedTuple):
    """A piece of a view.

    Attributes:
        kind: `words`; `open`, `close`, `half` of a bracket; `names` of who proposes and opposes; `left-out`.
        text: what is shown.
        depth: how many brackets it is in; of a bracket, itself included.
        place: where its bracket opens in the source; of words, where they begin.
    """

    kind: str
    text: str
    depth: int
    place: int


class Shown(NamedTuple):
    """A block as a view shows it."""

    block: Block
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """Its segments, joined."""
        return "".join(segment.text for segment in self.segments)


class _Mark(NamedTuple):
    at: int
    kind: str
    depth: int
    place: int


def show(text: Text, view: str, attributions: Iterable[Attribution] = ()) -> tuple[Shown, ...]:
    """A view of a text.

    Args:
        text: the text.
        view: one of `VIEWS`.
        attributions: who proposes and opposes what brackets hold; what a bracket says of itself stands in it anyway.

    Returns:
        Each block that the view shows; in the compilation its segments joined are the block, sign by sign.
    """
    names = by_place(attributions) if view == "attributed" else {}
    blocks = _blocks(text)
    if view == "clean":
        shown = (Shown(block, tuple(_clean(segments))) for block, segments in blocks)
        return tuple(each for each in shown if each.text.strip())
    said = {each.place for each in read_attributions(text.source, text.brackets)} if names else set()
    return tuple(Shown(block, tuple(_named(segments, names, said))) for block, segments in blocks)


def is_clean(text: str) -> bool:
    """Whether some words hold no bracket, matched or half, but notes, links and blanks."""
    return all(each.kind != BRACKET for each in read_brackets(text).spans)


def _blocks(text: Text) -> Iterator[tuple[Block, list[Segment]]]:
    marks = _marks(text.brackets.spans)
    mark = next(marks, None)
    depth = 0
    for block in text.blocks:
        segments, at = [], block.start
        while mark and mark.at < block.end:
            if mark.at > at:
                segments.append(Segment(WORDS, text.source[at : mark.at], depth, at))
            segments.append(Segment(mark.kind, text.source[mark.at], mark.depth, mark.place))
            depth, at = depth + (mark.kind == OPEN) - (mark.kind == CLOSE), mark.at + 1
            mark = next(marks, None)
        if at < block.end:
            segments.append(Segment(WORDS, text.source[at : block.end], depth, at))
        yield block, segments


def _marks(spans: Iterable[Bracket]) -> Iterator[_Mark]:
    """Where brackets open and close, and where halves stand, in order; notes, links and blanks are words."""
    waiting: list[_Mark] = []
    for each in spans:
        if each.kind != BRACKET:
            continue
        while waiting and waiting[-1].at < each.place:
            yield waiting.pop()
        if each.start is None or each.end is None:
            yield _Mark(each.place, HALF, each.depth, each.place)
            continue
        yield _Mark(each.start, OPEN, each.depth, each.start)
        waiting.append(_Mark(each.end, CLOSE, each.depth, each.start))
    yield from reversed(waiting)


def _named(segments: Iterable[Segment], names: Mapping[int, Attribution], said: set[int]) -> Iterator[Segment]:
    for segment in segments:
        yield segment
        name = names.get(segment.place) if segment.kind in (OPEN, HALF) and segment.place not in said else None
        if name and (words := label(name.proposers, name.opposers)):
            yield Segment(NAMES, words, segment.depth, segment.place)


def _clean(segments: Iterable[Segment]) -> Iterator[Segment]:
    left_out = False
    for segment in segments:
        outside = segment.depth == 0 and segment.kind == WORDS
        if outside or segment.kind == HALF:
            left_out = False
            yield segment
        elif not left_out:
            left_out = True
            yield Segment(LEFT_OUT, ELLIPSIS, 0, segment.place)
