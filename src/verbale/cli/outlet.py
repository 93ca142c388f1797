"""Files that a person asks for: written beside their place, synced, then named, so that one is there whole or not.

An older file of the name is replaced only by a whole one. A link in the place is replaced, not followed.
"""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from verbale.formats.errors import Refused, Unavailable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READABLE = 0o666
"""What the umask leaves of this: a pouch and a proof are meant to be handed over."""
PRIVATE = 0o600
"""For what is opened: a letter on paper, an attachment."""

Progress = Callable[[int], None]


def save_blocks(
    path: Path, blocks: Iterable[bytes], *, mode: int = _READABLE, progress: Progress = lambda _: None
) -> int:
    """Writes a file.

    Args:
        path: where.
        blocks: what.
        mode: who may read it, as far as the umask allows.
        progress: called with the bytes of each block.

    Returns:
        How many bytes it has.

    Raises:
        Refused: `not-a-file`, `folder-missing` or `file-closed`.
        Unavailable: `disk-full` or `file-failed`.
    """
    _check_place(path)
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    with _faults(path.name):
        try:
            length = write_blocks(os.open(beside, _NEW, mode), blocks, progress)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(path.parent)
    return length


def save_bytes(path: Path, data: bytes, *, mode: int = _READABLE) -> int:
    """Writes a small file; see `save_blocks`."""
    return save_blocks(path, [data], mode=mode)


def save_among(folder: int, names: Iterator[str], blocks: Iterable[bytes], progress: Progress) -> str:
    """Writes a file into an open folder, under the first of some names that nothing has there.

    Args:
        folder: the folder's descriptor, so that nothing is written elsewhere, whatever becomes of its path.
        names: names to try, without a slash.
        blocks: what.
        progress: called with the bytes of each block.

    Returns:
        The name it got.

    Raises:
        Unavailable: `disk-full` or `file-failed`.
    """
    with _faults("an attachment"):
        # The name is taken by an empty file of our own, so that neither a file nor a link that waits there is touched.
        name, taken = next(_take(folder, names))
        os.close(taken)
        beside = f".{secrets.token_hex(8)}.part"
        done = False
        try:
            write_blocks(os.open(beside, _NEW, PRIVATE, dir_fd=folder), blocks, progress)
            os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
            done = True
        finally:
            if not done:
                for left in (beside, name):
                    with _missing_ok():
                        os.unlink(left, dir_fd=folder)
        return name


@contextmanager
def open_folder(path: Path) -> Iterator[int]:
    """Opens a folder to write into, and makes it if it is missing.

    Raises:
        Refused: `not-a-folder`, `folder-missing` or `file-closed`.
        Unavailable: `file-failed`.
    """
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileExistsError, NotADirectoryError):
        raise Refused("not-a-folder", f"{path.name} is not a folder.") from None
    except FileNotFoundError:
        raise Refused("folder-missing", f"There is no folder {path.parent.name} for {path.name}.") from None
    except OSError as fault:
        raise _refusal(path.name, fault) from fault
    try:
        yield folder
    finally:
        os.close(folder)


def write_blocks(descriptor: int, blocks: Iterable[bytes], progress: Progress) -> int:
    """Writes blocks into an open file, syncs and closes it; returns how many bytes there were."""
    length = 0
    with os.fdopen(descriptor, "wb") as stream:
        for block in blocks:
            stream.write(block)
            length += len(block)
            progress(len(block))
        stream.flush()
        os.fsync(stream.fileno())
    return length


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def _check_place(path: Path) -> None:
    """Refuses a place that cannot hold the file before the work for it is begun."""
    if path.is_dir():
        raise Refused("not-a-file", f"{path.name} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise Refused("folder-missing", f"There is no folder {path.parent.name or path.parent} for {path.name}.")


def _take(folder: int, names: Iterator[str]) -> Iterator[tuple[str, int]]:
    for name in names:
        try:
            yield name, os.open(name, _NEW, PRIVATE, dir_fd=folder)
        except FileExistsError:
            continue


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    except OSError as fault:
        # Some file systems of sticks cannot sync a folder; the file itself is synced.
        if fault.errno != errno.EINVAL:
            raise
    finally:
        os.close(folder)


@contextmanager
def _faults(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _refusal(name, fault) from fault


@contextmanager
def _missing_ok() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


def _refusal(name: str, fault: OSError) -> Refused | Unavailable:
    if fault.errno in _FULL:
        return Unavailable("disk-full", f"There is no room left on the disk for {name}.")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Refused("file-closed", f"{name} may not be written by you.")
    words = os.strerror(fault.errno) if fault.errno else "for an unknown reason"
    return Unavailable("file-failed", f"{name} could not be written: {words}.")
