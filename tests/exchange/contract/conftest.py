"""Every store must pass what is here: memory, SQLite with and without Django, PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.databases import ENGINES, lent, postgres_house, sqlite_file, sqlite_template
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Store
from verbale.testing.store import MemoryStore

__all__ = ["postgres_house", "sqlite_file", "sqlite_template"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a store is run with each kind of them."""
    if "store" in metafunc.fixturenames:
        metafunc.parametrize("store", ["memory", *ENGINES], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store."""
    if request.param == "memory":
        yield MemoryStore()
        return
    with lent(request, request.param) as engine:
        yield SqlStore(engine)
