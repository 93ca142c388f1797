"""A chancery of the demo, driven by the command line alone, as its officers would."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from verbale.cli.demo.papers import Role
from verbale.formats.canonical import Json
from verbale.formats.errors import Unavailable

_START_SECONDS = 60
_END_SECONDS = 10
_WORK_FACTOR = "10"
_AT_ONCE = 4
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


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
    _clerk: subprocess.Popen[str] | None = None

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
        clerk = self._clerk or self._call_clerk()
        assert clerk.stdin is not None
        assert clerk.stdout is not None
        line = json.dumps([*(str(each) for each in arguments), "--json"])
        with suppress(BrokenPipeError):
            clerk.stdin.write(line + "\n")
            clerk.stdin.flush()
        answer = clerk.stdout.readline()
        exit_code, output, errors = json.loads(answer) if answer else (1, "", "the clerk is gone")
        try:
            document = json.loads(output)
        except ValueError:
            raise StepFailed(f"{self.role.code}: {arguments[0]} gave no answer: {errors[-200:]}") from None
        if exit_code:
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
        """Ends its server and its clerk."""
        for each in (self._server, self._clerk):
            if each is not None:
                _end(each)
        self._server = self._clerk = None

    def open_pages(self) -> None:
        """Starts the pages of a house that takes no pouches by network.

        Raises:
            StepFailed: they did not start.
        """
        self.port = _free_port()
        self.start()

    def _call_clerk(self) -> subprocess.Popen[str]:
        with self.log.open("ab") as log:
            self._clerk = subprocess.Popen(
                [sys.executable, "-m", "verbale.cli.demo.clerk"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=self._environment(),
                text=True,
            )
        return self._clerk

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_URL"))}
        return kept | {
            "VERBALE_HOME": str(self.home),
            "VERBALE_PASSPHRASE": self.passphrase,
            "VERBALE_WORK_FACTOR": _WORK_FACTOR,
            "VERBALE_DIAL": "loopback",
        }


def together(do: Callable[[_Given], _Made], each: Iterable[_Given]) -> list[_Made]:
    """Does the same for several houses at once; each of them does one thing after another.

    Raises:
        StepFailed: the first that failed.
    """
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        return list(workers.map(do, each))


def expect(condition: object, otherwise: str) -> None:
    """Ends the step unless something is so.

    Raises:
        StepFailed: with what is the case instead.
    """
    if not condition:
        raise StepFailed(otherwise)


def make_house(role: Role, folder: Path, *, by_network: bool) -> House:
    """A house whose chancery is not founded yet."""
    return House(
        role=role,
        home=folder / role.code,
        port=_free_port() if by_network else 0,
        passphrase=secrets.token_urlsafe(12),
        log=folder / f"{role.code}.log",
    )


def _end(process: subprocess.Popen[Any]) -> None:
    """Ends a process that the house started, by itself if it does so soon."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_END_SECONDS)
    if process.poll() is None:
        process.kill()
        process.wait()


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
