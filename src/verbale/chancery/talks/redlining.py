"""The text in force with what every party wants as tracked changes: a Word file, an author a party.

The first side is the text with the wordings that stand. Party after party, in the order of their letters, puts what it
wants over what is there, as it would with the file in hand: words wanted instead, points to go, points to come. Where
two want other words for one point, the later one writes over the earlier, and both stay in the file under their names.
"""

from collections.abc import Mapping, Sequence

from verbale.chancery.letters.finding import code_of
from verbale.chancery.talks.texts import added_points, need_text, numbered, own_points
from verbale.chancery.texts.paragraphs import paragraphs_of
from verbale.chancery.word.redline import write_word
from verbale.chancery.word.revision import make_text, revise
from verbale.formats.fields import write_time
from verbale.practice.talks.shown import PointState, PositionState
from verbale.practice.talks.view import View

_Lines = list[tuple[str, PointState | None]]


def write_wishes(view: View, codes: Mapping[bytes, str]) -> bytes:
    """Writes the text in force with what every party wants as tracked changes.

    Raises:
        Refused: `talks-no-text`.
    """
    lines = _lines(view)
    shown = [line for line, _ in lines]
    text = make_text([line for line in shown if line])
    for party, at in _speakers(view):
        shown = _wanted(lines, shown, party)
        text = revise(text, [line for line in shown if line], author=code_of(codes, party), at=at)
    return write_word(text)


def _lines(view: View) -> _Lines:
    """The paragraphs of the text in force, each with its point, and one for each point that was added since."""
    text = need_text(view)
    states = own_points(text, view)
    if text.media == "word":
        # Of Word each paragraph is a block of its own, so both have the same places.
        by_block = {text.blocks[point.block].paragraph: point.id for point in text.points}
    else:
        by_block = {point.block: point.id for point in text.points}
    lines: _Lines = []
    added = added_points(view, states)
    lines += [(_added(each), each) for each in added.get("", ())]
    for place, paragraph in enumerate(paragraphs_of(text)):
        state = states.get(by_block.get(place, ""))
        lines.append((paragraph if state is None else _worded(paragraph, state), state))
        lines += [(_added(each), each) for each in added.get(state.id, ())] if state else []
    return lines


def _worded(paragraph: str, state: PointState) -> str:
    """A paragraph with the wording that stands, behind its number."""
    words = state.text
    if words is None or state.wording == state.base:
        return paragraph
    return _numbered(state, words, paragraph) if words else ""


def _added(state: PointState) -> str:
    """The paragraph of a point that was added: none while it is only proposed."""
    return "" if state.status == "proposed" or not state.text else numbered(state.number, state.text)


def _speakers(view: View) -> list[tuple[bytes, str]]:
    """The parties that want something else, by their newest letter, with its time."""
    newest: dict[bytes, PositionState] = {}
    for point in view.points:
        for party, position in point.positions.items():
            if party not in newest or position.at > newest[party].at:
                newest[party] = position
    ordered = sorted(newest.items(), key=lambda each: (each[1].at, each[0]))
    return [(party, write_time(position.at)) for party, position in ordered]


def _wanted(lines: _Lines, shown: Sequence[str], party: bytes) -> list[str]:
    """What a party makes of the lines as they are shown now."""
    return [_want(state, line, party) for (_, state), line in zip(lines, shown, strict=True)]


def _want(state: PointState | None, line: str, party: bytes) -> str:
    position = state.positions.get(party) if state is not None and not state.settled else None
    if state is None or position is None or position.contradictory:
        return line
    if state.status == "proposed" and position.position == "accept":
        return line or numbered(state.number, state.text or "")
    if position.text:
        return _numbered(state, position.text, line)
    return "" if position.position == "reject" else line


def _numbered(state: PointState, words: str, line: str) -> str:
    """Words behind the number of their point: as a line that stood there shows it, if that came from Word."""
    label, tab, _ = line.partition("\t")
    return f"{label}\t{words}" if tab else numbered(state.number, words)
