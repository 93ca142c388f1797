"""A house with pages, and somebody who sits at its desk.

Imports that need Django's settings stand in the fixtures: this file is read before the settings are.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.trialhouse import House


@pytest.fixture
def house(db: None, tmp_path: Path) -> "House":
    """A house that was just founded."""
    from django.core.cache import cache

    from tests.trialhouse import found_house

    cache.clear()
    return found_house(tmp_path / "home")


@pytest.fixture
def page(house: "House") -> Client:
    """A browser of the first officer, signed in."""
    from verbale.chancery.officers.services import find_officer

    client = Client()
    client.force_login(find_officer("Ilse Maren").user)
    return client
