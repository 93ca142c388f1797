"""Manifests: every member named with length and digest, in the one order."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, haves, manifests
from verbale.formats import canonical, limits
from verbale.formats.errors import Malformed
from verbale.formats.manifest import (
    Enclosed,
    Have,
    Knows,
    LetterItem,
    Manifest,
    Paper,
    ReceiptItem,
    VoidItem,
    members_of,
    read_manifest,
    write_manifest,
)
from verbale.testing.institution import BEGINNING

ONE, TWO = b"\1" * 32, b"\2" * 32
LETTER = LetterItem(
    number=5,
    letter=ONE,
    letter_class="note-verbale",
    sealed=TWO,
    length=4000,
    attachments=(Enclosed(sealed=ONE, length=70_000), Enclosed(sealed=TWO, length=1)),
)
RECEIPT = ReceiptItem(number=6, receipt=ONE, sha256=TWO, length=5000)
VOID = VoidItem(number=8, reason="expired")
PAPERS = tuple(
    Paper(name=name, sha256=ONE, length=9)
    for name in ("credence/0002.json", "credence/0010.json", "keys.json", "head.note", "order.json")
)
MANIFEST = Manifest(
    suite=1,
    sender=ONE,
    recipient=TWO,
    credence=2,
    epoch=1_772_442_000,
    number=3,
    answers=(1_772_441_000, 9),
    made=BEGINNING,
    last=8,
    have=Have(through=4, beyond=(7,)),
    knows=Knows(credence=1, keys=1, head=128, letters=(("", 2026, 12),)),
    wants=(ONE,),
    none=(TWO,),
    items=(LETTER, RECEIPT, VOID),
    papers=PAPERS,
)
DATA = write_manifest(MANIFEST)
DOCUMENT = canonical.read(DATA)


@given(manifests())
def test_what_is_written_is_read_again(manifest: Manifest) -> None:
    data = write_manifest(manifest)
    assert read_manifest(data) == manifest
    assert write_manifest(read_manifest(data)) == data


@given(st.data())
def test_a_manifest_damaged_anywhere_is_another_or_none(data: st.DataObject) -> None:
    changed = data.draw(damaged(DATA))
    assert refusal_of(read_manifest, changed) or read_manifest(changed) != MANIFEST


def test_members_come_in_the_order_of_the_archive() -> None:
    assert [(member.name, member.length) for member in members_of(MANIFEST)] == [
        ("credence/0002.json", 9),
        ("credence/0010.json", 9),
        ("keys.json", 9),
        ("letter/00000005.age", 4000),
        ("attachment/00000005-01.age", 70_000),
        ("attachment/00000005-02.age", 1),
        ("receipt/00000006.json", 5000),
        ("head.note", 9),
        ("order.json", 9),
    ]


ITEM: dict[str, Any] = DOCUMENT["items"][0]
PAPER: dict[str, Any] = DOCUMENT["papers"][0]


def have(through: Any, beyond: Any) -> dict[str, Any]:
    return {"have": {"through": through, "beyond": beyond}}


def knows(**changes: Any) -> dict[str, Any]:
    return {"knows": DOCUMENT["knows"] | changes}


def papers(*names: str, length: int = 1) -> dict[str, Any]:
    return {"papers": [PAPER | {"name": name, "length": length} for name in names]}


HIGHEST: dict[str, Any] = {"series": "", "year": 2026, "number": 1}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"v": 2}, "malformed:member"),
        ({"v": 0}, "malformed:member"),
        ({"kind": "letter"}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
        ({"from": "00"}, "malformed:hex"),
        ({"epoch": 0}, "malformed:member"),
        ({"number": 0}, "malformed:member"),
        ({"credence": 0}, "malformed:member"),
        ({"answers": None}, "malformed:member"),
        ({"answers": {"epoch": 1}}, "malformed:member"),
        ({"answers": {"epoch": 1, "number": 1, "more": 1}}, "malformed:member"),
        ({"answers": {"epoch": 1, "number": 0}}, "malformed:member"),
        ({"answers": {"epoch": 0, "number": 1}}, "malformed:member"),
        ({"answers": {"epoch": 1, "number": 1}}, ""),
        ({"made": ""}, "malformed:time"),
        ({"last": 7}, "malformed:manifest-order"),
        (have(-1, []), "malformed:member"),
        (have(4, [5]), "malformed:member"),
        (have(4, [4]), "malformed:member"),
        (have(4, [6]), ""),
        (have(4, [7, 6]), "malformed:member"),
        (have(4, [7, 7]), "malformed:member"),
        (have(4, list(range(7, 1032))), "malformed:member"),
        ({"have": {"through": 4, "beyond": [], "more": 1}}, "malformed:member"),
        (knows(generation=0), "malformed:member"),
        (knows(letters=[HIGHEST | {"series": "a"}]), "malformed:series"),
        (knows(letters=[HIGHEST | {"year": 0}]), "malformed:member"),
        (knows(letters=[HIGHEST | {"year": 10_000}]), "malformed:member"),
        (knows(letters=[HIGHEST | {"year": 9999}]), ""),
        (knows(letters=[HIGHEST | {"number": 0}]), "malformed:member"),
        (knows(letters=[HIGHEST | {"more": 0}]), "malformed:member"),
        (knows(letters=[HIGHEST] * 65), "malformed:member"),
        (knows(more=1), "malformed:member"),
        ({"wants": ["00" * 32] * 1025}, "malformed:member"),
        ({"none": [1]}, "malformed:member"),
        ({"items": DOCUMENT["items"][::-1]}, "malformed:manifest-order"),
        ({"items": [ITEM, ITEM]}, "malformed:manifest-order"),
        ({"items": [ITEM | {"kind": "parcel"}]}, "malformed:member"),
        ({"items": [ITEM | {"number": 0}]}, "malformed:member"),
        ({"items": [ITEM | {"number": 100_000_000}], "last": 100_000_000}, "malformed:member"),
        ({"items": [ITEM | {"class": "message"}]}, "malformed:member"),
        ({"items": [ITEM | {"length": 0}]}, "malformed:member"),
        ({"items": [ITEM | {"length": limits.LETTER_SEALED + 1}]}, "malformed:member"),
        ({"items": [ITEM | {"attachments": ITEM["attachments"] * 33}]}, "malformed:member"),
        ({"items": [ITEM | {"attachments": [ITEM["attachments"][0] | {"more": 1}]}]}, "malformed:member"),
        ({"items": [ITEM | {"attachments": [{"sealed": "00" * 32, "length": 1 << 33}]}]}, "malformed:member"),
        ({"items": [ITEM | {"more": 1}]}, "malformed:member"),
        ({"items": [ITEM | {"attachments": [{"sealed": "00" * 32, "length": 0}]}]}, "malformed:member"),
        ({"items": [DOCUMENT["items"][1] | {"length": 0}]}, "malformed:member"),
        ({"items": [DOCUMENT["items"][1] | {"length": 6 << 20}]}, "malformed:member"),
        ({"items": [DOCUMENT["items"][2] | {"reason": "lost"}]}, "malformed:member"),
        ({"items": [DOCUMENT["items"][2]] * 4097}, "malformed:member"),
        (papers("letter/00000001.age"), "malformed:member"),
        (papers("../keys.json"), "malformed:member"),
        (papers("credence/٠٠٠٢.json"), "malformed:member"),
        (papers("credence/2.json"), "malformed:member"),
        (papers("keys.json\n"), "malformed:member"),
        (papers("keys.json", "keys.json"), "malformed:manifest-order"),
        (papers("keys.json", "credence/0002.json"), "malformed:manifest-order"),
        (papers("order.json", "head.note"), "malformed:manifest-order"),
        (papers("keys.json", length=0), "malformed:member"),
        (papers("keys.json", length=limits.ENVELOPE), ""),
        (papers("order.json", length=limits.PROOF_FILE), ""),
        (papers("keys.json", length=limits.ENVELOPE + 1), "malformed:manifest-papers"),
        (papers("order.json", length=limits.PROOF_FILE + 1), "malformed:member"),
        (
            papers(*(f"credence/{number:04}.json" for number in range(1, 18)), length=1 << 20),
            "malformed:manifest-papers",
        ),
        (papers(*(f"credence/{number:04}.json" for number in range(257))), "malformed:member"),
        ({"papers": [PAPER | {"more": 1}]}, "malformed:member"),
    ],
)
def test_a_manifest_out_of_form_is_refused_and_one_at_the_bounds_of_it_is_not(
    changes: dict[str, Any], refusal: str
) -> None:
    assert refusal_of(read_manifest, canonical.write(DOCUMENT | changes)) == refusal


def test_a_manifest_ends_at_its_limits_and_is_not_written_beyond_them() -> None:
    items = tuple(replace(LETTER, number=number) for number in range(1, 4097))
    assert refusal_of(write_manifest, replace(MANIFEST, items=items, last=4096)) == "malformed:manifest-size"
    assert refusal_of(write_manifest, replace(MANIFEST, items=(RECEIPT, LETTER))) == "malformed:manifest-order"
    long = Paper(name="keys.json", sha256=ONE, length=limits.ENVELOPE + 1)
    assert refusal_of(write_manifest, replace(MANIFEST, papers=(long,))) == "malformed:manifest-papers"
    assert refusal_of(read_manifest, b"{" * (limits.MANIFEST + 1)) == "malformed:json-size"
    long_one = replace(MANIFEST, items=items[:1500], last=4096)
    assert len(write_manifest(long_one)) > limits.STATEMENT
    assert read_manifest(write_manifest(long_one)) == long_one


def test_a_manifest_may_be_just_as_long_as_its_limit() -> None:
    def make(lengths: list[int]) -> Manifest:
        items = [replace(LETTER, number=10_000 + place, length=length) for place, length in enumerate(lengths)]
        return replace(MANIFEST, items=tuple(items), last=99_999)

    # Each digit of a length is a byte, and all else of an item is as long as of any other.
    one, two = (len(write_manifest(make([1] * count))) for count in (1, 2))
    count, room = divmod(limits.MANIFEST - one, two - one)
    lengths = [1] * (count + 1)
    for digit in range(room):
        lengths[digit % len(lengths)] *= 10
    assert len(write_manifest(make(lengths))) == limits.MANIFEST
    lengths[-1] *= 10
    assert refusal_of(write_manifest, make(lengths)) == "malformed:manifest-size"


def test_of_a_manifest_with_a_member_too_many_it_is_said_what_it_is() -> None:
    with pytest.raises(Malformed, match="A manifest has a member that is not part of its format"):
        read_manifest(canonical.write(DOCUMENT | {"more": 1}))


@given(haves(), st.lists(st.integers(1, 60), max_size=40))
def test_what_is_held_grows_by_what_came_and_keeps_its_form(start: Have, numbers: list[int]) -> None:
    have, came = start, {start.through + number for number in numbers}
    for number in came:
        have = have.add(number)
        assert have.holds(number)
        assert have.add(number) == have
    assert all(have.holds(number) for number in (*start.beyond, start.through) if number)
    assert not have.holds(have.through + 1)
    assert list(have.beyond) == sorted(set(have.beyond))
    assert not came - {number for number in came if have.holds(number)}


def test_numbers_far_beyond_a_gap_are_not_remembered() -> None:
    have = Have()
    for number in range(2, limits.HAVE_BEYOND + 10):
        have = have.add(number)
    assert len(have.beyond) == limits.HAVE_BEYOND
    assert not have.holds(limits.HAVE_BEYOND + 9)
    assert have.add(1).through == limits.HAVE_BEYOND + 1


@pytest.mark.parametrize(("have", "most"), [(Have(), 0), (Have(through=4), 4), (Have(through=4, beyond=(6, 9)), 9)])
def test_the_highest_number_that_is_held_may_lie_beyond_a_gap(have: Have, most: int) -> None:
    assert have.most == most
