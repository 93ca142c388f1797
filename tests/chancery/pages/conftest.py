"""A house with pages, and somebody who sits at its desk.

Imports that need Django's settings stand in the fixtures: this file is read before the settings are.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.trialhouse import House


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    """Tries at a door or at a passphrase are counted in memory, and accounts of two tests may have one number."""
    from django.core.cache import cache

    cache.clear()


# PostgreSQL fixes the isolation of a reader at its beginning, so there no test may lie inside a transaction.
_POSTGRES = os.environ.get("VERBALE_TEST_DATABASE") == "postgres"


@pytest.fixture(name="tables" if _POSTGRES else "tables_anew")
def _tables_anew(transactional_db: None) -> None:
    """The tables of a house, emptied after the test."""


@pytest.fixture(name="tables_undone" if _POSTGRES else "tables")
def _tables_undone(db: None) -> None:
    """The tables of a house, with what a test did undone after it."""


@pytest.fixture
def house(tables: None, tmp_path: Path) -> "House":
    """A house that was just founded."""
    from tests.trialhouse import found_house

    return found_house(tmp_path / "home")


@pytest.fixture
def page(house: "House") -> Client:
    """A browser of the first officer, signed in."""
    from verbale.chancery.officers.services import find_officer

    client = Client()
    client.force_login(find_officer("Ilse Maren").user)
    return client
