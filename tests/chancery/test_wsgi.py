"""The node as an application for another server: the home and the passphrase come from the environment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chancery.homes import PASSPHRASE, House, found_pair

CALL = """
import gc, io, os, sys
from verbale.chancery.wsgi import application
from verbale.formats.errors import VerbaleError

def ask(path):
    said = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(),
               "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.url_scheme": "http", "HTTP_HOST": "127.0.0.1",
               "wsgi.errors": sys.stderr, "QUERY_STRING": "", "SCRIPT_NAME": ""}
    body = b"".join(application(environ, lambda status, headers, exc_info=None: said.append(status)))
    print(path, said[0], len(body) > 0, flush=True)

try:
    ask("/credence")
    ask("/nothing-here")
    ask("/")
    print("VERBALE_PASSPHRASE" in os.environ, flush=True)
    print(gc.get_freeze_count(), flush=True)
except VerbaleError as refusal:
    print(refusal.code, flush=True)
os._exit(0)
"""


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    """A house."""
    first, second = found_pair(tmp_path, sqlite_template)
    first.node.store.close()
    yield first
    first.node.store.close()
    second.node.store.close()


def run(house: House, **settings: str) -> list[str]:
    """What the application answers in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DJANGO_"))}
    ended = subprocess.run(
        [sys.executable, "-c", CALL],
        env=kept | {"VERBALE_HOME": str(house.folder)} | settings,
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    assert "fault" not in ended.stderr, ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.parametrize("by", ["environment", "file"])
def test_endpoint_and_pages_are_one_application(house: House, tmp_path: Path, by: str) -> None:
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\nand a second line\n")
    settings = {"VERBALE_PASSPHRASE": PASSPHRASE} if by == "environment" else {"VERBALE_PASSPHRASE_FILE": str(file)}
    credence, missing, desk, kept, _ = run(house, **settings)
    assert credence == "/credence 200 OK True"
    assert missing.startswith(("/nothing-here 404 ", "/nothing-here 302 "))
    assert desk.startswith("/ 302 ")
    assert kept == "False"


def test_the_collector_does_not_look_through_what_was_loaded(house: House) -> None:
    assert int(run(house, VERBALE_PASSPHRASE=PASSPHRASE)[-1]) > 50_000


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({}, "passphrase-missing"),
        ({"VERBALE_PASSPHRASE_FILE": "/nowhere"}, "passphrase-missing"),
        ({"VERBALE_PASSPHRASE": "another one"}, "passphrase"),
        ({"VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_DIAL": "all"}, "dial-rule"),
    ],
)
def test_without_what_it_needs_it_says_so(house: House, settings: dict[str, str], code: str) -> None:
    assert run(house, **settings) == [code]
