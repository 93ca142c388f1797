"""Opens a home for whoever works in it: a command, a worker, the pages. Nothing is opened on import.

- `open_store`: the store alone; on SQLite without Django, so that a command starts at once
- `open_contents`: the sealed contents beside a store
- `open_office`: store, contents, keys and mark together, for the use cases
- `configure`: Django, for pages, workers and migrations
- `migrate`: makes or upgrades the tables
- `attach`: a further home in one process, under an alias of its own
"""

import os
import secrets
from pathlib import Path

from verbale.chancery.contents import FileContents
from verbale.chancery.engines import database_settings
from verbale.chancery.home import FileMark, Home
from verbale.chancery.keysafe import HouseKeys
from verbale.chancery.schema import check_schema
from verbale.chancery.sql import Engine
from verbale.chancery.sqlite import SqliteEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Office

SETTINGS = "verbale.chancery.settings"
DEFAULT = "default"


def configure(home: Home, *, rooms: str = "storage") -> None:
    """Sets Django up for a home, once in a process.

    Args:
        home: the chancery's folder.
        rooms: `storage` for commands and workers, `all` for the pages.

    Raises:
        RuntimeError: Django was set up for another home.
    """
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not settings.configured:
        os.environ["VERBALE_HOME"] = str(home.folder)
        os.environ.setdefault("VERBALE_ROOMS", rooms)
        django.setup()
    elif home.folder != settings.HOME:
        raise RuntimeError("Django is set up for another home; attach this one")


def attach(home: Home, alias: str) -> None:
    """Adds the SQLite database of a further home to Django's, under an alias: for trials of many houses at once."""
    from django.db import connections

    connections.databases[alias] = connections.databases[DEFAULT] | database_settings(home.folder)


def migrate(using: str = DEFAULT) -> None:
    """Makes the tables, or brings them up to this version."""
    from django.core.management import call_command

    call_command("migrate", database=using, interactive=False, verbosity=0)


def is_behind(using: str = DEFAULT) -> bool:
    """Whether tables are missing, of the rooms that Django was set up with."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def open_store(home: Home) -> SqlStore:
    """The store of a home.

    Raises:
        Unavailable: `schema-old`, or what the database says.
        Refused: `schema-new` or `database-url`.
    """
    engine = _engine(home)
    with engine.reading() as sql:
        check_schema(sql)
    return SqlStore(engine)


def open_contents(home: Home, store: SqlStore) -> FileContents:
    """The sealed contents of a home."""
    return FileContents(home.contents, find_small=store.find_content)


def open_office(home: Home, keys: HouseKeys) -> Office:
    """Everything that the use cases work with, on an unlocked house.

    Raises:
        Unavailable, Refused: as `open_store`.
    """
    store = open_store(home)
    return Office(
        store=store,
        contents=open_contents(home, store),
        keys=keys,
        mark=FileMark(home),
        suite=keys.suite,
        entropy=secrets.token_bytes,
    )


def _engine(home: Home) -> Engine:
    if not os.environ.get("DATABASE_URL"):
        return SqliteEngine(home.database)
    from verbale.chancery.djangodb import DjangoEngine

    configure(home)
    return DjangoEngine()


def home_of_environment() -> Path:
    """The folder that `VERBALE_HOME` names."""
    return Path(os.environ.get("VERBALE_HOME", "~/.verbale")).expanduser()
