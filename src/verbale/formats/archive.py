"""The archive inside a pouch: ustar with one possible header for each name and length.

Any tar program reads it; this reader takes only what this writer writes. A header is compared byte for byte with the
one that the name and length give, so links, devices, other owners, absolute names, sparse files and extensions have no
way to be said. Members come in the order that the manifest fixes; after the last come two zero blocks and then zeros
up to the padded length. Source: POSIX.1-1988 ustar; row F03 of the attack catalogue.
"""

from collections.abc import Iterator

from verbale.formats import limits
from verbale.formats.errors import Malformed

BLOCK = 512
_NAME = 100
_MODE = b"0000600\0" + 2 * b"0000000\0"  # and the owner's numbers
_TIME = b"00000000000\0"
_REST = b"0" + bytes(100) + b"ustar\x0000" + bytes(247)  # an ordinary file; no link; the form; nobody's name
_FIXED_SUM = sum(_MODE) + sum(_TIME) + 8 * ord(" ") + sum(_REST)


def member_header(name: str, length: int) -> bytes:
    """The one header of a member.

    Raises:
        Malformed: `archive-member`, if the name or the length cannot be said.
    """
    encoded = name.encode("ascii", "replace")
    if not name.isascii() or not 0 < len(encoded) < _NAME or not 0 <= length <= limits.MEMBER:
        raise Malformed("archive-member", "A member of a pouch has a name or a length that an archive cannot hold.")
    size = b"%011o\0" % length
    # The sum of all signs, with spaces for the sum itself.
    total = _FIXED_SUM + sum(encoded) + sum(size)
    return b"".join((encoded.ljust(_NAME, b"\0"), _MODE, size, _TIME, b"%06o\0 " % total, _REST))


def stored_length(length: int) -> int:
    """What a member takes in the archive: its header, itself, and zeros up to a whole block."""
    return BLOCK + length + (-length % BLOCK)


def end_of_archive() -> bytes:
    """The two zero blocks that end an archive."""
    return bytes(2 * BLOCK)


class ArchiveReader:
    """Reads members one after another from a stream of blocks of any size."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._held = b""
        self._offset = 0
        self.consumed = 0

    def first(self, name: str, *, limit: int) -> bytes:
        """Reads a member whose name is known and whose length is not, whole.

        Raises:
            Malformed: `archive-header`, `archive-length` or `archive-truncated`.
        """
        header = self._exactly(BLOCK)
        length = _claimed_length(header)
        if length > limit:
            raise Malformed("archive-length", "A member of a pouch is longer than it may be.")
        if header != member_header(name, length):
            raise Malformed("archive-header", "A member of a pouch is not the one that belongs there.")
        data = self._exactly(length)
        self._skip_zeros(-length % BLOCK)
        return data

    def member(self, name: str, length: int) -> Iterator[bytes]:
        """Yields the content of the member that must come next, in blocks; read it to its end.

        Raises:
            Malformed: `archive-header` or `archive-truncated`.
        """
        if self._exactly(BLOCK) != member_header(name, length):
            raise Malformed("archive-header", "A member of a pouch is not the one that belongs there.")
        left = length
        while left:
            block = self._some(left)
            left -= len(block)
            yield block
        self._skip_zeros(-length % BLOCK)

    def end(self) -> None:
        """Reads the end of the archive and the padding after it: zeros, to the end of the stream.

        Raises:
            Malformed: `archive-end`.
        """
        self._skip_zeros(2 * BLOCK)
        while block := self._some(1 << 20, needed=False):
            if block.count(0) != len(block):
                raise Malformed("archive-end", "Something other than padding follows the last member of a pouch.")

    def _skip_zeros(self, count: int) -> None:
        data = self._exactly(count)
        if data.count(0) != len(data):
            raise Malformed("archive-end", "A member of a pouch is followed by something other than zeros.")

    def _exactly(self, count: int) -> bytes:
        blocks = []
        while count:
            block = self._some(count)
            count -= len(block)
            blocks.append(block)
        return blocks[0] if len(blocks) == 1 else b"".join(blocks)

    def _some(self, most: int, *, needed: bool = True) -> bytes:
        while self._offset == len(self._held):
            self._held, self._offset = bytes(next(self._source, b"")), 0
            if not self._held:
                if needed:
                    raise Malformed("archive-truncated", "A pouch ends before its last member.")
                return b""
        block = self._held[self._offset : self._offset + most]
        self._offset += len(block)
        self.consumed += len(block)
        return block


def _claimed_length(header: bytes) -> int:
    digits = header[124:135]
    if header[135:136] != b"\0" or not digits.isdigit() or set(digits) - set(b"01234567"):
        raise Malformed("archive-header", "A member of a pouch has no length.")
    return int(digits, 8)
