"""Despatch for a person who asks: every party to whom something is due is tried now, once, and the outcome is told.

It may run beside a server on the same home. A lane that the server's worker is on is waited for, since what is due
there goes anyway.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from verbale.chancery.despatch.carrier import HTTPCarrier
from verbale.chancery.despatch.options import Options, read_options
from verbale.chancery.despatch.rounds import Failure, Rounds
from verbale.chancery.despatch.trip import count_waiting
from verbale.chancery.despatch.worker import THREADS, survey
from verbale.chancery.office import Node
from verbale.exchange.pack import is_due
from verbale.exchange.ports import Carrier, View
from verbale.exchange.receive import note_own_hold
from verbale.formats.fields import write_time

_OTHERS = 30.0
_LOOK = 0.1


def despatch_once(
    node: Node, *, carrier: Carrier | None = None, options: Options | None = None, patience: float = _OTHERS
) -> dict[str, Any]:
    """Takes to every party what is due to it, now and once, and says what came of it.

    A chancery without an address of its own also asks every party whether it has anything, and one that is held asks
    every party how far its own record went. A lane that another worker is on is waited for.

    Args:
        node: the chancery, unlocked.
        carrier: the network; by the operator's rule if not said.
        options: what the operator set; the environment's if not said.
        patience: how long other workers are waited for, in seconds.

    Returns:
        `sent`: items that parties hold now and did not before; `waiting`: items that no party says it holds;
        `failed`: `party`, `code`, `reason` and `next_try` of each lane that failed.

    Raises:
        Refused: `dial-rule` or `setting`.
        Unavailable: as the store says.
    """
    options = options or read_options()
    note_own_hold(node.office, now=node.now())
    looked = survey(node)
    with node.store.read() as view:
        everybody = looked.held or not looked.callable
        peers = [peer for peer in sorted(looked.partners) if everybody or is_due(view, peer)]
        before = {peer: _count_held(view, peer) for peer in peers}
    own = HTTPCarrier(options.dial)
    with closing(own):
        failures = _make_rounds(node, carrier or own, peers, patience)
    with node.store.read() as view:
        sent = sum(max(0, _count_held(view, peer) - before[peer]) for peer in peers)
        waiting = count_waiting(view)
        codes = {party.id: party.code for party in view.parties()}
    failed = [
        {
            "party": codes[each.peer],
            "code": each.code,
            "reason": each.reason,
            "next_try": write_time(each.next_try.replace(microsecond=0)),
        }
        for each in failures
    ]
    return {"sent": sent, "waiting": waiting, "failed": failed}


def _make_rounds(node: Node, carrier: Carrier, peers: list[bytes], patience: float) -> list[Failure]:
    rounds = Rounds(office=node.office, lanes=node.store.lanes, carrier=carrier, clock=node.now)
    deadline = time.monotonic() + patience

    def visit(peer: bytes) -> Failure | None:
        try:
            return _visit(node, rounds, peer, deadline)
        finally:
            node.store.close()

    with ThreadPoolExecutor(THREADS, thread_name_prefix="despatch") as pool:
        failures = [failure for failure in pool.map(visit, peers) if failure is not None]
    rounds.release()
    rounds.settle()
    return failures


def _visit(node: Node, rounds: Rounds, peer: bytes, deadline: float) -> Failure | None:
    again = True
    while True:
        made = rounds.make(peer, early=True)
        if made.failure is not None and again and made.failure.next_try <= rounds.moment():
            again = False  # the first failure is repeated at once, as a worker does
            continue
        if made.had or time.monotonic() > deadline or not _is_due(node, peer):
            return made.failure
        time.sleep(_LOOK)


def _is_due(node: Node, peer: bytes) -> bool:
    with node.store.read() as view:
        return is_due(view, peer)


def _count_held(view: View, peer: bytes) -> int:
    """How many of our items a party says that it holds."""
    have = view.pair(peer).theirs
    return have.through + len(have.beyond)
