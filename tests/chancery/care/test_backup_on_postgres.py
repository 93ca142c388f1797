"""The same drill on PostgreSQL: a backup under writing, the way back into an empty database, the hold, the recovery."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.chancery.care.conftest import by_check
from tests.cli.conftest import TRIAL
from tests.postgres import PostgresServer

pytestmark = [pytest.mark.needs("postgres"), pytest.mark.slow]


@dataclass(frozen=True, slots=True)
class Seat:
    """A chancery in processes of its own: its home, and the address of its database."""

    home: Path
    url: str

    def run(self, *line: object) -> subprocess.CompletedProcess[str]:
        """Runs a command."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE", "D"))}
        words = [sys.executable, "-m", "verbale", "--home", str(self.home), *(str(each) for each in line), "--json"]
        environment = kept | TRIAL | {"DATABASE_URL": self.url}
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in ended.stderr
        return ended

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
    """The addresses of three empty databases."""
    names = [postgres_server.create_database() for _ in range(3)]
    yield [postgres_server.url(name) for name in names]
    for name in names:
        postgres_server.drop_database(name)


@pytest.fixture
def seats(urls: list[str], tmp_path: Path) -> tuple[Seat, Seat]:
    """Two chanceries that have exchanged a letter with an attachment."""
    one, other = Seat(tmp_path / "ARV", urls[0]), Seat(tmp_path / "BOR", urls[1])
    words = [seat.ask("init", "--name", seat.home.name, "--code", seat.home.name)["words"] for seat in (one, other)]
    one.ask("meet", other.home / "BOR.credence", "--words", " ".join(words[1]))
    other.ask("meet", one.home / "ARV.credence", "--words", " ".join(words[0]))
    (tmp_path / "map.bin").write_bytes(os.urandom(300_000))
    send(one, "Before the backup", "--attach", tmp_path / "map.bin")
    carry(one, other, tmp_path)
    return one, other


def send(seat: Seat, subject: str, *more: object) -> Any:
    """Sends a letter to BOR."""
    return seat.ask("letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", subject, *more)


def carry(one: Seat, other: Seat, folder: Path) -> None:
    """Carries a pouch there and its reply back."""
    one.ask("pouch", "pack", "--for", other.home.name, "-o", folder / "pouch")
    other.ask("pouch", "open", folder / "pouch", "-o", folder / "reply")
    one.run("pouch", "open", folder / "reply")


def test_a_chancery_on_postgresql_comes_back_held_and_recovers_above_what_it_lost(
    seats: tuple[Seat, Seat], urls: list[str], tmp_path: Path
) -> None:
    one, other = seats
    before = one.ask("letter", "list")
    one.ask("backup", tmp_path / "safe.backup")
    lost = send(one, "After the backup")
    carry(one, other, tmp_path)
    back = Seat(tmp_path / "new", urls[2])
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
    Seat(tmp_path / "new", urls[2]).ask("restore", tmp_path / "busy.backup")
    with psycopg.connect(urls[2]) as connection:
        rows = connection.execute("SELECT number, count(*) FROM ballast GROUP BY number ORDER BY number").fetchall()
    assert rows == [(place, 2) for place in range(len(rows))]
    assert rows


def test_a_backup_of_one_kind_of_database_is_refused_by_the_other(seats: tuple[Seat, Seat], tmp_path: Path) -> None:
    seats[0].ask("backup", tmp_path / "safe.backup")
    assert Seat(tmp_path / "new", "").refused("restore", tmp_path / "safe.backup") == "backup-engine"


def test_a_restore_does_not_touch_a_database_that_holds_a_chancery(seats: tuple[Seat, Seat], tmp_path: Path) -> None:
    one, other = seats
    one.ask("backup", tmp_path / "safe.backup")
    letters = other.ask("letter", "list")
    assert Seat(tmp_path / "new", other.url).refused("restore", tmp_path / "safe.backup") == "pg-restore"
    assert other.ask("letter", "list") == letters
