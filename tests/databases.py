"""A chancery's databases for tests: made once in a run, copied for each test, and spoken to as the node does.

    sqlite          SQLite without Django, as a command has it
    sqlite-django   SQLite by Django, as the pages have it
    postgres        PostgreSQL by Django

A conftest imports the fixtures; a test asks for `engine`, parametrised indirectly with some of `ENGINES`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.postgres import PostgresServer
from verbale.chancery.djangodb import DjangoEngine
from verbale.chancery.engines import postgres_settings, sqlite_settings
from verbale.chancery.schema import STORAGE
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine

ALIAS = "trial"
ENGINES = ("sqlite", "sqlite-django", "postgres")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """An SQLite file with the tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "chancery.sqlite3"
    with django_db_blocker.unblock(), attached(sqlite_settings(file), "template"):
        make_tables("template")
        with connections["template"].cursor() as cursor:
            # Into the one file, so that it can be copied.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgres_house(postgres_server: PostgresServer, django_db_blocker: DjangoDbBlocker) -> str:
    """The address of a PostgreSQL database with the tables; a test that takes it empties them first."""
    url = postgres_server.url(postgres_server.create_database())
    with django_db_blocker.unblock(), attached(postgres_settings(url), "template"):
        make_tables("template")
    return url


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """An SQLite file of a test's own."""
    return Path(shutil.copy(sqlite_template, tmp_path / "chancery.sqlite3"))


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database of a test's own, by the name that the test is parametrised with."""
    with lent(request, request.param) as found:
        yield found


@contextmanager
def lent(request: pytest.FixtureRequest, name: str) -> Iterator[Engine]:
    """A database of a test's own, by its name."""
    if name == "sqlite":
        plain = SqliteEngine(request.getfixturevalue("sqlite_file"))
        yield plain
        plain.close()
        return
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        if name == "sqlite-django":
            with attached(sqlite_settings(request.getfixturevalue("sqlite_file"))) as by_django:
                yield by_django
            return
        with attached(postgres_settings(request.getfixturevalue("postgres_house"))) as by_django:
            empty_tables(ALIAS)
            yield by_django


@contextmanager
def attached(settings: dict[str, Any], alias: str = ALIAS) -> Iterator[DjangoEngine]:
    """Adds a database to Django's for a while."""
    connections.databases[alias] = connections.databases["default"] | settings
    try:
        yield DjangoEngine(alias)
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def empty_tables(alias: str) -> None:
    """Removes every row of the storage apps: a tenth of the time of a database of its own."""
    tables = [model._meta.db_table for app in STORAGE for model in apps.get_app_config(app).get_models()]
    with connections[alias].cursor() as cursor:
        cursor.execute("; ".join(f"DELETE FROM {table}" for table in tables))


def make_tables(alias: str) -> None:
    """Makes the tables of the storage apps."""
    for app in STORAGE:
        call_command("migrate", app, database=alias, interactive=False, verbosity=0)
