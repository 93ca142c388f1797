"""The floor under connections: who hardly moves is cut, who moves in either direction is not; other sockets stay."""

import fcntl
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from verbale.chancery.delivery.floor import Floor, Still

STILL = Still(seconds=10, least=1000, every=0.01)
TRY_TO_LOCK = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"


class Line:
    """A connection between this process and itself."""

    def __init__(self, listener: socket.socket) -> None:
        self.far = socket.create_connection(listener.getsockname())
        self.near, _ = listener.accept()
        for end in (self.far, self.near):
            end.settimeout(5)

    def close(self) -> None:
        """Closes both ends."""
        self.far.close()
        self.near.close()

    def is_cut(self) -> bool:
        """Whether the far end sees an end."""
        self.far.settimeout(0.2)
        try:
            return self.far.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            return True


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server's socket."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def line(listener: socket.socket) -> Iterator[Callable[[], Line]]:
    """Makes connections, and closes them in the end."""
    made: list[Line] = []

    def make() -> Line:
        made.append(Line(listener))
        return made[-1]

    yield make
    for each in made:
        each.close()


def floor_of(listener: socket.socket) -> Floor:
    return Floor(port=listener.getsockname()[1], still=STILL)


def test_a_connection_that_hardly_moves_is_cut(listener: socket.socket, line: Callable[[], Line]) -> None:
    one, floor = line(), floor_of(listener)
    assert floor.look(0) == 0
    one.far.sendall(b"x" * 100)
    assert floor.look(9) == 0
    one.far.sendall(b"x" * 100)
    assert floor.look(10) == 1
    assert one.is_cut()


def test_one_that_sends_and_one_that_reads_are_not_cut(listener: socket.socket, line: Callable[[], Line]) -> None:
    sends, reads, floor = line(), line(), floor_of(listener)
    for now in range(0, 50, 5):
        sends.far.sendall(b"x" * 2000)
        sends.near.recv(2000)
        reads.near.sendall(b"x" * 2000)
        reads.far.recv(2000)
        assert floor.look(now) == 0
    assert not sends.is_cut()
    assert not reads.is_cut()


def test_a_thread_that_waits_for_a_slow_caller_is_freed(listener: socket.socket, line: Callable[[], Line]) -> None:
    one, floor = line(), floor_of(listener)
    one.near.settimeout(None)
    ended = threading.Event()

    def wait() -> None:
        one.near.recv(10)
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    floor.look(0)
    floor.look(11)
    assert ended.wait(2)


def test_sockets_that_are_none_of_the_servers_are_left_alone(listener: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        elsewhere, floor = Line(other), floor_of(listener)
        here, there = socket.socketpair()
        for now in (0, 100, 200):
            assert floor.look(now) == 0
        assert not elsewhere.is_cut()
        elsewhere.close()
        here.sendall(b"x")
        assert there.recv(1) == b"x"
        here.close()
        there.close()
    with socket.create_connection(listener.getsockname()):
        pass


@pytest.fixture
def database(tmp_path: Path) -> Iterator[IO[bytes]]:
    """A file on which this process has a lock, as SQLite has on its own."""
    with (tmp_path / "chancery.sqlite3").open("w+b") as stream:
        fcntl.lockf(stream, fcntl.LOCK_EX)
        yield stream


def is_held(database: IO[bytes]) -> bool:
    """Whether another process is kept from the lock."""
    tried = subprocess.run([sys.executable, "-c", TRY_TO_LOCK, database.name], capture_output=True, check=False)
    return b"BlockingIOError" in tried.stderr


def test_a_look_at_the_connections_gives_up_no_lock_on_the_database(
    listener: socket.socket, line: Callable[[], Line], database: IO[bytes]
) -> None:
    line()
    assert floor_of(listener).look(0) == 0
    assert is_held(database)


def test_a_file_that_takes_a_sockets_number_in_the_middle_of_a_look_keeps_its_locks(
    listener: socket.socket, line: Callable[[], Line], database: IO[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    line()
    copies: list[int] = []

    def dup(_descriptor: int) -> int:
        copies.append(fcntl.fcntl(database, fcntl.F_DUPFD_CLOEXEC, 0))
        return copies[-1]

    monkeypatch.setattr(os, "dup", dup)
    assert floor_of(listener).look(0) == 0
    assert copies
    assert is_held(database)
    for each in copies:
        os.close(each)


def test_the_watch_ends_when_it_is_told(listener: socket.socket, line: Callable[[], Line]) -> None:
    stop, times = threading.Event(), iter(range(0, 100_000, 20))
    one, floor = line(), floor_of(listener)
    thread = threading.Thread(target=floor.watch, args=(stop, lambda: float(next(times))))
    thread.start()
    assert one.is_cut()
    stop.set()
    thread.join(2)
    assert not thread.is_alive()
