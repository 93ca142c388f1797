"""The lanes of despatch: who is tried when, and by which worker. Any number of workers may run; each lane has one.

A worker asks for lanes that are due, claims one by a conditional write (the same on both databases), works without a
transaction, and says how it ended. A lane that went well may be kept for the next letter until the lease is over, which
spares a write each way. A worker that died leaves a lease that runs out; on the same machine it is void at once. A
wake-up only saves latency: what is due is always found again by looking.

    waiting ──claim──▶ leased ──ended──▶ waiting, at once
       ▲                  │──failed────▶ waiting, later: at once first, then doubling up to an hour, with jitter
       └── lease over ────┘              heard from the party: at once again

Two workers on one lane do no harm but work: the protocol has one effect of a pouch that comes twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verbale.chancery.despatch.lease import is_gone, own_mark
from verbale.chancery.sql import Engine, Row, insert, read_moment, read_time

LEASE = timedelta(seconds=20)
"""How long a worker has a lane without saying anything; one at work extends it."""
GRACE = timedelta(seconds=30)
"""How long what went in an answer waits for the party's word that it is there, before it goes once more."""
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)

_LANE = ("peer", "next_try", "attempts", "last_error_code", "last_error_reason", "tried_at", "leased_until")
_LIST = f"SELECT {', '.join(_LANE)} FROM despatch_lane ORDER BY next_try, peer"
_DUE = (
    "SELECT p.peer, l.leased_until, l.lease FROM parties_pair p LEFT JOIN despatch_lane l ON l.peer = p.peer "
    "WHERE ((length(p.wants) > 0 AND p.wants_pouch = 0) OR (p.last > p.theirs_through AND p.last > p.answered) "
    "OR ((p.answered > p.theirs_through OR length(p.wants) > 0) AND p.heard_at <= %s)) "
    "AND (l.peer IS NULL OR l.next_try <= %s) "
    "ORDER BY l.next_try IS NOT NULL, l.next_try, p.peer"
)
_CLAIM = insert(
    "despatch_lane",
    ("peer", "next_try", "attempts", "last_error_code", "last_error_reason", "tried_at", "leased_until", "lease"),
    conflict="ON CONFLICT (peer) DO UPDATE SET tried_at = excluded.tried_at, leased_until = excluded.leased_until, "
    "lease = excluded.lease WHERE (despatch_lane.next_try <= excluded.next_try OR %s = 1) "
    "AND (despatch_lane.leased_until IS NULL OR despatch_lane.leased_until <= excluded.next_try "
    "OR despatch_lane.lease IN (excluded.lease, %s))",
)
_HOLDER = "SELECT lease FROM despatch_lane WHERE peer = %s"
_EXTEND = "UPDATE despatch_lane SET leased_until = %s WHERE peer = %s AND lease = %s"
_ENDED = (
    "UPDATE despatch_lane SET next_try = %s, attempts = 0, last_error_code = '', last_error_reason = '', "
    "leased_until = NULL, lease = %s WHERE peer = %s AND lease = %s"
)
_FAILED = (
    "UPDATE despatch_lane SET next_try = %s, attempts = attempts + 1, last_error_code = %s, last_error_reason = %s, "
    "leased_until = NULL, lease = %s WHERE peer = %s AND lease = %s"
)
_WAITS = "SELECT 1 FROM despatch_lane WHERE peer = %s AND next_try > %s"
_HEARD = "UPDATE despatch_lane SET next_try = %s, attempts = 0 WHERE peer = %s AND next_try > %s"
_NOBODY = b"-"


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
        until: when the lease is over.
        token: by which the lane knows the worker.
    """

    peer: bytes
    attempts: int
    until: datetime
    token: bytes


class Lanes:
    """The lanes of a chancery. Each method is a transaction of its own, durable on return."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime) -> Sequence[bytes]:
        """Parties to whom something is due and whose lane is free or this worker's, those first that wait longest."""
        own = own_mark()
        with self._engine.reading() as sql:
            rows = sql.rows(_DUE, sql.moment(now - GRACE), sql.moment(now))
        return [peer for peer, until, lease in rows if _is_free(read_moment(until), lease or b"", now, own)]

    def claim(self, peer: bytes, *, now: datetime, lease: timedelta = LEASE, early: bool = False) -> Claim | None:
        """Takes a lane; `None` if another worker has it or its time has not come.

        Args:
            peer: the party.
            now: the time.
            lease: for how long.
            early: whether a lane is taken though its time has not come, because a person asks.
        """
        own = own_mark()
        with self._engine.writing() as sql:
            held = sql.row(_HOLDER, peer)
            gone = bytes(held[0]) if held and is_gone(bytes(held[0])) else _NOBODY
            moment, until = sql.moment(now), now + lease
            if not sql.run(_CLAIM, peer, moment, 0, "", "", moment, sql.moment(until), own, int(early), gone):
                return None
            row = sql.row("SELECT attempts FROM despatch_lane WHERE peer = %s", peer)
        return Claim(peer=peer, attempts=row[0] if row else 0, until=until, token=own)

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
        with self._engine.reading() as sql:
            if sql.row(_WAITS, peer, sql.moment(now)) is None:
                return  # as nearly always; so a pouch that comes costs no write here
        with self._engine.writing() as sql:
            moment = sql.moment(now)
            sql.run(_HEARD, moment, peer, moment)

    def find(self, peer: bytes) -> Lane | None:
        """The lane to a party, if it was ever tried."""
        with self._engine.reading() as sql:
            row = sql.row(f"SELECT {', '.join(_LANE)} FROM despatch_lane WHERE peer = %s", peer)
        return None if row is None else _read(row)

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


def _is_free(until: datetime | None, lease: bytes, now: datetime, own: bytes) -> bool:
    return until is None or until <= now or lease == own or is_gone(lease)


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
