"""A family of processes: children are replaced, renewed and ended, and none outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.chancery.homes import members_of, wait_for

FAMILY = """
import os, sys, time
from pathlib import Path
from verbale.chancery.processes import Child, Family
from verbale.formats.errors import Unavailable

notes, kind = Path(sys.argv[1]), sys.argv[2]

def stay():
    with notes.open("a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(60)

def stubborn():
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    stay()

def die():
    with notes.open("a") as file:
        file.write(f"{os.getpid()}\\n")
    raise ValueError("the words of a letter")

def refuse():
    raise Unavailable("store-failed", "No.")

run = {"stay": stay, "stubborn": stubborn, "die": die, "refuse": refuse}[kind]
renewed = notes.with_name("renew")

def look():
    found = renewed.exists()
    renewed.unlink(missing_ok=True)
    return found

try:
    Family(children=[Child(name="one", run=run), Child(name="two", run=stay)], renewed=look).keep()
except Unavailable as refusal:
    sys.exit(refusal.code)
"""


class Family:
    """A family in a process group of its own."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.notes = folder / "notes"
        self.renew = folder / "renew"
        self.process = subprocess.Popen(
            [sys.executable, "-c", FAMILY, str(self.notes), kind],
            start_new_session=True,
            stderr=subprocess.PIPE,
            text=True,
        )

    def born(self) -> list[int]:
        """Every child that was ever born, in order."""
        return [int(line) for line in self.notes.read_text().split()] if self.notes.exists() else []

    def end(self, number: signal.Signals) -> int:
        """Sends a signal to the parent alone, and waits for all to end."""
        os.kill(self.process.pid, number)
        code = self.process.wait(15)
        wait_for(lambda: members_of(self.process.pid) == [], 5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_family_ends_when_it_is_asked(tmp_path: Path, number: signal.Signals) -> None:
    family = Family(tmp_path, "stay")
    wait_for(lambda: len(family.born()) == 2)
    begun = time.monotonic()
    assert family.end(number) == 0
    assert time.monotonic() - begun < 3


def test_a_child_that_does_not_end_is_ended(tmp_path: Path) -> None:
    family = Family(tmp_path, "stubborn")
    wait_for(lambda: len(family.born()) == 2)
    assert family.end(signal.SIGTERM) == 0


def test_no_child_outlives_its_parent(tmp_path: Path) -> None:
    family = Family(tmp_path, "stay")
    wait_for(lambda: len(family.born()) == 2)
    assert family.end(signal.SIGKILL) == -signal.SIGKILL


def test_a_child_that_died_is_replaced(tmp_path: Path) -> None:
    family = Family(tmp_path, "stay")
    wait_for(lambda: len(family.born()) == 2)
    first = family.born()
    os.kill(first[0], signal.SIGKILL)
    wait_for(lambda: len(family.born()) == 3)
    assert family.born()[:2] == first
    family.end(signal.SIGTERM)


@pytest.mark.parametrize("by", ["hangup", "asked"])
def test_children_are_started_anew_when_something_changed(tmp_path: Path, by: str) -> None:
    family = Family(tmp_path, "stay")
    wait_for(lambda: len(family.born()) == 2)
    first = family.born()
    if by == "hangup":
        os.kill(family.process.pid, signal.SIGHUP)
    else:
        family.renew.touch()
    wait_for(lambda: len(family.born()) == 4)
    assert not {*family.born()[2:]} & {*first}
    assert len(members_of(family.process.pid)) == 3
    family.end(signal.SIGTERM)


@pytest.mark.parametrize("kind", ["die", "refuse"])
def test_a_child_that_dies_as_soon_as_it_is_born_ends_the_family(tmp_path: Path, kind: str) -> None:
    family = Family(tmp_path, kind)
    _, errors = family.process.communicate(timeout=20)
    assert family.process.returncode == 1
    assert "serve-failed" in errors
    assert "words of a letter" not in errors
    wait_for(lambda: members_of(family.process.pid) == [], 5)
