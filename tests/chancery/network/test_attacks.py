"""Attacks on a served chancery over raw sockets: rows P01, W01, W02, W03 and W06 of the catalogue.

Strangers call from other addresses of the loopback than the party does.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from tests.chancery.homes import House, Server, found_house, free_port, members_of, wait_for
from verbale.chancery.despatch.carrier import HTTPCarrier
from verbale.chancery.despatch.dial import Rule
from verbale.chancery.despatch.once import despatch_once
from verbale.chancery.despatch.options import Options
from verbale.exchange.pack import pack
from verbale.exchange.receive import receive

pytestmark = pytest.mark.slow
LOOPBACK = Options(dial=Rule.LOOPBACK)
STRANGER = "127.0.0.2"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[tuple[House, Server]]:
    """A party, and a served chancery that knows it."""
    folder = tmp_path_factory.mktemp("attacked")
    port = free_port()
    party = found_house(folder / "ARV", sqlite_template, "ARV")
    house = found_house(folder / "BOR", sqlite_template, "BOR", address=f"http://127.0.0.1:{port}")
    party.meet(house)
    house.meet(party)
    server = Server(house=house, port=port, log=folder / "BOR.log")
    server.start()
    # The pages make their tables while the endpoint answers already; what an attack leaves is measured after that.
    assert httpx.get(f"{server.url}/sign-in", trust_env=False, timeout=60).status_code == 200
    yield party, server
    server.kill()
    party.node.store.close()
    house.node.store.close()
    assert "Traceback" not in server.log.read_text()


def pouch_for(party: House, house: House) -> bytes:
    """Everything due to the house."""
    return b"".join(pack(party.node.office, house.party.id, now=party.node.now()).blocks())


def post(server: Server, pouch: bytes) -> httpx.Response:
    """Posts a pouch."""
    return httpx.post(f"{server.url}/pouch", content=pouch, trust_env=False, timeout=30)


def call(server: Server, source: str = STRANGER) -> socket.socket:
    """A connection from an address."""
    return socket.create_connection(("127.0.0.1", server.port), 10, source_address=(source, 0))


def hear(line: socket.socket) -> bytes:
    """Everything until the connection ends; the time is up after ten seconds."""
    heard = b""
    with suppress(ConnectionResetError):
        while block := line.recv(65_536):
            heard += block
    return heard


def seconds_of_work(server: Server) -> float:
    """Processor time of all its processes."""
    ticks = 0
    assert server.process is not None
    for process in members_of(server.process.pid):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def bytes_on_disk(folder: Path) -> int:
    """How much a home holds."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_p01_one_pouch_fifty_times_at_once_has_one_effect(scene: tuple[House, Server]) -> None:
    party, server = scene
    letter = party.send(server.house, subject="Fifty times")
    pouch = pouch_for(party, server.house)

    def bring(_number: int) -> bytes:
        while True:
            answered = post(server, pouch)
            if answered.status_code == 200:
                return answered.content
            assert answered.status_code == 503
            assert int(answered.headers["retry-after"]) >= 1
            time.sleep(0.2)

    with ThreadPoolExecutor(50) as crowd:
        replies = list(crowd.map(bring, range(50)))
    assert server.house.letters_in().count("Fifty times") == 1
    for reply in replies:
        receive(party.node.office, [reply], now=party.node.now(), road="network")
    assert party.reached(letter, server.house) == "opened"
    with party.node.store.read() as view:
        evidence = view.evidence(letter.id, server.house.party.id)
    assert len({each.receipt for each in evidence}) == 1


def test_w01_a_party_is_served_beside_idle_and_slow_callers(scene: tuple[House, Server]) -> None:
    party, server = scene
    with ExitStack() as stack:
        for number in range(300):
            stack.enter_context(call(server)) if number % 2 else None
        heads = [stack.enter_context(call(server, "127.0.0.3")) for _ in range(50)]
        bodies = [stack.enter_context(call(server, "127.0.0.4")) for _ in range(20)]
        for line in heads:
            line.sendall(b"POST /pouch HTTP/1.1\r\nHos")
        for line in bodies:
            line.sendall(b"POST /pouch HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.2):
                for line in (*heads, *bodies):
                    with suppress(OSError):
                        line.sendall(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            time.sleep(1)
            for number in range(3):
                letter = party.send(server.house, subject=f"Beside them {number}")
                begun = time.monotonic()
                assert despatch_once(party.node, options=LOOPBACK)["failed"] == []
                assert party.reached(letter, server.house) == "opened"
                assert time.monotonic() - begun < 10
            assert httpx.get(f"{server.url}/health", trust_env=False).status_code in (200, 503)
        finally:
            stop.set()
            dripping.join()


def test_w01_a_slow_body_is_cut_with_a_word_and_an_idle_connection_without(scene: tuple[House, Server]) -> None:
    _, server = scene
    with call(server, "127.0.0.5") as idle, call(server, "127.0.0.5") as slow:
        begun = time.monotonic()
        slow.settimeout(60)
        idle.settimeout(60)
        slow.sendall(b"POST /pouch HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc")
        assert hear(idle) == b""
        assert time.monotonic() - begun < 25
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
        assert 25 < time.monotonic() - begun < 45


PIPELINED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
TRICKS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + PIPELINED,
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + PIPELINED,
    "chunks": b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + PIPELINED,
    "chunks by a tab": b"Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n" + PIPELINED,
    "a coding nobody knows": b"Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n\r\nabcd" + PIPELINED,
    "an underscore": b"Content-Length: 4\r\nTransfer_Encoding: chunked\r\n\r\nabcd" + PIPELINED,
    "a second length by an underscore": b"Content-Length: 4\r\nContent_Length: 9\r\n\r\nabcd" + PIPELINED,
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde" + PIPELINED,
    "a list of lengths": b"Content-Length: 4, 4\r\n\r\nabcd" + PIPELINED,
    "a signed length": b"Content-Length: +4\r\n\r\nabcd" + PIPELINED,
    "a negative length": b"Content-Length: -1\r\n\r\nabcd" + PIPELINED,
    "a length in hex": b"Content-Length: 0x4\r\n\r\nabcd" + PIPELINED,
    "a space before the colon": b"Content-Length : 4\r\n\r\nabcd" + PIPELINED,
    "a folded line": b"X-A: a\r\n b\r\nContent-Length: 4\r\n\r\nabcd" + PIPELINED,
    "a bare return": b"X-A: a\rContent-Length: 9\r\nContent-Length: 4\r\n\r\nabcd" + PIPELINED,
    "a bare line feed": b"X-A: a\nContent-Length: 9\r\nContent-Length: 4\r\n\r\nabcd" + PIPELINED,
    "a head that bare line feeds end": b"Content-Length: 4\n\nabcd" + PIPELINED,
    "a bare line feed before a coding": b"Content-Length: 4\r\nX-A: a\nTransfer-Encoding: chunked\r\n\r\nabcd"
    + PIPELINED,
    "a null": b"X-A: \x00\r\nContent-Length: 4\r\n\r\nabcd" + PIPELINED,
    "no length": b"\r\n" + PIPELINED,
    "a content coding": b"Content-Length: 4\r\nContent-Encoding: gzip\r\n\r\nabcd" + PIPELINED,
    "a head too long": b"X-A: " + b"a" * 20_000 + b"\r\nContent-Length: 4\r\n\r\nabcd" + PIPELINED,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_w02_no_framing_trick_brings_a_second_request(scene: tuple[House, Server], trick: str) -> None:
    _, server = scene
    with call(server, "127.0.0.6") as line:
        line.sendall(b"POST /pouch HTTP/1.1\r\nHost: x\r\n" + TRICKS[trick])
        heard = hear(line)
    assert heard.count(b"HTTP/1.1 ") == 1
    assert heard.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 411 ", b"HTTP/1.1 431 ")), heard


def test_w03_an_address_of_the_inside_is_not_contacted(tmp_path: Path, sqlite_template: Path) -> None:
    """What the test's own guard would also see: any connection to another machine fails the test."""
    party = found_house(tmp_path / "ARV", sqlite_template, "ARV")
    addresses = ("https://169.254.169.254", "https://10.0.0.1/x", f"http://127.0.0.1:{free_port()}")
    for number, address in enumerate(addresses):
        inside = found_house(tmp_path / str(number), sqlite_template, f"CAL{number}", address=address)
        party.meet(inside)
        party.send(inside)
        inside.node.store.close()
    told = despatch_once(party.node, carrier=HTTPCarrier(Rule.PUBLIC))
    party.node.store.close()
    assert {each["party"]: each["code"] for each in told["failed"]} == {
        f"CAL{number}": "address-forbidden" for number in range(3)
    }


def test_w06_a_flood_of_garbage_is_cheap_and_leaves_nothing(scene: tuple[House, Server]) -> None:
    """A hundred thousand in ten minutes are 167 a second; at 1.5 ms of work for each that is a quarter of a core."""
    party, server = scene
    garbage = os.urandom(2000)
    disk, work = bytes_on_disk(server.house.folder), seconds_of_work(server)
    number, statuses = 1500, set()
    with httpx.Client(
        transport=httpx.HTTPTransport(local_address="127.0.0.7"), base_url=server.url, trust_env=False
    ) as stranger:
        for _ in range(number):
            statuses.add(stranger.post("/pouch", content=garbage).status_code)
    spent = (seconds_of_work(server) - work) / number
    assert statuses == {400, 429}
    assert spent < 0.0015, f"{spent * 1000:.2f} ms of work for each"
    assert bytes_on_disk(server.house.folder) - disk < 64 * 1024
    letter = party.send(server.house, subject="After the flood")
    assert despatch_once(party.node, options=LOOPBACK)["sent"] >= 1
    assert party.reached(letter, server.house) == "opened"


def test_the_log_of_all_this_names_no_contents(scene: tuple[House, Server]) -> None:
    party, server = scene
    letter = party.send(server.house, subject="Quite confidential")
    despatch_once(party.node, options=LOOPBACK)
    wait_for(lambda: party.reached(letter, server.house) == "opened")
    log = server.log.read_text()
    assert '"event": "pouch-taken"' in log
    for secret in ("confidential", "The exercise begins", "Ministry of"):
        assert secret not in log
