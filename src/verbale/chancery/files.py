"""Files that last: written beside their place, synced, renamed, and the folder synced.

A reader sees the old file or the new one, whole, whenever the machine stops; files are for their owner alone.
"""

import errno
import os
import secrets
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from verbale.formats.errors import Unavailable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_durably(path: Path, data: bytes, *, code: str = "file-failed") -> None:
    """Writes a small file as a whole, or leaves the one that is there.

    Raises:
        Unavailable: `disk-full` or the code given; in the second case either file may be there.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            with open_new(beside) as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            beside.rename(path)
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as fault:
        raise file_fault(fault, code) from fault


class NewFile(FileIO):
    """A file without a buffer of its own, which writes all that it is given or raises.

    The kernel takes less than it is given when the disk is nearly full, and says so only by a number.
    """

    def write(self, data: "ReadableBuffer", /) -> int:
        """Writes all of a block."""
        with memoryview(data).cast("B") as view:
            left = view
            while left:
                left = left[super().write(left) :]
            return len(view)


def open_new(path: Path) -> NewFile:
    """Opens a file that must not be there yet, for its owner alone."""
    return NewFile(path, "xb", opener=lambda name, flags: os.open(name, flags, FILE_MODE))


def make_folder(path: Path) -> None:
    """Makes a folder for its owner alone, durably, if it is not there."""
    try:
        path.mkdir(mode=FOLDER_MODE)
    except FileExistsError:
        return
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Makes the names in a folder last."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def file_fault(fault: OSError, code: str) -> Unavailable:
    """What a failed file operation means: no room, or a machine to look at."""
    if fault.errno in _FULL:
        return Unavailable("disk-full", "There is no room left on the disk.")
    words = os.strerror(fault.errno) if fault.errno else "for an unknown reason"
    return Unavailable(code, f"A file of the chancery could not be written or read: {words}.")
