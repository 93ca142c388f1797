"""A chancery of the demo, driven by the command line alone, as its officers would."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from verbale.cli.demo.papers import Role
from verbale.formats.canonical import Json
from verbale.formats.errors import Unavailable

_COMMAND_SECONDS = 120
_START_SECONDS = 60
_END_SECONDS = 10
_WORK_FACTOR = "10"


class StepFailed(Exception):
    """A step of the demo did not go as it must; the sentence says how."""


@dataclass(slots=True, kw_only=True)
class House:
    """One chancery of the demo.

    Attributes:
        role: which institution it is.
        home: its folder.
        port: where it serves, on the loopback; 0 if it takes no pouches by network.
        passphrase: of its keys and of its first officer, made for this demo.
        words: its twelve words, as its officer reads them out.
        log: where its server writes.
    """

    role: Role
    home: Path
    port: int
    passphrase: str
    words: list[str] = field(default_factory=list)
    log: Path
    _server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where its pages and its endpoint are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def credence(self) -> Path:
        """The file that it hands to others."""
        return self.home / f"{self.role.code}.credence"

    def ask(self, *arguments: object) -> Json:
        """Runs a command and returns its document.

        Raises:
            StepFailed: it was refused.
        """
        words = [sys.executable, "-m", "verbale", *(str(each) for each in arguments), "--json"]
        ended = subprocess.run(
            words, env=self._environment(), capture_output=True, text=True, timeout=_COMMAND_SECONDS, check=False
        )
        try:
            document = json.loads(ended.stdout)
        except ValueError:
            raise StepFailed(f"{self.role.code}: {arguments[0]} gave no answer: {ended.stderr[-200:]}") from None
        if ended.returncode:
            raise StepFailed(f"{self.role.code}: {arguments[0]} was refused: {document['error']['reason']}")
        return document

    def start(self) -> None:
        """Starts its server and returns when it answers.

        Raises:
            StepFailed: it did not.
        """
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "verbale", "serve", "--bind", f"127.0.0.1:{self.port}"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
            )
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(self.port):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise StepFailed(f"{self.role.code}: the server did not start; see {self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends its server."""
        if self._server is None:
            return
        self._server.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._server.wait(_END_SECONDS)
        if self._server.poll() is None:
            self._server.kill()
            self._server.wait()
        self._server = None

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_URL"))}
        return kept | {
            "VERBALE_HOME": str(self.home),
            "VERBALE_PASSPHRASE": self.passphrase,
            "VERBALE_WORK_FACTOR": _WORK_FACTOR,
            "VERBALE_DIAL": "loopback",
        }


def make_house(role: Role, folder: Path, *, by_network: bool) -> House:
    """A house whose chancery is not founded yet."""
    return House(
        role=role,
        home=folder / role.code,
        port=_free_port() if by_network else 0,
        passphrase=secrets.token_urlsafe(12),
        log=folder / f"{role.code}.log",
    )


def _free_port() -> int:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port: int = listener.getsockname()[1]
            return port
    except OSError:
        raise Unavailable("no-port", "No port on the loopback is free for the demo.") from None


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(0.5)
        return caller.connect_ex(("127.0.0.1", port)) == 0
