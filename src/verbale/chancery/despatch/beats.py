"""What a chancery does by the clock: its register's beat, letters that lapse, copies that wait for the reading key.

    always        copies that were placed while the reading key was away are opened
    a minute      letters whose time is over lapse; entries get their places in the register
    the beat      a batch of the register is padded and closed, at times that say nothing of the traffic
    a day         contents that nothing refers to are swept

Everything here may be done twice, or late, without harm. A held chancery does none of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from verbale.chancery.contents import FileContents
from verbale.chancery.contents.files import day_ago
from verbale.chancery.logs import get_log
from verbale.chancery.store import SqlStore
from verbale.exchange.acts import lapse
from verbale.exchange.holding import is_behind_mark
from verbale.exchange.lost import give_back
from verbale.exchange.ports import Office
from verbale.exchange.receive import open_waiting
from verbale.exchange.register import beat, sequence
from verbale.formats.errors import VerbaleError

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

_log = get_log("verbale.beats")


@dataclass(slots=True, kw_only=True)
class Beats:
    """The beats of a house.

    Attributes:
        office: the house.
        store, contents: those of the office.
        clock: the time, to the second.
        every: the time between the register's beats.
    """

    office: Office
    store: SqlStore
    contents: FileContents
    clock: Callable[[], datetime]
    every: timedelta
    _last: dict[str, int] = field(default_factory=dict)

    def keep(self) -> None:
        """Does what is due by now. Each beat stands alone: one that fails is told, and comes again."""
        now = self.clock()
        with self.store.read() as view:
            held = bool(view.house().held) or is_behind_mark(self.office, view)
            waiting = bool(self.office.keys.reading) and bool(view.waiting_copies(1))
        if held:
            return
        if waiting:
            self._do("open-waiting", lambda: open_waiting(self.office, now=now))
        if self._comes("minute", MINUTE, now):
            self._do("lapse", lambda: lapse(self.office, now=now))
            self._do("give-back", lambda: give_back(self.office, now=now))
            self._do("sequence", lambda: sequence(self.office))
        if self._comes("beat", self.every, now):
            self._do("beat", lambda: beat(self.office, now=now))
        if self._comes("day", DAY, now):
            self._do("sweep", self._sweep)

    def _comes(self, name: str, every: timedelta, now: datetime) -> bool:
        """Whether a beat has come: beats fall on whole multiples of their time, the same for every worker."""
        number = int(now.timestamp() // every.total_seconds())
        before = self._last.setdefault(name, number)
        self._last[name] = number
        return number != before

    def _sweep(self) -> int:
        older = day_ago()
        files = self.contents.sweep(self.store.referenced_contents(), older)
        return files + self.store.drop_unreferenced_contents(older=datetime.fromtimestamp(older, UTC))

    def _do(self, name: str, act: Callable[[], object]) -> None:
        try:
            done = act()
        except VerbaleError as wrong:
            _log.warning("beat-failed", beat=name, code=wrong.code)
        else:
            if isinstance(done, int) and done:
                _log.info("beat", beat=name, done=done)
