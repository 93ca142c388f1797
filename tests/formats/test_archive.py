"""The archive of a pouch: one header a member, which stock tar reads, and nothing else (attack F03)."""

import io
import tarfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import limits
from verbale.formats.archive import BLOCK, ArchiveReader, end_of_archive, member_header, stored_length

NAMES = st.from_regex(r"\A[a-z]{1,10}(/[0-9]{8})?\.(age|json)\Z")
MEMBERS = st.lists(st.tuples(NAMES, st.binary(max_size=1200)), min_size=1, max_size=3)


def write(members: list[tuple[str, bytes]], padding: int = 0) -> bytes:
    stored = (member_header(name, len(data)) + data + bytes(-len(data) % BLOCK) for name, data in members)
    return b"".join(stored) + end_of_archive() + bytes(padding)


def blocks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def read(data: bytes, members: list[tuple[str, bytes]], size: int = 700) -> int:
    """Reads an archive that must hold these members; gives how much of it there was."""
    reader = ArchiveReader(blocks(data, size))
    first, rest = members[0], members[1:]
    assert reader.first(first[0], limit=1200) == first[1]
    for name, content in rest:
        assert b"".join(reader.member(name, len(content))) == content
    reader.end()
    return reader.consumed


@given(MEMBERS, st.integers(0, 2000), st.integers(1, 3000))
def test_what_is_written_is_read_again_in_blocks_of_any_size(
    members: list[tuple[str, bytes]], padding: int, size: int
) -> None:
    data = write(members, padding)
    assert read(data, members, size) == len(data)
    assert len(data) == sum(stored_length(len(each)) for _, each in members) + 2 * BLOCK + padding


@given(MEMBERS)
def test_stock_tar_reads_it(members: list[tuple[str, bytes]]) -> None:
    with tarfile.open(fileobj=io.BytesIO(write(members)), mode="r:") as archive:
        found = archive.getmembers()
        assert [(each.name, each.size, each.mode, each.type) for each in found] == [
            (name, len(data), 0o600, tarfile.REGTYPE) for name, data in members
        ]
        for each, (_, data) in zip(found, members, strict=True):
            content = archive.extractfile(each)
            assert content is not None
            assert content.read() == data


def test_the_header_is_the_one_that_the_specification_shows() -> None:
    expected = (
        b"keys.json".ljust(100, b"\0")
        + b"0000600\x000000000\x000000000\0"
        + b"00000001750\0"
        + b"00000000000\0"
        + b"007606\0 "
        + b"0".ljust(101, b"\0")
        + b"ustar\x0000".ljust(255, b"\0")
    )
    assert member_header("keys.json", 1000) == expected


SOUND = [("manifest.json", b"{}" * 300), ("keys.json", b"k" * 512)]


@given(st.data())
def test_an_archive_damaged_anywhere_is_refused_or_shows_it_in_a_member(data: st.DataObject) -> None:
    changed = data.draw(damaged(write(SOUND, 100)))
    reader = ArchiveReader(blocks(changed, 700))
    contents: list[bytes] = []

    def read_all() -> None:
        contents.append(reader.first("manifest.json", limit=1200))
        contents.append(b"".join(reader.member("keys.json", 512)))
        reader.end()

    refused = refusal_of(read_all).startswith("malformed:archive-")
    assert refused or contents != [content for _, content in SOUND] or reader.consumed != len(write(SOUND, 100))


def tampered(at: int, new: bytes) -> bytes:
    """The first member's header with some bytes changed and its sum made to fit again, as a writer of tars would."""
    header = bytearray(member_header("manifest.json", 600))
    header[at : at + len(new)] = new
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + write(SOUND)[BLOCK:]


@pytest.mark.parametrize(
    "data",
    [
        tampered(0, b"/anifest.json"),
        tampered(0, b"../ifest.json"),
        tampered(100, b"0000644\0"),
        tampered(108, b"0001750\0"),
        tampered(124, b" 0000001130\0"),
        tampered(124, b"00000001138\0"),
        tampered(124, b"0000001130 \0"),
        tampered(124, b"00000001130 "),
        tampered(124, b"\x80" + bytes(9) + b"\2\x58"),
        tampered(136, b"14100000000\0"),
        tampered(156, b"\0"),
        tampered(156, b"1"),
        tampered(156, b"2"),
        tampered(156, b"5"),
        tampered(156, b"S"),
        tampered(156, b"x"),
        tampered(157, b"/etc/passwd"),
        tampered(257, b"ustar  \0"),
        tampered(265, b"root"),
        tampered(345, b"prefix"),
        bytes(BLOCK) + write(SOUND),
    ],
)
def test_links_devices_owners_extensions_and_other_names_have_no_way_to_be_said(data: bytes) -> None:
    assert refusal_of(read, data, SOUND) in {"malformed:archive-header", "malformed:archive-length"}


@pytest.mark.parametrize("kept", [0, 1, BLOCK, 2 * BLOCK - 1])
def test_an_archive_that_is_cut_in_its_end_is_refused(kept: int) -> None:
    # Its members are whole then, but the pouch was longer: what was cut off may have been more than zeros.
    data = write(SOUND)[: len(write(SOUND)) - 2 * BLOCK + kept]
    assert refusal_of(read, data, SOUND) == "malformed:archive-truncated"


def test_members_in_another_order_twice_or_of_another_length_are_refused() -> None:
    for data in (write(SOUND[::-1]), write([SOUND[0], SOUND[0]]), write([SOUND[0], ("keys.json", b"k" * 511)])):
        assert refusal_of(read, data, SOUND) == "malformed:archive-header"


def test_a_member_longer_than_it_may_be_is_refused_before_it_is_read() -> None:
    reader = ArchiveReader(iter([member_header("manifest.json", limits.MEMBER)]))
    assert refusal_of(reader.first, "manifest.json", limit=limits.MANIFEST) == "malformed:archive-length"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        # The length is read from its first digit to its last, and it ends with a zero byte.
        (b"10000001130\0", "malformed:archive-length"),
        (b"00000010000\0", "malformed:archive-length"),
        (b"00000010000 ", "malformed:archive-header"),
        (b"00000001130\0", ""),
    ],
)
def test_all_of_a_claimed_length_counts(field: bytes, code: str) -> None:
    assert refusal_of(read, tampered(124, field), SOUND) == code


@pytest.mark.parametrize("length", [0, 100, 512, 700, 1200, 1600, 2048, 2100, 2559])
def test_an_archive_that_ends_early_is_cut(length: int) -> None:
    assert refusal_of(read, write(SOUND)[:length], SOUND) == "malformed:archive-truncated"


@pytest.mark.parametrize("at", [1112, 1535, 2560, 3583, 3584, 3683])
def test_what_is_not_zero_where_zeros_belong_is_refused(at: int) -> None:
    data = bytearray(write(SOUND, 100))
    data[at] ^= 1
    assert refusal_of(read, bytes(data), SOUND) == "malformed:archive-end"


@pytest.mark.parametrize(("name", "length"), [("", 1), ("x" * 100, 1), ("é", 1), ("a", -1), ("a", limits.MEMBER + 1)])
def test_a_member_that_no_header_can_say_is_not_written(name: str, length: int) -> None:
    assert refusal_of(member_header, name, length) == "malformed:archive-member"


def test_the_greatest_member_has_a_header() -> None:
    assert member_header("x" * 99, limits.MEMBER)[124:136] == b"77777777777\0"
