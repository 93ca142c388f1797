"""How a home is opened: at once by a command, with Django by whoever needs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.contract.samples import NOON
from verbale.chancery import keysafe, setup
from verbale.chancery.contents import FileContents
from verbale.chancery.home import FileMark, Home
from verbale.chancery.keysafe import HouseKeys
from verbale.exchange import founding, register
from verbale.exchange.founding import Founders
from verbale.exchange.records import register_origin
from verbale.formats.errors import Unavailable
from verbale.formats.hybrid import HYBRID

PROLOGUE = """
import json, os, sys, time
from pathlib import Path
begun = time.perf_counter()
from verbale.chancery import setup
from verbale.chancery.home import Home
home = Home(Path(os.environ["VERBALE_HOME"]))
"""


def run(home: Home, program: str, **environment: str) -> Any:
    """Runs a program in a process of its own and reads what it prints."""
    ended = subprocess.run(
        (sys.executable, "-c", PROLOGUE + program),
        env={
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        }
        | {"VERBALE_HOME": str(home.folder)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.fixture
def made(home: Home) -> Home:
    """A home with its tables, made by a process of its own as `init` does."""
    run(home, "setup.configure(home); setup.migrate(); print('{}')")
    return home


def test_a_chancery_is_founded_on_a_home_and_found_again_by_another_process(made: Home) -> None:
    keys = HouseKeys(keysafe.draw_seeds(now=NOON), clock=lambda: NOON)
    office = setup.open_office(made, keys)
    founders = Founders(
        officers=[("Ilse Maren", HYBRID.signing_key(os.urandom(64)))],
        thresholds={},
        recovery=[HYBRID.signing_key(os.urandom(64)).public],
    )
    party = founding.found(office, code="MFA", name="Ministry", founders=founders, addresses=[], now=NOON)
    register.sequence(office)
    register.make_head(office, now=NOON)
    found = run(
        made,
        """
with setup.open_store(home).read() as view:
    party = view.house().party
    head = view.head()
print(json.dumps([party.code, party.id.hex(), head.origin, head.size]))
""",
    )
    assert found == ["MFA", party.id.hex(), register_origin(party.id, 1), 2]
    marked = FileMark(made).read()
    assert marked == office.mark.read()
    assert marked is not None
    assert marked[:2] == (register_origin(party.id, 1), 2)
    assert isinstance(office.contents, FileContents)


def test_a_command_on_sqlite_reads_without_django_and_begins_at_once(made: Home) -> None:
    found = run(
        made,
        """
with setup.open_store(home).read() as view:
    view.register_size()
print(json.dumps({"seconds": time.perf_counter() - begun, "django": "django" in sys.modules}))
""",
    )
    assert found["django"] is False
    # A tenth of a second on an idle machine; a reading command has half a second in all.
    assert found["seconds"] < 2


def test_a_home_without_tables_asks_for_an_upgrade(home: Home) -> None:
    with pytest.raises(Unavailable) as refusal:
        setup.open_store(home)
    assert refusal.value.code == "schema-old"


def test_django_is_set_up_for_one_home_in_a_process(made: Home, tmp_path: Path) -> None:
    found = run(
        made,
        """
setup.configure(home)
setup.configure(home)
from django.conf import settings
from django.db import connection
name = connection.settings_dict["NAME"]
try:
    setup.configure(Home(Path("/elsewhere")))
except RuntimeError as fault:
    print(json.dumps([name, settings.SECRET_KEY, len(settings.INSTALLED_APPS), str(fault)]))
""",
    )
    assert found == [
        str(made.database),
        made.secret_key.read_text(),
        10,
        "Django is set up for another home; attach this one",
    ]


def test_homes_beside_the_first_have_aliases_of_their_own(made: Home, tmp_path: Path) -> None:
    found = run(
        made,
        """
from verbale.chancery.home import create_home
from verbale.chancery.djangodb import DjangoEngine
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Scope
setup.configure(home)
other = create_home(home.folder.parent / "other")
setup.attach(other, "other")
setup.migrate("other")
numbers = []
for store in (SqlStore(DjangoEngine()), SqlStore(DjangoEngine("other")), setup.open_store(other)):
    with store.begin() as tx:
        tx.lock((Scope.SERIES, b""))
        numbers.append(tx.next_number("", 2026))
print(json.dumps(numbers))
""",
    )
    assert found == [1, 1, 2]


@pytest.mark.needs("postgres")
def test_with_an_address_the_store_is_on_postgresql(home: Home, postgres_house: str) -> None:
    found = run(
        home,
        """
store = setup.open_store(home)
with store.read() as view:
    print(json.dumps([type(store.engine).__name__, view.sql.postgres, view.register_size()]))
""",
        DATABASE_URL=postgres_house,
    )
    assert found[:2] == ["DjangoEngine", True]
