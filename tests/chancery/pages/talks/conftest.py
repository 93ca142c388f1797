"""A house with pages that negotiates."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.chancery.pages.talks.playing import Play
    from tests.trialhouse import House

BESIDE = ("BOR", "CAL")


@pytest.fixture
def house(tables: None, tmp_path: Path) -> "House":
    """A house that was founded just now: those it negotiates with go by the clock of the machine."""
    from tests.trialhouse import found_house

    return found_house(tmp_path / "home", now=datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def play(house: "House", page: Client, tmp_path: Path, beside: Path) -> "Play":
    """Three institutions that have accredited one another; nothing is open yet."""
    from tests.chancery import homes
    from tests.chancery.pages.talks.playing import Play
    from verbale.chancery import office as offices

    for code in BESIDE:
        shutil.copytree(beside / code, tmp_path / code)
    with databases_of_their_own():
        others = {code: homes.open_house(tmp_path / code) for code in BESIDE}
    ours = homes.House(node=offices.current(), officer=house.officers[0])
    for each in others.values():
        each.meet(ours)
        ours.meet(each)
    return Play(house=house, page=page, others=others)


@pytest.fixture(scope="session")
def beside(sqlite_template: Path) -> Path:
    """Two institutions without pages that have accredited each other, to be copied."""
    from tests.chancery import homes

    made = sqlite_template.parent / "beside-pages"
    with databases_of_their_own():
        founded = [homes.found_house(made / code, sqlite_template, code) for code in BESIDE]
    founded[0].meet(founded[1])
    founded[1].meet(founded[0])
    for each in founded:
        each.node.store.close()
    return made


@contextmanager
def databases_of_their_own() -> Iterator[None]:
    """Houses that are opened now have an SQLite file each, whichever database that with pages is on."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        yield
