"""Faults: what goes wrong at a chancery or on the road, each a small thing that a schedule or a test puts there.

At a chancery every call of its store, its contents and its mark is a point where the process may end, where the call
may fail without being kept, or be kept and seem to have failed, or where another worker may come first. On the road a
pouch may be cut, damaged or be another than it seems; losing, doubling, delaying and changing the order need nothing
but a list of pouches, and are done by whoever holds it.
"""

import enum
from collections.abc import Callable, Iterable, Iterator

from verbale.exchange.receive import CUT
from verbale.formats.errors import Unavailable
from verbale.testing.world import Chancery

# What a failing call says, by point. After the last three the call was kept, and its caller does not know.
_CODES = {
    "begin": "busy",
    "before-commit": "disk-full",
    "write": "disk-full",
    "seal": "contents-failed",
    "adopt": "contents-failed",
    "mark": "disk-full",
    "after-commit": "store-failed",
    "adopted": "contents-failed",
    "marked": "contents-failed",
}
POINTS = tuple(_CODES)
_FULL = {"before-commit", "write", "seal", "adopt", "mark"}


class Crash(BaseException):
    """The process ended here. Not an error: nothing may catch it but who starts the process again."""


class Fault(enum.Enum):
    """What happens at a point."""

    CRASH = "crash"
    """The process ends."""
    FAIL = "fail"
    """The call fails; at some points after it was kept."""
    INTERRUPT = "interrupt"
    """Another worker of the same chancery does something whole before this transaction begins."""


class Troubles:
    """What goes wrong at one chancery.

    Attributes:
        full: whether its disk is full: nothing more is kept until there is room again.
        calls: how many points were passed since it was last armed.
        struck: whether the armed fault happened.
        interruptions: how often another worker came first.
    """

    def __init__(self, chancery: Chancery) -> None:
        self.full = False
        self.calls = 0
        self.struck = False
        self.interruptions = 0
        self._left = 0
        self._fault = Fault.CRASH
        self._act: Callable[[], object] | None = None
        chancery.store.faults = chancery.contents.faults = chancery.mark.faults = self.meet

    def arm(self, fault: Fault, *, after: int, act: Callable[[], object] | None = None) -> None:
        """Lets a fault happen.

        Args:
            fault: what happens.
            after: at which point from now on, counted from 1; an interruption waits for the next begin from there on.
            act: what the other worker does.
        """
        self._fault, self._left, self._act = fault, after, act
        self.calls, self.struck = 0, False

    def disarm(self) -> None:
        """Nothing more happens, and the disk has room."""
        self._left = 0
        self.full = False

    def meet(self, point: str) -> None:
        """Called at each point."""
        self.calls += 1
        if self._left:
            self._strike(point)
        if self.full and point in _FULL:
            raise Unavailable("disk-full", "There is no room left; nothing was kept.")

    def _strike(self, point: str) -> None:
        if self._fault is Fault.INTERRUPT and self._left == 1 and point != "begin":
            return
        self._left -= 1
        if self._left:
            return
        self.struck = True
        if self._fault is Fault.CRASH:
            raise Crash(point)
        if self._fault is Fault.FAIL:
            raise Unavailable(_CODES[point], f"It failed at {point}.")
        if self._act is not None:
            self.interruptions += 1
            self._act()


def cut(blocks: Iterable[bytes], at: int) -> Iterator[bytes]:
    """A pouch over a connection that breaks after so many bytes.

    Raises:
        Unavailable: `pouch-cut`.
    """
    for block in blocks:
        if len(block) >= at:
            yield block[:at]
            raise Unavailable(CUT, "The connection broke.")
        at -= len(block)
        yield block


def flip(data: bytes, at: int) -> bytes:
    """A pouch with one bit changed."""
    changed = bytearray(data)
    changed[at // 8 % len(data)] ^= 1 << at % 8
    return bytes(changed)
