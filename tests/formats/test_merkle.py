"""The tree of a register, held against RFC 6962's own recursive definitions and against a tree that others wrote."""

import hashlib
from collections.abc import Sequence

import pymerkle  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.errors import Refused, Unavailable, Untrusted
from verbale.formats.merkle import (
    EMPTY_ROOT,
    Position,
    append_leaves,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

SMALL = 40
"""Every pair of sizes up to here is tried."""


class Tree:
    """A tree in memory that says what it was asked for."""

    def __init__(self) -> None:
        self.size = 0
        self.nodes: dict[Position, bytes] = {}
        self.asked: list[Sequence[Position]] = []

    def read(self, positions: Sequence[Position]) -> list[bytes]:
        self.asked.append(positions)
        return [self.nodes[position] for position in positions]

    def append(self, *leaves: bytes) -> None:
        for level, index, each in append_leaves(self.size, leaves, self.read):
            assert (level, index) not in self.nodes
            self.nodes[level, index] = each
        self.size += len(leaves)


LEAVES = [leaf_hash(b"entry %d" % number) for number in range(300)]


def grow(size: int) -> Tree:
    tree = Tree()
    tree.append(*LEAVES[:size])
    return tree


TREE = grow(len(LEAVES))


# The definitions of RFC 6962 §2.1, word for word as recursion.


def half(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def hash_of(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return hashlib.sha256(b"\x01" + hash_of(leaves[:k]) + hash_of(leaves[k:])).digest()


def path_of(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if index < k:
        return [*path_of(index, leaves[:k]), hash_of(leaves[k:])]
    return [*path_of(index - k, leaves[k:]), hash_of(leaves[:k])]


def subproof_of(old: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [hash_of(leaves)]
    k = half(len(leaves))
    if old <= k:
        return [*subproof_of(old, leaves[:k], whole), hash_of(leaves[k:])]
    return [*subproof_of(old - k, leaves[k:], False), hash_of(leaves[:k])]


def no_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> None:
    with pytest.raises(Untrusted, match=r"^\[inclusion-proof\]"):
        verify_inclusion(leaf, index, size, proof, root_hash)


def no_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    with pytest.raises(Untrusted, match=r"^\[consistency-proof\]"):
        verify_consistency(old, new, old_root, new_root, proof)


def test_leaves_and_nodes_are_hashed_apart() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots_are_those_of_the_definition() -> None:
    for size in range(len(LEAVES)):
        assert root(size, TREE.read) == hash_of(LEAVES[:size])


def test_inclusion_proofs_are_those_of_the_definition_and_verify() -> None:
    for size in range(1, SMALL):
        top = hash_of(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(index, size, TREE.read)
            assert proof == path_of(index, LEAVES[:size])
            verify_inclusion(LEAVES[index], index, size, proof, top)


def test_consistency_proofs_are_those_of_the_definition_and_verify() -> None:
    for new in range(SMALL):
        new_root = hash_of(LEAVES[:new])
        for old in range(new + 1):
            proof = consistency_proof(old, new, TREE.read)
            assert proof == (subproof_of(old, LEAVES[:new], True) if old else [])
            verify_consistency(old, new, hash_of(LEAVES[:old]), new_root, proof)


def test_another_librarys_tree_has_the_same_roots_and_paths() -> None:
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(70):
        theirs.append_entry(b"entry %d" % number)
        size = number + 1
        assert theirs.get_root() == root(size, TREE.read)
        for index in {0, number // 2, number}:
            # Its paths begin with the leaf itself, and it counts leaves from one.
            path = [bytes.fromhex(each) for each in theirs.prove_inclusion(index + 1, size).serialize()["path"]]
            assert path == [LEAVES[index], *inclusion_proof(index, size, TREE.read)]
        for old in {1, size // 2, number} - {0}:
            proof = theirs.prove_consistency(old, size)
            pymerkle.verify_consistency(root(old, TREE.read), root(size, TREE.read), proof)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_batches_of_any_size_make_the_same_tree(batches: list[int]) -> None:
    tree = Tree()
    for batch in batches:
        tree.append(*LEAVES[tree.size : tree.size + batch])
    size = tree.size
    assert tree.nodes == grow(size).nodes
    assert root(size, tree.read) == hash_of(LEAVES[:size])


def test_appending_reads_at_most_one_node_a_level_and_asks_once() -> None:
    tree = Tree()
    for leaf in LEAVES:
        tree.asked.clear()
        tree.append(leaf)
        assert len(tree.asked) <= 1
        assert all(len({level for level, _ in positions}) == len(positions) <= 9 for positions in tree.asked)


def test_as_many_nodes_arise_as_leaves_less_the_lone_ones() -> None:
    for size in range(len(LEAVES)):
        assert len(append_leaves(0, LEAVES[:size], TREE.read)) == 2 * size - size.bit_count()


def test_appending_nothing_changes_nothing() -> None:
    assert append_leaves(0, [], TREE.read) == append_leaves(7, [], TREE.read) == []


@pytest.mark.parametrize("size", [1, 2, 63, 64, 65, 255, 300])
def test_a_proof_asks_its_reader_once(size: int) -> None:
    TREE.asked.clear()
    root(size, TREE.read)
    inclusion_proof(size // 3, size, TREE.read)
    consistency_proof(max(size // 3, 1), size, TREE.read)
    assert len(TREE.asked) <= 3


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 5), (5, 5), (6, 5)])
def test_a_leaf_outside_the_tree_is_not_proven(index: int, size: int) -> None:
    with pytest.raises(Refused, match=r"^\[proof-range\]"):
        inclusion_proof(index, size, TREE.read)
    no_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5), (1, 0)])
def test_a_size_outside_the_tree_is_not_proven(old: int, new: int) -> None:
    with pytest.raises(Refused, match=r"^\[proof-range\]"):
        consistency_proof(old, new, TREE.read)
    no_consistency(old, new, LEAVES[0], LEAVES[0], [])


@given(st.data())
def test_an_inclusion_proof_holds_for_its_own_leaf_index_size_and_root_alone(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion_proof(index, size, TREE.read), root(size, TREE.read)
    no_inclusion(LEAVES[index - 1], index, size, proof, top)
    no_inclusion(LEAVES[index], index, size, proof, LEAVES[0])
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != index))
    no_inclusion(LEAVES[index], other, size, proof, top)
    spoilt, at = list(proof), data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    spoilt[at] = (int.from_bytes(spoilt[at], "big") ^ 1 << bit).to_bytes(32, "big")
    no_inclusion(LEAVES[index], index, size, spoilt, top)


@given(st.data())
def test_a_consistency_proof_holds_for_its_own_sizes_and_roots_alone(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new - 1))
    proof = consistency_proof(old, new, TREE.read)
    old_root, new_root = root(old, TREE.read), root(new, TREE.read)
    no_consistency(old, new, LEAVES[-1], new_root, proof)
    no_consistency(old, new, old_root, LEAVES[-1], proof)
    no_consistency(old, new, new_root, old_root, proof)
    spoilt, at = list(proof), data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    spoilt[at] = (int.from_bytes(spoilt[at], "big") ^ 1 << bit).to_bytes(32, "big")
    no_consistency(old, new, old_root, new_root, spoilt)


@given(st.data())
def test_a_branch_that_forked_is_never_consistent(data: st.DataObject) -> None:
    fork = data.draw(st.integers(0, 60))
    old = data.draw(st.integers(fork + 1, fork + 40))
    new = data.draw(st.integers(old, old + 40))
    other = Tree()
    other.append(*LEAVES[:fork], *(leaf_hash(b"other %d" % number) for number in range(fork, new)))
    assert root(fork, other.read) == root(fork, TREE.read)
    for tree in (TREE, other):
        proof = consistency_proof(old, new, tree.read)
        no_consistency(old, new, root(old, TREE.read), root(new, other.read), proof)


@pytest.mark.parametrize("size", [1, 2, 5, 8, 13])
def test_a_proof_cut_or_lengthened_is_refused(size: int) -> None:
    top = root(size, TREE.read)
    for index in range(size):
        proof = inclusion_proof(index, size, TREE.read)
        for wrong in (
            [*proof, LEAVES[0]],
            [LEAVES[0], *proof],
            [*proof, top],
            *([proof[:-1], proof[1:]] if proof else []),
        ):
            no_inclusion(LEAVES[index], index, size, wrong, top)
    for old in range(size + 1):
        consistency, old_root = consistency_proof(old, size, TREE.read), root(old, TREE.read)
        for wrong in ([*consistency, LEAVES[0]], [LEAVES[0], *consistency]):
            no_consistency(old, size, old_root, top, wrong)
        if consistency:
            no_consistency(old, size, old_root, top, consistency[:-1])
            no_consistency(old, size, old_root, top, consistency[1:])
            no_consistency(old, size, old_root, top, [])


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_a_hash_that_is_not_32_bytes_is_refused(wrong: bytes) -> None:
    proof, top = inclusion_proof(2, 5, TREE.read), root(5, TREE.read)
    no_inclusion(wrong, 2, 5, proof, top)
    no_inclusion(LEAVES[2], 2, 5, proof, wrong)
    no_inclusion(LEAVES[2], 2, 5, [wrong, *proof[1:]], top)
    no_inclusion(wrong, 0, 1, [], wrong)
    no_consistency(1, 1, wrong, wrong, [])
    no_consistency(0, 1, wrong, LEAVES[0], [])
    no_consistency(3, 5, root(3, TREE.read), top, [wrong, *consistency_proof(3, 5, TREE.read)[1:]])


def test_a_step_cannot_be_hidden_in_a_hash_of_another_length() -> None:
    # Sibling and grandsibling as one string would hash to the same if only their concatenation counted.
    proof, top = inclusion_proof(0, 4, TREE.read), root(4, TREE.read)
    joined = LEAVES[0] + proof[0]
    assert hashlib.sha256(b"\x01" + joined).digest() == hash_of(LEAVES[:2])
    no_inclusion(joined, 0, 4, proof[1:], top)
    # A node is not a leaf: the pair below it is no entry of that index in a smaller tree.
    no_inclusion(leaf_hash(joined), 0, 2, proof[1:], top)


def test_an_index_just_behind_the_tree_is_refused_though_hashes_climb_to_the_root() -> None:
    # Somebody who may choose the root too can make hashes climb to it from anywhere.
    leaf, sibling = LEAVES[0], LEAVES[1]
    verify_inclusion(leaf, 0, 1, [], leaf)
    no_inclusion(leaf, 1, 1, [sibling], node_hash(sibling, leaf))
    no_inclusion(leaf, 2, 2, [sibling, sibling], node_hash(sibling, node_hash(leaf, sibling)))


def test_from_an_empty_tree_everything_follows_and_nothing_else_is_said() -> None:
    top = root(5, TREE.read)
    verify_consistency(0, 5, EMPTY_ROOT, top, [])
    verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    no_consistency(0, 5, LEAVES[0], top, [])
    no_consistency(0, 5, EMPTY_ROOT, top, [LEAVES[0]])
    no_consistency(0, 0, EMPTY_ROOT, LEAVES[0], [])
    no_consistency(0, 0, LEAVES[0], EMPTY_ROOT, [])


def test_equal_sizes_need_equal_roots_and_no_hashes() -> None:
    top = root(5, TREE.read)
    verify_consistency(5, 5, top, top, [])
    no_consistency(5, 5, top, LEAVES[0], [])
    no_consistency(5, 5, top, top, [top])


def test_a_reader_that_answers_less_than_it_was_asked_is_a_fault_of_the_store() -> None:
    with pytest.raises(Unavailable, match=r"^\[register-nodes\]"):
        root(3, lambda positions: [LEAVES[0]] * (len(positions) - 1))
    with pytest.raises(Unavailable, match=r"^\[register-nodes\]"):
        append_leaves(3, LEAVES[3:5], lambda _: [])
