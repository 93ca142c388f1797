"""The tree of a register: RFC 6962 §2.1 over SHA-256, its proofs and their verifiers.

A tree is kept as the hashes of its complete subtrees. A node (level, index) covers the 2**level leaves from
index * 2**level on; it is written once, when its last leaf comes, and never changes. What is not yet complete, the
root among it, is computed when asked for. Storage is handed in as a `Reader`, which is asked once for all the nodes
that an answer needs, so a database answers in one query.

    append  →  the new nodes          prove inclusion    ↔  verify inclusion
    root                              prove consistency  ↔  verify consistency

Verifiers take nothing on trust: the number of hashes must be exactly what the sizes ask for, and every hash 32
bytes, or an attacker could hide a step of the path in a hash of another length.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TypeAlias

from verbale.formats.errors import Refused, Unavailable, Untrusted

HASH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Position: TypeAlias = tuple[int, int]
Node: TypeAlias = tuple[int, int, bytes]
Reader: TypeAlias = Callable[[Sequence[Position]], Sequence[bytes]]
"""Gives the hashes of complete nodes, in the order asked; never asked for one that was not appended."""

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two."""
    return hashlib.sha256(_NODE + left + right).digest()


def append_leaves(size: int, leaf_hashes: Sequence[bytes], read: Reader) -> list[Node]:
    """The nodes that appending leaves to a tree completes, the leaves themselves among them.

    A leaf completes one node on average. At most one existing node a level is read, so the cost does not grow with
    the tree. The caller stores the nodes and the new size together.

    Args:
        size: the number of leaves so far.
        leaf_hashes: the hashes of the new leaves.
        read: gives existing nodes.

    Raises:
        Unavailable: `register-nodes`, if the store lacks a node.
    """
    grown = size + len(leaf_hashes)
    # A level whose last node is still alone lends it as the left half of the first new node above.
    lone = [
        level
        for level in range(grown.bit_length())
        if (size >> level) & 1 and grown >> (level + 1) > size >> (level + 1)
    ]
    left = dict(zip(lone, _ask([(level, (size >> level) - 1) for level in lone], read), strict=True))
    nodes: list[Node] = []
    level, first, hashes = 0, size, list(leaf_hashes)
    while hashes:
        nodes.extend((level, index, each) for index, each in enumerate(hashes, first))
        if level in left:
            hashes.insert(0, left[level])
        # An odd last node waits for its neighbour; zip leaves it out.
        hashes = [hashlib.sha256(_NODE + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=False)]
        level += 1
        first = size >> level
    return nodes


def root(size: int, read: Reader) -> bytes:
    """The root of the first `size` leaves.

    Raises:
        Unavailable: `register-nodes`, if the store lacks a node.
    """
    if size == 0:
        return EMPTY_ROOT
    return _gather([_cover(0, size)], read)[0]


def inclusion_proof(index: int, size: int, read: Reader) -> list[bytes]:
    """Proves that the leaf of an index stands in the tree of a size (RFC 6962 §2.1.1).

    Raises:
        Refused: `proof-range`, if the index lies outside the tree.
        Unavailable: `register-nodes`, if the store lacks a node.
    """
    if not 0 <= index < size:
        raise Refused("proof-range", "A proof was asked for a leaf that the tree does not have.")
    return _gather(_path(0, index, size), read)


def consistency_proof(old: int, new: int, read: Reader) -> list[bytes]:
    """Proves that the tree of a size is the beginning of the tree of another (RFC 6962 §2.1.2).

    Raises:
        Refused: `proof-range`, if the old size is not within the new.
        Unavailable: `register-nodes`, if the store lacks a node.
    """
    if not 0 <= old <= new:
        raise Refused("proof-range", "A proof was asked from a size that the tree did not have.")
    if old in {0, new}:
        return []
    level = _trailing_zeros(old)
    index = (old >> level) - 1
    # The old tree's last complete node is where the paths to both roots part. If it is the whole of the old tree,
    # the verifier has its hash already.
    start = [[(level, index)]] if index else []
    return _gather(start + _path(level, index, new), read)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> None:
    """Verifies that a leaf's hash stands at an index of the tree of this size and root.

    Raises:
        Untrusted: `inclusion-proof`.
    """
    if not 0 <= index < size or not _are_hashes(chain((leaf, root_hash), proof)):
        raise _no_inclusion()
    inner, border = _split(index, size)
    if len(proof) != inner + border:
        raise _no_inclusion()
    if _climb_border(_climb(leaf, index, proof[:inner]), proof[inner:]) != root_hash:
        raise _no_inclusion()


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Verifies that a tree of the new size and root begins with the tree of the old size and root.

    From an empty tree everything follows: then the old root must be that of the empty tree, and the proof empty.

    Raises:
        Untrusted: `consistency-proof`.
    """
    if not 0 <= old <= new or not _are_hashes(chain((old_root, new_root), proof)):
        raise _no_consistency()
    if old in {0, new}:
        expected = EMPTY_ROOT if old == 0 else new_root
        if proof or old_root != expected or (new == 0 and new_root != EMPTY_ROOT):
            raise _no_consistency()
        return
    if not proof or _roots(old, new, old_root, proof) != (old_root, new_root):
        raise _no_consistency()


def _roots(old: int, new: int, old_root: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a proof leads to; nothing if it has not the length that the sizes ask for."""
    level = _trailing_zeros(old)
    if old == 1 << level:
        start, rest = old_root, proof
    else:
        start, rest = proof[0], proof[1:]
    inner, border = _split(old - 1, new)
    inner -= level
    if len(rest) != inner + border:
        return None
    index = (old - 1) >> level
    reached_new = _climb_border(_climb(start, index, rest[:inner]), rest[inner:])
    reached_old = _climb_border(start, [each for bit, each in enumerate(rest[:inner]) if (index >> bit) & 1])
    return _climb_border(reached_old, rest[inner:]), reached_new


def _path(level: int, index: int, size: int) -> list[list[Position]]:
    """The siblings from a complete node up to the root, each as the complete nodes that make it."""
    siblings = []
    while index or 1 << level < size:
        sibling = index ^ 1
        begin = sibling << level
        # Where the right edge has no sibling, its node is the parent's itself.
        if begin < size:
            siblings.append(_cover(begin, min(begin + (1 << level), size)))
        level, index = level + 1, index >> 1
    return siblings


def _cover(begin: int, end: int) -> list[Position]:
    """The complete nodes that make up the subtree of leaves [begin, end), greatest first."""
    positions = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        positions.append((level, begin >> level))
        begin += 1 << level
    return positions


def _gather(groups: Sequence[Sequence[Position]], read: Reader) -> list[bytes]:
    """Reads all nodes at once and folds each group to the one hash that it makes."""
    positions = list(chain.from_iterable(groups))
    hashes = iter(_ask(positions, read))
    gathered = []
    for group in groups:
        own = [next(hashes) for _ in group]
        folded = own.pop()
        while own:
            folded = node_hash(own.pop(), folded)
        gathered.append(folded)
    return gathered


def _ask(positions: Sequence[Position], read: Reader) -> Sequence[bytes]:
    hashes = read(positions) if positions else ()
    if len(hashes) != len(positions):
        raise Unavailable("register-nodes", "The store of the register lacks nodes that it was given.")
    return hashes


def _split(index: int, size: int) -> tuple[int, int]:
    """How many hashes of a path lie below the right edge, and how many along it."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _climb(start: bytes, index: int, hashes: Sequence[bytes]) -> bytes:
    for bit, each in enumerate(hashes):
        start = node_hash(each, start) if (index >> bit) & 1 else node_hash(start, each)
    return start


def _climb_border(start: bytes, hashes: Iterable[bytes]) -> bytes:
    for each in hashes:
        start = node_hash(each, start)
    return start


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(each) == HASH for each in values)


def _no_inclusion() -> Untrusted:
    return Untrusted("inclusion-proof", "A proof does not show the entry in the register.")


def _no_consistency() -> Untrusted:
    return Untrusted("consistency-proof", "A proof does not show that the register only grew.")
