"""Proofs of order: where statements stand in their issuer's register."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, leaves
from verbale.formats import canonical, limits, merkle
from verbale.formats.order import Leaf, read_order, verify_leaf, write_order
from verbale.formats.register import entry_leaf

LEAF = Leaf(statement=b"\1" * 32, salt=b"\2" * 32, index=5, hashes=(b"\3" * 32, b"\4" * 32))
DATA = write_order([LEAF])
WRITTEN: dict[str, Any] = canonical.read(DATA)["leaves"][0]


@given(st.lists(leaves(), max_size=4, unique_by=lambda leaf: leaf.statement))
def test_what_is_written_is_read_again(shown: list[Leaf]) -> None:
    assert read_order(write_order(shown)) == {leaf.statement: leaf for leaf in shown}


@given(st.data())
def test_a_proof_damaged_anywhere_is_another_or_none(data: st.DataObject) -> None:
    changed = data.draw(damaged(DATA))
    assert refusal_of(read_order, changed) or read_order(changed) != {LEAF.statement: LEAF}


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ({"v": 2, "leaves": []}, "malformed:member"),
        ({"v": 0, "leaves": []}, "malformed:member"),
        ({"v": 1}, "malformed:member"),
        ({"v": 1, "leaves": [], "more": 1}, "malformed:member"),
        ({"v": 1, "leaves": [WRITTEN, WRITTEN]}, "malformed:order-leaves"),
        ({"v": 1, "leaves": [WRITTEN | {"salt": "AAAA"}]}, "malformed:base64"),
        ({"v": 1, "leaves": [WRITTEN | {"index": -1}]}, "malformed:member"),
        ({"v": 1, "leaves": [WRITTEN | {"hashes": WRITTEN["hashes"] * 33}]}, "malformed:member"),
        ({"v": 1, "leaves": [WRITTEN | {"hashes": ["A" * 45]}]}, "malformed:member"),
        ({"v": 1, "leaves": [WRITTEN | {"hashes": ["AAAA"]}]}, "malformed:base64"),
        ({"v": 1, "leaves": [WRITTEN | {"more": 1}]}, "malformed:member"),
    ],
)
def test_a_proof_out_of_form_is_refused(document: dict[str, Any], refusal: str) -> None:
    assert refusal_of(read_order, canonical.write(document)) == refusal


def test_there_are_as_many_leaves_as_a_pouch_can_need_and_no_more() -> None:
    many = [Leaf(statement=number.to_bytes(32, "big"), salt=bytes(32), index=1, hashes=()) for number in range(8193)]
    assert len(read_order(write_order(many[:-1]))) == 2 * limits.POUCH_ITEMS
    assert refusal_of(read_order, write_order(many)) == "malformed:member"


ENTRIES = [b"entry %d" % number for number in range(11)]
HASHES = [entry_leaf(bytes([number]) * 32, entry) for number, entry in enumerate(ENTRIES)]
NODES = {(level, index): each for level, index, each in merkle.append_leaves(0, HASHES, lambda _: [])}
ROOT = merkle.root(11, lambda places: [NODES[each] for each in places])


@given(st.integers(0, 10), st.data())
def test_an_envelope_stands_where_its_leaf_says_and_nowhere_else(index: int, data: st.DataObject) -> None:
    hashes = merkle.inclusion_proof(index, 11, lambda places: [NODES[each] for each in places])
    leaf = Leaf(statement=bytes(32), salt=bytes([index]) * 32, index=index, hashes=tuple(hashes))
    assert verify_leaf(leaf, ENTRIES[index], size=11, root=ROOT) == index
    envelope = data.draw(damaged(ENTRIES[index]))
    assert refusal_of(verify_leaf, leaf, envelope, size=11, root=ROOT) == "untrusted:inclusion-proof"
    root = data.draw(damaged(ROOT))
    assert refusal_of(verify_leaf, leaf, ENTRIES[index], size=11, root=root) == "untrusted:inclusion-proof"
