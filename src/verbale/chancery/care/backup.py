"""A backup, taken while the chancery runs, and the way back.

One tar file: first what it is, then the database as of one moment, the keys as they lie (sealed to passphrases), then
every content file that the database refers to, each checked against its name while it is copied. Contents are never
changed and only swept when nothing refers to them, so what the snapshot names is still there when it is copied.

A backup is a second home: texts and attachments stay sealed in it; subjects, and who wrote to whom, do not. It holds
no `last-head`, and what is put back from it is held until its officers recover (protocol §6): the world went on since.
"""

import hashlib
import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from verbale import __version__
from verbale.chancery.care import postgres
from verbale.chancery.files import file_fault, open_new, sync_folder, write_durably
from verbale.chancery.home import Home, create_home, locked
from verbale.formats import canonical
from verbale.formats.errors import Malformed, Refused, Unavailable, Untrusted
from verbale.formats.fields import Fields, read_time, write_time

Progress = Callable[[int], None]
DATABASE = "database"
CONTENTS = "contents"
LAST_BACKUP = "last-backup"
FIRST_OFFICER = "first-officer"
_HEADER = "verbale-backup.json"
_VERSION = 1
_HEADER_SIZE = 64 * 1024
_BLOCK = 1 << 20
_KEY_SIZE = 4 * _BLOCK
_KEYS_SIZE = 16 * _KEY_SIZE
# What Python's reader of tar files lets through when it is handed a hostile one.
_WRONG_TAR = (tarfile.TarError, ArithmeticError, LookupError, MemoryError, RecursionError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup is.

    Attributes:
        made: when.
        code: the chancery's code.
        version: the version of verbale that made it.
        engine: `sqlite` or `postgresql`.
        contents: how many content files are in it.
        bytes: how large it is.
    """

    made: datetime
    code: str
    version: str
    engine: str
    contents: int
    bytes: int


def take_backup(
    home: Home, file: Path, *, code: str, referenced: Callable[[], set[bytes]], now: datetime, progress: Progress
) -> Backup:
    """Writes a backup beside its place, syncs it, and gives it its name.

    Args:
        home: the chancery.
        file: where the backup shall lie; it must not be there yet.
        code: the chancery's code.
        referenced: gives the digests of all contents that the database refers to.
        now: the time.
        progress: called with the bytes written so far.

    Raises:
        Refused: `file-exists`, or `backup-inside` if it would lie in the home.
        Untrusted: `content-digest`, if a content is damaged; then `doctor` names it.
        Unavailable: `disk-full`, `file-failed`, `store-failed` or `pg-dump`.
    """
    file = file.absolute()
    if file.is_relative_to(home.folder):
        raise Refused("backup-inside", "A backup inside the chancery's own folder is lost with it; name another place.")
    if file.exists():
        raise Refused("file-exists", f"There is a file {file.name} already; nothing was changed.")
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.unlink(missing_ok=True)
        # Asked before and after: a draft that is given up meanwhile is still in the snapshot.
        before = referenced()
        with _database_snapshot(home) as (database, engine):
            digests = sorted(before | referenced())
            kept = [digest for digest in digests if _content(home, digest).exists()]
            _write(home, beside, database, engine, kept, code=code, now=now, progress=progress)
        beside.rename(file)
        sync_folder(file.parent)
        size = file.stat().st_size
    except OSError as fault:
        raise file_fault(fault, "file-failed") from fault
    finally:
        beside.unlink(missing_ok=True)
    write_durably(home.folder / LAST_BACKUP, write_time(now).encode())
    return Backup(made=now, code=code, version=__version__, engine=engine, contents=len(kept), bytes=size)


def restore_backup(file: Path, folder: Path, *, progress: Progress) -> tuple[Home, Backup]:
    """Puts a backup back into a folder where no chancery is; it must then be held, before anything else.

    Raises:
        Refused: `founded-already`, or `backup-newer`.
        Malformed: `backup-form`.
        Untrusted: `content-digest`.
        Unavailable: `file-missing`, `disk-full`, `file-failed` or `pg-restore`.
    """
    if not file.is_file():
        raise Unavailable("file-missing", f"There is no file {file.name}.")
    home = create_home(folder)
    with locked(home):
        if home.house_key.exists():
            raise Refused("founded-already", "There is a chancery in this folder already; nothing was changed.")
        try:
            with tarfile.open(file, "r:") as archive:
                backup = _read(home, archive, file.stat().st_size, progress)
        except _WRONG_TAR:
            raise Malformed("backup-form", "The file is no backup of a chancery, or is cut.") from None
        except OSError as fault:
            raise file_fault(fault, "file-failed") from fault
    return home, backup


def last_backup(home: Home) -> datetime | None:
    """When the last backup of a home was taken."""
    try:
        return read_time((home.folder / LAST_BACKUP).read_text("ascii"))
    except (OSError, Malformed, UnicodeDecodeError):
        return None


@contextmanager
def _database_snapshot(home: Home) -> Iterator[tuple[Path, str]]:
    """The database as of one moment, in a file of its own that is removed again."""
    with TemporaryDirectory(prefix=".backup-", dir=home.folder) as folder:
        snapshot = Path(folder) / DATABASE
        if url := os.environ.get("DATABASE_URL"):
            postgres.dump(url, snapshot)
            yield snapshot, "postgresql"
            return
        with (
            closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(snapshot)) as target,
        ):
            try:
                source.backup(target, pages=-1)
                # A file of its own needs no write-ahead log beside it.
                target.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.Error as fault:
                raise Unavailable("store-failed", "The database could not be copied; see `verbale doctor`.") from fault
        yield snapshot, "sqlite"


def _write(
    home: Home,
    target: Path,
    database: Path,
    engine: str,
    digests: list[bytes],
    *,
    code: str,
    now: datetime,
    progress: Progress,
) -> None:
    header = {
        "v": _VERSION,
        "kind": "verbale-backup",
        "made": write_time(now),
        "code": code,
        "version": __version__,
        "engine": engine,
        "contents": len(digests),
    }
    with open_new(target) as raw, tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        _add_bytes(archive, _HEADER, canonical.write(header))
        _add_file(archive, DATABASE, database)
        for path in _plain_files(home):
            _add_file(archive, path.relative_to(home.folder).as_posix(), path)
        for digest in digests:
            _add_file(archive, f"{CONTENTS}/{digest.hex()}", _content(home, digest), digest)
            progress(raw.tell())
        archive.close()
        raw.flush()
        os.fsync(raw.fileno())


def _plain_files(home: Home) -> Iterable[Path]:
    """Everything of a home that is neither database nor content nor tied to this machine's past."""
    yield home.house_key
    yield from sorted(home.officers.glob("*.age"))
    yield from sorted(path for path in home.keys.glob("*.age") if path != home.house_key)
    yield from sorted(home.folder.glob("*.credence"))
    yield from home.folder.glob(FIRST_OFFICER)


def _add_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    archive.addfile(_member(name, len(data)), BytesIO(data))


def _add_file(archive: tarfile.TarFile, name: str, path: Path, digest: bytes | None = None) -> None:
    with path.open("rb") as stream:
        length = os.fstat(stream.fileno()).st_size
        hashing = _Hashing(stream)
        archive.addfile(_member(name, length), hashing)  # type: ignore[arg-type]
    if digest is not None and hashing.digest() != digest:
        raise Untrusted("content-digest", f"The content {digest.hex()[:16]}… is damaged; see `verbale doctor`.")


def _member(name: str, length: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = length, 0o600
    return member


class _Hashing:
    """Reads a file and its digest."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._digest.update(block)
        return block

    def digest(self) -> bytes:
        return self._digest.digest()


def _read(home: Home, archive: tarfile.TarFile, size: int, progress: Progress) -> Backup:
    header = _next(archive, size)
    if header is None or header.name != _HEADER or header.size > _HEADER_SIZE:
        raise Malformed("backup-form", "The file is no backup of a chancery.")
    backup = _read_header(_whole(archive, header), size)
    url = os.environ.get("DATABASE_URL", "")
    if (backup.engine == "postgresql") != bool(url):
        raise Refused("backup-engine", f"The backup is of a chancery on {backup.engine}; restore it onto the same.")
    with TemporaryDirectory(prefix=".restore-", dir=home.folder) as folder:
        database = Path(folder) / DATABASE if url else home.database
        late = _read_members(home, archive, database, backup, progress)
        if url:
            # When all the rest has proved whole: a restore that fails leaves the database empty for the next.
            postgres.restore(url, database)
    # The house's key last: until it is there, no command takes the folder for a chancery.
    for path, data in sorted(late.items(), key=lambda each: each[0] == home.house_key):
        write_durably(path, data)
    return backup


def _read_members(
    home: Home, archive: tarfile.TarFile, database: Path, backup: Backup, progress: Progress
) -> dict[Path, bytes]:
    """Puts database and contents in their places; returns the small files, which come last."""
    seen: set[str] = set()
    late: dict[Path, bytes] = {}
    while (member := _next(archive, backup.bytes)) is not None:
        if member.name in seen:
            raise Malformed("backup-form", "A backup holds something twice.")
        seen.add(member.name)
        if member.name == DATABASE:
            _copy(archive, member, database)
        elif member.name.startswith(f"{CONTENTS}/"):
            _restore_content(home, archive, member)
        else:
            late[_plain_place(home, member.name)] = _whole(archive, member)
            if sum(map(len, late.values())) > _KEYS_SIZE:
                raise Malformed("backup-form", "A backup holds more keys than a chancery has.")
        progress(archive.offset)
    contents = sum(name.startswith(f"{CONTENTS}/") for name in seen)
    if not _is_ended(archive) or contents != backup.contents or DATABASE not in seen or home.house_key not in late:
        raise Malformed("backup-form", "A backup is cut: its database, contents or keys are missing.")
    return late


def _next(archive: tarfile.TarFile, size: int) -> tarfile.TarInfo | None:
    """The next member: a plain file whose bytes are all in the archive, so that it costs what it weighs."""
    member = archive.next()
    if member is None:
        return None
    if member.type != tarfile.REGTYPE or member.issparse():
        raise Malformed("backup-form", "A backup holds something that is no plain file.")
    if not 0 <= member.size <= size - member.offset_data:
        raise Malformed("backup-form", "A backup is cut, or says more of a file than it holds.")
    return member


def _is_ended(archive: tarfile.TarFile) -> bool:
    """Whether the archive has its end: one that is cut between two members looks whole to Python's reader."""
    assert archive.fileobj is not None
    archive.fileobj.seek(archive.offset)
    return archive.fileobj.read(tarfile.BLOCKSIZE) == bytes(tarfile.BLOCKSIZE)


def _read_header(data: bytes, size: int) -> Backup:
    fields = Fields(canonical.read(data, limit=_HEADER_SIZE), "backup")
    if fields.integer("v", least=1) > _VERSION:
        raise Refused("backup-newer", "A newer version of verbale made this backup; restore it with that one.")
    fields.word("kind", ("verbale-backup",))
    backup = Backup(
        made=fields.time("made"),
        code=fields.text("code", limit=64),
        version=fields.text("version", limit=64),
        engine=fields.word("engine", ("sqlite", "postgresql")),
        contents=fields.integer("contents"),
        bytes=size,
    )
    fields.end()
    return backup


def _restore_content(home: Home, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    name = member.name.removeprefix(f"{CONTENTS}/")
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise Malformed("backup-form", "A backup holds a content without a digest for its name.")
    digest = bytes.fromhex(name)
    place = _content(home, digest)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if _copy(archive, member, place) != digest:
        place.unlink()
        raise Untrusted("content-digest", f"The content {name[:16]}… of the backup is damaged.")


def _copy(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> bytes:
    """Copies a member to a file, durably; returns its digest."""
    source = archive.extractfile(member)
    if source is None:
        raise Malformed("backup-form", "A backup holds something that is no plain file.")
    digest = hashlib.sha256()
    path.unlink(missing_ok=True)
    with open_new(path) as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
        os.fsync(target.fileno())
    sync_folder(path.parent)
    return digest.digest()


def _whole(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    source = archive.extractfile(member)
    if source is None or member.size > _KEY_SIZE:
        raise Malformed("backup-form", "A backup holds a key file that is none.")
    return source.read()


def _plain_place(home: Home, name: str) -> Path:
    """Where a small file of a backup goes: into the keys' folders, or beside them; nowhere else."""
    path = Path(name)
    parts = path.parts
    allowed = (
        name == FIRST_OFFICER
        or (len(parts) == 1 and path.suffix == ".credence")
        or (len(parts) == 2 and parts[0] == "keys" and path.suffix == ".age")
        or (len(parts) == 3 and parts[:2] == ("keys", "officers") and path.suffix == ".age")
    )
    if not allowed or ".." in parts or path.as_posix() != name:
        raise Malformed("backup-form", "A backup holds a file that has no place in a chancery.")
    return home.folder.joinpath(*parts)


def _content(home: Home, digest: bytes) -> Path:
    name = digest.hex()
    return home.contents / name[:2] / name
