"""Chanceries that really run: founded, met and served by the command line, on this machine's loopback.

world = World(folder)
aldmark = world.found("MFA-AL", "Ministry of Foreign Affairs of Aldmark", officer="Ilse Maren")
concord = world.found("NC", "Northern Concord")
world.meet(aldmark, concord)
aldmark.serve()
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

PASSPHRASE = "a passphrase for trials"
_ENVIRONMENT = {
    "VERBALE_PASSPHRASE": PASSPHRASE,
    "VERBALE_WORK_FACTOR": "10",
    "VERBALE_DIAL": "loopback",
}
_LONGEST_WAIT = 60.0


@dataclass(kw_only=True)
class Chancery:
    """A chancery in a folder, driven by its command line alone.

    Attributes:
        code: its code.
        home: its folder.
        port: where it is served.
        officer: the name of its first officer.
        words: its twelve words.
    """

    code: str
    home: Path
    port: int
    officer: str
    words: list[str] = field(default_factory=list)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where its pages are, and where it takes pouches."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def credence(self) -> Path:
        """The file that it hands over."""
        return self.home / f"{self.code}.credence"

    def ask(self, *arguments: str) -> Any:  # a JSON document
        """Runs a command that must succeed; returns its document."""
        done = subprocess.run(
            [sys.executable, "-m", "verbale", *arguments, "--json"],
            env=os.environ | _ENVIRONMENT | {"VERBALE_HOME": str(self.home)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def send(
        self,
        *recipients: "Chancery",
        subject: str,
        text: str,
        letter_class: str = "note-verbale",
        attach: Sequence[Path] = (),
        **options: str,
    ) -> str:
        """Sends a letter; returns its number."""
        body = self.home.parent / f"body-{self.code}.md"
        body.write_text(text)
        more = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        more += [part for path in attach for part in ("--attach", str(path))]
        codes = ",".join(each.code for each in recipients)
        given = ("--to", codes, "--class", letter_class, "--subject", subject, "--body", str(body))
        return str(self.ask("letter", "send", *given, *more)["number"])

    def serve(self) -> None:
        """Runs pages, endpoint and despatch, and returns when the pages answer."""
        log = self.home.with_suffix(".log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "verbale", "serve", "--bind", f"127.0.0.1:{self.port}"],
            env=os.environ | _ENVIRONMENT | {"VERBALE_HOME": str(self.home)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        wait_until(self._answers, f"the pages of {self.code}")

    def stop(self) -> None:
        """Ends the server."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(timeout=20)
            self._process = None

    def stage(self, number: str, party: str) -> str:
        """How far a letter of this chancery got, as its command line says it."""
        listed = self.ask("letter", "list", "--out")
        return str(next(each["stages"][party] for each in listed if each["number"] == number))

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/sign-in", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@dataclass(kw_only=True)
class World:
    """Chanceries in one folder."""

    folder: Path
    chanceries: list[Chancery] = field(default_factory=list)

    def found(self, code: str, name: str, *, officer: str = "First officer") -> Chancery:
        """Founds a chancery."""
        one = Chancery(code=code, home=self.folder / code, port=free_port(), officer=officer)
        road = ("--address", one.address, "--officer-name", officer)
        one.words = one.ask("init", "--name", name, "--code", code, *road)["words"]
        self.chanceries.append(one)
        return one

    def meet(self, *chanceries: Chancery) -> None:
        """Lets each accredit every other."""
        for one in chanceries:
            for other in chanceries:
                if one is not other:
                    one.ask("meet", str(other.credence), "--words", " ".join(other.words))

    def end(self) -> None:
        """Ends all servers."""
        for each in self.chanceries:
            each.stop()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Waits until something holds, or fails."""
    deadline = time.monotonic() + _LONGEST_WAIT
    while not holds():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        time.sleep(0.2)
