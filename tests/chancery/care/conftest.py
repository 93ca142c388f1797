"""Chanceries with letters in them, as the command leaves them, for trials of their care."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TRIAL, Answer, House, Run, found, pair, run
from verbale.chancery.office import Node, open_node

__all__ = ["found", "pair", "run"]

SUBJECT = "Zephyrine matters"
TEXT = "Kumquats are to be notified"
FILE_NAME = "quincunx.bin"


def open_house(house: House) -> Node:
    """A house's node, locked."""
    return open_node(house.home, None)


def restore(file: Path, folder: Path, run_line: Run, **environment: str) -> House:
    """Puts a backup back by the real command, in a process of its own, for Django is set up once in a process."""
    answer = run_restore(file, folder, **environment)
    assert answer.exit_code == 0, answer.output + answer.errors
    return House(code=answer.document["code"], home=folder, run_line=run_line)


def run_restore(file: Path, folder: Path, **environment: str) -> Answer:
    """The same, whatever comes of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_URL", "DJANGO"))}
    ended = subprocess.run(
        [sys.executable, "-m", "verbale", "--home", folder, "restore", file, "--json"],
        env=kept | TRIAL | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Answer(exit_code=ended.returncode, output=ended.stdout, errors=ended.stderr)


@pytest.fixture
def enclosure(tmp_path: Path) -> Path:
    """A file too large to lie in the database."""
    file = tmp_path / FILE_NAME
    file.write_bytes(os.urandom(300_000))
    return file


@pytest.fixture
def corresponding(pair: tuple[House, House], enclosure: Path, tmp_path: Path) -> tuple[House, House]:
    """Two houses that have exchanged letters, one with an attachment."""
    one, other = pair
    body = tmp_path / "body.md"
    body.write_text(TEXT)
    one.send(other, "--attach", enclosure, "--body", body, subject=SUBJECT)
    one.carry(other, tmp_path)
    other.send(one, subject=f"{SUBJECT}, answered")
    other.carry(one, tmp_path)
    return one, other


def stored_files(house: House) -> list[Path]:
    """The contents of a house that lie in files."""
    return sorted((house.home / "contents").glob("[0-9a-f][0-9a-f]/*"))


def by_check(document: Any) -> dict[str, list[dict[str, str]]]:
    """What the doctor found, by check, without what is sound."""
    found: dict[str, list[dict[str, str]]] = {}
    for each in document["findings"]:
        if each["weight"] != "sound":
            found.setdefault(each["check"], []).append(each)
    return found
