"""Proposals: what this house wants provisions to be, point by point, out of a file or a list.

A Word file with tracked changes is compared with itself, the rejected side against the accepted one: its author has
said already what became of what. Any other text is compared with the text in force; points that are alike are taken to
be the same, as a person confirmed or as likeness suggests, and the proposals are shown before they are signed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from verbale.chancery.talks.points import call, find_point
from verbale.chancery.talks.saying import Composer, Statement
from verbale.chancery.talks.texts import need_text, own_points
from verbale.chancery.word.passages import Passage
from verbale.formats.errors import Refused
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View
from verbale.practice.texts.compare import MOVED, compare
from verbale.practice.texts.matches import LIKELY, likeliest
from verbale.practice.texts.text import Text, even, read_text

_SAYS = {
    "ADD": "adds a point",
    "MOD": "changes",
    "EDITORIAL": "changes, without a change of substance,",
    "SUP": "suppresses",
    "NOC": "asks to leave as it is",
    "MOVE": "moves",
    "SPLIT": "splits",
    "MERGE": "merges others into",
    "RENUMBER": "numbers anew",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A proposal as an officer gives it; see `verbale.formats.talks.proposal.Proposal`.

    Attributes:
        verb: one of its verbs.
        point, after, others: points as people name them.
    """

    verb: str
    point: str = ""
    text: str = field(default="", repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[str, ...] = ()
    after: str = ""
    number: str = ""
    reason: str = field(default="", repr=False)
    not_negotiable: bool = False


def propose(proposals: Sequence[Proposal]) -> Composer:
    """Proposals, in one statement.

    The composer raises:
        Refused: `proposals-none`.
    """

    def compose(view: View) -> Statement:
        if not proposals:
            raise Refused("proposals-none", "Nothing in the file differs from the text of the talks.")
        by_id = {each.id: each for each in view.points}
        what = f"{len(proposals)} proposals" if len(proposals) > 1 else "A proposal"
        return Statement(acts=proposals, subject=what, lines=[say_proposal(each, by_id) for each in proposals])

    return compose


def take_wishes(view: View, wishes: Sequence[Wish], reason: str = "") -> list[Proposal]:
    """Proposals that an officer listed.

    Raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """
    return [_take_wish(view, wish, reason) for wish in wishes]


def read_new_text(
    view: View, new: Text, *, matches: Mapping[str, str] | None = None, reason: str = ""
) -> list[Proposal]:
    """What a new text changes in the text in force, a proposal a point.

    Args:
        view: the state of play.
        new: the text.
        matches: points of the text in force with those that they became; as likeness suggests, if nobody said.
        reason: why, of each proposal.

    Raises:
        Refused: `talks-no-text`, if no text is in force.
    """
    old = need_text(view)
    if matches is None:
        matches = likeliest(old, new, least=LIKELY)
    points = own_points(old, view)
    found: list[Proposal] = []
    behind = ""
    for change in compare(old, new, matches):
        state = points.get(change.old.id) if change.old is not None else None
        if change.new is None:
            found += [_suppress(state, reason)] if state is not None else []
            continue
        words = change.new
        if state is None:
            found.append(Proposal(verb="ADD", text=words.text, after=behind, number=words.number, reason=reason))
            continue
        if change.old is not None and change.old.wording != words.wording:
            found.append(_modify(state, words.text, reason))
        if change.op == MOVED:
            found.append(Proposal(verb="MOVE", point=state.id, basis=state.wording, after=behind, reason=reason))
        behind = state.id
    return found


def read_redline(view: View, passages: Sequence[Passage], *, reason: str = "") -> list[Proposal]:
    """What tracked changes change in the text in force, a proposal a paragraph.

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
        words = _words(passage.new)
        if even(words.text) != even(_words(passage.old).text):
            found.append(_modify(state, words.text, reason))
    return found


def sponsor(proposal: Reference, *, withdraws: bool = False) -> Composer:
    """Joining a proposal of another, or ceasing to sponsor it."""

    def compose(_: View) -> Statement:
        verb = "no longer sponsors" if withdraws else "joins as a sponsor of"
        line = f"The sender {verb} the proposal {proposal.place} of letter {proposal.letter.hex()[:16]}."
        act = Sponsor(proposal=proposal, withdraws=withdraws)
        return Statement(acts=(act,), subject="Sponsoring a proposal", lines=(line,))

    return compose


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
            if each.text is not None:
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


def _take_wish(view: View, wish: Wish, reason: str) -> Proposal:
    state = find_point(view, wish.point) if wish.point else None
    others = tuple(sorted(find_point(view, each).id for each in wish.others))
    proposal = Proposal(
        verb=wish.verb,
        text=wish.text,
        texts=wish.texts,
        others=others,
        after=find_point(view, wish.after).id if wish.after else "",
        number=wish.number,
        reason=wish.reason or reason,
        not_negotiable=wish.not_negotiable,
    )
    return replace(proposal, point=state.id, basis=state.wording) if state else proposal


def say_proposal(proposal: Proposal, by_id: Mapping[str, PointState]) -> str:
    """A proposal in words."""
    state = by_id.get(proposal.point)
    point = f" point {call(state)} ({state.title})" if state else ""
    return " ".join(_pieces(proposal, point))


def _pieces(proposal: Proposal, point: str) -> Iterator[str]:
    yield f"{proposal.verb}: {_SAYS[proposal.verb]}{point}."
    for text in (proposal.text, *proposal.texts):
        if text:
            yield f"“{text}”"
    if proposal.number:
        yield f"Number {proposal.number}."
    if proposal.reason:
        yield f"Reason: {proposal.reason}"
