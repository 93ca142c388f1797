"""Files that a person names for reading: opened once, regular files only, never larger than said.

What is missing, closed, a folder or a pipe is refused with one reason before anything is changed.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from verbale.formats.errors import Malformed, Refused, Unavailable
from verbale.formats.names import normal

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file that is open for reading.

    Attributes:
        name: the last part of its path.
        length: how long it was when it was opened.
        stream: the file.
    """

    name: str
    length: int
    stream: FileIO

    def blocks(self) -> Iterator[bytes]:
        """Yields its content.

        Raises:
            Unavailable: `file-failed`.
        """
        try:
            while block := self.stream.read(_BLOCK):
                yield block
        except OSError as fault:
            raise Unavailable("file-failed", f"{self.name} could not be read: {_words(fault)}.") from fault


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Opens a file.

    Raises:
        Refused: `file-missing`, `not-a-file` or `file-closed`.
        Unavailable: `file-failed`.
    """
    try:
        # Without waiting: a pipe that nobody writes to must not hold the command.
        stream = FileIO(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError as fault:
        raise _refusal(path, fault) from fault
    with stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Refused("not-a-file", f"{path.name} is not a plain file.")
        yield Source(name=path.name, length=status.st_size, stream=stream)


def read_whole(path: Path, *, limit: int, code: str, what: str) -> bytes:
    """Reads a small file.

    Args:
        path: the file.
        limit: the greatest length in bytes.
        code: of the refusal of a longer one.
        what: what it is, for that reason: "A letter of credence".

    Raises:
        Refused, Unavailable: as `open_source`.
        Malformed: the code given.
    """
    with open_source(path) as source:
        data = bytearray()
        for block in source.blocks():
            data += block
            if len(data) > limit:
                raise Malformed(code, f"{what} has at most {limit} bytes; {path.name} has more.")
        return bytes(data)


def read_words(path: Path, *, limit: int, code: str, what: str) -> str:
    """Reads words in UTF-8, without white space around them, in the normal form that parts of letters have.

    Args:
        path: the file.
        limit: the greatest length in bytes.
        code: of the refusal of a longer one.
        what: what it is, for that reason.

    Raises:
        Refused, Unavailable: as `open_source`.
        Malformed: the code given, or `text-encoding`.
    """
    try:
        text = read_whole(path, limit=limit, code=code, what=what).decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Malformed("text-encoding", f"{path.name} is not UTF-8, from byte {wrong.start} on.") from None
    return normal(text.removeprefix("\ufeff").strip())


def _refusal(path: Path, fault: OSError) -> Refused | Unavailable:
    name = path.name or str(path)
    if fault.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG):
        return Refused("file-missing", f"There is no file {name}.")
    if fault.errno in (errno.EISDIR, errno.ENXIO):
        return Refused("not-a-file", f"{name} is not a plain file.")
    if fault.errno in (errno.EACCES, errno.EPERM):
        return Refused("file-closed", f"{name} may not be read by you.")
    return Unavailable("file-failed", f"{name} could not be opened: {_words(fault)}.")


def _words(fault: OSError) -> str:
    return os.strerror(fault.errno) if fault.errno else "for an unknown reason"
