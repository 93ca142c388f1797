"""Clocks that tests move: one for the world, and for each chancery one that may go wrong by a fixed amount."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Ticking(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The time, to the second."""


@dataclass(slots=True)
class Clock:
    """A clock that tests move.

    Attributes:
        time: what it shows.
    """

    time: datetime = BEGINNING

    def now(self) -> datetime:
        """The time, to the second."""
        return self.time.replace(microsecond=0)

    def move(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Moves the clock."""
        self.time += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)


@dataclass(slots=True)
class SkewedClock:
    """A clock that follows another and is fast or slow by a fixed amount.

    Attributes:
        true: the clock that it follows.
        skew: how much it is fast; negative if it is slow.
    """

    true: Clock
    skew: timedelta

    def now(self) -> datetime:
        """The time as this clock has it, to the second."""
        return self.true.now() + self.skew
