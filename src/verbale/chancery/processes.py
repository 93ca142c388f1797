"""A family of processes: a parent that starts children, replaces one that died, and ends all of them within seconds.

Children are forked from a parent with one thread, and so have what it has: keys that were unlocked once travel by no
pipe, no argument and no environment. Each asks the kernel to be killed when its parent ends, however that ends, so
nothing stays behind. Signals are waited for, not handled, in the parent: it does one thing at a time.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from verbale.chancery.logs import get_log, tell_fault
from verbale.formats.errors import Unavailable, VerbaleError

_PR_SET_PDEATHSIG = 1
_END = frozenset({signal.SIGTERM, signal.SIGINT})
_WATCHED = _END | {signal.SIGCHLD, signal.SIGHUP}
_YOUNG = 10.0
_MOST_DEATHS = 4
_LONGEST_PAUSE = 30.0
_PATIENCE = 6.0
_LOOK = 1.0

_log = get_log("verbale.serve")


@dataclass(slots=True, kw_only=True)
class Child:
    """A child process.

    Attributes:
        name: in the log.
        run: what it does; it ends when this returns.
    """

    name: str
    run: Callable[[], None]
    _pid: int = 0
    _born: float = 0.0
    _deaths: int = 0
    _due: float = 0.0

    def start_if_due(self, mask: set[signal.Signals]) -> None:
        """Starts it, unless it lives or waits a while after its last death."""
        now = time.monotonic()
        if self._pid or self._due > now:
            return
        self._born = now
        self._pid = _fork(self, mask)
        _log.info("child-started", child=self.name, pid=self._pid)

    def bury(self) -> None:
        """Looks whether it died, and decides when another takes its place.

        Raises:
            Unavailable: `serve-failed`, if it died young again and again.
        """
        if not self._is_dead():
            return
        lived = time.monotonic() - self._born
        self._pid = 0
        self._deaths = self._deaths + 1 if lived < _YOUNG else 1
        if self._deaths >= _MOST_DEATHS:
            raise Unavailable("serve-failed", f"The {self.name} process ends as soon as it is started; see the log.")
        pause = min(_LONGEST_PAUSE, 0.5 * 2 ** (self._deaths - 1))
        self._due = time.monotonic() + pause
        _log.error("child-died", child=self.name, lived=round(lived, 1), again_in=pause)

    def ask_to_end(self) -> None:
        """Asks it to end."""
        if self._pid:
            os.kill(self._pid, signal.SIGTERM)

    def end(self, deadline: float) -> None:
        """Waits until it has ended, and ends it when that takes too long."""
        while self._pid and not self._is_dead():
            if time.monotonic() > deadline:
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
                break
            time.sleep(0.02)
        self._pid, self._due = 0, 0.0

    def _is_dead(self) -> bool:
        return bool(self._pid) and os.waitpid(self._pid, os.WNOHANG)[0] != 0


@dataclass(slots=True, kw_only=True)
class Family:
    """The parent's view of its children.

    Attributes:
        children: who belongs to it.
        renewed: asked about once a second whether the children must be started anew, because what they got from the
            parent has changed; it brings the parent up to date before it says so.
    """

    children: Sequence[Child]
    renewed: Callable[[], bool] = lambda: False

    def keep(self) -> None:
        """Keeps the children until the process is told to end.

        Raises:
            Unavailable: `serve-failed`, if a child dies as soon as it is born, again and again.
        """
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        try:
            while True:
                for child in self.children:
                    child.start_if_due({signal.Signals(each) for each in mask})
                heard = signal.sigtimedwait(_WATCHED, _LOOK)
                if heard is not None and heard.si_signo in _END:
                    return
                for child in self.children:
                    child.bury()
                if self.renewed() or (heard is not None and heard.si_signo == signal.SIGHUP):
                    _log.info("children-renewed")
                    self._end_all()
        finally:
            self._end_all()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _end_all(self) -> None:
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + _PATIENCE
        for child in self.children:
            child.end(deadline)


def die_with_parent(parent: int) -> None:
    """Asks the kernel to kill this process when its parent ends. Does nothing where the kernel knows no such wish."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)  # it ended before it could be asked for


def _fork(child: Child, mask: set[signal.Signals]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        die_with_parent(parent)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        _live(child)
    return pid


def _live(child: Child) -> NoReturn:
    """Runs a child to its end. It leaves without the parent's last acts, and waits for no thread."""
    code = 1
    try:
        child.run()
        code = 0
    except VerbaleError as wrong:
        _log.error("child-refused", child=child.name, code=wrong.code, reason=wrong.reason)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException as fault:  # noqa: BLE001 - it ends here, whatever it was
        tell_fault(_log, "child-fault", fault, child=child.name)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
