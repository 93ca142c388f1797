"""A desk for the command's tests: chanceries in folders of their own, driven by command lines in this process."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import sqlite_template
from verbale.cli import main

if TYPE_CHECKING:
    from tests.cli.desk import Desk

__all__ = ["sqlite_template"]

PASSPHRASE = "correct horse battery staple"
TRIAL = {"VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_WORK_FACTOR": "1", "VERBALE_DIAL": "loopback"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command line left behind."""

    exit_code: int
    output: str
    errors: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.output)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        assert self.exit_code == 1, (self.exit_code, self.output, self.errors)
        return str(self.document["error"]["code"])


Run = Callable[..., Answer]


@dataclass(slots=True)
class House:
    """One chancery, as its officers drive it."""

    code: str
    home: Path
    run_line: Run
    words: list[str] = field(default_factory=list)

    def run(self, *arguments: object) -> Answer:
        """Runs a command line of this house."""
        return self.run_line("--home", self.home, *arguments)

    def ask(self, *arguments: object) -> Any:
        """Runs a command line that must succeed; returns its document."""
        answer = self.run(*arguments, "--json")
        assert answer.exit_code == 0, answer.output + answer.errors
        return answer.document

    def refused(self, *arguments: object) -> str:
        """Runs a command line that must be refused; returns the code."""
        return self.run(*arguments, "--json").code

    def send(self, other: "House", *more: object, subject: str = "Exercises") -> Any:
        """Sends a letter."""
        return self.ask("letter", "send", "--to", other.code, "--class", "note-verbale", "--subject", subject, *more)

    def carry(self, other: "House", folder: Path) -> Any:
        """Carries a pouch to another house and its reply back; returns what opening it there gave."""
        pouch, reply = folder / f"{self.code}.pouch", folder / f"{self.code}.reply"
        self.ask("pouch", "pack", "--for", other.code, "-o", pouch)
        opened = other.ask("pouch", "open", pouch, "-o", reply)
        self.ask("pouch", "open", reply)
        return opened


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command line in this process, under the settings of a trial."""
    for name in [name for name in os.environ if name.startswith(("VERBALE_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    for name, value in TRIAL.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    def run_line(*arguments: object) -> Answer:
        capsys.readouterr()
        exit_code = main.run_arguments([str(each) for each in arguments])
        captured = capsys.readouterr()
        return Answer(exit_code=exit_code, output=captured.out, errors=captured.err)

    return run_line


@pytest.fixture
def found(run: Run, tmp_path: Path, sqlite_template: Path) -> Callable[..., House]:
    """Founds a chancery; its tables are copied instead of made."""

    def make(code: str = "ARV", *more: object) -> House:
        house = House(code=code, home=tmp_path / f"home-{code}", run_line=run)
        house.home.mkdir(mode=0o700)
        database = house.home / "chancery.sqlite3"
        database.touch(mode=0o600)
        database.write_bytes(sqlite_template.read_bytes())
        house.words = house.ask("init", "--name", f"Institution {code}", "--code", code, *more)["words"]
        return house

    return make


@pytest.fixture
def pair(found: Callable[..., House]) -> tuple[House, House]:
    """Two chanceries that have accredited each other."""
    one, other = found("ARV"), found("BOR")
    for house, peer in ((one, other), (other, one)):
        house.ask("meet", peer.home / f"{peer.code}.credence", "--words", " ".join(peer.words))
    return one, other


@pytest.fixture
def desk(pair: tuple[House, House], tmp_path: Path) -> "Desk":
    """Two houses with talks on one text between them."""
    from tests.cli.desk import Desk

    return Desk(pair, tmp_path)
