"""Several wordings of one point in one: what all share, and where they part.

A **braid** lays proposals upon the wording that they start from. Where none changes anything the words stand alone;
where some do, the strand holds the words of the basis and those of each proposal. Taking one's own words in every
strand gives one's own wording back: nothing is lost by showing them together. From a braid comes the compilation of a
point, with brackets that say who proposes and who opposes; a proposal that shares little with the basis stands as an
alternative of its own. Source: practice §1.3, §2 (counter-text), §6 (three-way view).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from verbale.practice.texts.attribution import label
from verbale.practice.texts.words import COME, SAME, Piece, diff_words

# Less than this of the longer wording in common: an alternative, not an amendment.
_SHARED = 0.4


class Strand(NamedTuple):
    """A stretch of a braid: the words of the basis, and of each wording in order; of none if none differs."""

    base: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A wording that is proposed for a point; no words at all propose to delete it.

    Attributes:
        text: the words.
        proposers, opposers: names or codes of parties.
    """

    text: str = field(repr=False)
    proposers: tuple[str, ...]
    opposers: tuple[str, ...] = ()


class Stretch(NamedTuple):
    """A piece of a compiled point: `agreed` words, or `base` or `proposed` ones that stand in a bracket."""

    kind: str
    text: str
    proposers: tuple[str, ...] = ()
    opposers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A point with all that is proposed for it.

    Attributes:
        stretches: its words, and amendments where they fall: `agreed`, words that nobody touches; `base`, words
            that somebody proposes to change or to delete; `proposed`, words in their place.
        alternatives: whole wordings that share little with the one that stands.
        opposers: who would have nothing of the wording that stands.
    """

    stretches: tuple[Stretch, ...] = field(repr=False)
    alternatives: tuple[Alternative, ...] = field(repr=False)
    opposers: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether the point as a whole stands in a bracket."""
        return bool(self.alternatives or self.opposers)


class _Edit(NamedTuple):
    start: int
    end: int
    who: int
    text: str


def braid(base: str, wordings: Sequence[str]) -> tuple[Strand, ...]:
    """Lays wordings upon a basis."""
    edits = sorted(edit for who, words in enumerate(wordings) for edit in _edits(who, diff_words(base, words)))
    strands, at = [], 0
    for run in _overlapping(edits):
        start, end = run[0].start, max(edit.end for edit in run)
        if start > at:
            strands.append(Strand(base[at:start], ()))
        strands.append(Strand(base[start:end], _sides(base, start, end, run, len(wordings))))
        at = end
    if base[at:]:
        strands.append(Strand(base[at:], ()))
    return tuple(strands)


def wording_of(strands: Iterable[Strand], who: int) -> str:
    """One of the wordings that were laid upon a basis."""
    return "".join(strand.others[who] if strand.others else strand.base for strand in strands)


def compile_point(base: str, alternatives: Sequence[Alternative], *, opposers: Sequence[str] = ()) -> Compiled:
    """Compiles a point.

    Args:
        base: the wording that stands.
        alternatives: what is proposed instead; no words propose to delete it, which its proposers then oppose.
        opposers: parties who reject the wording that stands and propose nothing instead.
    """
    near = [each for each in alternatives if each.text and _shared(base, each.text) >= _SHARED]
    far = [each for each in alternatives if each.text and each not in near]
    against = [name for each in alternatives if not each.text for name in each.proposers]
    strands = braid(base, [each.text for each in near])
    return Compiled(
        stretches=tuple(stretch for strand in strands for stretch in _stretch(strand, near)),
        alternatives=tuple(_gathered(far)),
        opposers=_once((*opposers, *against)),
    )


def write_point(point: Compiled, *, attributed: bool) -> str:
    """A compiled point as text: brackets where something is not agreed, alternatives below, with or without names."""

    def bracketed(text: str, proposers: Iterable[str], opposers: Iterable[str]) -> str:
        return f"[{label(proposers, opposers) if attributed else ''}{text}]"

    words = "".join(
        each.text if each.kind == "agreed" else bracketed(each.text, each.proposers, each.opposers)
        for each in point.stretches
    )
    first = bracketed(words, (), point.opposers) if point.whole else words
    rest = (
        f"Alt {number}: {bracketed(each.text, each.proposers, each.opposers)}"
        for number, each in enumerate(point.alternatives, 1)
    )
    return "\n".join((first, *rest))


def _edits(who: int, pieces: Iterable[Piece]) -> Iterator[_Edit]:
    """What a wording does to the basis: stretches of the basis, and what it says in their place."""
    at = 0
    start, come = -1, ""
    for piece in pieces:
        if piece.op == SAME:
            if start >= 0:
                yield _Edit(start, at, who, come)
                start, come = -1, ""
            at += len(piece.text)
            continue
        start = at if start < 0 else start
        if piece.op == COME:
            come = piece.text
        else:
            at += len(piece.text)
    if start >= 0:
        yield _Edit(start, at, who, come)


def _overlapping(edits: Iterable[_Edit]) -> Iterator[list[_Edit]]:
    """Edits that touch the same words, or touch each other."""
    run: list[_Edit] = []
    end = -1
    for edit in edits:
        if run and edit.start > end:
            yield run
            run = []
        run.append(edit)
        end = max(end, edit.end)
    if run:
        yield run


def _sides(base: str, start: int, end: int, run: Iterable[_Edit], count: int) -> tuple[str, ...]:
    said = [""] * count
    reached = [start] * count
    for edit in run:
        said[edit.who] += base[reached[edit.who] : edit.start] + edit.text
        reached[edit.who] = edit.end
    return tuple(words + base[at:end] for words, at in zip(said, reached, strict=True))


def _stretch(strand: Strand, near: Sequence[Alternative]) -> Iterator[Stretch]:
    """What one strand shows: the basis first, then each different wording once."""
    if not strand.others:
        yield Stretch("agreed", strand.base)
        return
    said = [
        Alternative(text=words, proposers=each.proposers, opposers=each.opposers)
        for each, words in zip(near, strand.others, strict=True)
        if words != strand.base
    ]
    if strand.base:
        yield Stretch("base", strand.base, (), _once(name for each in said if not each.text for name in each.proposers))
    for each in _gathered(each for each in said if each.text):
        yield Stretch("proposed", each.text, each.proposers, each.opposers)


def _gathered(alternatives: Iterable[Alternative]) -> list[Alternative]:
    """Each wording once, with all who propose or oppose it."""
    found: dict[str, Alternative] = {}
    for each in alternatives:
        before = found.get(each.text)
        found[each.text] = Alternative(
            text=each.text,
            proposers=_once((*(before.proposers if before else ()), *each.proposers)),
            opposers=_once((*(before.opposers if before else ()), *each.opposers)),
        )
    return list(found.values())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _shared(base: str, words: str) -> float:
    """How much of the longer of two wordings is in both; `words` are some."""
    same = sum(len(piece.text) for piece in diff_words(base, words) if piece.op == SAME)
    return same / max(len(base), len(words))
