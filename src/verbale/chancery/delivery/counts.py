"""How many pouches came, and how many were turned away for which reason: since this process began."""

import threading
from collections import Counter
from collections.abc import Mapping


class Counts:
    """Counters by name. The names are codes of ours, so there are few."""

    def __init__(self) -> None:
        """All at nothing."""
        self._lock = threading.Lock()
        self._taken = 0
        self._refused: Counter[str] = Counter()

    def take(self) -> None:
        """A pouch was taken."""
        with self._lock:
            self._taken += 1

    def refuse(self, code: str) -> None:
        """A request was refused."""
        with self._lock:
            self._refused[code] += 1

    @property
    def taken(self) -> int:
        """How many were taken."""
        return self._taken

    @property
    def refused(self) -> Mapping[str, int]:
        """How many were refused, by code."""
        with self._lock:
            return dict(self._refused)
