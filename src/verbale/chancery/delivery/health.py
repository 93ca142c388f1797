"""GET /health: whether the machine does its work, for whoever supervises it. Says nothing of whom or what it serves."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from verbale.chancery.despatch.pulse import pulse_age
from verbale.exchange.holding import is_behind_mark
from verbale.exchange.ports import Office
from verbale.formats import limits
from verbale.formats.errors import VerbaleError

ROOM = 64 * limits.MIB
SILENT = 60.0
_FRESH = 1.0


@dataclass(slots=True, kw_only=True)
class Health:
    """The health of a node; looked at afresh at most once a second.

    Attributes:
        office: the house.
        home: its folder.
        clock: seconds since the epoch.
    """

    office: Office
    home: Path
    clock: Callable[[], float] = time.time
    _seen: tuple[float, dict[str, Any]] = field(default=(0.0, {}))

    def look(self) -> dict[str, Any]:
        """`ok`, and a word for each: `database`, `disk`, `register` (`free` or `held`), `despatch`."""
        at, seen = self._seen
        now = self.clock()
        if not seen or not at <= now < at + _FRESH:
            seen = self._look(now)
            self._seen = (now, seen)
        return seen

    def _look(self, now: float) -> dict[str, Any]:
        database, register = "ok", "free"
        try:
            with self.office.store.read() as view:
                if view.house().held or is_behind_mark(self.office, view):
                    register = "held"
        except VerbaleError as wrong:
            database = wrong.code
        words = {"database": database, "disk": self._disk(), "register": register, "despatch": self._despatch(now)}
        return {"ok": set(words.values()) <= {"ok", "free"}, **words}

    def _disk(self) -> str:
        try:
            return "ok" if shutil.disk_usage(self.home).free >= ROOM else "full"
        except OSError:
            return "failed"

    def _despatch(self, now: float) -> str:
        age = pulse_age(self.home, now)
        return "ok" if age is not None and age < SILENT else "silent"
