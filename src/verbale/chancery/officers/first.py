"""The first officer's account, which waits until the pages are used.

A chancery may live for years without its pages, and their tables take seconds to make; so `init` only leaves the name
and a hash of the passphrase in `HOME/first-officer`, and whoever makes the tables makes the account of it. The hash is
the one that the account will have (`hashing.Hasher`), so the passphrase is nowhere.
"""

import json
from pathlib import Path

from argon2 import PasswordHasher

from verbale.chancery.files import write_durably
from verbale.chancery.home import Home

_TIME, _MEMORY, _LANES = 3, 64 << 10, 4
_LONGEST = 4096


def leave_first(home: Home, name: str, passphrase: str) -> None:
    """Leaves what the account of the officer who founds the house will be made of.

    Raises:
        Unavailable: `disk-full` or `file-failed`.
    """
    hashed = PasswordHasher(time_cost=_TIME, memory_cost=_MEMORY, parallelism=_LANES).hash(passphrase)
    write_durably(_file(home), json.dumps({"name": name, "password": f"argon2{hashed}"}).encode())


def take_first(home: Home) -> None:
    """Makes the account, if one waits; the tables of the pages must be there. Again is no error.

    If we crash before the file goes, the account is there already, and the file goes the next time.
    """
    file = _file(home)
    try:
        with file.open("rb") as stream:
            left = json.loads(stream.read(_LONGEST))
    except FileNotFoundError:
        return
    # Imported here: `init` leaves the file without Django.
    from verbale.chancery.officers.services import adopt_first_officer  # noqa: PLC0415

    adopt_first_officer(left["name"], left["password"])
    file.unlink(missing_ok=True)


def first_waiting(home: Home) -> str:
    """The name of the officer whose account waits; empty if none does."""
    try:
        left: dict[str, str] = json.loads(_file(home).read_bytes()[:_LONGEST])
    except (FileNotFoundError, ValueError):
        return ""
    return left["name"]


def _file(home: Home) -> Path:
    return home.folder / "first-officer"
