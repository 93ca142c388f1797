"""A floor under every connection of the server: one that hardly moves for minutes is cut, in whichever direction.

The server cuts who is slow with the head of a request. Who is slow with a body has a thread waiting in the server's own
read, and who does not read an answer has one waiting in its write; nothing in the interface of WSGI ends these. So the
process looks at its own sockets, as the kernel counts them, and shuts those down that moved too little. The server then
sees an ended connection, and the thread is free. Source: row W01 of the attack catalogue.

Nothing but sockets is touched. A process that closes any descriptor of a file, a copy too, gives up all the locks it
has on that file (POSIX, `fcntl`); the database is such a file, and two processes without their locks destroy it.

A connection may stand still while this house works on a long pouch; the time is chosen well above that. If it is cut
all the same, no harm is done: what was placed stays placed, and the same letter earns the same receipts.
"""

import os
import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from verbale.chancery.logs import get_log
from verbale.formats import limits

_FDS = Path("/proc/self/fd")
# `struct tcp_info` of Linux: acknowledged and received bytes, each as 64 bits.
_BYTES = struct.Struct("=120xQQ")

_log = get_log("verbale.delivery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """When a connection hardly moves.

    Attributes:
        seconds: for how long it is watched.
        least: how many bytes must move in that time, both directions together.
        every: seconds between looks.
    """

    seconds: float = 120
    least: int = 128 * limits.KIB
    every: float = 10


@dataclass(slots=True, kw_only=True)
class Floor:
    """The floor of one process.

    Attributes:
        port: which connections are looked at: those to this port of ours.
        still: when one hardly moves.
    """

    port: int
    still: Still = field(default_factory=Still)
    _seen: dict[int, tuple[float, int]] = field(default_factory=dict)

    def watch(self, stop: threading.Event, clock: Callable[[], float]) -> None:
        """Looks until it is told to stop."""
        while not stop.wait(self.still.every):
            cut = self.look(clock())
            if cut:
                _log.info("connections-cut", number=cut)

    def look(self, now: float) -> int:
        """Looks at all connections and cuts those that hardly moved; tells how many."""
        kept: dict[int, tuple[float, int]] = {}
        cut = 0
        for inode, connection, moved in _connections(self.port):
            since, before = self._seen.get(inode, (now, moved))
            if moved - before >= self.still.least:
                since, before = now, moved
            elif now - since >= self.still.seconds:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                cut += 1
            kept[inode] = since, before
        self._seen = kept
        return cut


def _connections(port: int) -> Iterator[tuple[int, socket.socket, int]]:
    """The process's connections to a port of its own: inode, socket, and how many bytes it moved so far.

    A socket is looked at through a copy of its descriptor, which is closed before the next one is.
    """
    for entry in _FDS.iterdir():
        copy = _copy_of_socket(int(entry.name))
        if copy is None:
            continue
        with closing(copy) as connection:
            moved = _moved(connection, port)
            if moved is not None:
                yield os.fstat(connection.fileno()).st_ino, connection, moved


def _copy_of_socket(descriptor: int) -> socket.socket | None:
    """A socket of its own on what a descriptor is open on; `None` if that is no socket, or closed meanwhile."""
    try:
        if not _is_socket(descriptor):
            return None
        copy = os.dup(descriptor)
    except OSError:
        return None
    if not _is_socket(copy):
        # Between the look and the copy another thread closed the socket and opened a file under its number. The copy
        # stays open for good: closing it might give up the locks on that file.
        return None
    return socket.socket(fileno=copy)


def _is_socket(descriptor: int) -> bool:
    return stat.S_ISSOCK(os.fstat(descriptor).st_mode)


def _moved(connection: socket.socket, port: int) -> int | None:
    """How many bytes a connection to the port moved; `None` for any other socket."""
    if connection.family not in (socket.AF_INET, socket.AF_INET6) or connection.type != socket.SOCK_STREAM:
        return None
    try:
        if connection.getsockname()[1] != port or connection.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return None
        acknowledged, received = _BYTES.unpack(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES.size))
    except (OSError, struct.error):
        return None
    return int(acknowledged + received)
