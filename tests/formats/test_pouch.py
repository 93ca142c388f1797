"""Pouches: one sealed file, its length known before its first byte, each member checked in its place."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import limits
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.archive import end_of_archive, member_header
from verbale.formats.hybrid import HYBRID
from verbale.formats.manifest import (
    Enclosed,
    Have,
    Knows,
    LetterItem,
    Manifest,
    Member,
    Paper,
    ReceiptItem,
    members_of,
    write_manifest,
)
from verbale.formats.padding import padded_length
from verbale.formats.pouch import Cover, PouchReader, make_cover, pouch_length, write_pouch
from verbale.formats.suite import Suite
from verbale.testing.institution import BEGINNING
from verbale.testing.sham import SHAM

KEY, OTHER = SHAM.opening_key(bytes(32)), SHAM.opening_key(b"\1" * 32)
CONTENTS = {
    "keys.json": b"{}",
    "letter/00000001.age": b"letter " * 300,
    "attachment/00000001-01.age": b"annex " * 20_000,
    "receipt/00000002.json": b"receipt",
    "head.note": b"head\n",
}


def digest(name: str) -> bytes:
    return hashlib.sha256(CONTENTS[name]).digest()


def paper(name: str) -> Paper:
    return Paper(name=name, sha256=digest(name), length=len(CONTENTS[name]))


LETTER, ANNEX, RECEIPT = "letter/00000001.age", "attachment/00000001-01.age", "receipt/00000002.json"
LETTER_ITEM = LetterItem(
    number=1,
    letter=b"\3" * 32,
    letter_class="note-verbale",
    sealed=digest(LETTER),
    length=len(CONTENTS[LETTER]),
    attachments=(Enclosed(sealed=digest(ANNEX), length=len(CONTENTS[ANNEX])),),
)
RECEIPT_ITEM = ReceiptItem(number=2, receipt=b"\4" * 32, sha256=digest(RECEIPT), length=len(CONTENTS[RECEIPT]))
MANIFEST = Manifest(
    suite=0,
    sender=b"\1" * 32,
    recipient=b"\2" * 32,
    credence=1,
    epoch=1,
    number=1,
    answers=None,
    made=BEGINNING,
    last=2,
    have=Have(),
    knows=Knows(credence=1, keys=1),
    items=(LETTER_ITEM, RECEIPT_ITEM),
    papers=(paper("keys.json"), paper("head.note")),
)
COVER = make_cover(MANIFEST, lambda data: hashlib.sha256(data).digest(), b"{offer}")


def contents(member: Member) -> Iterator[bytes]:
    data = CONTENTS[member.name]
    return (data[at : at + 5000] for at in range(0, len(data), 5000))


def seal(cover: Cover = COVER, suite: Suite = SHAM, public: bytes = KEY.public) -> bytes:
    return b"".join(write_pouch(cover, contents, transport=public, suite=suite, entropy=os.urandom))


def reseal(plain: bytes) -> bytes:
    return seal_bytes(plain, KEY.public, suite=SHAM, entropy=os.urandom)


def read(pouch: bytes, suite: Suite = SHAM, *keys: Any) -> dict[str, bytes]:
    reader = PouchReader([pouch], keys or (KEY,), suite=suite)
    assert reader.cover == COVER
    found = {member.name: reader.whole(member) for member in members_of(reader.cover.manifest)}
    reader.end()
    return found


POUCH = seal()
PLAIN = open_bytes(POUCH, [KEY], suite=SHAM)


def test_what_goes_in_comes_out_and_its_length_was_known_before() -> None:
    assert read(POUCH) == CONTENTS
    assert len(POUCH) == pouch_length(COVER, suite=SHAM)
    assert len(PLAIN) == padded_length(len(PLAIN.rstrip(b"\0"))) or len(PLAIN) == COVER.plain_length


def test_a_pouch_of_the_suite_in_use_is_opened_by_its_transport_key() -> None:
    key = HYBRID.opening_key(bytes(32))
    pouch = seal(COVER, HYBRID, key.public)
    assert len(pouch) == pouch_length(COVER, suite=HYBRID)
    assert read(pouch, HYBRID, HYBRID.opening_key(b"\1" * 32), key) == CONTENTS


def test_a_pouch_for_another_is_not_for_us() -> None:
    assert refusal_of(read, POUCH, SHAM, OTHER) == "refused:not-for-us"


@given(st.data())
def test_a_pouch_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(read, data.draw(damaged(POUCH)))


@given(st.data())
def test_a_pouch_whose_plaintext_is_damaged_is_refused_or_shows_another_cover(data: st.DataObject) -> None:
    changed = reseal(data.draw(damaged(PLAIN)))
    covers: list[Cover] = []

    def read_all() -> None:
        reader = PouchReader([changed], [KEY], suite=SHAM)
        covers.append(reader.cover)
        for member in members_of(reader.cover.manifest):
            reader.whole(member)
        reader.end()

    assert refusal_of(read_all) or covers != [COVER]


@given(st.integers(1, 2000))
def test_blocks_of_any_size_are_read(size: int) -> None:
    reader = PouchReader((POUCH[at : at + size] for at in range(0, len(POUCH), size)), [KEY], suite=SHAM)
    assert reader.cover == COVER


def archive(*members: tuple[str, bytes]) -> bytes:
    stored = b"".join(member_header(name, len(data)) + data + bytes(-len(data) % 512) for name, data in members)
    return stored + end_of_archive()


FIRST = (("manifest.json", COVER.manifest_bytes), ("manifest.tag", COVER.tag), ("offer.json", COVER.offer))


@pytest.mark.parametrize(
    ("plain", "refusal"),
    [
        (b"", "malformed:archive-truncated"),
        (archive(), "malformed:archive-header"),
        (archive(*FIRST[:1]), "malformed:archive-header"),
        (archive(*FIRST[1:]), "malformed:archive-header"),
        (archive(FIRST[0], ("manifest.tag", bytes(31)), FIRST[2]), "malformed:manifest-tag-length"),
        (archive(FIRST[0], ("manifest.tag", bytes(33)), FIRST[2]), "malformed:archive-length"),
        (archive(("manifest.json", b"{}"), *FIRST[1:]), "malformed:member"),
        (archive(("manifest.json", bytes(limits.MANIFEST + 1))), "malformed:archive-length"),
        (archive(*FIRST[:2], ("offer.json", bytes(limits.ENVELOPE + 1))), "malformed:archive-length"),
        (archive(*FIRST), "malformed:archive-header"),
        (PLAIN + b"\0", "malformed:padding-length"),
        (PLAIN[:-1], "malformed:padding-length"),
        (PLAIN[:-1] + b"\1", "malformed:archive-end"),
    ],
)
def test_a_cover_or_an_end_out_of_form_is_refused(plain: bytes, refusal: str) -> None:
    assert refusal_of(read, reseal(plain)) == refusal


def test_a_member_that_is_not_the_one_named_is_refused_after_its_last_block() -> None:
    at = PLAIN.index(b"annex")
    reader = PouchReader([reseal(PLAIN[:at] + b"A" + PLAIN[at + 1 :])], [KEY], suite=SHAM)
    members = members_of(reader.cover.manifest)
    for member in members[:2]:
        reader.whole(member)
    given_out = 0
    blocks = reader.blocks(members[2])

    def read_member() -> None:
        nonlocal given_out
        for block in blocks:
            given_out += len(block)

    assert refusal_of(read_member) == "untrusted:member-digest"
    assert given_out == len(CONTENTS[ANNEX])


def test_a_sealed_file_for_two_is_no_pouch() -> None:
    head, rest = POUCH.split(b"\n---", 1)
    stanza = head[head.index(b"->") :]
    assert refusal_of(read, head + b"\n" + stanza + b"\n---" + rest) == "malformed:age-stanzas"


def test_the_tag_is_made_over_the_manifest_as_it_is_sent() -> None:
    cover = make_cover(MANIFEST, lambda data: hashlib.sha256(data).digest(), b"{offer}")
    assert cover.manifest_bytes == write_manifest(MANIFEST)
    assert cover.tag == hashlib.sha256(cover.manifest_bytes).digest()


def test_a_content_of_another_length_than_was_noted_is_not_sent() -> None:
    item = replace(RECEIPT_ITEM, length=6)
    cover = make_cover(replace(MANIFEST, items=(LETTER_ITEM, item)), lambda _: bytes(32), b"{}")
    assert refusal_of(seal, cover) == "untrusted:member-length"


def test_a_pouch_beyond_its_limit_is_refused_by_its_manifest() -> None:
    huge = Enclosed(sealed=bytes(32), length=limits.MEMBER)
    item = replace(LETTER_ITEM, attachments=(huge,) * 9)
    manifest = replace(MANIFEST, items=(item,), papers=())
    assert refusal_of(make_cover, manifest, lambda _: bytes(32), b"{}") == "malformed:pouch-size"
    plain = archive(("manifest.json", write_manifest(manifest)), *FIRST[1:])
    assert refusal_of(read, reseal(plain)) == "malformed:pouch-size"
