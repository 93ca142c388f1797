"""Which database is used, and how it is set."""

import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import ENGINES, attached
from tests.exchange.contract.samples import people, writing
from verbale.chancery.engines import database_settings, postgres_settings
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.records import Pair
from verbale.formats.errors import Refused, Unavailable

OPTIONS = {"isolation_level": 2}
PEER = people().parties[0].id


def test_without_an_address_the_database_is_a_file_of_the_home(tmp_path: Path) -> None:
    settings = database_settings(tmp_path)
    assert settings["ENGINE"] == "django.db.backends.sqlite3"
    assert settings["NAME"] == str(tmp_path / "chancery.sqlite3")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p@db.example:5433/chancery",
            {
                "NAME": "chancery",
                "USER": "u",
                "PASSWORD": "p",
                "HOST": "db.example",
                "PORT": "5433",
                "OPTIONS": OPTIONS,
            },
        ),
        (
            "postgres://u%40x:p%2F%3A%C3%A9@[::1]/n%20m?sslmode=verify-full&connect_timeout=3",
            {
                "NAME": "n m",
                "USER": "u@x",
                "PASSWORD": "p/:é",
                "HOST": "::1",
                "PORT": "",
                "OPTIONS": OPTIONS | {"sslmode": "verify-full", "connect_timeout": "3"},
            },
        ),
        (
            "postgresql://verbale@/t1?host=%2Ftmp%2Fpg-x&port=7",
            {"NAME": "t1", "USER": "verbale", "PASSWORD": "", "HOST": "/tmp/pg-x", "PORT": "7", "OPTIONS": OPTIONS},
        ),
        ("postgresql:///t", {"NAME": "t", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": OPTIONS}),
    ],
)
def test_an_address_is_taken_apart(url: str, expected: dict[str, object]) -> None:
    settings = database_settings(Path("/nowhere"), url)
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/n",
        "postgresql://u:secret@h",
        "postgresql://u:secret@h/",
        "postgresql://u:secret@h/a/b",
        "postgresql://u:secret@h:port/n",
        "postgresql://u:secret@h:99999/n",
        "postgresql://u:secret@[::1/n",
        "postgresql://u:secret@h/n#f",
        "secret",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        postgres_settings(url)
    assert refusal.value.code == "database-url"
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("engine", ["sqlite", "sqlite-django"], indirect=True)
def test_sqlite_writes_ahead_and_waits_for_the_disk(engine: Engine) -> None:
    with engine.writing() as sql:
        # 2 is FULL: a commit is on the disk before it returns (law 2).
        assert sql.row("PRAGMA synchronous") == (2,)
        assert sql.row("PRAGMA journal_mode") == ("wal",)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_transaction_within_a_transaction_is_an_error(engine: Engine) -> None:
    with engine.writing(), pytest.raises(RuntimeError), engine.writing():
        raise AssertionError
    with engine.reading(), pytest.raises(RuntimeError), engine.writing():
        raise AssertionError
    with engine.writing(), pytest.raises(RuntimeError), engine.reading():
        raise AssertionError
    with engine.writing() as sql:
        assert sql.row("SELECT 1") == (1,)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_what_a_reader_writes_is_not_kept(engine: Engine) -> None:
    # PostgreSQL refuses, SQLite undoes.
    with suppress(Unavailable), engine.reading() as sql:
        sql.run("INSERT INTO letters_series (series, year, number) VALUES ('', 1, 1)")
    with engine.reading() as sql:
        assert sql.rows("SELECT 1 FROM letters_series") == []


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_after_closing_the_next_transaction_opens_the_database_again(engine: Engine) -> None:
    store = SqlStore(engine)
    with writing(store, PEER) as tx:
        tx.put_pair(Pair(peer=PEER, last=3))
    store.close()
    store.close()
    with store.read() as view:
        assert view.pair(PEER).last == 3


def test_a_postgresql_server_that_is_set_otherwise_still_commits_as_the_store_needs(
    postgres_house: str, django_db_blocker: DjangoDbBlocker
) -> None:
    careless = "-c default_transaction_isolation=serializable -c synchronous_commit=off"
    with (
        django_db_blocker.unblock(),
        attached(postgres_settings(f"{postgres_house}&options={quote(careless)}")) as engine,
    ):
        with engine.writing() as sql:
            assert sql.row("SHOW transaction_isolation") == ("read committed",)
            assert sql.row("SHOW synchronous_commit") == ("on",)
        with engine.reading() as sql:
            assert sql.row("SHOW transaction_isolation") == ("repeatable read",)
            assert sql.row("SHOW transaction_read_only") == ("on",)


def test_a_postgresql_server_that_waits_for_more_than_its_disk_is_left_alone(
    postgres_house: str, django_db_blocker: DjangoDbBlocker
) -> None:
    url = f"{postgres_house}&options={quote('-c synchronous_commit=remote_apply')}"
    with django_db_blocker.unblock(), attached(postgres_settings(url)) as engine, engine.writing() as sql:
        assert sql.row("SHOW synchronous_commit") == ("remote_apply",)


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refusal, SqliteEngine(tmp_path / "chancery.sqlite3").reading():
        raise AssertionError
    assert refusal.value.code == "store-failed"
    assert list(tmp_path.iterdir()) == []


def test_times_are_kept_as_django_keeps_them(sqlite_file: Path) -> None:
    from django.db import connection

    from tests.exchange.contract.samples import NOON, letter

    engine = SqliteEngine(sqlite_file)
    with writing(SqlStore(engine), PEER) as tx:
        tx.put_letter(letter("a", PEER, created=NOON.replace(microsecond=250_000)))
    engine.close()
    for kept, moment in (("created", NOON.replace(microsecond=250_000)), ("at", letter("a", PEER).at)):
        with sqlite3.connect(sqlite_file) as raw:
            ((found,),) = raw.execute(f"SELECT {kept} FROM letters_letter")
        raw.close()
        assert found == connection.ops.adapt_datetimefield_value(moment)
