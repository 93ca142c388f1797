"""Closings and reopenings of a point, by turns.

In each wording a point is closed by all, opened again by all, closed again, and so on. What a letter counts for follows
from what its sender knew alone: a closing belongs to the turn in which its sender saw the point, and a reopening opens
what its sender saw closed. So a letter that somebody held back, or wrote upon less than it had, ends no turn that came
to its end without it. Each wording has its turns: what was closed in one and opened again may be closed in another.
Source: protocol §7.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verbale.practice.talks.force import within
from verbale.practice.talks.held import Acts
from verbale.practice.talks.table import Table
from verbale.practice.talks.unanimity import complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What the closings of a point come to.

    Attributes:
        holds: the wordings in which it is closed, each with the causes of that; more than one if they contradict.
        acts: for each wording, who closed it in the turn that is on, and who took that back.
        again: who opens what is closed; nobody if it is not.
        opened: the causes of the reopenings that ended turns.
    """

    holds: Mapping[int, int]
    acts: Mapping[int, Acts]
    again: Acts
    opened: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """How far a point has come in one wording.

    Attributes:
        count: how many turns came to their end.
        known: the causes of its closing in this turn; nothing if it is not closed.
        acts: who closed it in this turn, and who took that back.
        again: who opens it again.
        opened: the causes of the reopenings that ended the turns before.
    """

    count: int
    known: int | None
    acts: Acts
    again: Mapping[int, list[int]]
    opened: int


def closing(table: Table, point: int, letters: int) -> Closing:
    """What the closings of a point come to, after a set of letters."""
    holds, acts, again, opened = {}, {}, Acts(), 0
    for wording in table.closes.get(point, ()):
        turn = _turn(table, point, wording, letters)
        acts[wording] = turn.acts
        opened |= turn.opened
        if turn.known is not None:
            holds[wording] = turn.known
            for member, numbers in turn.again.items():
                again.done.setdefault(member, []).extend(numbers)
    return Closing(holds=holds, acts=acts, again=again, opened=opened)


def closed_alike(table: Table) -> list[list[int]]:
    """The points that anybody closed, those together whose closings and reopenings stand in the same letters.

    What becomes of one of them becomes of the others: two thousand points that two hundred parties close are one
    question. The wordings of each, in the order in which `table.closes` has them, answer one another.
    """
    found: dict[object, list[int]] = {}
    for point, by_wording in table.closes.items():
        closes = tuple(tuple(map(tuple, acts.done.values())) for acts in by_wording.values())
        reopens = tuple(map(tuple, table.reopens.get(point, {}).values()))
        found.setdefault((closes, reopens), []).append(point)
    return list(found.values())


def _turn(table: Table, point: int, wording: int, letters: int) -> _Turn:
    seen = table.turns.setdefault((point, wording), {})
    said = _numbers(table.closes[point][wording].done), _numbers(table.reopens.get(point, {}))
    # A letter's causes come before it, so what its sender knew is judged already. It never changes.
    for number in sorted({*said[0], *said[1]} - seen.keys(), key=table.ledger.rank):
        turn = _stand(table, point, wording, table.ledger.pasts[number] & ~(1 << number))
        seen[number] = turn.count, turn.known is not None
    return _stand(table, point, wording, letters)


def _stand(table: Table, point: int, wording: int, letters: int) -> _Turn:
    """How far a point has come, once it is known what the sender of each closing and reopening saw."""
    ledger, members, seen = table.ledger, table.active(letters), table.turns[point, wording]
    closes, reopens = within(letters, table.closes[point][wording].done), within(letters, table.reopens.get(point, {}))
    count = opened = 0
    while True:
        acts = Acts()
        acts.done = {member: [each for each in some if seen[each][0] == count] for member, some in closes.items()}
        acts.undone = _taken_back(table, point, wording, letters)
        again = {member: [each for each in some if seen[each] == (count, True)] for member, some in reopens.items()}
        known = complete(ledger, members, acts.done, acts.undone)
        since = None if known is None else complete(ledger, members, again, {})
        if since is None:
            return _Turn(count=count, known=known, acts=acts, again=again, opened=opened)
        count, opened = count + 1, since


def _taken_back(table: Table, point: int, wording: int, letters: int) -> dict[int, list[int]]:
    """Who took back a closing: by reopening, or by closing in other words."""
    found = within(letters, table.reopens.get(point, {}))
    for other, acts in table.closes[point].items():
        for member, numbers in within(letters, acts.done).items() if other != wording else ():
            found.setdefault(member, []).extend(numbers)
    return found


def _numbers(by_member: Mapping[int, Iterable[int]]) -> list[int]:
    return [number for some in by_member.values() for number in some]
