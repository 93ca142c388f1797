"""The rounds of one worker: it claims a lane, makes trips until nothing is due there, and says how it ended.

A lane that went well is kept for the next letter until its lease is over; that is in memory alone, and a worker that
dies loses nothing but the time until others see it. No lane is shared by two threads.
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import SystemRandom

from verbale.chancery.despatch.carrier import Later
from verbale.chancery.despatch.lanes import FIRST_PAUSE, LEASE, Claim, Lanes, next_pause
from verbale.chancery.despatch.trip import Trip, make_trip
from verbale.chancery.logs import get_log, tell_fault
from verbale.exchange.ports import Carrier, Office
from verbale.exchange.register import sequence
from verbale.formats.errors import Unavailable, VerbaleError

_MARGIN = LEASE / 2
_MOST_TRIPS = 1000
# A refusal is not to be repeated unchanged; it is tried as after so many failures, at first in about a minute.
_REFUSED_AS = 7

_log = get_log("verbale.despatch")


def utc_now() -> datetime:
    """The time in UTC, as the lanes count it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A lane that failed.

    Attributes:
        peer: the party.
        code, reason: of the refusal.
        next_try: when it is tried again.
    """

    peer: bytes
    code: str
    reason: str
    next_try: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How a lane was left: whether this worker had it, what went, and why it stopped."""

    had: bool
    trips: tuple[Trip, ...] = ()
    failure: Failure | None = None


@dataclass(slots=True, kw_only=True)
class Rounds:
    """The rounds of a worker. May be used from many threads, each on a lane of its own.

    Attributes:
        office: the house.
        lanes: who is tried when.
        carrier: the network.
        clock: the time of what is signed, to the second.
        moment: the time of lanes and leases.
        chance: from 0 up to 1, to spread tries that would come together.
    """

    office: Office
    lanes: Lanes
    carrier: Carrier
    clock: Callable[[], datetime]
    moment: Callable[[], datetime] = utc_now
    chance: Callable[[], float] = SystemRandom().random
    _kept: dict[bytes, Claim] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self, peer: bytes, *, early: bool = False) -> Round:
        """Makes trips to a party until nothing is due to it, if its lane is free.

        Args:
            peer: the party; it must have an address.
            early: whether it is tried though its time has not come.
        """
        claim = self._claim(peer, early=early)
        if claim is None:
            return Round(had=False)
        begun, trips = self.moment(), list[Trip]()
        try:
            while not trips or (trips[-1].again and len(trips) < _MOST_TRIPS):
                trips.append(make_trip(self.office, self.carrier, peer, clock=self.clock))
                _tell(peer, trips[-1])
        except VerbaleError as wrong:
            return Round(had=True, trips=tuple(trips), failure=self._fail(claim, wrong, begun))
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one lane must not end the others
            tell_fault(_log, "lane-fault", fault, peer=short(peer))
            internal = Unavailable("internal", f"A fault of this software: {type(fault).__name__}.")
            return Round(had=True, trips=tuple(trips), failure=self._fail(claim, internal, begun))
        if claim.attempts:
            self._give_back(claim)
        return Round(had=True, trips=tuple(trips))

    def settle(self) -> None:
        """Gives indices to what trips brought, so that the register shows it; told, if it fails, and done later."""
        try:
            sequence(self.office)
        except VerbaleError as wrong:
            _log.warning("not-settled", code=wrong.code)

    def extend(self, busy: Collection[bytes]) -> None:
        """Keeps the lanes that are at work, and lets go of those whose lease is over."""
        now = self.moment()
        for claim in self._claims():
            if claim.peer in busy and claim.until - now < _MARGIN:
                if self.lanes.extend(claim, now=now):
                    self._keep(replace(claim, until=now + LEASE))
            elif claim.peer not in busy and claim.until <= now:
                self._forget(claim.peer)

    def release(self) -> None:
        """Gives back the lanes that are kept, so that another worker need not wait."""
        for claim in self._claims():
            self._give_back(claim)

    def _claim(self, peer: bytes, *, early: bool) -> Claim | None:
        now = self.moment()
        with self._lock:
            kept = self._kept.get(peer)
        if kept is not None and kept.until - now > _MARGIN:
            return kept
        claim = self.lanes.claim(peer, now=now, early=early)
        if claim is not None:
            self._keep(claim)
        return claim

    def _fail(self, claim: Claim, wrong: VerbaleError, begun: datetime) -> Failure:
        next_try = self.moment() + self._pause(claim, wrong, begun)
        self._forget(claim.peer)
        self.lanes.failed(claim, code=wrong.code, reason=wrong.reason, next_try=next_try)
        _log.warning("lane-failed", peer=short(claim.peer), code=wrong.code, attempts=claim.attempts + 1)
        return Failure(peer=claim.peer, code=wrong.code, reason=wrong.reason, next_try=next_try)

    def _pause(self, claim: Claim, wrong: VerbaleError, begun: datetime) -> timedelta:
        if not isinstance(wrong, Unavailable):
            return next_pause(claim.attempts + _REFUSED_AS, self.chance())
        pause = next_pause(claim.attempts, self.chance())
        if self._heard_since(claim.peer, begun):
            return min(pause, FIRST_PAUSE)
        return max(pause, timedelta(seconds=wrong.seconds)) if isinstance(wrong, Later) else pause

    def _heard_since(self, peer: bytes, begun: datetime) -> bool:
        """Whether the party called while we failed to reach it: it is back, and what it said of that is over."""
        with self.office.store.read() as view:
            heard = view.pair(peer).heard_at
        return heard is not None and heard >= begun.replace(microsecond=0)

    def _give_back(self, claim: Claim) -> None:
        self._forget(claim.peer)
        self.lanes.ended(claim, now=self.moment())

    def _claims(self) -> list[Claim]:
        with self._lock:
            return list(self._kept.values())

    def _keep(self, claim: Claim) -> None:
        with self._lock:
            self._kept[claim.peer] = claim

    def _forget(self, peer: bytes) -> None:
        with self._lock:
            self._kept.pop(peer, None)


def short(digest: bytes) -> str:
    """The beginning of an id or digest, for a log."""
    return digest.hex()[:12]


def _tell(peer: bytes, trip: Trip) -> None:
    brought = trip.answer
    _log.info(
        "pouch-sent",
        peer=short(peer),
        letters=trip.letters,
        receipts=trip.receipts,
        bytes=trip.bytes,
        brought_letters=len(brought.letters) if brought else 0,
        brought_receipts=len(brought.receipts) if brought else 0,
    )
