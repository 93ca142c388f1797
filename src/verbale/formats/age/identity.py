"""Keys as text: `AGE-SECRET-KEY-PQ-1…` for a private key, `age1pq1…` for a public one.

Implements the encodings of "The MLKEM768-X25519 recipient type" of C2SP `age.md`, so that stock `age` opens with the
one and seals to the other. A private key is its seed. Text is taken in the case in which it is written, and no other.
"""

from verbale.formats.age import bech32
from verbale.formats.errors import Malformed
from verbale.formats.kem import OPENING_PUBLIC_SIZE
from verbale.formats.suite import OPENING_SEED

_IDENTITY = "age-secret-key-pq-"
_RECIPIENT = "age1pq"


def write_identity(seed: bytes) -> str:
    """Writes a private key: a secret, so never to a log."""
    return bech32.write(_IDENTITY, seed).upper()


def read_identity(text: str) -> bytes:
    """Reads a private key; gives its seed.

    Raises:
        Malformed: `age-identity`. The reason holds nothing of the text.
    """
    return _read(text, _IDENTITY.upper(), OPENING_SEED, Malformed("age-identity", "A text is no private age key."))


def write_recipient(public: bytes) -> str:
    """Writes a public key."""
    return bech32.write(_RECIPIENT, public)


def read_recipient(text: str) -> bytes:
    """Reads a public key.

    Raises:
        Malformed: `age-recipient`.
    """
    return _read(text, _RECIPIENT, OPENING_PUBLIC_SIZE, Malformed("age-recipient", "A text is no public age key."))


def _read(text: str, prefix: str, length: int, refusal: Malformed) -> bytes:
    # The prefix settles the case too, for Bech32 does not mix them; the length bounds the work on a stranger's text.
    if not text.startswith(prefix + "1") or len(text) != bech32.text_length(prefix, length):
        raise refusal
    try:
        found, data = bech32.read(text)
    except Malformed:
        raise refusal from None
    if found != prefix.lower():
        raise refusal
    return data
