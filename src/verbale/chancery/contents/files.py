"""Sealed contents: small ones stay in memory and go with the transaction, large ones lie in files by digest.

    contents/staging/           contents that are not named yet
    contents/ab/abcd…           a content, by its SHA-256

The order in which a large content becomes safe: written, synced, renamed, its folder synced; then the transaction that
refers to it commits; then a receipt may leave. If we crash in between, the file is swept later. A sweep and a naming
never meet: both hold `contents/lock`, the naming shared, the sweep alone.
"""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from verbale.chancery.files import FILE_MODE, file_fault, make_folder, open_new, sync_folder
from verbale.exchange.ports import Sink, Staged
from verbale.formats import limits
from verbale.formats.errors import Unavailable, Untrusted

SMALL = 24 * limits.KIB
"""Up to this a content goes into the database: one sync for the letter and its content together."""
BLOCK = limits.MIB
_AHEAD = 8 * limits.MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedFile(Staged):
    """A content that lies in a staging file."""

    path: Path


class FileContents:
    """Sealed contents of a home; see `verbale.exchange.ports.Contents`."""

    def __init__(self, folder: Path, *, find_small: Callable[[bytes], bytes | None], small: int = SMALL) -> None:
        """Makes the folders that are missing.

        Args:
            folder: where the files lie.
            find_small: gives a small content that the store keeps.
            small: up to this length a content stays in memory.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """
        self._folder = folder
        self._staging = folder / "staging"
        self._find_small = find_small
        self._small = small
        with _faults():
            make_folder(folder)
            make_folder(self._staging)

    @contextmanager
    def stage(self) -> Iterator[Sink]:
        """A place for a content that is not named yet."""
        sink = _FileSink(self._staging, self._small)
        try:
            yield sink
        finally:
            sink.leave()

    def adopt(self, staged: Staged) -> None:
        """Gives a staged file its name, durably; again is no error.

        Raises:
            Unavailable: `disk-full` or `contents-failed`.
        """
        if not isinstance(staged, StagedFile):
            return
        place = self._place(staged.digest)
        with _faults(), self._lock(fcntl.LOCK_SH):
            make_folder(place.parent)
            try:
                staged.path.rename(place)
            except FileNotFoundError:
                if not place.exists():
                    raise
            sync_folder(place.parent)

    def open(self, digest: bytes) -> Iterator[bytes]:
        """Yields a content in blocks of 1 MiB, as it lies there; whoever opens the seal checks it.

        Raises:
            Unavailable: `content-missing` or `contents-failed`.
        """
        data = self._find_small(digest)
        if data is not None:
            yield data
            return
        with _faults(), self._open_file(digest) as stream:
            while block := stream.read(BLOCK):
                yield block

    def length(self, digest: bytes) -> int:
        """The length of a content.

        Raises:
            Unavailable: `content-missing` or `contents-failed`.
        """
        data = self._find_small(digest)
        if data is not None:
            return len(data)
        with _faults():
            try:
                return self._place(digest).stat().st_size
            except FileNotFoundError:
                raise _missing() from None

    def verify(self, digest: bytes) -> None:
        """Reads a content through and compares it with its name.

        Raises:
            Untrusted: `content-digest`.
            Unavailable: `content-missing` or `contents-failed`.
        """
        found = hashlib.sha256()
        for block in self.open(digest):
            found.update(block)
        if found.digest() != digest:
            raise Untrusted("content-digest", f"The content {digest.hex()} is damaged; ask its sender for it again.")

    def digests(self) -> Iterator[bytes]:
        """The digests of all contents that lie in files, in no order."""
        for path in self._files():
            yield bytes.fromhex(path.name)

    def sweep(self, referenced: Collection[bytes], older: float) -> int:
        """Removes files that nothing refers to and staging files that nobody finished; tells how many.

        Args:
            referenced: what must stay, as the store says it after `older` was chosen.
            older: seconds since the epoch; what was written after this stays, for its transaction may be under way.

        Raises:
            Unavailable: `contents-failed`.
        """
        removed = 0
        candidates = [path for path in self._files() if bytes.fromhex(path.name) not in referenced]
        for path in (*candidates, *self._staging.iterdir()):
            with _faults(), self._lock(fcntl.LOCK_EX):
                if path.exists() and path.stat().st_mtime < older:
                    path.unlink()
                    removed += 1
        return removed

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64)

    def _place(self, digest: bytes) -> Path:
        name = digest.hex()
        return self._folder / name[:2] / name

    def _open_file(self, digest: bytes) -> FileIO:
        try:
            return FileIO(self._place(digest), "rb")
        except FileNotFoundError:
            raise _missing() from None

    @contextmanager
    def _lock(self, how: int) -> Iterator[None]:
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


class _FileSink:
    """Holds a content in memory until it is too long for that, then in its staging file."""

    def __init__(self, folder: Path, small: int) -> None:
        self._folder = folder
        self._small = small
        self._hash = hashlib.sha256()
        self._length = 0
        self._held: list[bytes] = []
        self._stream: FileIO | None = None
        self._begun = 0

    def write(self, block: bytes) -> None:
        """Takes a block."""
        self._hash.update(block)
        self._length += len(block)
        if self._stream is None and self._length <= self._small:
            self._held.append(bytes(block))
            return
        with _faults():
            if self._stream is None:
                self._path = self._folder / f"new-{secrets.token_hex(8)}"
                self._stream = open_new(self._path)
                self._stream.write(b"".join(self._held))
                self._held.clear()
            self._stream.write(block)
        if self._length - self._begun >= _AHEAD:
            self._begin(self._stream)

    def _begin(self, stream: FileIO) -> None:
        """Lets the kernel begin to write, so that the sync at the end waits for little. A failure shows there too."""
        if hasattr(os, "posix_fadvise"):
            with suppress(OSError):
                # What is not written yet is not dropped by this advice; Linux begins to write it.
                os.posix_fadvise(stream.fileno(), self._begun, self._length - self._begun, os.POSIX_FADV_DONTNEED)
        self._begun = self._length

    def seal(self) -> Staged:
        """Ends the content."""
        digest = self._hash.digest()
        if self._stream is None:
            return Staged(digest=digest, length=self._length, data=b"".join(self._held))
        with _faults():
            os.fsync(self._stream.fileno())
            self._stream.close()
        return StagedFile(digest=digest, length=self._length, data=None, path=self._path)

    def leave(self) -> None:
        """Removes what was not adopted."""
        if self._stream is not None:
            self._stream.close()
            self._path.unlink(missing_ok=True)


def day_ago() -> float:
    """What a sweep may usually look at: what was written more than a day ago."""
    return time.time() - 24 * 60 * 60


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise file_fault(fault, "contents-failed") from fault


def _missing() -> Unavailable:
    return Unavailable("content-missing", "A sealed content is not here; ask its sender for it again.")
