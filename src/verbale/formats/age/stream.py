"""The payload of a sealed file: 64 KiB chunks, each authenticated, in an order that cannot be changed or cut.

Implements "Payload" of C2SP `age.md`, a form of the STREAM construction over ChaCha20-Poly1305. A chunk's nonce is an
88-bit counter and a byte that is 1 for the last chunk alone; the last chunk is empty only if the whole payload is.

A chunk is known to be the last only when nothing follows, so both directions hold one chunk back and no more: memory
stays constant whatever the length. What `PayloadOpener` gives out is authentic and in order, yet the payload may still
turn out cut: trust its end only after `finish`.
"""

from collections.abc import Iterator
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused, Untrusted

Block: TypeAlias = bytes | bytearray | memoryview

PAYLOAD_NONCE = 16
TAG = 16
SEALED_CHUNK = limits.AGE_CHUNK + TAG

_COUNTER = 11
_CHUNKS = 1 << (8 * _COUNTER)
_MORE, _LAST = b"\x00", b"\x01"


def sealed_payload_length(plain_length: int) -> int:
    """The length of a sealed payload, without the nonce before it."""
    chunks = max(1, -(-plain_length // limits.AGE_CHUNK))
    return plain_length + chunks * TAG


class PayloadSealer:
    """Seals blocks of any size into chunks."""

    __slots__ = ("_chunks", "_splitter")

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        """Begins a payload; the nonce is `PAYLOAD_NONCE` fresh bytes that stand before it."""
        self._chunks = _Chunks(file_key, nonce)
        self._splitter = _Splitter(limits.AGE_CHUNK)

    def update(self, block: Block) -> Iterator[bytes]:
        """Takes the next block; gives the chunks that are now complete. Exhaust the iterator before the next call."""
        for piece in self._splitter.split(block):
            yield self._chunks.seal(piece, _MORE)

    def finish(self) -> bytes:
        """Gives the last chunk."""
        return self._chunks.seal(self._splitter.rest(), _LAST)


class PayloadOpener:
    """Opens chunks that arrive in blocks of any size."""

    __slots__ = ("_chunks", "_splitter")

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        """Begins after the nonce that stands before the payload."""
        self._chunks = _Chunks(file_key, nonce)
        self._splitter = _Splitter(SEALED_CHUNK)

    def update(self, block: Block) -> Iterator[bytes]:
        """Takes the next block; gives the plaintext of each chunk that is now known not to be the last.

        Exhaust the iterator before the next call.

        Raises:
            Untrusted: `age-payload`, if a chunk was altered, moved or left out.
            Malformed: `age-trailing`, if the payload had its end and bytes follow.
        """
        for piece in self._splitter.split(block):
            plain = self._chunks.open(piece, _MORE)
            if plain is not None:
                yield plain
                continue
            # If this is the genuine last chunk, it is given out before the refusal of what follows it.
            plain = self._open_last(piece)
            if plain is None:
                raise Untrusted("age-payload", "A sealed file was altered: a chunk does not open.")
            yield plain
            raise Malformed("age-trailing", "Bytes follow the end of a sealed file.")

    def finish(self) -> Iterator[bytes]:
        """Gives the plaintext of the last chunk, once no block follows.

        The payload is whole if and only if the iterator ends without raising.

        Raises:
            Untrusted: `age-payload`, if the chunk was altered, or left empty after others.
            Malformed: `age-truncated`, if chunks are missing at the end.
        """
        piece = self._splitter.rest()
        plain = self._open_last(piece)
        if plain is not None:
            yield plain
            return
        # A whole chunk that others should follow is authentic, and given out before the refusal of the cut.
        if len(piece) == SEALED_CHUNK and (plain := self._chunks.open(piece, _MORE)) is not None:
            yield plain
            piece = b""
        if not piece:
            raise Malformed("age-truncated", "A sealed file ends before its payload does.")
        raise Untrusted("age-payload", "A sealed file was altered or cut: its last chunk does not open.")

    def _open_last(self, piece: Block) -> bytes | None:
        if len(piece) == TAG and self._chunks.counter > 0:
            return None
        return self._chunks.open(piece, _LAST)


class _Chunks:
    """The cipher of one payload and the number of the next chunk."""

    __slots__ = ("_cipher", "counter")

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
        self._cipher = ChaCha20Poly1305(key)
        self.counter = 0

    def seal(self, piece: Block, mark: bytes) -> bytes:
        sealed = self._cipher.encrypt(self._nonce(mark), piece, None)
        self.counter += 1
        return sealed

    def open(self, piece: Block, mark: bytes) -> bytes | None:
        """Opens a chunk and counts it; `None`, uncounted, if it is not the next one of this mark."""
        nonce = self._nonce(mark)
        try:
            plain = self._cipher.decrypt(nonce, piece, None)
        except InvalidTag:
            return None
        self.counter += 1
        return plain

    def _nonce(self, mark: bytes) -> bytes:
        if self.counter >= _CHUNKS:
            raise Refused("age-chunks", "A payload has more chunks than their counter can number.")
        return self.counter.to_bytes(_COUNTER, "big") + mark


class _Splitter:
    """Cuts blocks of any size into pieces of one size, and holds back the last piece, for it may be the end.

    A piece is a view into the block wherever it can be; it is good until the next call.
    """

    __slots__ = ("_held", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: Block = b""

    def split(self, block: Block) -> Iterator[Block]:
        view = memoryview(block)
        if self._held:
            missing = self._size - len(self._held)
            if missing:
                self._held = self._joined(view[:missing])
                view = view[missing:]
            if not view:
                return
            yield self._held
        while len(view) > self._size:
            yield view[: self._size]
            view = view[self._size :]
        # Only bytes never change under a view; the caller may fill any other buffer anew before the next call.
        self._held = view if isinstance(view.obj, bytes) else bytes(view)

    def _joined(self, more: memoryview) -> bytearray:
        held = self._held if isinstance(self._held, bytearray) else bytearray(self._held)
        held += more
        return held

    def rest(self) -> Block:
        held, self._held = self._held, b""
        return held
