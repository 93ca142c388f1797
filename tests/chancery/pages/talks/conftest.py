"""A house with pages that negotiates."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.chancery.pages.talks.playing import Play
    from tests.trialhouse import House


@pytest.fixture
def house(tables: None, tmp_path: Path) -> "House":
    """A house that was founded just now: those it negotiates with go by the clock of the machine."""
    from tests.trialhouse import found_house

    return found_house(tmp_path / "home", now=datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def play(house: "House", page: Client, tmp_path: Path, sqlite_template: Path) -> "Play":
    """Three institutions that have accredited one another; nothing is open yet."""
    from tests.chancery import homes
    from tests.chancery.pages.talks.playing import Play
    from verbale.chancery import office as offices

    made = sqlite_template.parent / "beside-pages"
    codes = ("BOR", "CAL")
    if not made.is_dir():
        founded = [homes.found_house(made / code, sqlite_template, code) for code in codes]
        founded[0].meet(founded[1])
        founded[1].meet(founded[0])
        for each in founded:
            each.node.store.close()
    for code in codes:
        shutil.copytree(made / code, tmp_path / code)
    others = {code: homes.open_house(tmp_path / code) for code in codes}
    ours = homes.House(node=offices.current(), officer=house.officers[0])
    for each in others.values():
        each.meet(ours)
        ours.meet(each)
    return Play(house=house, page=page, others=others)
