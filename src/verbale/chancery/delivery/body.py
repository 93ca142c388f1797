"""The body of a request, block by block, at no less than a floor of rate.

The server's own read waits for as long as the caller likes, so a thread reads ahead and the endpoint waits for it with
a deadline. A caller that is too slow is cut: the endpoint answers and closes, the connection ends, and with it the
thread. What a letter's reader sees of either is the same: `pouch-cut`. Source: row W01 of the attack catalogue.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, Full, Queue

from verbale.exchange.receive import CUT
from verbale.formats import limits
from verbale.formats.errors import Unavailable

BLOCK = 256 * limits.KIB
_AHEAD = 2
_RETRY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How slow a caller may be.

    Attributes:
        grace: seconds until the first block, beyond what the floor allows.
        floor: bytes a second.
    """

    grace: float = 30.0
    floor: float = limits.MIB / 60


class Body:
    """A body of a known length.

    Attributes:
        slow: whether it was cut because it came too slowly.
        received: how many bytes were handed on.
    """

    def __init__(self, read: Callable[[int], bytes], length: int, *, pace: Pace) -> None:
        """Reads nothing yet.

        Args:
            read: the server's; gives as many bytes as asked, or fewer where the connection ended.
            length: of the body.
            pace: how slow it may be.
        """
        self.slow = False
        self.received = 0
        self._read = read
        self._length = length
        self._pace = pace
        self._waited = 0.0
        self._queue: Queue[bytes] = Queue(_AHEAD)
        self._left = threading.Event()

    def blocks(self) -> Iterator[bytes]:
        """Yields the body.

        Raises:
            Unavailable: `pouch-cut`, where the connection ended too early, or the caller is too slow.
        """
        threading.Thread(target=self._pump, name="body", daemon=True).start()
        try:
            while self.received < self._length:
                block = self._next()
                if not block:
                    raise Unavailable(CUT, "The connection ended within a pouch.")
                self.received += len(block)
                yield block
        finally:
            self.close()

    def close(self) -> None:
        """Takes no more of it; the thread that reads it ends with the connection."""
        self._left.set()

    def _next(self) -> bytes:
        """The next block; only the time that the caller keeps us waiting counts."""
        allowed = self._pace.grace + self.received / self._pace.floor - self._waited
        begun = time.monotonic()
        try:
            return self._queue.get(timeout=max(0.0, allowed))
        except Empty:
            self.slow = True
            raise Unavailable(CUT, "A pouch came too slowly and was cut.") from None
        finally:
            self._waited += time.monotonic() - begun

    def _pump(self) -> None:
        left = self._length
        while left and not self._left.is_set():
            asked = min(BLOCK, left)
            try:
                block = self._read(asked)
            except Exception:  # noqa: BLE001 - whatever ends the connection ends the body
                block = b""
            left -= len(block)
            self._put(bytes(block))
            if len(block) < asked:
                # The rest never comes. What did come is handed on before the cut is told.
                if block:
                    self._put(b"")
                return

    def _put(self, block: bytes) -> None:
        while not self._left.is_set():
            try:
                self._queue.put(block, timeout=_RETRY)
            except Full:
                continue
            return
