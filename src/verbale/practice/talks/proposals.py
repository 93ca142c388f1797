"""Proposals and remarks, as a caller sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verbale.formats.talks.proposal import Proposal
from verbale.formats.talks.provision import added_point
from verbale.formats.talks.remark import Remark
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.force import sponsors, supported


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalState:
    """A proposal.

    Attributes:
        letter, place: where it stands.
        party: who made it.
        proposal: what it says.
        points: the points that it speaks of or adds.
        sponsors: who sponsors it, rising; the party that made it is the first of them unless it withdrew.
        supported: whether every member sponsors it.
    """

    letter: bytes
    place: int
    party: bytes
    proposal: Proposal = field(repr=False)
    points: tuple[str, ...]
    sponsors: tuple[bytes, ...]
    supported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkState:
    """A remark: where it stands, who made it, and what it says."""

    letter: bytes
    place: int
    party: bytes
    remark: Remark


def show_proposals(cut: Cut) -> Iterator[ProposalState]:
    """The proposals, in the order for display."""
    table = cut.table
    for held in table.held(Proposal, cut.letters):
        letter = table.ledger.ids[held.letter]
        names = sorted(table.members[member] for member in sponsors(table, held, cut.letters))
        yield ProposalState(
            letter=letter,
            place=held.place,
            party=table.members[held.member],
            proposal=held.act,
            points=points_of(letter, held.place, held.act),
            sponsors=tuple(sorted(names, key=lambda name: name != table.members[held.member])),
            supported=supported(table, held, cut.letters),
        )


def points_of(letter: bytes, place: int, proposal: Proposal) -> tuple[str, ...]:
    """The points that a proposal speaks of or adds.

    Args:
        letter: the id of its letter.
        place: where it stands there.
        proposal: the proposal.
    """
    if proposal.verb == "ADD":
        return (added_point(letter, place),)
    given = tuple(added_point(letter, place, nth) for nth in range(len(proposal.texts)))
    return (proposal.point, *proposal.others, *given)


def show_remarks(cut: Cut) -> Iterator[RemarkState]:
    """The remarks, in the order for display."""
    for held in cut.table.held(Remark, cut.letters):
        yield RemarkState(
            letter=cut.table.ledger.ids[held.letter],
            place=held.place,
            party=cut.table.members[held.member],
            remark=held.act,
        )
