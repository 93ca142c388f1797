"""Proofs of order: that a statement was entered before the version of the credence that replaced its keys.

Validity does not depend on arrival. A statement under version n counts if its leaf's index in its issuer's own register
is below that of version n+1, or below the size that a revocation names; both leaves are shown under one head. Until
then it is unproven, not refused. Source: protocol §1.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from verbale.formats import canonical, limits, merkle
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.register import SALT, entry_leaf

SIZE = limits.PROOF_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Where a statement stands in its issuer's register.

    Attributes:
        statement: its digest.
        salt: the entry's salt.
        index: the leaf's index.
        hashes: the inclusion proof under the head of the same pouch.
    """

    statement: bytes
    salt: bytes = field(repr=False)
    index: int
    hashes: tuple[bytes, ...] = field(repr=False)


def write_order(leaves: Sequence[Leaf]) -> bytes:
    """Writes the paper that a pouch carries."""
    return canonical.write({"v": 1, "leaves": [_write(leaf) for leaf in leaves]})


def read_order(data: bytes) -> dict[bytes, Leaf]:
    """Reads the paper; the leaves are by their statement's digest, and none is verified.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(canonical.read(data, limit=SIZE), "proof of order")
    fields.integer("v", least=1, most=1)
    leaves = [_read(each) for each in fields.documents("leaves", limit=2 * limits.POUCH_ITEMS)]
    fields.end()
    by_statement = {leaf.statement: leaf for leaf in leaves}
    if len(by_statement) != len(leaves):
        raise Malformed("order-leaves", "A proof of order shows two leaves of one statement.")
    return by_statement


def verify_leaf(leaf: Leaf, envelope_bytes: bytes, *, size: int, root: bytes) -> int:
    """Verifies that an envelope stands where its leaf says, under a head; returns the index.

    Raises:
        Untrusted: `inclusion-proof`.
    """
    merkle.verify_inclusion(entry_leaf(leaf.salt, envelope_bytes), leaf.index, size, leaf.hashes, root)
    return leaf.index


def _write(leaf: Leaf) -> Document:
    return {
        "statement": leaf.statement.hex(),
        "salt": write_base64(leaf.salt),
        "index": leaf.index,
        "hashes": [write_base64(each) for each in leaf.hashes],
    }


def _read(document: Document) -> Leaf:
    fields = Fields(document, "leaf")
    leaf = Leaf(
        statement=fields.digest("statement"),
        salt=fields.base64("salt", length=SALT),
        index=fields.integer("index"),
        hashes=tuple(
            read_base64(each, length=merkle.HASH)
            for each in fields.texts("hashes", limit=limits.PROOF_HASHES, length=44)
        ),
    )
    fields.end()
    return leaf
