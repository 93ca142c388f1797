"""A sealed file, whole: header and payload, made and opened as a stream in constant memory.

Implements C2SP `age.md` for files to one public key of a suite, or to one passphrase. Sizes are checked first, then the
grammar, then the MAC of the header, then chunk by chunk; every byte of a file is covered by one of them.

What an opener gives out is authentic and in order, yet a file may still turn out cut: keep plaintext where nobody
reads it until the last chunk verified (`Opener.finish`, or the end of `open_stream`), and drop it if that raises.
Nobody is named as the author: anyone may seal to a public key. Padding and the proof of who wrote are left to what
stands inside.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import TypeAlias

from verbale.formats import limits
from verbale.formats.age import header, hybrid, scrypt
from verbale.formats.age.stream import (
    PAYLOAD_NONCE,
    SEALED_CHUNK,
    TAG,
    Block,
    PayloadOpener,
    PayloadSealer,
    sealed_payload_length,
)
from verbale.formats.base64text import write_base64_unpadded
from verbale.formats.errors import Malformed
from verbale.formats.suite import OpeningKey, Suite

Entropy: TypeAlias = Callable[[int], bytes]
Unwrap: TypeAlias = Callable[[Sequence[header.Stanza]], bytes]


class Sealer:
    """Seals blocks of any size; what it gives, joined in order, is the file."""

    __slots__ = ("_payload", "head")

    def __init__(self, stanza: header.Stanza, file_key: bytes, nonce: bytes) -> None:
        """Begins a file with one stanza; use `to_key` or `to_passphrase`.

        Attributes:
            head: the first bytes of the file: its header and the nonce of its payload.
        """
        self.head = header.write([stanza], file_key) + nonce
        self._payload = PayloadSealer(file_key, nonce)

    @classmethod
    def to_key(cls, public: bytes, *, suite: Suite, entropy: Entropy) -> "Sealer":
        """Begins a file to a public key.

        Raises:
            Malformed: `opening-public-key`.
        """
        file_key = entropy(header.FILE_KEY)
        return cls(hybrid.wrap(file_key, public, suite=suite), file_key, entropy(PAYLOAD_NONCE))

    @classmethod
    def to_passphrase(cls, passphrase: str, *, work_factor: int, entropy: Entropy) -> "Sealer":
        """Begins a file to a passphrase.

        Raises:
            Malformed, Refused, Unavailable: as `scrypt.wrap`.
        """
        file_key = entropy(header.FILE_KEY)
        stanza = scrypt.wrap(file_key, passphrase, work_factor=work_factor, salt=entropy(scrypt.SALT))
        return cls(stanza, file_key, entropy(PAYLOAD_NONCE))

    def update(self, block: Block) -> list[bytes]:
        """Takes the next block; gives the chunks of the file that are now complete."""
        return list(self._payload.update(block))

    def finish(self) -> bytes:
        """Gives the last chunk of the file. Nothing may follow."""
        return self._payload.finish()

    def seal(self, source: Iterable[Block]) -> Iterator[bytes]:
        """Gives the whole file of a source, the head first."""
        yield self.head
        for block in source:
            yield from self._payload.update(block)
        yield self._payload.finish()


class Opener:
    """Opens a file that arrives in blocks of any size."""

    __slots__ = ("_file_key", "_header", "_nonce", "_payload", "_unwrap")

    def __init__(self, unwrap: Unwrap, *, stanzas: int = limits.AGE_STANZAS) -> None:
        """Begins before the first byte of a file; `with_keys` and `with_passphrase` are the usual ways in.

        Args:
            unwrap: finds the file key in the stanzas, or raises.
            stanzas: the greatest number of stanzas that the caller takes.
        """
        self._unwrap = unwrap
        self._header = header.Reader(stanzas=stanzas)
        self._nonce = b""
        self._file_key: bytes | None = None
        self._payload: PayloadOpener | None = None

    @classmethod
    def with_keys(cls, keys: Sequence[OpeningKey], *, suite: Suite, stanzas: int = limits.AGE_STANZAS) -> "Opener":
        """Begins a file that one of our keys should open; they are tried in their order."""
        return cls(partial(hybrid.unwrap, keys=keys, suite=suite), stanzas=stanzas)

    @classmethod
    def with_passphrase(cls, passphrase: str) -> "Opener":
        """Begins a file that a passphrase should open."""
        return cls(partial(scrypt.unwrap, passphrase=passphrase))

    def update(self, block: Block) -> list[bytes]:
        """Takes the next block; gives the plaintext of the chunks that are now known to be good.

        Raises:
            Malformed: `age-header`, `age-header-size`, `age-stanzas`, `age-work-factor`, `encapsulation` or
                `age-trailing`.
            Refused: `not-for-us`, `age-twice-for-us` or `passphrase`.
            Untrusted: `age-mac` or `age-payload`.
            Unavailable: `age-scrypt`.
        """
        return list(self._opened(block))

    def finish(self) -> list[bytes]:
        """Gives the last plaintext once no block follows: only now is the file known to be whole.

        Raises:
            Malformed: `age-header` or `age-truncated`.
            Untrusted: `age-payload`.
        """
        return list(self._rest())

    def open(self, source: Iterable[Block]) -> Iterator[bytes]:
        """Gives the plaintext of a whole file, chunk by chunk.

        The file is whole if and only if the iterator ends without raising.

        Raises:
            Malformed, Refused, Untrusted, Unavailable: as `update` and `finish`.
        """
        for block in source:
            yield from self._opened(block)
        yield from self._rest()

    def _opened(self, block: Block) -> Iterator[bytes]:
        view = memoryview(block)
        if self._payload is None:
            view = self._begin(view)
        if self._payload is not None:
            yield from self._payload.update(view)

    def _begin(self, view: memoryview) -> memoryview:
        """Takes what belongs to the header and the nonce; gives what is left of the block."""
        if self._file_key is None:
            found = self._header.update(view)
            if found is None:
                return view[:0]
            read, used = found
            self._file_key = header.verify(read, self._unwrap(read.stanzas))
            view = view[used:]
        missing = PAYLOAD_NONCE - len(self._nonce)
        self._nonce += bytes(view[:missing])
        if len(self._nonce) == PAYLOAD_NONCE:
            self._payload = PayloadOpener(self._file_key, self._nonce)
        return view[missing:]

    def _rest(self) -> Iterator[bytes]:
        if self._payload is None:
            raise Malformed("age-header", "A sealed file ends before its payload begins.")
        yield from self._payload.finish()


def is_age(first_bytes: bytes) -> bool:
    """Whether a file that begins so claims to be a sealed one; `len(header.INTRO)` bytes are enough to tell."""
    return first_bytes.startswith(header.INTRO)


def seal_stream(source: Iterable[Block], public: bytes, *, suite: Suite, entropy: Entropy) -> Iterator[bytes]:
    """Seals a source to a public key; gives the file in order, in constant memory.

    Args:
        source: blocks of any size; large ones are not copied.
        public: the recipient's opening key.
        suite: of that key.
        entropy: gives so many fresh random bytes (the provider draws those of the encapsulation itself).

    Raises:
        Malformed: `opening-public-key`.
    """
    yield from Sealer.to_key(public, suite=suite, entropy=entropy).seal(source)


def open_stream(
    source: Iterable[Block], keys: Sequence[OpeningKey], *, suite: Suite, stanzas: int = limits.AGE_STANZAS
) -> Iterator[bytes]:
    """Opens a file with our keys; gives its plaintext chunk by chunk, in constant memory.

    The file is whole if and only if the iterator ends without raising.

    Args:
        source: blocks of any size.
        keys: tried in their order.
        suite: of those keys.
        stanzas: the greatest number of stanzas taken; a file of this house's own making has 1.

    Raises:
        Malformed, Refused, Untrusted: as `Opener.update` and `Opener.finish`.
    """
    yield from Opener.with_keys(keys, suite=suite, stanzas=stanzas).open(source)


def seal_bytes(data: Block, public: bytes, *, suite: Suite, entropy: Entropy) -> bytes:
    """Seals a whole text to a public key.

    Raises:
        Malformed: `opening-public-key`.
    """
    return b"".join(Sealer.to_key(public, suite=suite, entropy=entropy).seal([data]))


def open_bytes(data: Block, keys: Sequence[OpeningKey], *, suite: Suite, stanzas: int = limits.AGE_STANZAS) -> bytes:
    """Opens a whole file with our keys; gives all of its plaintext or none.

    Raises:
        Malformed, Refused, Untrusted: as `Opener.update` and `Opener.finish`.
    """
    return b"".join(Opener.with_keys(keys, suite=suite, stanzas=stanzas).open([data]))


def seal_with_passphrase(
    data: Block, passphrase: str, *, work_factor: int = scrypt.WORK_FACTOR, entropy: Entropy
) -> bytes:
    """Seals a whole text to a passphrase, for keys at rest; any `age` opens it.

    Raises:
        Malformed: `age-work-factor`.
        Refused: `passphrase`, if it is empty or not text.
        Unavailable: `age-scrypt`, if the machine has not the memory.
    """
    return b"".join(Sealer.to_passphrase(passphrase, work_factor=work_factor, entropy=entropy).seal([data]))


def open_with_passphrase(data: Block, passphrase: str) -> bytes:
    """Opens a whole file with a passphrase.

    Raises:
        Malformed, Untrusted, Unavailable: as `Opener.update` and `Opener.finish`.
        Refused: `passphrase` if it is wrong, `not-for-us` if the file is not sealed to a passphrase.
    """
    return b"".join(Opener.with_passphrase(passphrase).open([data]))


def sealed_length(plain_length: int, *, suite: Suite) -> int:
    """The exact length of a file with one stanza to a public key, for a plaintext of so many bytes."""
    return _head_length(suite) + sealed_payload_length(plain_length)


def plain_length(sealed_length: int, *, suite: Suite) -> int:
    """The exact length of the plaintext in a file with one stanza to a public key.

    Raises:
        Malformed: `age-length`, if no such file has this length.
    """
    payload = sealed_length - _head_length(suite)
    plain = payload - -(-payload // SEALED_CHUNK) * TAG
    if plain < 0 or sealed_payload_length(plain) != payload:
        raise Malformed("age-length", "No sealed file with one stanza has this length.")
    return plain


@lru_cache(maxsize=8)
def _head_length(suite: Suite) -> int:
    encapsulation = write_base64_unpadded(bytes(suite.encapsulation_size))
    stanza = header.Stanza(name=suite.stanza, arguments=(encapsulation,), body=bytes(header.FILE_KEY + TAG))
    return len(header.write([stanza], bytes(header.FILE_KEY))) + PAYLOAD_NONCE
