"""One trip to a party: a pouch there, its answer back, both by the use cases of the exchange.

Nothing is held while the network is waited for. If we crash on the way, the party may have placed letters whose
receipts we have not read: they go again, and earn the same receipts (law 3).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from verbale.chancery.despatch.names import NETWORK
from verbale.exchange.pack import is_due, pack
from verbale.exchange.placing import Received
from verbale.exchange.ports import Carrier, Office, View
from verbale.exchange.receive import receive


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What a trip brought.

    Attributes:
        letters, receipts: how many went.
        bytes: the length of the pouch.
        answer: what became of the reply pouch; `None` if it comes later.
        again: whether another trip is due at once.
    """

    letters: int
    receipts: int
    bytes: int
    answer: Received | None
    again: bool


def make_trip(office: Office, carrier: Carrier, peer: bytes, *, clock: Callable[[], datetime]) -> Trip:
    """Takes to a party what is due to it; an empty pouch, if nothing is, asks whether it has anything.

    Raises:
        Unavailable: to be tried again later; what came whole was kept.
        Malformed, Untrusted, Refused: by the other side or by ours; not to be repeated unchanged.
    """
    packed = pack(office, peer, now=clock())
    received = None
    with carrier.exchange(packed.party, packed.blocks(), packed.length) as answer:
        blocks = _unless_empty(answer.blocks)
        if blocks is not None:
            received = receive(office, blocks, now=clock(), road=NETWORK)
    with office.store.read() as view:
        again = received is not None and is_due(view, peer)
    return Trip(letters=packed.letters, receipts=packed.receipts, bytes=packed.length, answer=received, again=again)


def count_waiting(view: View) -> int:
    """How many items (letters, receipts, voids) lie above what their parties say that they hold."""
    return sum(count_waiting_for(view, party.id) for party in view.parties())


def count_waiting_for(view: View, peer: bytes) -> int:
    """How many items lie above what one party says that it holds."""
    pair = view.pair(peer)
    return max(0, pair.last - pair.theirs.through - sum(number <= pair.last for number in pair.theirs.beyond))


def _unless_empty(blocks: Iterable[bytes]) -> Iterator[bytes] | None:
    rest = iter(blocks)
    first = next(rest, None)
    return None if first is None else chain((first,), rest)
