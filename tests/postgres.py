"""A PostgreSQL server of a test's own: no service, no account, gone when the test run ends.

Debian's binaries, started as `nobody` where the tests run as root (PostgreSQL refuses root), listening on a Unix
socket alone. A server for ordinary tests does not wait for the disk; crash tests ask for `durable=True`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from tools.system import POSTGRES

USER = "verbale"
START_SECONDS = 30
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# After a crash the files are synced all at once: one by one takes seconds, and proves nothing more.
DURABLE = {"recovery_init_sync_method": "syncfs"}
LOG_END = 4000


class PostgresServer:
    """One server in a temporary folder."""

    def __init__(self, *, durable: bool = False) -> None:
        """Nothing is made yet; `durable` is for tests that cut the server's power."""
        self.settings = {"listen_addresses": "", "timezone": "UTC"} | (DURABLE if durable else HURRIED)
        self.binaries = max(POSTGRES.glob("*/bin"), key=lambda path: int(path.parent.name))
        self.owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        # A socket's path is at most 107 bytes, so the folder is short and not pytest's.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.made = 0

    def make(self) -> Self:
        """Makes the cluster and starts the server."""
        os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        initdb = self._spawn("initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        if initdb.wait(START_SECONDS):
            raise RuntimeError(self._log_end())
        self.start()
        return self

    def remove(self) -> None:
        """Stops the server at once and removes its folder."""
        self.kill()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Starts the server, also after `kill`, and returns when it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self.process = self._spawn("postgres", "-D", "data", "-k", str(self.folder), *options)
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > limit:
                    raise RuntimeError(self._log_end()) from None
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Ends the server and its children as a power cut would, as far as its memory goes.

        Each of its children leads a session of its own and would go on for a moment, with the memory that the next
        server asks for.
        """
        if self.process and self.process.poll() is None:
            # Stopped first, or it might have another child while we look.
            os.kill(self.process.pid, signal.SIGSTOP)
            children = children_of(self.process.pid)
            for each in (self.process.pid, *children):
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)
            self.process.wait()
            limit = time.monotonic() + START_SECONDS
            while any(is_alive(each) for each in children) and time.monotonic() < limit:
                time.sleep(0.005)

    def url(self, database: str) -> str:
        """The address of a database, as `DATABASE_URL` takes it."""
        return f"postgresql://{USER}@/{database}?host={quote(str(self.folder), safe='')}"

    def create_database(self, template: str = "template1") -> str:
        """Makes a database, a copy of the template, and gives its name."""
        self.made += 1
        name = f"t{self.made}"
        self._command(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self._command(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _log_end(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-LOG_END:]

    def _command(self, command: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(command)

    def _spawn(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                (self.binaries / program, *arguments),
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.owner.pw_uid,
                group=self.owner.pw_gid,
                extra_groups=[] if os.geteuid() == 0 else None,
                start_new_session=True,
            )


def children_of(parent: int) -> list[int]:
    """The children of a process."""
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def is_alive(process: int) -> bool:
    """Whether a process still runs; one that has ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
