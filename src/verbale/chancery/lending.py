"""A running house lends its unlocked keys to its owner's commands, so that each need not unlock them for a second.

The socket is `HOME/run/keys`, in a folder and with a mode for the owner alone; besides that the kernel is asked who
calls, and only the same user is answered. What is lent is the house's seeds, in the form of its key file; officers'
keys are never held here and so never lent. Whoever may call could also read this process's memory: nothing is given
away that was not the caller's already.
"""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from verbale.chancery.despatch.wake import RUN
from verbale.chancery.files import FILE_MODE, make_folder
from verbale.chancery.home import Home
from verbale.chancery.keysafe import HouseKeys, read_seeds, write_seeds
from verbale.formats import canonical, limits
from verbale.formats.errors import VerbaleError
from verbale.formats.fields import Fields

_SOCKET = "keys"
_MOST = 256 * limits.KIB
_PATIENCE = 2.0
_CREDENTIALS = struct.Struct("3i")


class Lender:
    """Lends the keys of a house, from a thread of its own, until the process ends."""

    def __init__(self, home: Home, keys: HouseKeys) -> None:
        """Opens the socket, in the place of one that a dead process left.

        Raises:
            OSError: the folder cannot be written; the house then lends nothing.
        """
        self._lent = canonical.write(write_seeds(keys.seeds))
        make_folder(home.folder / RUN)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short_path(home) as path:
            with suppress(FileNotFoundError):
                path.unlink()
            self._listener.bind(str(path))
            path.chmod(FILE_MODE)
        self._listener.listen(16)

    def start(self) -> None:
        """Lends from now on."""
        threading.Thread(target=self._serve, name="lender", daemon=True).start()

    def close(self) -> None:
        """Lends no more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                with caller, suppress(OSError):
                    caller.settimeout(_PATIENCE)
                    if _user_of(caller) == os.geteuid():
                        caller.sendall(self._lent)


def borrow(home: Home, *, clock: Callable[[], datetime]) -> HouseKeys | None:
    """The keys that a running house lends; `None` where none does."""
    data = b""
    try:
        with _short_path(home) as path, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(_PATIENCE)
            line.connect(str(path))
            if _user_of(line) != os.geteuid():
                return None
            while (block := line.recv(_MOST)) and len(data) < _MOST:
                data += block
        return HouseKeys(read_seeds(Fields(canonical.read(data, limit=_MOST), "lent keys")), clock=clock)
    except (OSError, VerbaleError):
        return None


def _user_of(line: socket.socket) -> int:
    """The user at the other end, as the kernel knows it."""
    data = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(data)[1])


@contextmanager
def _short_path(home: Home) -> Iterator[Path]:
    """The socket's path by way of an open folder: the kernel takes no path of more than a hundred bytes."""
    folder = os.open(home.folder / RUN, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield Path(f"/proc/self/fd/{folder}/{_SOCKET}")
    finally:
        os.close(folder)
