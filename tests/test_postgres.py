"""The server that tests make for themselves."""

import threading
from contextlib import suppress

import psycopg
import pytest

from tests.postgres import PostgresServer


def test_each_test_has_an_empty_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE kept (id integer)")
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (1,)


def test_another_test_sees_nothing_of_it(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


@pytest.mark.needs("postgres")
def test_a_durable_server_keeps_what_was_committed_before_it_was_killed() -> None:
    server = PostgresServer(durable=True).make()
    try:
        url = server.url(server.create_database())
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (id integer)")
            connection.execute("INSERT INTO kept VALUES (1)")
        server.kill()
        server.start()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT id FROM kept").fetchall() == [(1,)]
    finally:
        server.remove()
    assert not server.folder.exists()


@pytest.mark.needs("postgres")
def test_a_killed_server_starts_again_at_once_whoever_was_at_work() -> None:
    server = PostgresServer(durable=True).make()
    begun = threading.Event()

    def count() -> None:
        with suppress(psycopg.OperationalError), psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            begun.set()
            # It looks at nothing else while it counts, its server's end included.
            connection.execute("SELECT count(*) FROM generate_series(1, 1000000000)")

    try:
        for _ in range(2):
            begun.clear()
            counting = threading.Thread(target=count)
            counting.start()
            assert begun.wait(10)
            server.kill()
            server.start()
            counting.join(10)
            assert not counting.is_alive()
    finally:
        server.remove()
