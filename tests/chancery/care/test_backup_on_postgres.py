"""The same drill on PostgreSQL: a backup under writing, the way back into an empty database, the hold, the recovery."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest

from tests.chancery.care.conftest import by_check
from tests.chancery.homes import OFFICER, House, free_port, members_of, wait_for
from tests.cli.conftest import PASSPHRASE, TRIAL
from tests.postgres import PostgresServer
from verbale.chancery.despatch.dial import Rule
from verbale.chancery.despatch.once import despatch_once
from verbale.chancery.despatch.options import Options
from verbale.chancery.office import open_node

pytestmark = [pytest.mark.needs("postgres"), pytest.mark.slow, pytest.mark.timeout(300)]
Names: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seat:
    """A chancery in processes of its own: its home, and the address of its database."""

    home: Path
    url: str

    def run(self, *line: object) -> subprocess.CompletedProcess[str]:
        """Runs a command."""
        words = [*self._words(), *(str(each) for each in line), "--json"]
        ended = subprocess.run(words, env=self._environment(), capture_output=True, text=True, check=False)
        assert "Traceback" not in ended.stderr
        return ended

    @contextmanager
    def served(self, port: int, log: Path) -> Iterator[None]:
        """Serves it by two web processes."""
        words = [*self._words(), "serve", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
        with log.open("ab") as stream:
            server = subprocess.Popen(
                words, env=self._environment(), stdout=stream, stderr=stream, start_new_session=True
            )
        try:
            wait_for(lambda: self.answers(port), 60)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
            wait_for(lambda: not members_of(server.pid), 5)
        assert "Traceback" not in log.read_text()

    @staticmethod
    def answers(port: int) -> bool:
        """Whether somebody takes calls there."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2):
            return True
        return False

    def _words(self) -> list[str]:
        return [sys.executable, "-m", "verbale", "--home", str(self.home)]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE", "D"))}
        return kept | TRIAL | {"DATABASE_URL": self.url}

    def ask(self, *line: object) -> Any:
        """Runs a command that must succeed."""
        ended = self.run(*line)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def refused(self, *line: object) -> str:
        """Runs a command that must be refused."""
        ended = self.run(*line)
        assert ended.returncode == 1, ended.stdout
        return str(json.loads(ended.stdout)["error"]["code"])


@pytest.fixture
def urls(postgres_server: PostgresServer) -> Iterator[list[str]]:
    """The addresses of two empty databases."""
    names = [postgres_server.create_database() for _ in range(2)]
    yield [postgres_server.url(name) for name in names]
    for name in names:
        postgres_server.drop_database(name)


@pytest.fixture(scope="module")
def founded(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Names]]:
    """Two chanceries that have exchanged a letter with an attachment: their folder and databases, to be copied."""
    folder = tmp_path_factory.mktemp("founded")
    names = {code: postgres_server.create_database() for code in ("ARV", "BOR")}
    one, other = (Seat(folder / code, postgres_server.url(name)) for code, name in names.items())
    for seat in (one, other):
        seat.ask("init", "--name", seat.home.name, "--code", seat.home.name)
    meet(one, other)
    (folder / "map.bin").write_bytes(os.urandom(300_000))
    send(one, "Before the backup", "--attach", folder / "map.bin")
    carry(one, other, folder)
    yield folder, names
    for name in names.values():
        postgres_server.drop_database(name)


@pytest.fixture
def seats(founded: tuple[Path, Names], postgres_server: PostgresServer, tmp_path: Path) -> Iterator[tuple[Seat, Seat]]:
    """The two, copied for a test."""
    folder, names = founded
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    copies = {code: postgres_server.create_database(name) for code, name in names.items()}
    one, other = (Seat(tmp_path / code, postgres_server.url(name)) for code, name in copies.items())
    yield one, other
    for name in copies.values():
        postgres_server.drop_database(name)


def send(seat: Seat, subject: str, *more: object) -> Any:
    """Sends a letter to BOR."""
    return seat.ask("letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", subject, *more)


def carry(one: Seat, other: Seat, folder: Path) -> None:
    """Carries a pouch there and its reply back."""
    one.ask("pouch", "pack", "--for", other.home.name, "-o", folder / "pouch")
    other.ask("pouch", "open", folder / "pouch", "-o", folder / "reply")
    one.run("pouch", "open", folder / "reply")


def meet(one: Seat, other: Seat) -> None:
    """Lets two chanceries accredit each other."""
    words = {seat: " ".join(seat.ask("credence", "show")["words"]) for seat in (one, other)}
    for seat, peer in ((one, other), (other, one)):
        seat.ask("meet", peer.home / f"{peer.home.name}.credence", "--words", words[peer])


def letters_in(seat: Seat) -> int:
    """How many letters came, as the database has it."""
    with psycopg.connect(seat.url) as connection:
        row = connection.execute("SELECT count(*) FROM letters_letter WHERE direction = 'in'").fetchone()
    assert row is not None
    return int(row[0])


def test_a_chancery_on_postgresql_comes_back_held_and_recovers_above_what_it_lost(
    seats: tuple[Seat, Seat], urls: list[str], tmp_path: Path
) -> None:
    one, other = seats
    before = one.ask("letter", "list")
    one.ask("backup", tmp_path / "safe.backup")
    lost = send(one, "After the backup")
    carry(one, other, tmp_path)
    back = Seat(tmp_path / "new", urls[1])
    back.ask("restore", tmp_path / "safe.backup")
    assert [each["id"] for each in back.ask("letter", "list")] == [each["id"] for each in before]
    back.ask("letter", "show", before[0]["id"], "--attachments", tmp_path / "out")
    assert (tmp_path / "out" / "map.bin").read_bytes() == (tmp_path / "map.bin").read_bytes()
    assert back.ask("register", "verify")["ok"]
    assert back.refused("letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", "Too early") == "held"
    examined = back.run("doctor")
    assert examined.returncode == 1
    assert "hold" in by_check(json.loads(examined.stdout))
    carry(back, other, tmp_path)
    assert back.ask("recover", "--yes")["unheard"] == []
    assert send(back, "Again at work")["number"] == lost["number"].replace("/2/", "/3/")
    assert back.ask("register", "verify")["ok"]


def test_a_backup_under_writing_is_as_of_one_moment(seats: tuple[Seat, Seat], urls: list[str], tmp_path: Path) -> None:
    one, _ = seats
    done, written = threading.Event(), [0]
    with psycopg.connect(one.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE ballast (number INTEGER)")

    def write() -> None:
        with psycopg.connect(one.url) as writer:
            while not done.is_set():
                with writer.transaction():
                    writer.execute("INSERT INTO ballast VALUES (%s)", (written[0],))
                    writer.execute("INSERT INTO ballast VALUES (%s)", (written[0],))
                written[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while not written[0]:
            done.wait(0.01)
        one.ask("backup", tmp_path / "busy.backup")
    finally:
        done.set()
        thread.join()
    Seat(tmp_path / "new", urls[1]).ask("restore", tmp_path / "busy.backup")
    with psycopg.connect(urls[1]) as connection:
        rows = connection.execute("SELECT number, count(*) FROM ballast GROUP BY number ORDER BY number").fetchall()
    assert rows == [(place, 2) for place in range(len(rows))]
    assert rows


def test_a_backup_taken_while_letters_come_in_is_whole_and_what_it_lacks_comes_again(
    urls: list[str], tmp_path: Path
) -> None:
    one, other, port = Seat(tmp_path / "ARV", urls[0]), Seat(tmp_path / "BOR", ""), free_port()
    one.ask("init", "--name", "ARV", "--code", "ARV", "--address", f"http://127.0.0.1:{port}")
    other.ask("init", "--name", "BOR", "--code", "BOR")
    meet(one, other)
    done, sent = threading.Event(), [0]

    def write() -> None:
        node = open_node(other.home, PASSPHRASE)
        with closing(node.store):
            writer = House(node=node, officer=node.officer(OFFICER, PASSPHRASE))
            recipients = [node.party_of_code("ARV").id]
            while not done.is_set():
                writer.send_to(recipients, subject=f"Note {sent[0]}", attachments=[os.urandom(50_000)])
                despatch_once(node, options=Options(dial=Rule.LOOPBACK))
                sent[0] += 1

    thread = threading.Thread(target=write)
    with one.served(port, tmp_path / "log"):
        thread.start()
        try:
            wait_for(lambda: letters_in(one) >= 2, 60)
            one.ask("backup", tmp_path / "busy.backup")
            reached = letters_in(one)
            wait_for(lambda: letters_in(one) > reached, 60)
        finally:
            done.set()
            thread.join()
    back = Seat(tmp_path / "new" / "ARV", urls[1])
    assert back.ask("restore", tmp_path / "busy.backup")["held"]
    assert 2 <= letters_in(back) <= reached < sent[0]
    found = by_check(json.loads(back.run("doctor").stdout))
    assert {check for check, each in found.items() if each[0]["weight"] == "care"} == {"hold", "alarms", "database"}
    assert back.ask("register", "verify")["ok"]
    newest = back.ask("letter", "list", "--in")[0]
    back.ask("letter", "show", newest["id"], "--attachments", tmp_path / "out")
    assert [path.stat().st_size for path in (tmp_path / "out").iterdir()] == [50_000]
    carry(back, other, tmp_path)
    assert back.ask("recover", "--yes")["unheard"] == []
    carry(back, other, tmp_path)
    other.ask("parties", "confirm", "ARV")
    for _ in range(2):
        carry(other, back, tmp_path)
    assert letters_in(back) == sent[0]
    assert {each["stages"]["ARV"] for each in other.ask("letter", "list", "--out")} == {"opened"}
    assert back.ask("register", "verify")["ok"]


def test_a_backup_of_one_kind_of_database_is_refused_by_the_other(
    seats: tuple[Seat, Seat], urls: list[str], tmp_path: Path
) -> None:
    seats[0].ask("backup", tmp_path / "postgresql.backup")
    small = Seat(tmp_path / "CEL", "")
    small.ask("init", "--name", "CEL", "--code", "CEL")
    small.ask("backup", tmp_path / "sqlite.backup")
    for name, url in (("postgresql", ""), ("sqlite", urls[1])):
        back = Seat(tmp_path / f"new-{name}", url)
        assert back.refused("restore", tmp_path / f"{name}.backup") == "backup-engine"
        # Nothing was put anywhere: the folder is no chancery, and takes a backup of the right kind.
        assert back.refused("status") == "no-house"
    with psycopg.connect(urls[1]) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    assert Seat(tmp_path / "new-postgresql", urls[1]).ask("restore", tmp_path / "postgresql.backup")["code"] == "ARV"
    assert Seat(tmp_path / "new-sqlite", "").ask("restore", tmp_path / "sqlite.backup")["code"] == "CEL"


def test_the_doctor_finds_a_server_that_does_not_wait_for_its_disk(seats: tuple[Seat, Seat]) -> None:
    examined = seats[0].run("doctor")
    assert examined.returncode == 1
    found = by_check(json.loads(examined.stdout))
    assert found.keys() == {"backup", "database"}
    assert [each["remedy"].split(" ")[1] for each in found["database"]] == ["fsync", "full_page_writes"]


def test_the_doctor_finds_a_server_in_order_sound_and_says_when_it_is_gone(tmp_path: Path) -> None:
    server = PostgresServer(durable=True).make()
    try:
        seat = Seat(tmp_path / "ARV", server.url(server.create_database()))
        seat.ask("init", "--name", "ARV", "--code", "ARV")
        seat.ask("backup", tmp_path / "safe.backup")
        assert by_check(seat.ask("doctor")) == {}
        server.kill()
        assert seat.refused("doctor") == seat.refused("backup", tmp_path / "late.backup") == "store-failed"
        assert not (tmp_path / "late.backup").exists()
        server.start()
        assert seat.ask("doctor")["ok"]
    finally:
        server.remove()


def test_a_damaged_backup_leaves_the_database_empty_for_the_next(
    seats: tuple[Seat, Seat], urls: list[str], tmp_path: Path
) -> None:
    seats[0].ask("backup", tmp_path / "safe.backup")
    whole = (tmp_path / "safe.backup").read_bytes()
    with tarfile.open(tmp_path / "safe.backup") as archive:
        (place,) = [each.offset_data for each in archive.getmembers() if each.name.startswith("contents/")]
    (tmp_path / "damaged.backup").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    (tmp_path / "cut.backup").write_bytes(whole[:place])
    back = Seat(tmp_path / "new", urls[1])
    assert back.refused("restore", tmp_path / "damaged.backup") == "content-digest"
    assert back.refused("restore", tmp_path / "cut.backup") == "backup-form"
    assert back.refused("status") == "no-house"
    assert back.ask("restore", tmp_path / "safe.backup")["held"]
    assert not list(back.home.glob(".restore-*"))


def test_a_restore_does_not_touch_a_database_that_holds_a_chancery(seats: tuple[Seat, Seat], tmp_path: Path) -> None:
    one, other = seats
    one.ask("backup", tmp_path / "safe.backup")
    letters = other.ask("letter", "list")
    assert Seat(tmp_path / "new", other.url).refused("restore", tmp_path / "safe.backup") == "pg-restore"
    assert other.ask("letter", "list") == letters
