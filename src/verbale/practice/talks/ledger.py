"""Letters in the order of their causes, and those that wait for a cause.

Every letter that has all its causes gets an index, and a **past**: the set of indices that it was written upon, itself
among them, as the bits of an integer. A letter is taken only after its causes, so a past is complete when it is made.
Who stands before whom is a question to one bit; what a set of letters gives depends on the set alone.

The order for display is the one that takes, of all letters whose causes are out, the one with the smallest id
(Kahn). A letter that nothing follows yet is put into its place without moving the others. Source: protocol §7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verbale.practice.talks.letter import TalksLetter


@dataclass(slots=True)
class Ledger:
    """Letters by their causes.

    Attributes:
        ids: the id of each index.
        index: the index of each id.
        pasts: the past of each index.
        order: the indices in the order for display.
        waiting: letters that lack a cause, by id.
    """

    ids: list[bytes] = field(default_factory=list)
    index: dict[bytes, int] = field(default_factory=dict)
    pasts: list[int] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    waiting: dict[bytes, TalksLetter] = field(default_factory=dict)
    _waiters: dict[bytes, list[bytes]] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """The set of all letters that have an index."""
        return (1 << len(self.ids)) - 1

    def admit(self, letter: TalksLetter) -> Iterator[TalksLetter]:
        """Takes a letter in: gives it and those that waited for it, each once it may be placed with `place`."""
        if letter.id in self.index or letter.id in self.waiting:
            return
        ready = [letter]
        while ready:
            each = ready.pop()
            missing = [cause for cause in each.upon if cause not in self.index]
            if missing:
                self.waiting[each.id] = each
                self._waiters.setdefault(missing[0], []).append(each.id)
                continue
            self.waiting.pop(each.id, None)
            yield each
            ready += [self.waiting[waiter] for waiter in self._waiters.pop(each.id, ())]

    def place(self, letter: TalksLetter) -> int:
        """Gives a letter that has all its causes its index, its past and its place in the order."""
        past = 1 << len(self.ids)
        for cause in letter.upon:
            past |= self.pasts[self.index[cause]]
        number = self.put_back(letter.id, past)
        self._put(number)
        return number

    def put_back(self, name: bytes, past: int) -> int:
        """Gives a letter its index, with a past that is known; its place in the order is for the caller."""
        number = len(self.ids)
        self.ids.append(name)
        self.index[name] = number
        self.pasts.append(past)
        return number

    def missing(self) -> dict[bytes, tuple[bytes, ...]]:
        """The causes that each waiting letter lacks."""
        return {
            each.id: tuple(cause for cause in each.upon if cause not in self.index)
            for each in sorted(self.waiting.values(), key=lambda letter: letter.id)
        }

    def places(self) -> dict[int, int]:
        """The place of each index in the order for display."""
        return {number: place for place, number in enumerate(self.order)}

    def rank(self, number: int) -> tuple[int, bytes]:
        """Sorts letters so that causes come first, alike wherever the same letters are."""
        return self.pasts[number].bit_count(), self.ids[number]

    def frontier(self, letters: int) -> tuple[bytes, ...]:
        """The ids of those letters of a set that no other of the set was written upon, rising."""
        covered, found = 0, []
        for number in sorted(bits(letters), key=self.rank, reverse=True):
            if not covered >> number & 1:
                found.append(self.ids[number])
                covered |= self.pasts[number]
        return tuple(sorted(found))

    def _put(self, number: int) -> None:
        # Behind its last cause, before the first letter there with a greater id: what Kahn's order would do, for
        # nothing follows the newcomer.
        past, name = self.pasts[number], self.ids[number]
        place = at = len(self.order)
        while at and not past >> self.order[at - 1] & 1:
            at -= 1
            if self.ids[self.order[at]] > name:
                place = at
        self.order.insert(place, number)


def bits(letters: int) -> Iterator[int]:
    """The indices in a set."""
    while letters:
        low = letters & -letters
        yield low.bit_length() - 1
        letters ^= low
