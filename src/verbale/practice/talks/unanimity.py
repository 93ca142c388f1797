"""Unanimity: acts that hold once every member has done them.

Each member has done the act in some letters, and may have taken it back in others. The act holds if one can choose for
each member a letter that does it so that nobody had taken back what was chosen, as far as the chosen letters know.
What is outside their causes does not undo it, and none of it depends on which letter came first: another letter only
adds to what can be chosen. Source: protocol §7.

Of a member whose letters are written each upon those before, the earliest that serves is the best choice, and trying
them in that order finds it at once. One that means harm has letters that do not know of each other; then a choice may
have to be given up for another. What was found to lead nowhere is not tried again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

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
    # Whose choice is the smallest is tried first: it leaves the least to be tried again.
    choices = sorted((_choices(ledger, done.get(each, ()), undone.get(each, ())) for each in members), key=len)
    if not choices or not choices[0]:
        return None
    search = _Search(choices)
    return search.known if search.find(0, 0, 0) else None


def _choices(ledger: Ledger, done: Sequence[int], undone: Sequence[int]) -> list[tuple[int, int]]:
    """What a member may be held to: what each letter that does it knows, and the letters that take it back."""
    pasts, found = ledger.pasts, []
    for number in sorted(done, key=ledger.rank):
        back = 0
        for each in undone:
            back |= (pasts[each] >> number & 1) << each
        if not pasts[number] & back:
            found.append((pasts[number], back))
    return found


@dataclass(slots=True)
class _Search:
    """Looks for a choice for each member.

    Attributes:
        choices: what each may be held to.
        known: what the chosen letters know, once they are found.
    """

    choices: list[list[tuple[int, int]]]
    known: int = 0
    _back: int = 0
    _tried: set[tuple[int, int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for some in self.choices:
            for _, back in some:
                self._back |= back

    def find(self, place: int, known: int, back: int) -> bool:
        """Chooses for the members from a place on; `back` is what must not become known."""
        if place == len(self.choices):
            self.known = known
            return True
        # Of what is known, only who took what back decides what else can be chosen.
        at = place, known & self._back, back
        if at in self._tried:
            return False
        for past, takes_back in self.choices[place]:
            more, less = known | past, back | takes_back
            if not more & less and self.find(place + 1, more, less):
                return True
        self._tried.add(at)
        return False
