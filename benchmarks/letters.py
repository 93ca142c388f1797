"""Letters a second, one core, in one process: signed, sealed, packed, opened, verified, receipted, the receipt checked.

Two houses in real homes; everything that a receipt speaks of is on the disk before it leaves. The peer does the same
without storing anything. Each letter is drafted and cleared beforehand, as the peer's content is given.
"""

import os
from collections.abc import Mapping, Sequence
from functools import partial

from benchmarks import as2, prose
from benchmarks.figure import Figure, in_turn, seconds_of, without_collector
from benchmarks.houses import House, houses, now
from verbale.exchange.letters import Draft, send_all
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive, receive_and_answer

BODY = 10 * prose.KIB
ROUNDS = 7
BATCH = 50
PEER_BATCH = 25
BODIES = (prose.KIB, 10 * prose.KIB, 100 * prose.KIB)
TOGETHER = (5, 50, 500)


def letters_single() -> Figure:
    """One letter, one pouch, one receipt, and again; and how letters of other lengths go."""
    return _beside_as2(1, {f"{body // prose.KIB} KiB": (BATCH, 1, body) for body in BODIES})


def letters_pouch50() -> Figure:
    """Fifty letters in one pouch, under one receipt; and how other numbers go."""
    return _beside_as2(BATCH, {f"{many} in a pouch": (max(BATCH, many), many, BODY) for many in TOGETHER})


def _beside_as2(together: int, others: Mapping[str, tuple[int, int, int]]) -> Figure:
    """The figure, and the rates of so many letters, so many in a pouch, of so many bytes each."""
    _use_one_core()
    peer = as2.Exchange()
    content = "\n".join(each.text for each in prose.paragraphs(BODY)).encode()
    with houses("ARV", "BOR") as (sender, receiver), without_collector():
        drafts = [_draft(sender, receiver, seed) for seed in range((ROUNDS + 1) * BATCH)]
        _exchange(sender, receiver, [drafts.pop() for _ in range(BATCH)], together)
        peer.send(content)
        ours, theirs = in_turn(
            lambda: _exchange(sender, receiver, [drafts.pop() for _ in range(BATCH)], together),
            lambda: peer.send_many(content, PEER_BATCH),
            rounds=ROUNDS,
        )
        sizes = {name: _rate(sender, receiver, *other) for name, other in others.items()}
    return Figure(
        value=BATCH / ours,
        unit="letters/s",
        peer=as2.NAME,
        peer_value=PEER_BATCH / theirs,
        sizes=sizes,
        note="one core; durable and hybrid post-quantum, the peer neither",
    )


def _rate(sender: House, receiver: House, letters: int, together: int, body: int) -> float:
    rounds = [[_draft(sender, receiver, seed, body) for seed in range(letters)] for _ in range(3)]
    return letters / min(seconds_of(partial(_exchange, sender, receiver, each, together)) for each in rounds)


def _exchange(sender: House, receiver: House, drafts: Sequence[Draft], together: int) -> None:
    for start in range(0, len(drafts), together):
        sent = send_all(sender.office, drafts[start : start + together], officers=[sender.officer], now=now())
        carry(sender, receiver)
        assert sender.reached(sent[-1], receiver) == "opened"


def carry(sender: House, receiver: House) -> None:
    """A pouch there, and the answer with its receipts back."""
    pouch = pack(sender.office, receiver.party.id, now=now())
    _, reply = receive_and_answer(receiver.office, pouch.blocks(), now=now(), road="network")
    receive(sender.office, reply.blocks(), now=now(), road="network")


def _draft(sender: House, receiver: House, seed: int, body: int = BODY) -> Draft:
    return sender.cleared(receiver, paragraphs=prose.paragraphs(body, seed=seed))


def _use_one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
