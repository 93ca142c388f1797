"""PostgreSQL's own programs for a dump and its way back; the address goes by the environment, never by the command."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from verbale.chancery.engines import postgres_settings
from verbale.formats.errors import Unavailable

# Nobody is asked for a password, and rows come back under whoever puts them back.
_PLAINLY = ("--no-password", "--no-owner", "--no-privileges")
# An address that asks for a checked connection asks it of these programs too.
_VARIABLES = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "requirepeer": "PGREQUIREPEER",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def dump(url: str, file: Path) -> None:
    """Writes the database as of one moment, in PostgreSQL's own form.

    Raises:
        Unavailable: `pg-dump`.
    """
    _run(
        ["pg_dump", *_PLAINLY, "--format=custom", f"--file={file}"],
        url,
        "pg-dump",
    )


def restore(url: str, file: Path) -> None:
    """Puts a dump back into an empty database, in one transaction.

    Raises:
        Unavailable: `pg-restore`.
    """
    command = ["pg_restore", *_PLAINLY, "--single-transaction", "--exit-on-error"]
    settings = postgres_settings(url)
    _run([*command, f"--dbname={settings['NAME']}", str(file)], url, "pg-restore", " The database must be empty.")


def _run(command: list[str], url: str, code: str, hint: str = "") -> None:
    program = _find(command[0])
    if program is None:
        raise Unavailable(code, f"The program {command[0]} is not here: apt-get install postgresql-client.")
    ended = subprocess.run(
        [program, *command[1:]], env=os.environ | _environment(url), capture_output=True, check=False
    )
    if ended.returncode:
        raise Unavailable(code, f"{command[0]} ended with {ended.returncode}; nothing was changed.{hint}")


def _find(name: str) -> str | None:
    """The newest of the installed versions, or what is on the path: an older one refuses a newer server."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = max(versions, key=lambda path: int(path.parts[4]) if path.parts[4].isdigit() else 0, default=None)
    return str(newest) if newest else shutil.which(name)


def _environment(url: str) -> dict[str, str]:
    settings: dict[str, Any] = postgres_settings(url)
    named = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
    }
    asked = {_VARIABLES[name]: value for name, value in settings["OPTIONS"].items() if name in _VARIABLES}
    return asked | {name: value for name, value in named.items() if value}
