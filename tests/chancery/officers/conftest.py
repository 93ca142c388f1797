"""Accounts are rows; nothing else of a house is needed."""

import pytest


@pytest.fixture(autouse=True)
def _tables(db: None) -> None:
    """Every test here writes accounts."""
