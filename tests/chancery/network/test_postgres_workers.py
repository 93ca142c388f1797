"""A house on PostgreSQL, served by several processes, and one on SQLite: letters both ways, each once."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.chancery.homes import PASSPHRASE, free_port, members_of, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.needs("postgres")]
VERBALE = [sys.executable, "-m", "verbale"]


@dataclass
class Party:
    """A chancery by its command line."""

    code: str
    home: Path
    port: int
    settings: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """Its environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_"))}
        trial = {"VERBALE_PASSPHRASE": PASSPHRASE, "VERBALE_WORK_FACTOR": "10", "VERBALE_DIAL": "loopback"}
        return kept | trial | {"VERBALE_HOME": str(self.home)} | dict(self.settings)

    def ask(self, *arguments: str) -> Any:
        """Runs a command that succeeds."""
        ended = subprocess.run(
            [*VERBALE, *arguments, "--json"], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def serve(self, log: Path, workers: int) -> None:
        """Serves it."""
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                [*VERBALE, "serve", "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers)],
                env=self.environment,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ends its server."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            assert self.process.wait(20) == 0
            wait_for(lambda: members_of(self.process.pid) == [], 5)

    def stages(self, other: "Party") -> list[str]:
        """How far its letters got."""
        return [row["stages"][other.code] for row in self.ask("letter", "list", "--out")]


@pytest.fixture
def parties(tmp_path: Path, postgres_url: str) -> Iterator[tuple[Party, Party]]:
    """The two, accredited and served."""
    made = (
        Party("ARV", tmp_path / "ARV", free_port(), {"DATABASE_URL": postgres_url}),
        Party("BOR", tmp_path / "BOR", free_port(), {}),
    )
    founded = {
        each.code: each.ask(
            "init", "--name", each.code, "--code", each.code, "--address", f"http://127.0.0.1:{each.port}"
        )
        for each in made
    }
    for one, other in (made, reversed(made)):
        one.ask("meet", founded[other.code]["credence_file"], "--words", " ".join(founded[other.code]["words"]))
    for each, workers in zip(made, (3, 1), strict=True):
        each.serve(tmp_path / f"{each.code}.log", workers)
    yield made
    for each in made:
        each.stop()
        log = (tmp_path / f"{each.code}.log").read_text()
        assert "Traceback" not in log
        assert "fault" not in log


def test_letters_go_both_ways_between_databases(parties: tuple[Party, Party], tmp_path: Path) -> None:
    body = tmp_path / "body.md"
    body.write_text("1. The exercise begins.\n")
    for number in range(3):
        for one, other in (parties, reversed(parties)):
            letter = ["--class", "note-verbale", "--subject", f"Note {number}", "--body", str(body)]
            one.ask("letter", "send", "--to", other.code, *letter)
    for one, other in (parties, reversed(parties)):
        wait_for(lambda one=one, other=other: one.stages(other) == ["opened"] * 3, 60)
        assert len(other.ask("letter", "list", "--in")) == 3
        assert one.ask("register", "verify")["ok"]
    first, _ = parties
    assert first.process is not None
    assert len(members_of(first.process.pid)) == 6
