"""The chancery's folder: what lies where, who may read it, and the last head beside the database.

    HOME/                    0700, everything in it for its owner alone
      chancery.sqlite3       the database, unless DATABASE_URL names another
      contents/              sealed contents by digest
      keys/house.age         the house's seeds, sealed to a passphrase
      keys/officers/*.age    one officer's seed each, sealed to that officer's
      keys/house-next.age    seeds that wait for the credence that names them (`office`)
      keys/recovery.age      the recovery key, until it is moved to a safe place (`recoverykey`)
      CODE.credence          the letter of credence, ready to hand over
      secret-key             of the pages' sessions
      first-officer          what the first account of the pages is made of, until it is
      last-head              origin, size and root of the newest head of the register
      lock                   held while the chancery is founded or put back
      talks-lock             held while a statement in talks is made

`last-head` is outside the database because a restore puts the database back and not the world: a database that is
behind it was put back, and the house must not sign until its officers say so (protocol §6). A backup leaves it out.
"""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verbale.chancery.engines import SQLITE_FILE
from verbale.chancery.files import FILE_MODE, file_fault, make_folder, open_new, write_durably
from verbale.exchange.records import Head
from verbale.formats import canonical
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.fields import Fields

_LAST_HEAD_SIZE = 1024
_ORIGIN = 80
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Home:
    """A chancery's folder.

    Attributes:
        folder: where it is.
    """

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.folder / SQLITE_FILE

    @property
    def contents(self) -> Path:
        """Sealed contents."""
        return self.folder / "contents"

    @property
    def keys(self) -> Path:
        """Private keys, sealed."""
        return self.folder / "keys"

    @property
    def house_key(self) -> Path:
        """The house's seeds."""
        return self.keys / "house.age"

    @property
    def officers(self) -> Path:
        """The officers' seeds."""
        return self.keys / "officers"

    @property
    def secret_key(self) -> Path:
        """The key of the pages' sessions."""
        return self.folder / "secret-key"

    @property
    def last_head(self) -> Path:
        """The newest head of the register, outside the database."""
        return self.folder / "last-head"

    @property
    def lock(self) -> Path:
        """Held by whoever founds the chancery or puts it back."""
        return self.folder / "lock"


def create_home(folder: Path) -> Home:
    """Makes the folders of a chancery, its empty database file and the key of its pages; again is no error.

    Raises:
        Refused: `home-open`, if the folder is there and others may read it.
        Unavailable: `disk-full` or `file-failed`.
    """
    home = Home(folder.absolute())
    try:
        home.folder.parent.mkdir(parents=True, exist_ok=True)
        for each in (home.folder, home.contents, home.keys, home.officers):
            make_folder(each)
        if not home.database.exists():
            # SQLite would make it with the mode that the umask leaves.
            open_new(home.database).close()
    except OSError as fault:
        raise file_fault(fault, "file-failed") from fault
    check_modes(home)
    if not home.secret_key.exists():
        write_durably(home.secret_key, secrets.token_urlsafe(64).encode("ascii"))
    return home


def open_home(folder: Path) -> Home:
    """A chancery's folder that is there.

    Raises:
        Unavailable: `no-house`, if no chancery was founded in it.
        Refused: `home-open`, if others may read what is in it.
    """
    home = Home(folder.absolute())
    if not home.house_key.is_file():
        raise Unavailable("no-house", "No chancery was founded in this folder; `verbale init` does that.")
    check_modes(home)
    return home


def check_modes(home: Home) -> None:
    """Refuses a folder whose secrets others may read.

    Raises:
        Refused: `home-open`.
    """
    secrets_of_house = (home.secret_key, home.house_key, home.database, *home.officers.glob("*.age"))
    for path in (home.folder, home.contents, home.keys, home.officers, *secrets_of_house):
        if path.exists() and path.stat().st_mode & _FOR_OTHERS:
            raise Refused(
                "home-open", f"Others may read {path.name} of the chancery; give it to its owner alone: chmod -R go= ."
            )


def list_modes(home: Home) -> Iterator[Path]:
    """Everything in a chancery's folder that others may read; a letter of credence is made to be handed over."""
    for path in home.folder.rglob("*"):
        if path.suffix != ".credence" and not path.is_symlink() and path.stat().st_mode & _FOR_OTHERS:
            yield path


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Holds a chancery's folder against others who found it or put it back.

    Raises:
        Unavailable: `home-busy`.
    """
    with home.lock.open("ab") as stream:
        home.lock.chmod(FILE_MODE)
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable("home-busy", "Another command is founding this chancery or putting it back.") from None
        yield


class FileMark:
    """The house's newest head in `last-head`; see `verbale.exchange.ports.Mark`."""

    def __init__(self, home: Home) -> None:
        self._path = home.last_head
        self._seen: tuple[tuple[int, int, int], tuple[str, int, bytes]] | None = None

    def read(self) -> tuple[str, int, bytes] | None:
        """Origin, size and root of the newest head that was marked.

        Raises:
            Malformed: the file is damaged.
            Unavailable: `contents-failed`.
        """
        try:
            # Each mark is a file of its own, renamed into place: one that was read before is known by its look.
            seen = self._seen
            if seen is not None and seen[0] == _look(self._path.stat()):
                return seen[1]
            with self._path.open("rb") as stream:
                look = _look(os.fstat(stream.fileno()))
                data = stream.read(_LAST_HEAD_SIZE + 1)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise file_fault(fault, "contents-failed") from fault
        marked = _read_mark(data)
        self._seen = look, marked
        return marked

    def write(self, head: Head) -> None:
        """Marks a head, durably. If we crash before, the mark is older than the database, which is no hold.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """
        document = {"v": 1, "origin": head.origin, "size": head.size, "root": head.root.hex()}
        write_durably(self._path, canonical.write(document), code="contents-failed")


def _look(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read_mark(data: bytes) -> tuple[str, int, bytes]:
    fields = Fields(canonical.read(data, limit=_LAST_HEAD_SIZE), "last head")
    fields.integer("v", least=1, most=1)
    marked = fields.text("origin", limit=_ORIGIN), fields.integer("size"), fields.digest("root")
    fields.end()
    return marked
