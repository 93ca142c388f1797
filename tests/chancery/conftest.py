"""What the tests of the node share: databases of their own, and homes."""

from pathlib import Path

import pytest

from tests.databases import engine, postgres_house, sqlite_file, sqlite_template
from verbale.chancery.home import Home, create_home
from verbale.chancery.sql import Engine
from verbale.chancery.store import SqlStore

__all__ = ["engine", "postgres_house", "sqlite_file", "sqlite_template"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The folders of a chancery that is not founded yet."""
    return create_home(tmp_path / "home")


@pytest.fixture
def store(engine: Engine) -> SqlStore:
    """A store on the database that the test is parametrised with."""
    return SqlStore(engine)
