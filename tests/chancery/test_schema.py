"""A database of another version is not touched; migrations agree with the models, with and without the pages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ENGINES
from verbale.chancery.schema import STORAGE, check_schema
from verbale.chancery.settings import STORAGE_APPS
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.formats.errors import Refused, Unavailable


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_database_of_this_version_is_taken(engine: Engine) -> None:
    with engine.reading() as sql:
        check_schema(sql)


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with pytest.raises(Refused) as refusal, engine.writing() as sql:
        sql.run(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('letters', '9999_tomorrow', CURRENT_TIMESTAMP)"
        )
        check_schema(sql)
    assert refusal.value.code == "schema-new"


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_a_database_of_an_older_version_asks_for_an_upgrade(engine: Engine) -> None:
    with pytest.raises(Unavailable) as refusal, engine.writing() as sql:
        sql.run("DELETE FROM django_migrations WHERE app = 'register'")
        check_schema(sql)
    assert refusal.value.code == "schema-old"


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_migrations_of_the_pages_are_no_matter_of_the_store(engine: Engine) -> None:
    with engine.writing() as sql:
        sql.run("INSERT INTO django_migrations (app, name, applied) VALUES ('x', '9999_x', CURRENT_TIMESTAMP)")
        check_schema(sql)


def test_an_empty_file_asks_for_an_upgrade(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    engine = SqliteEngine(tmp_path / "empty")
    with pytest.raises(Unavailable) as refusal, engine.reading() as sql:
        check_schema(sql)
    assert refusal.value.code == "schema-old"
    engine.close()


def test_the_apps_of_the_settings_are_those_that_the_schema_knows() -> None:
    assert sorted(name.rpartition(".")[2] for name in STORAGE_APPS) == sorted(STORAGE)


@pytest.mark.parametrize("rooms", ["storage", "all"])
def test_no_model_of_the_store_was_changed_without_a_migration(rooms: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        (sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run", *STORAGE),
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "verbale.chancery.settings",
            "VERBALE_ROOMS": rooms,
            "VERBALE_HOME": str(tmp_path),
            "DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_migrations_of_the_store_lean_on_nothing_but_the_store() -> None:
    """So commands that know no pages make the same tables as the server that knows them."""
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection=None)
    for (app, name), migration in loader.disk_migrations.items():
        if app in STORAGE:
            assert {other for other, _ in migration.dependencies} <= set(STORAGE), (app, name)
