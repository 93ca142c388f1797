"""Waking the despatch worker of a home at once: a named pipe, `HOME/run/wake`, that anybody in the house may ring.

Only latency depends on it. A ring that nobody hears is lost, and the worker finds what is due by looking.
"""

import os
import select
from contextlib import suppress
from pathlib import Path

from verbale.chancery.files import FILE_MODE, make_folder

RUN = "run"
_PIPE = "wake"
_DRAINED = 4096


class Bell:
    """The worker's end."""

    def __init__(self, home: Path) -> None:
        """Hangs the bell.

        Raises:
            OSError: the folder cannot be written; the worker then goes without a bell.
        """
        make_folder(home / RUN)
        path = home / RUN / _PIPE
        with suppress(FileExistsError):
            os.mkfifo(path, FILE_MODE)
        # Open for both directions, so that the pipe never ends when the last one who rang hangs up.
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def wait(self, seconds: float) -> bool:
        """Waits until somebody rings, or for so long; tells whether somebody rang."""
        ready, _, _ = select.select([self._pipe], [], [], seconds)
        if ready:
            with suppress(BlockingIOError):
                os.read(self._pipe, _DRAINED)
        return bool(ready)

    def close(self) -> None:
        """Takes the bell down."""
        os.close(self._pipe)


def ring(home: Path) -> None:
    """Rings. Does nothing where no worker of this machine listens; what was done before is done all the same."""
    with suppress(OSError):
        pipe = os.open(home / RUN / _PIPE, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            os.write(pipe, b"1")
        finally:
            os.close(pipe)
