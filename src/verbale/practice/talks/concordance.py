"""Concordance: where each point comes from, which letters brought its words, and with what reasons; and convergence.

A round ends for a party when it speaks again after others spoke since. How many points were open after each round is
how talks are seen to converge.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.cut import OPEN, PROPOSED, Cut
from verbale.practice.talks.proposals import points_of
from verbale.practice.talks.record import Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that had the point: its digest, the letter that put it forward, the point and its number there."""

    text: bytes
    letter: bytes
    point: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceRow:
    """A point and where it comes from.

    Attributes:
        point, number: as the table shows it.
        status: as the table shows it.
        sources: the points of earlier texts that it continues, the oldest first.
        letters: the letters that proposed words for it, in the order for display.
        reasons: why, as those letters say.
    """

    point: str
    number: str
    status: str
    sources: tuple[Source, ...]
    letters: tuple[bytes, ...]
    reasons: tuple[str, ...] = field(repr=False)


def show_concordance(cut: Cut) -> Iterator[ConcordanceRow]:
    """A row for each point of the table."""
    table, gazette = cut.table, cut.table.gazette
    proposals: dict[str, list[tuple[bytes, str]]] = {}
    for held in table.held(Proposal, cut.letters):
        letter = table.ledger.ids[held.letter]
        for name in points_of(letter, held.place, held.act):
            proposals.setdefault(name, []).append((letter, held.act.reason))
    for point in cut.points:
        name = gazette.points[point]
        sources = tuple(_sources(cut, point))
        about = [each for source in sources for each in proposals.get(source.point, ())] if sources else []
        about = list(dict.fromkeys((*about, *proposals.get(name, ()))))
        yield ConcordanceRow(
            point=name,
            number=sources[-1].number if sources else "",
            status=cut.statuses[point],
            sources=sources,
            letters=tuple(dict.fromkeys(letter for letter, _ in about)),
            reasons=tuple(reason for _, reason in about if reason),
        )


def _sources(cut: Cut, point: int) -> Iterator[Source]:
    """The points that a point continues, in every text that was in force, the oldest first."""
    wanted, found = {point}, []
    for roll in reversed(cut.rolls):
        here = [each for each in roll.points if each in wanted]
        for each in reversed(here):
            found.append(
                Source(
                    text=roll.text,
                    letter=cut.table.ledger.ids[roll.letter],
                    point=cut.table.gazette.points[each],
                    number=roll.shown[roll.places[each]][0],
                )
            )
            wanted |= set(roll.origins.get(each, ()))
    return reversed(found)


def show_matches(cut: Cut, old: bytes, new: bytes) -> tuple[tuple[str, str], ...] | None:
    """Which points of one text are which of another, as the letters that put the texts forward say.

    Args:
        cut: the letters.
        old: the digest of a text.
        new: that of another, later or earlier.

    Returns:
        Ids of points as each text itself has them, in the order of the new one; a point that was split or merged stands
        more than once. Nothing if one of the two neither opened the talks nor revises a text of them.
    """
    table = cut.table
    one, other = table.roll(old, cut.letters), table.roll(new, cut.letters)
    if one is None or other is None:
        return None
    origins: dict[int, tuple[int, ...]] = {}
    for roll in (each for rolls in table.rolls.values() for each in rolls if cut.letters >> each.letter & 1):
        origins |= {point: (*origins.get(point, ()), *some) for point, some in roll.origins.items()}
    forth = {(was, point) for point in other.points for was in _reach(point, one, origins)}
    back = {(point, became) for point in one.points for became in _reach(point, other, origins)}
    ordered = sorted(forth | back, key=lambda pair: (other.places[pair[1]], one.places[pair[0]]))
    return tuple((one.own[one.places[was]], other.own[other.places[became]]) for was, became in ordered)


def _reach(point: int, roll: Roll, origins: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """The nearest points of a text that a point continues: itself, or what it comes from."""
    waiting, seen = [point], {point}
    while waiting:
        each = waiting.pop()
        if each in roll.places:
            yield each
            continue
        fresh = [origin for origin in origins.get(each, ()) if origin not in seen]
        seen.update(fresh)
        waiting += fresh


def show_rounds(cut: Cut) -> Iterator[int]:
    """How many points were open after each round."""
    letters, table = 0, cut.table
    for number in sorted(table.by_round):
        in_round = table.by_round[number] & cut.letters
        if not in_round:
            return
        letters |= in_round
        then = Cut(table, cut.wordings, cut.rows_kept, letters, contested=cut.contested)
        yield sum(then.statuses[point] in (OPEN, PROPOSED) for point in then.points)
