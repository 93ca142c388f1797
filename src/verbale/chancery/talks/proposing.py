"""Proposals: what this house wants provisions to be, point by point, as an officer lists them; and who joins them.

`verbale.chancery.talks.amending` makes them of a file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from verbale.chancery.talks.points import call, find_point
from verbale.chancery.talks.saying import Composer, Statement
from verbale.formats.errors import Refused
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Reference
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View

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


def sponsor(proposal: Reference, *, withdraws: bool = False) -> Composer:
    """Joining a proposal of another, or ceasing to sponsor it."""

    def compose(_: View) -> Statement:
        verb = "no longer sponsors" if withdraws else "joins as a sponsor of"
        line = f"The sender {verb} the proposal {proposal.place} of letter {proposal.letter.hex()[:16]}."
        act = Sponsor(proposal=proposal, withdraws=withdraws)
        return Statement(acts=(act,), subject="Sponsoring a proposal", lines=(line,))

    return compose


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
