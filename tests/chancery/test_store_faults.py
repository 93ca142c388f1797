"""What a failing database means to a use case, on each engine: busy, full, or not to be told."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db import Error, IntegrityError
from pytest_django import DjangoDbBlocker

from tests.databases import ALIAS, ENGINES, attached, empty_tables
from tests.diskfaults import small_files
from tests.exchange.contract import samples
from tests.exchange.contract.samples import people, writing
from verbale.chancery.engines import postgres_settings, sqlite_settings
from verbale.chancery.faults import unavailable
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.records import Pair
from verbale.formats.errors import Unavailable
from verbale.formats.statement import Signed

PEER = people().parties[0].id
SQLITE = ENGINES[:2]


def last(store: SqlStore) -> int:
    """What is kept."""
    with store.read() as view:
        return view.pair(PEER).last


def write(store: SqlStore, number: int) -> None:
    """Keeps a number."""
    with writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=number))


@contextmanager
def impatient(name: str, file: Path) -> Iterator[Engine]:
    """An SQLite engine that waits a twentieth of a second for another writer."""
    if name == "sqlite":
        engine = SqliteEngine(file, wait=0.05)
        yield engine
        engine.close()
        return
    settings = sqlite_settings(file)
    settings["OPTIONS"] = settings["OPTIONS"] | {"timeout": 0.05}
    with attached(settings, "impatient") as by_django:
        yield by_django


@pytest.mark.parametrize("name", SQLITE)
def test_a_writer_that_waited_too_long_is_told_that_the_database_is_busy(
    name: str, sqlite_file: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    holder = SqliteEngine(sqlite_file)
    with django_db_blocker.unblock(), impatient(name, sqlite_file) as engine:
        store = SqlStore(engine)
        with holder.writing():
            with pytest.raises(Unavailable) as refusal:
                write(store, 1)
            assert refusal.value.code == "busy"
            assert last(store) == 0
        write(store, 1)
        assert last(store) == 1
    holder.close()


@pytest.mark.parametrize("engine", SQLITE, indirect=True)
def test_a_full_disk_is_told_and_nothing_is_kept(engine: Engine) -> None:
    store = SqlStore(engine)
    with engine.reading() as sql:
        pages = sql.rows("PRAGMA page_count")[0][0]
        sql.rows(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Unavailable) as refusal, writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=1))
        tx.put_statement(samples.statement("x" * 100_000))
    assert refusal.value.code == "disk-full"
    assert last(store) == 0
    with engine.reading() as sql:
        sql.rows("PRAGMA max_page_count = 1000000")
    write(store, 2)
    assert last(store) == 2


@pytest.mark.parametrize("engine", SQLITE, indirect=True)
def test_a_commit_that_the_disk_refuses_is_told_and_can_be_repeated(engine: Engine) -> None:
    store = SqlStore(engine)
    write(store, 1)
    with pytest.raises(Unavailable) as refusal, ExitStack() as limits, writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=2))
        # From here on, and so at the commit, no file takes a byte.
        limits.enter_context(small_files(0))
    assert refusal.value.code == "store-failed"
    assert "SQLITE_IOERR" in refusal.value.reason
    assert last(store) == 1
    write(store, 2)
    assert last(store) == 2


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_programmers_error_leaves_as_it_is_and_nothing_is_kept(engine: Engine) -> None:
    store = SqlStore(engine)
    head = samples.head(PEER, 1)
    with pytest.raises(Exception, match=r"(?i)unique") as fault, writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=1))
        tx.put_head(head)
        tx.put_head(head)
    assert type(fault.value).__name__ == "IntegrityError"
    assert last(store) == 0


def test_faults_that_no_driver_explains_are_failures_of_the_store() -> None:
    assert unavailable(IntegrityError("x")) is None
    found = unavailable(Error("x"))
    assert found is not None
    assert found.code == "store-failed"
    assert "(" not in found.reason


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_a_server_that_went_away_in_the_middle_is_told_and_found_again(engine: Engine, postgres_house: str) -> None:
    store = SqlStore(engine)
    with pytest.raises(Unavailable) as refusal, writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=1))
        end_other_sessions(postgres_house)
    assert refusal.value.code == "store-failed"
    assert last(store) == 0
    write(store, 1)
    end_other_sessions(postgres_house)
    with pytest.raises(Unavailable):
        last(store)
    assert last(store) == 1


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
def test_two_that_wait_for_each_other_are_parted_and_one_is_told_to_repeat(engine: Engine) -> None:
    store = SqlStore(engine)
    first, second = samples.statement("a"), samples.statement("b")
    halfway = threading.Barrier(2)
    told: list[str] = []

    def run(order: tuple[Signed, Signed]) -> None:
        try:
            with store.begin() as tx:
                tx.put_statement(order[0])
                halfway.wait(timeout=10)
                tx.put_statement(order[1])
        except Unavailable as refusal:
            told.append(refusal.code)
        store.close()

    threads = [threading.Thread(target=run, args=(order,)) for order in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert told == ["busy"]
    with store.read() as view:
        assert len(view.statements([first.digest, second.digest])) == 2


def test_a_commit_whose_answer_was_lost_is_told_and_was_kept(
    postgres_house: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """The other row of the table: it failed, as far as anybody was told, and yet everything is there."""
    with django_db_blocker.unblock(), attached(postgres_settings(postgres_house)) as straight:
        empty_tables(ALIAS)
        kept = SqlStore(straight)
        with Interpreter(postgres_house) as between, attached(between.settings, "lost") as engine:
            store = SqlStore(engine)
            write(store, 1)
            with pytest.raises(Unavailable) as refusal, writing(store, PEER) as tx:
                tx.put_pair(Pair(peer=PEER, last=2))
                between.lose_the_next_answer()
            assert refusal.value.code == "store-failed"
            assert last(kept) == 2
            assert last(store) == 2


def end_other_sessions(url: str) -> None:
    """Ends every session of a database but this one, as the end of the server would."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


class Interpreter:
    """Stands between a client and the server, and can lose what the server answers to a COMMIT."""

    def __init__(self, url: str) -> None:
        straight = postgres_settings(url)
        self._server = f"{straight['HOST']}/.s.PGSQL.{straight['PORT'] or 5432}"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.settings = straight | {"HOST": "127.0.0.1", "PORT": str(self._listener.getsockname()[1])}
        self._losing = self._lost = False
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Interpreter":
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def lose_the_next_answer(self) -> None:
        """From now on the first COMMIT goes through, and the client never hears of it."""
        self._losing = True

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._run(partial(self._forward, client, server))
                self._run(partial(self._answer, client, server))

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), server:
            while data := client.recv(65536):
                if self._losing and b"COMMIT" in data:
                    self._lost = True
                server.sendall(data)

    def _answer(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client:
            while data := server.recv(65536):
                if self._lost:
                    # The server has answered, so the commit is done; the client's line breaks before it is told.
                    self._losing = self._lost = False
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(data)
