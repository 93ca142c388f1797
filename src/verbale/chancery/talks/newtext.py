"""A new text beside the text in force: what it would have each point become, as proposals.

Points whose words are in both texts are the same points. Of all others a person says which became which, or the author
of a Word file said it by tracking the changes; what nobody said is new, or goes. Likeness is no part of this. Source:
practice §4 and §6.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from verbale.chancery.talks.points import Matches, Pair
from verbale.chancery.talks.texts import need_text, own_points, pick_pairs
from verbale.chancery.word.passages import Passage
from verbale.formats.errors import Refused
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.compare import MOVED, Change, compare
from verbale.practice.texts.point import Point, even, plain
from verbale.practice.texts.text import Text
from verbale.practice.texts.words import Piece, diff_words

_MANY = 4
ASKED_FOR = ("NOC", "RENUMBER")
"""What is proposed only if somebody asks for it: that a point stay as it is, and another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a new text makes of a point.

    Attributes:
        proposal: what would be proposed.
        state: the point of the talks; `None` of one that is added.
        new: the point of the new text; `None` of one that goes.
        words: how the words of the older text became those of the new one.
    """

    proposal: Proposal
    state: PointState | None = field(repr=False)
    new: Point | None = field(repr=False)
    words: tuple[Piece, ...] = field(repr=False)

    @property
    def key(self) -> str:
        """What it is called as long as both texts and the matches stay."""
        return f"{self.proposal.verb}:{self.proposal.point or (self.new.id if self.new else '')}"

    @property
    def asked_for(self) -> bool:
        """Whether it is proposed only if somebody asks for it."""
        return self.proposal.verb in ASKED_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What the tracked changes of a Word file say of the text in force.

    Attributes:
        pairs: which points became which.
        aside: points of which it says nothing, by id: those of the text in force that are not in the file, and those
            that stand in it, were not changed, and are none of the text in force.
        strange: paragraphs that were changed and are no points of the text in force.
    """

    pairs: tuple[Pair, ...]
    aside: frozenset[str]
    strange: tuple[str, ...] = field(repr=False)


def find_outcomes(view: View, new: Text, matches: Matches, *, aside: Collection[str] = ()) -> list[Outcome]:
    """What a new text makes of the points of the talks, in the order of the new text.

    Args:
        view: the state of play.
        new: the text.
        matches: which points became which, see `pick_pairs`.
        aside: ids of points of either text of which the new one says nothing: they do not go and are not new.

    Raises:
        Refused: `talks-no-text`, `point-unknown`, `ambiguous-id`; `matches-tangled`, if points were split and merged at
            once.
    """
    old = need_text(view)
    reader = _Outcomes(view, old, new)
    pairs = reader.pairs(pick_pairs(view, new, matches))
    said = [each for each in _compared(_Both(old, new), tuple(pairs)) if not _is_aside(each, aside)]
    return [outcome for change in said for outcome in reader.take(change)]


class _Both:
    """Two texts, the same where their digests are: a page of many asks for the same comparison again and again."""

    def __init__(self, old: Text, new: Text) -> None:
        self.old = old
        self.new = new
        self._name = old.digest + new.digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Both) and other._name == self._name

    def __hash__(self) -> int:
        return hash(self._name)


@lru_cache(maxsize=_MANY)
def _compared(both: _Both, pairs: tuple[Pair, ...]) -> tuple[Change, ...]:
    return compare(both.old, both.new, pairs)


def read_tracked(view: View, new: Text, passages: Sequence[Passage]) -> Tracked:
    """Which points became which, as the tracked changes of a Word file say it.

    Args:
        view: the state of play.
        new: the accepted side of the file.
        passages: what its changes did to each paragraph.

    Raises:
        Refused: `talks-no-text`.
    """
    old, olds, news = need_text(view), _Known(), _Known()
    own = own_points(old, view)
    for point in old.points:
        current = own[point.id].text if point.id in own else None
        olds.add(point.id, old.words_of(old.blocks[point.block]), point.text, current or "")
    for point in proposed_points(view):
        olds.add(point.id, f"{point.number}. {point.text}", point.text)
    for point in new.points:
        news.add(point.id, new.words_of(new.blocks[point.block]), point.text)
    pairs: list[Pair] = []
    strange: list[str] = []
    told: set[str] = set()
    for passage in passages:
        was, became = olds.take(passage.old), news.take(passage.new)
        if was and became:
            pairs.append((was, became))
        if passage.changed or was:
            told |= {was, became}
        if passage.changed and passage.old is not None and not was:
            strange.append(even(passage.old))
    aside = {point.id for text in (old, new) for point in text.points} - told
    return Tracked(pairs=tuple(pairs), aside=frozenset(aside), strange=tuple(strange))


def _proposed(view: View) -> list[PointState]:
    """Points that a proposal added and that no text has taken in yet."""
    return [each for each in view.points if each.status == "proposed"]


def proposed_points(view: View) -> list[Point]:
    """The points that a proposal added and that no text has taken in yet, as those of a text are."""
    return [
        Point(
            id=each.id,
            kind="provision",
            number=each.number,
            path=(each.number,) if each.number else (),
            option="",
            text=each.text,
            block=-1,
            under=each.under,
            nth=0,
        )
        for each in _proposed(view)
        if each.text is not None
    ]


class _Known:
    """Points by their words, with signs of emphasis and without; each is given once."""

    def __init__(self) -> None:
        self._points: dict[str, list[str]] = {}
        self._given: set[str] = set()

    def add(self, point: str, *words: str) -> None:
        for each in dict.fromkeys(form for text in words if text for form in (even(text), plain(text))):
            self._points.setdefault(each, []).append(point)

    def take(self, paragraph: str | None) -> str:
        """The next point with these words; empty if there is none."""
        for words in (even(paragraph), plain(paragraph)) if paragraph is not None else ():
            for point in self._points.get(words, ()):
                if point not in self._given:
                    self._given.add(point)
                    return point
        return ""


class _Outcomes:
    """Goes through what changed between two texts; `_behind` is the last point of the talks that was met."""

    def __init__(self, view: View, old: Text, new: Text) -> None:
        self._own = own_points(old, view)
        # A sign of emphasis is no wording where one text is Markdown and the other cannot have any.
        self._dressed = old.media == new.media
        self._waiting = {each.wording: each for each in _proposed(view)}
        self._matched: dict[str, PointState] = {}
        self._behind = ""

    def pairs(self, found: Iterator[tuple[PointState, Point]]) -> list[Pair]:
        """Pairs as two texts are compared by; what is matched with a point that was only proposed is put aside."""
        names = {state.id: name for name, state in self._own.items()}
        pairs = []
        for state, point in found:
            if state.id in names:
                pairs.append((names[state.id], point.id))
            else:
                self._matched[point.id] = state
        return pairs

    def take(self, change: Change) -> list[Outcome]:
        """What became of a point."""
        sources = [self._own[each.id] for each in change.sources if each.id in self._own]
        if change.new is None:
            state = self._own.get(change.old.id) if change.old else None
            return [self._on(Proposal(verb="SUP"), state, change)] if state is not None and not state.gone else []
        if not sources:
            return self._take_new(change, change.new)
        if change.split:
            return self._take_split(change, sources)
        state, words = sources[0], change.new
        found = []
        if change.merged:
            others = tuple(sorted(each.id for each in sources[1:]))
            found.append(self._on(Proposal(verb="MERGE", others=others, text=words.text), state, change))
        elif not self._is_same(state, change, words):
            found.append(self._on(Proposal(verb="MOD", text=words.text), state, change))
        if change.op == MOVED:
            found.append(self._on(Proposal(verb="MOVE", after=self._behind), state, change))
        found += self._numbered(state, change, words)
        self._behind = state.id
        return found or [self._on(Proposal(verb="NOC"), state, change)]

    def _take_new(self, change: Change, words: Point) -> list[Outcome]:
        """A point that the text in force does not have: a new one, unless it was proposed already."""
        state = self._matched.get(words.id) or self._waiting.get(words.wording)
        if state is None:
            proposal = Proposal(verb="ADD", text=words.text, after=self._behind, number=words.number)
            return [Outcome(proposal=proposal, state=None, new=words, words=change.words)]
        self._behind = state.id
        found = []
        if state.wording != words.wording:
            proposal = Proposal(verb="MOD", point=state.id, basis=state.wording, text=words.text)
            pieces = diff_words(state.text or "", words.text)
            found.append(Outcome(proposal=proposal, state=state, new=words, words=pieces))
        return [*found, *self._numbered(state, change, words)]

    def _take_split(self, change: Change, sources: Sequence[PointState]) -> list[Outcome]:
        """A point that was split: told where its first piece stands; the others stand behind it."""
        if change.merged:
            raise Refused(
                "matches-tangled", "Points were split and merged at once; say of each alone what became of it."
            )
        if change.new is not change.targets[0]:
            return []
        self._behind = sources[0].id
        said = Proposal(verb="SPLIT", texts=tuple(each.text for each in change.targets))
        return [self._on(said, sources[0], change)]

    def _numbered(self, state: PointState, change: Change, words: Point) -> list[Outcome]:
        if not words.number or words.number == state.number:
            return []
        return [self._on(Proposal(verb="RENUMBER", number=words.number), state, change)]

    def _is_same(self, state: PointState, change: Change, words: Point) -> bool:
        """Whether the words are those of the text in force, or those that all agreed on since."""
        old = change.old
        assert old is not None
        if words.wording in (old.wording, state.wording):
            return True
        return not self._dressed and plain(words.text) == plain(old.text)

    def _on(self, said: Proposal, state: PointState, change: Change) -> Outcome:
        """A proposal on a point in the wording that stands."""
        proposal = replace(said, point=state.id, basis=state.wording)
        return Outcome(proposal=proposal, state=state, new=change.new, words=change.words)


def _is_aside(change: Change, aside: Collection[str]) -> bool:
    only = change.old if change.new is None else change.new if change.old is None else None
    return only is not None and only.id in aside
