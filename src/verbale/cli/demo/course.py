"""The course of the demo's talks: what becomes of a text, and who says what of it, worked out before they begin.

Of the invented text it is written down in `draft`. Of any other it is derived: some of its points are chosen, those in
brackets first, and of each the first and the last of the alternatives are what is wanted. It is a show of how talks
go, and no word on what anybody might want of that text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from verbale.cli.demo import draft
from verbale.cli.demo.stands import Stand
from verbale.formats.errors import Refused
from verbale.practice.texts.text import Point, Text, even, read_text

_FEWEST, _CONTESTED, _PLAIN = 3, 8, 3
_SHORTEST, _LONGEST = 40, 1200
_FIRST_ALTERNATIVE = re.compile(r"\[([^\[\]]*)\](?:\s*\[[^\[\]]*\])*")
_LAST_ALTERNATIVE = re.compile(r"(?:\[[^\[\]]*\]\s*)*\[([^\[\]]*)\]")
_END = re.compile(r"[\s.;:,*_\])]*$")
_FAITH, _DELAY, _RECORD = ", in good faith", ", without delay", ", and a record of it is kept"
# Of footnotes and links, whose brackets are none.
_MARKS = ("[^", "](", "://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is said in the talks; points are named by their ids.

    Attributes:
        text: the text that is laid on the table first.
        amended: its source as Vestry wants it.
        revised: its source as it is revised.
        modified: the points that Vestry wants otherwise, with the words.
        adds: how many points Vestry adds.
        became: the points of the text that the revised one words otherwise, with the ids that they have there.
        contested: the points on which not everybody accepts the first wording.
        brenna: what Brenna says of single points, in order.
        brenna_later: what it says in the second round, beside accepting.
        concord: what the Concord says beside accepting.
        package: the points that are tied together.
    """

    text: Text
    amended: str = field(repr=False)
    revised: str = field(repr=False)
    modified: Mapping[str, str] = field(repr=False)
    adds: int = 0
    became: Mapping[str, str]
    contested: frozenset[str]
    brenna: Sequence[Stand]
    brenna_later: Sequence[Stand]
    concord: Sequence[Stand]
    package: Sequence[str]


def invented_course() -> Course:
    """The course of the invented text."""
    text = read_text(draft.DRAFT, "markdown")
    ids = {point.number: point.id for point in text.points if point.number}

    def named(words: Mapping[str, str]) -> dict[str, str]:
        return {ids[number]: each for number, each in words.items()}

    def placed(stands: Sequence[Stand]) -> list[Stand]:
        return [each.at(ids[each.point]) for each in stands]

    revised = named(draft.REVISED)
    return Course(
        text=text,
        amended=f"{reword(text, named(draft.AMENDED))}\n{draft.ADDED}\n",
        revised=f"{reword(text, revised)}\n{draft.ADDED}\n",
        modified=named(draft.AMENDED),
        adds=1,
        became=_became(text, revised),
        contested=frozenset(revised),
        brenna=placed(draft.BRENNA),
        brenna_later=placed(draft.BRENNA_LATER),
        concord=placed(draft.CONCORD),
        package=[ids[number] for number in draft.PACKAGE],
    )


def derived_course(text: Text) -> Course:
    """The course of any other text.

    Raises:
        Refused: `demo-text`, if too few of its points can be worded otherwise.
    """
    chosen = list(islice(_usable(text), _CONTESTED + _PLAIN))
    if len(chosen) < _FEWEST:
        raise Refused("demo-text", f"The demo takes a text of at least {_FEWEST} provisions of some length.")
    contested = chosen[: min(_CONTESTED, max(2, len(chosen) - _PLAIN))]
    plain = chosen[len(contested) :]
    modified = {point.id: _amended(point.text) for point in contested[len(contested) // 2 :]}
    revised = {point.id: _first(point.text) for point in contested} | modified
    return Course(
        text=text,
        amended=reword(text, modified),
        revised=reword(text, revised),
        modified=modified,
        became=_became(text, revised),
        contested=frozenset(revised),
        brenna=[*_accepts(plain[:1]), *_brenna(contested), *_reserves(plain[1:2])],
        brenna_later=_accepts(plain[1:2]),
        concord=_concord(contested),
        package=[point.id for point in contested[:3]],
    )


def reword(text: Text, wanted: Mapping[str, str]) -> str:
    """The source of a text in which some points have other words."""
    pieces, last = [], 0
    for point in text.points:
        if point.id in wanted:
            block = text.blocks[point.block]
            words = text.words_of(block).replace(point.text, wanted[point.id])
            pieces += [text.source[last : block.start], words]
            last = block.end
    return "".join([*pieces, text.source[last:]])


def _became(text: Text, wanted: Mapping[str, str]) -> dict[str, str]:
    """The points that have other words, with the ids that they have with them."""
    reworded = read_text(reword(text, wanted), text.media)
    pairs = zip(text.points, reworded.points, strict=True)
    return {old.id: new.id for old, new in pairs if old.id in wanted}


def _usable(text: Text) -> Iterator[Point]:
    """The points that can be worded otherwise without changing any other, those in brackets first."""
    counted = Counter(point.wording for point in text.points)
    candidates = [each for each in text.points if counted[each.wording] == 1 and _is_plain(text, each)]
    for point in sorted(candidates, key=lambda each: "[" not in each.text):
        if all(_changes_alone(text, point, words) for words in (_first(point.text), _amended(point.text))):
            yield point


def _is_plain(text: Text, point: Point) -> bool:
    """Whether a point is a paragraph of words that stand in the source as they are."""
    in_source = text.words_of(text.blocks[point.block]).count(point.text) == 1
    return (
        point.kind == "provision"
        and in_source
        and _SHORTEST <= len(point.text) <= _LONGEST
        and not any(mark in point.text for mark in _MARKS)
    )


def _changes_alone(text: Text, point: Point, words: str) -> bool:
    others = read_text(reword(text, {point.id: words}), text.media).points
    there = [each.id for each in text.points]
    place = there.index(point.id)
    return (
        len(others) == len(there)
        and others[place].text == words
        and [each.id for each in others[:place]] == there[:place]
        and [each.id for each in others[place + 1 :]] == there[place + 1 :]
    )


def _accepts(points: Sequence[Point]) -> list[Stand]:
    return [Stand(point=point.id, word="accept") for point in points]


def _reserves(points: Sequence[Point]) -> list[Stand]:
    return [Stand(point=each.id, word="reserve", reserve="parliamentary", until="2030-06-30") for each in points]


def _brenna(contested: Sequence[Point]) -> list[Stand]:
    first, second, *rest = contested
    return [
        Stand(point=first.id, word="counter", text=_last(first.text), reason="It can be done so."),
        Stand(point=second.id, word="amend", text=_last(second.text)),
        *(Stand(point=each.id, word="reject", reason="It goes too far.") for each in rest[:1]),
    ]


def _concord(contested: Sequence[Point]) -> list[Stand]:
    stands = (
        Stand(point="", word="counter", text=_first(contested[0].text), reason="As its members agreed."),
        Stand(point="", word="discuss", reason="What is meant?"),
        Stand(point="", word="reserve", reserve="scrutiny"),
        Stand(point="", word="maintain"),
    )
    return [stand.at(point.id) for point, stand in zip(contested, stands, strict=False)]


def _first(words: str) -> str:
    """The words with the first of what stands in brackets side by side."""
    return _settled(_FIRST_ALTERNATIVE, words) or _with(words, _FAITH)


def _last(words: str) -> str:
    """The words with the last of what stands in brackets side by side."""
    return _settled(_LAST_ALTERNATIVE, words) or _with(words, _DELAY)


def _amended(words: str) -> str:
    """The same, and more."""
    return _with(_settled(_FIRST_ALTERNATIVE, words) or words, _RECORD)


def _settled(alternatives: re.Pattern[str], words: str) -> str:
    """The words without brackets that have both their sides; empty if there are none."""
    settled = words
    while (shorter := alternatives.sub(r"\1", settled)) != settled:
        settled = shorter
    return even(settled) if settled != words else ""


def _with(words: str, more: str) -> str:
    """The words with others before their end."""
    end = _END.search(words)
    assert end is not None
    return words[: end.start()] + more + words[end.start() :]
