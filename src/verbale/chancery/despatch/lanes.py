"""The lanes of despatch: who is tried when, and by which worker. Any number of workers may run; each lane has one.

A worker asks for lanes that are due, claims one by a conditional write (the same on both databases), works without a
transaction, and says how it ended. A worker that died leaves a lease that runs out. A wake-up only saves latency: what
is due is always found again by looking.

    waiting ──claim──▶ leased ──ended──▶ waiting, at once
       ▲                  │──failed────▶ waiting, later: at once first, then doubling up to an hour, with jitter
       └── lease over ────┘              heard from the party: at once again
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verbale.chancery.sql import Engine, Row, insert, read_moment, read_time

LEASE = timedelta(minutes=5)
"""How long a worker has a lane without saying anything; a large letter on a slow road extends it."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

_LANE = ("peer", "next_try", "attempts", "last_error_code", "last_error_reason", "tried_at", "leased_until")
_LIST = f"SELECT {', '.join(_LANE)} FROM despatch_lane ORDER BY next_try, peer"
_DUE = (
    "SELECT p.peer FROM parties_pair p LEFT JOIN despatch_lane l ON l.peer = p.peer "
    "WHERE (length(p.wants) > 0 "
    "OR EXISTS (SELECT 1 FROM despatch_item i WHERE i.peer = p.peer AND i.number > p.theirs_through)) "
    "AND (l.peer IS NULL OR (l.next_try <= %s AND (l.leased_until IS NULL OR l.leased_until <= %s))) "
    "ORDER BY l.next_try IS NOT NULL, l.next_try, p.peer LIMIT %s"
)
_CLAIM = insert(
    "despatch_lane",
    ("peer", "next_try", "attempts", "last_error_code", "last_error_reason", "tried_at", "leased_until", "lease"),
    conflict="ON CONFLICT (peer) DO UPDATE SET tried_at = excluded.tried_at, leased_until = excluded.leased_until, "
    "lease = excluded.lease WHERE despatch_lane.next_try <= excluded.next_try "
    "AND (despatch_lane.leased_until IS NULL OR despatch_lane.leased_until <= excluded.next_try)",
)
_EXTEND = "UPDATE despatch_lane SET leased_until = %s WHERE peer = %s AND lease = %s"
_ENDED = (
    "UPDATE despatch_lane SET next_try = %s, attempts = 0, last_error_code = '', last_error_reason = '', "
    "leased_until = NULL, lease = %s WHERE peer = %s AND lease = %s"
)
_FAILED = (
    "UPDATE despatch_lane SET next_try = %s, attempts = attempts + 1, last_error_code = %s, last_error_reason = %s, "
    "leased_until = NULL, lease = %s WHERE peer = %s AND lease = %s"
)
_HEARD = "UPDATE despatch_lane SET next_try = %s, attempts = 0 WHERE peer = %s AND next_try > %s"
_TOKEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The road to a party.

    Attributes:
        peer: the party.
        next_try: when it is tried again, if something is due then.
        attempts: how often it failed since it last went well.
        code, reason: of the last failure; empty if it went well.
        tried_at: when it was last tried.
        leased_until: until when a worker has it; `None` if none has.
    """

    peer: bytes
    next_try: datetime
    attempts: int
    code: str
    reason: str
    tried_at: datetime | None
    leased_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lane that this worker has.

    Attributes:
        peer: the party.
        attempts: how often it failed since it last went well.
        token: by which the lane knows the worker.
    """

    peer: bytes
    attempts: int
    token: bytes


class Lanes:
    """The lanes of a chancery. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime, *, limit: int = 64) -> Sequence[bytes]:
        """Parties to whom something is due and whose lane is free, those first that have waited longest."""
        with self._engine.reading() as sql:
            moment = sql.moment(now)
            return [peer for (peer,) in sql.rows(_DUE, moment, moment, limit)]

    def claim(self, peer: bytes, *, now: datetime, lease: timedelta = LEASE) -> Claim | None:
        """Takes a lane; `None` if another worker has it or its time has not come."""
        token = secrets.token_bytes(_TOKEN)
        with self._engine.writing() as sql:
            moment = sql.moment(now)
            if not sql.run(_CLAIM, peer, moment, 0, "", "", moment, sql.moment(now + lease), token):
                return None
            row = sql.row("SELECT attempts FROM despatch_lane WHERE peer = %s", peer)
        return Claim(peer=peer, attempts=row[0] if row else 0, token=token)

    def extend(self, claim: Claim, *, now: datetime, lease: timedelta = LEASE) -> bool:
        """Keeps a lane for longer; tells whether the worker still has it."""
        with self._engine.writing() as sql:
            return sql.run(_EXTEND, sql.moment(now + lease), claim.peer, claim.token) == 1

    def ended(self, claim: Claim, *, now: datetime) -> None:
        """Gives a lane back after all went well. If the lease ran out meanwhile, nothing is changed."""
        with self._engine.writing() as sql:
            sql.run(_ENDED, sql.moment(now), b"", claim.peer, claim.token)

    def failed(self, claim: Claim, *, code: str, reason: str, next_try: datetime) -> None:
        """Gives a lane back after a failure. If the lease ran out meanwhile, nothing is changed."""
        with self._engine.writing() as sql:
            sql.run(_FAILED, sql.moment(next_try), code, reason, b"", claim.peer, claim.token)

    def heard(self, peer: bytes, *, now: datetime) -> None:
        """A pouch or knock came from a party: whatever waits for it need not wait longer."""
        with self._engine.writing() as sql:
            moment = sql.moment(now)
            sql.run(_HEARD, moment, peer, moment)

    def all(self) -> Sequence[Lane]:
        """Every lane that was ever tried, those first that are tried next."""
        with self._engine.reading() as sql:
            return [_read(row) for row in sql.rows(_LIST)]


def next_pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after a failure: not at all after the first, then doubling up to an hour, less up to half.

    Args:
        attempts: how often it failed before this time.
        chance: from 0 up to 1; spreads the tries of many parties that went away together.
    """
    if attempts == 0:
        return timedelta(0)
    doubled: timedelta = FIRST_PAUSE * (1 << min(attempts - 1, 16))
    return min(doubled, LONGEST_PAUSE) * (1 - chance / 2)


def _read(row: Row) -> Lane:
    peer, next_try, attempts, code, reason, tried_at, leased_until = row
    return Lane(
        peer=peer,
        next_try=read_time(next_try),
        attempts=attempts,
        code=code,
        reason=reason,
        tried_at=read_moment(tried_at),
        leased_until=read_moment(leased_until),
    )
