"""The stanza to a passphrase, for keys at rest: `-> scrypt SALT WORK-FACTOR` and a body of 32 bytes.

Implements "The scrypt recipient type" of C2SP `age.md`. The work factor is the binary logarithm of scrypt's cost; its
bound is checked before any work, since a file of a stranger could else ask for days and terabytes. Opening with factor
18 takes about a second and 256 MiB, each step more doubles both.

The passphrase counts as the bytes of its UTF-8 form, unchanged, as every `age` takes them. That a passphrase is strong
is left to who generates it.
"""

import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from verbale.formats import limits
from verbale.formats.age.header import FILE_KEY, SCRYPT, Stanza, read_binary
from verbale.formats.base64text import write_base64_unpadded
from verbale.formats.errors import Malformed, Refused, Unavailable

WORK_FACTOR = 18
SALT = 16

_LABEL = b"age-encryption.org/v1/scrypt"
_TAG = 16
_NONCE = bytes(12)  # the wrapping key is used once, under a fresh salt
_FACTOR = re.compile(r"[1-9][0-9]?")


def wrap(file_key: bytes, passphrase: str, *, work_factor: int, salt: bytes) -> Stanza:
    """Wraps a file key to a passphrase.

    Args:
        file_key: the key of the file.
        passphrase: not empty.
        work_factor: from 1 to `limits.AGE_SCRYPT_WORK_FACTOR`.
        salt: `SALT` fresh bytes.

    Raises:
        Malformed: `age-work-factor`.
        Refused: `passphrase`, if it is empty or not text.
        Unavailable: `age-scrypt`, if the machine has not the memory.
    """
    _check_factor(work_factor)
    body = ChaCha20Poly1305(_key(passphrase, salt, work_factor)).encrypt(_NONCE, file_key, None)
    return Stanza(name=SCRYPT, arguments=(write_base64_unpadded(salt), str(work_factor)), body=body)


def unwrap(stanzas: Sequence[Stanza], passphrase: str) -> bytes:
    """Finds the file key of a file sealed to a passphrase.

    Raises:
        Malformed: `age-header`, or `age-work-factor` if the cost is beyond `limits.AGE_SCRYPT_WORK_FACTOR`.
        Refused: `not-for-us` if the file is not sealed to a passphrase, `passphrase` if to another.
        Unavailable: `age-scrypt`, if the machine has not the memory.
    """
    stanza = stanzas[0]
    if stanza.name != SCRYPT:
        raise Refused("not-for-us", "This sealed file is not sealed to a passphrase.")
    salt, work_factor = _read(stanza)
    try:
        return ChaCha20Poly1305(_key(passphrase, salt, work_factor)).decrypt(_NONCE, stanza.body, None)
    except InvalidTag:
        raise Refused("passphrase", "The passphrase does not open this file.") from None


def _read(stanza: Stanza) -> tuple[bytes, int]:
    if len(stanza.arguments) != 2 or len(stanza.body) != FILE_KEY + _TAG:
        raise Malformed("age-header", "A stanza to a passphrase has not two arguments and a body of 32 bytes.")
    salt = read_binary(stanza.arguments[0], length=SALT)
    if not _FACTOR.fullmatch(stanza.arguments[1]):
        raise Malformed("age-work-factor", "The work factor of a sealed file is no number in decimal, or too high.")
    work_factor = int(stanza.arguments[1])
    _check_factor(work_factor)
    return salt, work_factor


def _check_factor(work_factor: int) -> None:
    if not 1 <= work_factor <= limits.AGE_SCRYPT_WORK_FACTOR:
        raise Malformed(
            "age-work-factor", f"A work factor is {work_factor}; 1 to {limits.AGE_SCRYPT_WORK_FACTOR} are allowed."
        )


def _key(passphrase: str, salt: bytes, work_factor: int) -> bytes:
    try:
        material = passphrase.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("passphrase", "A passphrase is not text.") from None
    if not material:
        raise Refused("passphrase", "A passphrase is empty.")
    try:
        return Scrypt(salt=_LABEL + salt, length=32, n=1 << work_factor, r=8, p=1).derive(material)
    except MemoryError:
        raise Unavailable("age-scrypt", "This machine has not the memory that the work factor asks for.") from None
