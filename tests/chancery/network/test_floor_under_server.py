"""The floor under the real server's connections: a thread that waits for a slow caller comes back. Row W01."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.chancery.homes import free_port, wait_for

SERVER = """
import multiprocessing, sys, threading, time
from granian.constants import HTTPModes, Interfaces
from granian.server import Server
from verbale.chancery.delivery.floor import Floor, Still

port = int(sys.argv[1])

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        environ["wsgi.input"].read(1000)
    start_response("200 OK", [])
    if environ["PATH_INFO"] == "/long":
        return (bytes(1 << 20) for _ in range(100))
    return [b"here"]

def load():
    floor = Floor(port=port, still=Still(seconds=1.5, least=1000, every=0.2))
    threading.Thread(target=floor.watch, args=(threading.Event(), time.monotonic), daemon=True).start()
    return application

multiprocessing.set_start_method("fork", force=True)
server = Server("x", port=port, interface=Interfaces.WSGI, blocking_threads=2, http=HTTPModes.http1, websockets=False,
                log_enabled=False)
server.serve(target_loader=load, wrap_loader=False)
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A server with two threads, and a floor that is soon reached."""
    chosen = free_port()
    with subprocess.Popen([sys.executable, "-c", SERVER, str(chosen)]) as server:
        wait_for(lambda: answers(chosen))
        yield chosen
        server.terminate()


def answers(port: int, path: str = "/", seconds: float = 0.5) -> bool:
    """Whether the server answers a short request soon."""
    try:
        with socket.create_connection(("127.0.0.1", port), seconds) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            return line.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.mark.parametrize(
    "request_",
    [
        b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
        b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["a body that does not come", "an answer that is not read"],
)
def test_threads_that_wait_for_somebody_slow_are_freed(port: int, request_: bytes) -> None:
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in range(2)]
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(request_)
    wait_for(lambda: not answers(port), 5, lambda: "the threads were not busy")
    assert wait_for(lambda: answers(port), 8) > 0
    for line in lines:
        line.close()
