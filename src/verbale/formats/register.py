"""What stands in a register's tree for an entry: a salted commitment, which tells nothing of it.

The leaf is the SHA-256 of a tag, 32 random bytes and the entry, hashed again as RFC 6962 hashes a leaf (clause 3 of
the formats). Whoever has the tree alone learns how many entries there are. Whoever is given salt and entry can find
the leaf; once the salt is destroyed, even a guessed entry cannot be confirmed. Random padding leaves look the same.
"""

import hashlib

from verbale.formats import merkle
from verbale.formats.errors import Malformed

SALT = 32
COMMITMENT = 32

_TAG = b"verbale/entry/v1\n"


def commitment(salt: bytes, entry_bytes: bytes) -> bytes:
    """The commitment to an entry under its salt.

    Raises:
        Malformed: `entry-salt`, if the salt is not 32 bytes.
    """
    if len(salt) != SALT:
        raise Malformed("entry-salt", f"The salt of an entry has {len(salt)} bytes, not {SALT}.")
    return hashlib.sha256(_TAG + salt + entry_bytes).digest()


def entry_leaf(salt: bytes, entry_bytes: bytes) -> bytes:
    """The leaf hash of an entry under its salt.

    Raises:
        Malformed: `entry-salt`.
    """
    return merkle.leaf_hash(commitment(salt, entry_bytes))
