"""The gate: how many pouches may come, from where and at once, before any of them is opened.

A pouch costs a token of its source and one of all sources together. Who turns out to be a party gets both back, so
the tokens count strangers; a source that has lately brought a party's pouch does not pay for others' noise. The
number of pouches under way is bounded too, in all and for a source. Everything here is in memory and of bounded size.
Source: rows W01 and W06 of the attack catalogue.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from verbale.chancery.delivery.turning import Turned

_SOURCES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How much is let in.

    Attributes:
        source, source_refill: tokens of a source, and how many come back in a second.
        all, all_refill: tokens of all strangers together, and how many come back in a second.
        places, source_places: pouches under way, in all and from one source.
        proven: for how many seconds a source that brought a party's pouch is known.
    """

    source: float = 40
    source_refill: float = 0.5
    all: float = 400
    all_refill: float = 20
    places: int = 12
    source_places: int = 8
    proven: float = 3600


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Pass:
    """Leave to bring one pouch."""

    source: str
    paid_all: bool
    _gate: "Gate" = field(repr=False)
    _left: bool = False

    def prove(self) -> None:
        """The pouch is a party's: its tokens come back, and its source is known for a while."""
        self._gate.prove(self)

    def leave(self) -> None:
        """The pouch is done; its place is free. Again is no error."""
        if not self._left:
            self._left = True
            self._gate.leave(self)


class Gate:
    """The gate of one process."""

    def __init__(self, rates: Rates | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Opens it.

        Args:
            rates: how much is let in.
            clock: seconds, rising.
        """
        self._rates = rates or Rates()
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._all = _Bucket(self._rates.all, clock())
        self._proven: OrderedDict[str, float] = OrderedDict()
        self._places: dict[str, int] = {}

    def enter(self, source: str) -> Pass:
        """Lets a pouch of a source in.

        Raises:
            Turned: 429 `too-many-pouches` or 503 `busy`.
        """
        rates = self._rates
        with self._lock:
            now = self._clock()
            if sum(self._places.values()) >= rates.places:
                raise Turned(503, "busy", "unavailable", "The chancery is busy with other pouches; try again.", 1)
            if self._places.get(source, 0) >= rates.source_places:
                raise Turned(503, "busy", "unavailable", "The chancery is busy with pouches from there; try again.", 1)
            own = self._bucket(source, now)
            if own.tokens < 1:
                raise _too_many((1 - own.tokens) / rates.source_refill)
            pays = not self._is_proven(source, now)
            _refill(self._all, now, rates.all, rates.all_refill)
            if pays and self._all.tokens < 1:
                raise _too_many((1 - self._all.tokens) / rates.all_refill)
            own.tokens -= 1
            self._all.tokens -= pays
            self._places[source] = self._places.get(source, 0) + 1
        return Pass(source, pays, self)

    def prove(self, held: Pass) -> None:
        """See `Pass.prove`."""
        with self._lock:
            now = self._clock()
            own = self._bucket(held.source, now)
            own.tokens = min(self._rates.source, own.tokens + 1)
            if held.paid_all:
                self._all.tokens = min(self._rates.all, self._all.tokens + 1)
            self._proven[held.source] = now
            self._proven.move_to_end(held.source)
            _trim(self._proven)

    def leave(self, held: Pass) -> None:
        """See `Pass.leave`."""
        with self._lock:
            left = self._places[held.source] - 1
            if left:
                self._places[held.source] = left
            else:
                del self._places[held.source]

    @property
    def under_way(self) -> int:
        """How many pouches are under way."""
        with self._lock:
            return sum(self._places.values())

    def _bucket(self, source: str, now: float) -> _Bucket:
        bucket = self._buckets.get(source)
        if bucket is None:
            bucket = self._buckets[source] = _Bucket(self._rates.source, now)
        self._buckets.move_to_end(source)
        _trim(self._buckets)
        _refill(bucket, now, self._rates.source, self._rates.source_refill)
        return bucket

    def _is_proven(self, source: str, now: float) -> bool:
        since = self._proven.get(source)
        return since is not None and now - since < self._rates.proven


def _refill(bucket: _Bucket, now: float, most: float, rate: float) -> None:
    bucket.tokens = min(most, bucket.tokens + (now - bucket.at) * rate)
    bucket.at = now


def _trim(kept: "OrderedDict[str, _Bucket] | OrderedDict[str, float]") -> None:
    """Forgets the source that was seen longest ago, if there are too many."""
    if len(kept) > _SOURCES:
        kept.popitem(last=False)


def _too_many(seconds: float) -> Turned:
    reason = "Too many pouches that are no party's came from there; try again later."
    return Turned(429, "too-many-pouches", "unavailable", reason, max(1, round(seconds + 0.5)))
