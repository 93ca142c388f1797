"""Unanimity: acts that hold once every member has done them.

Each member has done the act in some letters, and may have taken it back in others. The act holds if one can choose for
each member a letter that does it so that nobody had taken back what was chosen, as far as the chosen letters know.
What is outside their causes does not undo it, and none of it depends on which letter came first. Source: protocol §7.
"""

from collections.abc import Collection, Mapping, Sequence

from verbale.practice.talks.ledger import Ledger


def complete(
    ledger: Ledger,
    members: Collection[int],
    done: Mapping[int, Sequence[int]],
    undone: Mapping[int, Sequence[int]],
) -> int | None:
    """The causes of an act that every member has done, as a set; nothing if it does not hold.

    Args:
        ledger: the letters.
        members: who has to do it.
        done: the letters of each member that do it.
        undone: the letters of each member that take it back.
    """
    left = {member: sorted(done.get(member, ()), key=ledger.rank) for member in members}
    if not left or not all(left.values()):
        return None
    # Every choice begins with the earliest. A later one only adds to what is known, so a choice that is taken back
    # is taken back for good, and the first set where none is must be the smallest.
    while True:
        known = 0
        for letters in left.values():
            known |= ledger.pasts[letters[0]]
        stale = [
            member
            for member, letters in left.items()
            if any(known >> each & 1 and ledger.pasts[each] >> letters[0] & 1 for each in undone.get(member, ()))
        ]
        if not stale:
            return known
        for member in stale:
            del left[member][0]
            if not left[member]:
                return None
