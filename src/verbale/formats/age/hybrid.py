"""The stanza to a public key: the file key wrapped by a suite, as `-> NAME ENCAPSULATION` and a body of 32 bytes.

For suite 1 this is the `mlkem768x25519` stanza of C2SP `age.md`; its name is the suite's, its info label is the name
after `age-encryption.org/`, its one argument is the encapsulation, its body the sealed file key. The stanza shows
nothing of the recipient: whether it is for us is learned by trying.

A file that names one of our keys twice is refused: neither the wrap nor the MAC would keep two such stanzas from
holding two file keys, and one file could then read differently in two hands.
"""

from collections.abc import Sequence

from verbale.formats.age.header import FILE_KEY, Stanza, read_binary
from verbale.formats.base64text import write_base64_unpadded
from verbale.formats.errors import Malformed, Refused
from verbale.formats.suite import OpeningKey, Suite

_TAG = 16
_LABEL = "age-encryption.org/"


def wrap(file_key: bytes, public: bytes, *, suite: Suite) -> Stanza:
    """Wraps a file key to a public key.

    Raises:
        Malformed: `opening-public-key`.
    """
    wrapped = suite.wrap(public, _info(suite), file_key)
    encapsulation, body = wrapped[: suite.encapsulation_size], wrapped[suite.encapsulation_size :]
    return Stanza(name=suite.stanza, arguments=(write_base64_unpadded(encapsulation),), body=body)


def unwrap(stanzas: Sequence[Stanza], keys: Sequence[OpeningKey], *, suite: Suite) -> bytes:
    """Finds the file key in the one stanza that one of our keys opens.

    Every stanza of the suite's name must be well formed, ours or not. The keys are tried in their order: put the one
    in force first.

    Raises:
        Malformed: `age-header`, or `encapsulation`.
        Refused: `not-for-us` if no key opens any stanza, `age-twice-for-us` if our keys open two.
    """
    wrapped = [_read(stanza, suite) for stanza in stanzas if stanza.name == suite.stanza]
    opened = [file_key for each in wrapped if (file_key := _first(each, keys, suite)) is not None]
    if not opened:
        raise Refused("not-for-us", "No key here opens this sealed file.")
    if len(opened) > 1:
        raise Refused("age-twice-for-us", "Two stanzas of a sealed file open with keys held here.")
    return opened[0]


def _read(stanza: Stanza, suite: Suite) -> bytes:
    if len(stanza.arguments) != 1 or len(stanza.body) != FILE_KEY + _TAG:
        raise Malformed("age-header", "A stanza to a public key has not one argument and a body of 32 bytes.")
    return read_binary(stanza.arguments[0], length=suite.encapsulation_size) + stanza.body


def _first(wrapped: bytes, keys: Sequence[OpeningKey], suite: Suite) -> bytes | None:
    for key in keys:
        file_key = key.unwrap(_info(suite), wrapped)
        if file_key is not None:
            return file_key
    return None


def _info(suite: Suite) -> bytes:
    return (_LABEL + suite.stanza).encode("ascii")
