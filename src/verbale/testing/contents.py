"""Contents in memory, with the same two sizes as on disk: small ones go with the transaction, large ones by name."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from verbale.exchange.ports import Sink, Staged
from verbale.exchange.records import Head
from verbale.formats.errors import Unavailable
from verbale.testing.store import MemoryStore

SMALL = 64 * 1024
_BLOCK = 256 * 1024


class MemoryContents:
    """Contents of one chancery.

    Attributes:
        files: the large ones, by digest.
        faults: called with `write`, `seal`, and `adopt` before and `adopted` after a file got its name; may raise.
    """

    def __init__(self, store: MemoryStore, *, small: int = SMALL) -> None:
        self._store = store
        self._small = small
        self._sealed: dict[bytes, bytes] = {}
        self.files: dict[bytes, bytes] = {}
        self.faults: Callable[[str], None] = lambda _: None

    @contextmanager
    def stage(self) -> Iterator[Sink]:
        """A place for a content."""
        yield MemorySink(self)

    def seal(self, data: bytes) -> Staged:
        """Names a content."""
        self.faults("seal")
        digest = hashlib.sha256(data).digest()
        if len(data) <= self._small:
            return Staged(digest=digest, length=len(data), data=data)
        self._sealed[digest] = data
        return Staged(digest=digest, length=len(data), data=None)

    def adopt(self, staged: Staged) -> None:
        """Gives a large content its name."""
        if staged.data is not None:
            return
        self.faults("adopt")
        if staged.digest not in self.files:
            self.files[staged.digest] = self._sealed.pop(staged.digest)
        self.faults("adopted")

    def open(self, digest: bytes) -> Iterator[bytes]:
        """Yields a content."""
        data = self._find(digest)
        return iter([data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK)])

    def length(self, digest: bytes) -> int:
        """The length of a content."""
        return len(self._find(digest))

    def crash(self) -> None:
        """Forgets what was staged and not adopted, as the end of the process does."""
        self._sealed.clear()

    def restore(self, files: Mapping[bytes, bytes]) -> None:
        """Puts the files of a backup back, and nothing else."""
        self._sealed.clear()
        self.files = dict(files)

    def _find(self, digest: bytes) -> bytes:
        data = self._store.inline(digest)
        data = self.files.get(digest) if data is None else data
        if data is None:
            raise Unavailable("content-missing", "A sealed content is not where it should be.")
        return data


class MemorySink:
    """Takes a content."""

    def __init__(self, contents: MemoryContents) -> None:
        self._contents = contents
        self._blocks: list[bytes] = []

    def write(self, block: bytes) -> None:
        """Takes a block."""
        self._contents.faults("write")
        self._blocks.append(bytes(block))

    def seal(self) -> Staged:
        """Ends the content."""
        return self._contents.seal(b"".join(self._blocks))


class MemoryMark:
    """The newest head, outside the store: it survives what the store does not.

    Attributes:
        faults: called with `mark` before and `marked` after a head was marked; may raise.
    """

    def __init__(self, mark: tuple[str, int, bytes] | None = None) -> None:
        self._mark = mark
        self.faults: Callable[[str], None] = lambda _: None

    def read(self) -> tuple[str, int, bytes] | None:
        """The mark."""
        return self._mark

    def write(self, head: Head) -> None:
        """Marks a head."""
        self.faults("mark")
        self._mark = head.origin, head.size, head.root
        self.faults("marked")

    def forget(self) -> None:
        """Loses the mark, as who wants to hide a rollback from itself would."""
        self._mark = None
