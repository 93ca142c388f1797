"""What a file changes in the text in force, as proposals: a new text, or a Word file with tracked changes.

A Word file with tracked changes is compared with itself, the rejected side against the accepted one: its author has
said already what became of what. Any other text is compared with the text in force; points that are alike are taken to
be the same, as a person confirmed or as likeness suggests. That one was split or several merged, only a person says.
The proposals are shown before they are signed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verbale.chancery.talks.points import Matches
from verbale.chancery.talks.texts import need_text, own_points, pick_pairs
from verbale.chancery.word.passages import Passage
from verbale.formats.errors import Refused
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.compare import MOVED, Change, compare
from verbale.practice.texts.matches import LIKELY, likeliest
from verbale.practice.texts.text import Point, Text, even, read_text


def read_new_text(
    view: View, new: Text, *, matches: Matches | None = None, reason: str = "", renumber: bool = False
) -> list[Proposal]:
    """What a new text changes in the text in force, a proposal a point.

    Args:
        view: the state of play.
        new: the text.
        matches: which points became which, see `pick_pairs`; as likeness suggests, if nobody said.
        reason: why, of each proposal.
        renumber: whether other numbers are proposed too.

    Raises:
        Refused: `talks-no-text`, if no text is in force; `point-unknown`, `ambiguous-id`; `matches-tangled`, if points
            were split and merged at once.
    """
    old = need_text(view)
    own = own_points(old, view)
    differences = _Differences(view, own, reason, renumber=renumber)
    if matches is None:
        return differences.read(compare(old, new, likeliest(old, new, least=LIKELY)))
    names = {state.id: name for name, state in own.items()}
    found = list(pick_pairs(view, new, matches))
    differences.proposed |= {point.id: state for state, point in found if state.id not in names}
    return differences.read(
        compare(old, new, [(names[state.id], point.id) for state, point in found if state.id in names])
    )


class _Differences:
    """Goes through what changed between two texts, in the order of the new one.

    Attributes:
        proposed: points that were proposed before, by those of the new text that they became.
    """

    def __init__(self, view: View, own: dict[str, PointState], reason: str, *, renumber: bool) -> None:
        self.proposed: dict[str, PointState] = {}
        self._own = own
        self._waiting = {each.wording: each for each in view.points if each.status == "proposed"}
        self._reason = reason
        self._renumber = renumber
        self._behind = ""

    def read(self, changes: Iterable[Change]) -> list[Proposal]:
        """The proposals."""
        return [proposal for change in changes for proposal in self._take(change)]

    def _take(self, change: Change) -> list[Proposal]:
        sources = [self._own[each.id] for each in change.sources if each.id in self._own]
        if change.new is None:
            state = self._own.get(change.old.id) if change.old else None
            return [_suppress(state, self._reason)] if state is not None and not state.gone else []
        if not sources:
            return self._take_new(change.new)
        if change.split:
            return self._take_split(change, sources)
        state, words = sources[0], change.new
        found = []
        if change.merged:
            found.append(_merge(sources, words, self._reason))
        elif change.old is not None and change.old.wording != words.wording != state.wording:
            found.append(_modify(state, words.text, self._reason))
        if change.op == MOVED:
            found.append(self._on("MOVE", state, after=self._behind))
        found += self._numbered(state, words)
        self._behind = state.id
        return found

    def _take_new(self, words: Point) -> list[Proposal]:
        """A point that the text in force does not have: a new one, unless it was proposed already."""
        state = self.proposed.get(words.id) or self._waiting.get(words.wording)
        if state is None:
            return [Proposal(verb="ADD", text=words.text, after=self._behind, number=words.number, reason=self._reason)]
        self._behind = state.id
        changed = [_modify(state, words.text, self._reason)] if state.wording != words.wording else []
        return [*changed, *self._numbered(state, words)]

    def _take_split(self, change: Change, sources: Sequence[PointState]) -> list[Proposal]:
        """A point that was split: told where its first piece stands; the others stand behind it."""
        if change.merged:
            raise Refused(
                "matches-tangled", "Points were split and merged at once; say of each alone what became of it."
            )
        if change.new is not change.targets[0]:
            return []
        self._behind = sources[0].id
        return [self._on("SPLIT", sources[0], texts=tuple(each.text for each in change.targets))]

    def _numbered(self, state: PointState, words: Point) -> list[Proposal]:
        if not self._renumber or not words.number or words.number == state.number:
            return []
        return [self._on("RENUMBER", state, number=words.number)]

    def _on(
        self, verb: str, state: PointState, *, texts: tuple[str, ...] = (), after: str = "", number: str = ""
    ) -> Proposal:
        """A proposal on a point in the wording that stands."""
        return Proposal(
            verb=verb,
            point=state.id,
            basis=state.wording,
            texts=texts,
            after=after,
            number=number,
            reason=self._reason,
        )


def read_redline(
    view: View, passages: Sequence[Passage], *, reason: str = "", renumber: bool = False
) -> list[Proposal]:
    """What tracked changes change in the text in force, a proposal a paragraph.

    Args:
        view: the state of play.
        passages: the paragraphs before and after the changes.
        reason: why, of each proposal.
        renumber: whether other numbers are proposed too.

    Raises:
        Refused: `redline-basis`, if a paragraph that was changed is not in the text in force.
    """
    found: list[Proposal] = []
    states = _Known(view)
    last = ""
    for passage in passages:
        state = states.take(passage.old)
        if passage.old is None:
            words = _words(passage.new)
            found += [Proposal(verb="ADD", text=words.text, number=words.number, after=last, reason=reason)]
            continue
        if state is None:
            if passage.changed:
                shown = " ".join(passage.old.split())[:60]
                raise Refused("redline-basis", f"“{shown}…” was changed in the file and is not in the text in force.")
            continue
        if passage.new is None:
            found.append(_suppress(state, reason))
            continue
        last = state.id
        was, words = _words(passage.old), _words(passage.new)
        if even(words.text) != even(was.text):
            found.append(_modify(state, words.text, reason))
        if renumber and words.number and words.number != was.number:
            number = Proposal(verb="RENUMBER", point=state.id, basis=state.wording, number=words.number, reason=reason)
            found.append(number)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    number: str
    text: str


def _words(paragraph: str | None) -> _Words:
    """The number and the words of a paragraph, as a text of such paragraphs has them."""
    read = read_text(paragraph or "", "word")
    point = read.points[0] if read.points else None
    return _Words(number=point.number, text=point.text) if point else _Words(number="", text=even(paragraph or ""))


class _Known:
    """The points of the talks by their words, each given once."""

    def __init__(self, view: View) -> None:
        self._states: dict[str, list[PointState]] = {}
        for each in view.points:
            if each.text is not None and not each.gone:
                self._states.setdefault(even(each.text), []).append(each)

    def take(self, paragraph: str | None) -> PointState | None:
        """The next point with these words."""
        if paragraph is None:
            return None
        for words in (even(paragraph), even(_words(paragraph).text)):
            if some := self._states.get(words):
                return some.pop(0)
        return None


def _suppress(state: PointState, reason: str) -> Proposal:
    return Proposal(verb="SUP", point=state.id, basis=state.wording, reason=reason)


def _modify(state: PointState, text: str, reason: str) -> Proposal:
    return Proposal(verb="MOD", point=state.id, basis=state.wording, text=text, reason=reason)


def _merge(sources: Sequence[PointState], words: Point, reason: str) -> Proposal:
    """Several points become one: the first of them goes on, and takes the others in."""
    first, *others = sources
    return Proposal(
        verb="MERGE",
        point=first.id,
        basis=first.wording,
        others=tuple(sorted(each.id for each in others)),
        text=words.text,
        reason=reason,
    )
