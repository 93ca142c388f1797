"""A key file: one JSON document, sealed to a passphrase as any `age` opens it.

It is written beside its place, synced and renamed, so that a crash leaves the old file or the new one, never none.
"""

import secrets
from pathlib import Path

from verbale.chancery.files import file_fault, write_durably
from verbale.formats import canonical, limits
from verbale.formats.age import header, scrypt
from verbale.formats.age.sealed import open_with_passphrase, seal_with_passphrase
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed, VerbaleError

_LONGEST = 256 * limits.KIB


def write_key_file(path: Path, document: Document, passphrase: str, work_factor: int) -> None:
    """Writes a key file.

    Raises:
        Refused: `passphrase`.
        Malformed: `age-work-factor`.
        Unavailable: `disk-full`, `file-failed` or `age-scrypt`.
    """
    sealed = seal_with_passphrase(
        canonical.write(document), passphrase, work_factor=work_factor, entropy=secrets.token_bytes
    )
    write_durably(path, sealed)


def read_key_file(path: Path, passphrase: str, missing: VerbaleError) -> Document:
    """Reads a key file.

    Args:
        path: where it lies.
        passphrase: what opens it.
        missing: what to raise if it is not there.

    Raises:
        Refused: `passphrase`.
        Unavailable: `file-failed` or `age-scrypt`.
        Malformed, Untrusted: the file is damaged.
    """
    return canonical.read(open_with_passphrase(_read(path, missing), passphrase), limit=_LONGEST)


def work_factor_of(path: Path, *, otherwise: int = scrypt.WORK_FACTOR) -> int:
    """The work factor that a key file was sealed with, so that it can be sealed alike again."""
    try:
        found = header.Reader().update(_read(path, Malformed("key-file", "The key file is missing.")))
    except VerbaleError:
        return otherwise
    arguments = found[0].stanzas[0].arguments if found else ()
    return int(arguments[1]) if len(arguments) == 2 and arguments[1].isdecimal() else otherwise


def _read(path: Path, missing: VerbaleError) -> bytes:
    try:
        with path.open("rb") as stream:
            sealed = stream.read(_LONGEST + 1)
    except FileNotFoundError:
        raise missing from None
    except OSError as fault:
        raise file_fault(fault, "file-failed") from fault
    if len(sealed) > _LONGEST:
        raise Malformed("key-file", "A key file is longer than any key file is.")
    return sealed
