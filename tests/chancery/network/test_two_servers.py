"""Two chanceries, each served in processes of its own: letters go by themselves, whoever is killed. Laws 2 and 3."""

import os
import shutil
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import trustme

from tests.chancery.homes import PASSPHRASE, House, Server, found_house, free_port, members_of, wait_for
from verbale.chancery.delivery.floor import Still
from verbale.chancery.despatch.dial import Rule
from verbale.chancery.despatch.once import despatch_once
from verbale.chancery.despatch.options import Options
from verbale.chancery.despatch.pins import read_pin
from verbale.chancery.engines import SQLITE_FILE
from verbale.chancery.keysafe import load_house, save_house
from verbale.chancery.renewal import set_pins
from verbale.exchange.pack import pack
from verbale.exchange.records import Letter

pytestmark = pytest.mark.slow
Served = Callable[..., tuple[Server, Server]]


@pytest.fixture
def served(tmp_path: Path, sqlite_template: Path) -> Iterator[Served]:
    """Makes two servers, not started; they are ended in the end."""
    servers: list[Server] = []

    def make(*, tls: tuple[Path, Path] | None = None, **settings: str) -> tuple[Server, Server]:
        for code in ("ARV", "BOR"):
            port = free_port()
            scheme = "https" if tls else "http"
            house = found_house(tmp_path / code, sqlite_template, code, address=f"{scheme}://127.0.0.1:{port}")
            log = tmp_path / f"{code}.log"
            servers.append(Server(house=house, port=port, log=log, tls=tls, settings=settings))
        first, second = servers
        first.house.meet(second.house)
        second.house.meet(first.house)
        return first, second

    yield make
    for server in servers:
        server.kill()
        server.house.node.store.close()
    for server in servers:
        assert not server.log.exists() or "Traceback" not in server.log.read_text()


def all_opened(sender: House, receiver: House, letters: list[Letter]) -> Callable[[], bool]:
    """Whether the sender can prove that all letters were opened."""
    return lambda: all(sender.reached(letter, receiver) == "opened" for letter in letters)


def test_letters_go_both_ways_by_themselves_and_a_server_ends_when_asked(served: Served) -> None:
    first, second = served()
    first.start()
    second.start()
    there = [first.house.send(second.house, subject=f"There {number}") for number in range(3)]
    back = [second.house.send(first.house, subject=f"Back {number}") for number in range(3)]
    wait_for(all_opened(first.house, second.house, there))
    wait_for(all_opened(second.house, first.house, back))
    assert second.house.letters_in() == ["There 0", "There 1", "There 2"]
    for server in (first, second):
        begun = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - begun < 8


def test_no_process_of_a_house_gives_up_its_locks_on_the_database(served: Served) -> None:
    first, second = served()
    first.start()
    letter = first.house.send(second.house, subject="A note")
    second.start()
    wait_for(all_opened(first.house, second.house, [letter]))
    # Whatever a process does by the clock, it has done by then: the floor under connections looks every ten seconds.
    time.sleep(Still().every + 2)
    for server in (first, second):
        index = server.house.folder / f"{SQLITE_FILE}-shm"
        using = processes_with(index)
        assert len(using) > 1
        assert using == holders_of(index)


def processes_with(file: Path) -> set[int]:
    """The processes that have a file open, this one left out."""
    found = set()
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if descriptor.readlink() == file:
                found.add(int(descriptor.parts[2]))
    return found - {os.getpid()}


def holders_of(file: Path) -> set[int]:
    """The processes that hold a POSIX lock on a file, as the kernel lists them, this one left out."""
    inode, found = file.stat().st_ino, set()
    for line in Path("/proc/locks").read_text().splitlines():
        _, kind, *_, process, place, _, _ = line.replace(" -> ", " ").split()
        if kind == "POSIX" and int(place.rpartition(":")[2]) == inode:
            found.add(int(process))
    return found - {os.getpid()}


def test_nothing_is_lost_or_doubled_while_servers_are_killed(served: Served) -> None:
    first, second = served()
    first.start()
    second.start()
    letters: list[Letter] = []
    for number, victim in enumerate((second, second, first, first)):
        letters += [first.house.send(second.house, subject=f"Note {number}{each}") for each in range(3)]
        time.sleep(0.03 * number)
        victim.kill()
        letters.append(first.house.send(second.house, subject=f"While away {number}"))
        victim.start()
    wait_for(all_opened(first.house, second.house, letters), 60)
    assert second.house.letters_in() == sorted(letter.subject for letter in letters)


def test_a_pouch_that_is_cut_on_the_wire_keeps_its_whole_letters(served: Served) -> None:
    first, second = served()
    second.start()
    letters = [
        first.house.send(second.house, subject=f"Note {number}", attachments=[os.urandom(900_000)])
        for number in range(4)
    ]
    node = first.house.node
    packed = pack(node.office, second.house.party.id, now=node.now())
    pouch = b"".join(packed.blocks())
    with socket.create_connection(("127.0.0.1", second.port)) as line:
        line.sendall(f"POST /pouch HTTP/1.1\r\nHost: x\r\nContent-Length: {len(pouch)}\r\n\r\n".encode())
        line.sendall(pouch[: len(pouch) * 6 // 10])
    wait_for(lambda: second.house.letters_in() == ["Note 0", "Note 1"])
    told = despatch_once(node, options=Options(dial=Rule.LOOPBACK))
    assert (told["waiting"], told["failed"]) == (0, [])
    assert all_opened(first.house, second.house, letters)()
    assert second.house.letters_in() == [f"Note {number}" for number in range(4)]


def test_by_tls_letters_go_to_a_server_that_an_authority_vouches_for_and_to_no_other(
    served: Served, tmp_path: Path
) -> None:
    authority, stranger = trustme.CA(), trustme.CA()
    certificate = authority.issue_cert("127.0.0.1")
    chain, key, roots = tmp_path / "chain.pem", tmp_path / "key.pem", tmp_path / "roots.pem"
    certificate.cert_chain_pems[0].write_to_path(chain)
    certificate.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(roots)
    first, second = served(tls=(chain, key), SSL_CERT_FILE=str(roots))
    first.start()
    second.start()
    letter = first.house.send(second.house)
    wait_for(all_opened(first.house, second.house, [letter]))
    with socket.create_connection(("127.0.0.1", second.port)) as line:
        line.sendall(b"GET /credence HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP" not in line.recv(1000)
    second.kill()
    stranger.cert_pem.write_to_path(roots)
    first.kill()
    first.start()
    second.start()
    refused = first.house.send(second.house)
    lanes = first.house.node.store.lanes
    wait_for(lambda: (lane := lanes.find(second.house.party.id)) is not None and lane.code == "peer-certificate")
    assert first.house.reached(refused, second.house) == "signed"


def test_by_pins_letters_go_to_a_server_that_no_authority_vouches_for_and_to_no_other_key(
    served: Served, tmp_path: Path
) -> None:
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"

    def issue() -> bytes:
        certificate = trustme.CA().issue_cert("elsewhere.example")
        certificate.cert_chain_pems[0].write_to_path(chain)
        certificate.private_key_pem.write_to_path(key)
        return read_pin(chain.read_bytes())

    first, second = served(tls=(chain, key))
    set_pins(second.house.node, [issue()])
    first.house.meet(second.house)
    first.start()
    second.start()
    letter = first.house.send(second.house)
    wait_for(all_opened(first.house, second.house, [letter]))
    assert "certificate-not-pinned" not in second.log.read_text()
    second.kill()
    issue()
    second.start()
    assert "certificate-not-pinned" in second.log.read_text()
    refused = first.house.send(second.house)
    lanes = first.house.node.store.lanes
    wait_for(lambda: (lane := lanes.find(second.house.party.id)) is not None and lane.code == "peer-pin")
    assert first.house.reached(refused, second.house) == "signed"


def test_the_server_speaks_modern_tls_alone(served: Served, tmp_path: Path) -> None:
    certificate = trustme.CA().issue_cert("127.0.0.1")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    certificate.cert_chain_pems[0].write_to_path(chain)
    certificate.private_key_pem.write_to_path(key)
    first, _ = served(tls=(chain, key))
    first.start()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", first.port)) as line:
        near, far = ssl.MemoryBIO(), ssl.MemoryBIO()
        hand = context.wrap_bio(near, far)
        with pytest.raises(ssl.SSLWantReadError):
            hand.do_handshake()
        line.sendall(far.read())
        near.write(line.recv(65_536))
        with pytest.raises(ssl.SSLError, match=r"(?i)version"):
            hand.do_handshake()


def test_when_the_parent_is_killed_no_process_stays(served: Served) -> None:
    first, _ = served()
    first.start()
    assert first.process is not None
    group = first.process.pid
    assert len(members_of(group)) == 4
    os.kill(group, signal.SIGKILL)
    first.process.wait()
    wait_for(lambda: members_of(group) == [], 5)


def test_a_process_that_dies_is_replaced(served: Served) -> None:
    first, second = served()
    first.start()
    second.start()
    assert first.process is not None
    for child in children_of(first.process.pid):
        os.kill(child, signal.SIGKILL)
    letter = first.house.send(second.house)
    wait_for(all_opened(first.house, second.house, [letter]), 30)
    wait_for(first.answers, 30)


def test_new_keys_in_the_home_are_taken_up_without_a_restart(served: Served) -> None:
    first, second = served()
    first.start()
    second.start()
    assert first.process is not None
    before = set(children_of(first.process.pid))
    home = first.house.node.home
    save_house(home, load_house(home, PASSPHRASE), PASSPHRASE, work_factor=10)
    wait_for(lambda: len(now := set(children_of(first.process.pid))) == 2 and not now & before, 20)
    wait_for(first.answers)
    letter = first.house.send(second.house)
    wait_for(all_opened(first.house, second.house, [letter]))


def test_a_second_server_does_not_share_the_first_ones_address(served: Served, tmp_path: Path) -> None:
    first, second = served()
    first.start()
    second.port = first.port
    with suppress(AssertionError):
        second.start()  # the first one answers at this address
    assert second.process is not None
    assert second.process.wait(20) == 1
    assert "[address-in-use]" in second.log.read_text()


def test_the_environment_of_a_server_holds_no_passphrase(served: Served) -> None:
    first, _ = served(VERBALE_PASSPHRASE="not to be seen", VERBALE_OFFICER_PASSPHRASE="nor this")
    first.start()
    assert first.process is not None
    for process in members_of(first.process.pid):
        arguments = Path(f"/proc/{process}/cmdline").read_bytes()
        assert PASSPHRASE.encode() not in arguments
    log = first.log.read_text()
    assert "not to be seen" not in log
    assert PASSPHRASE not in log


def test_health_of_a_served_house_is_good(served: Served) -> None:
    first, _ = served()
    first.start()
    answered = wait_for_health(first)
    assert answered == {"ok": True, "database": "ok", "despatch": "ok", "disk": "ok", "register": "free"}


def wait_for_health(server: Server) -> object:
    """The health of a server, once its despatch lives."""
    seen: dict[str, object] = {}

    def healthy() -> bool:
        seen.update(httpx.get(f"{server.url}/health", trust_env=False).json())
        return bool(seen["ok"])

    wait_for(healthy, 10, lambda: str(seen))
    return seen


def children_of(parent: int) -> list[int]:
    """The children of a process."""
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(each) for each in listed]


def test_a_home_that_was_copied_serves_as_it_did(served: Served, tmp_path: Path) -> None:
    first, second = served()
    second.start()
    letter = first.house.send(second.house)
    first.house.node.store.close()
    moved = tmp_path / "moved"
    shutil.move(first.house.folder, moved)
    shutil.copytree(moved, first.house.folder)
    first.start()
    wait_for(all_opened(first.house, second.house, [letter]))
