import hashlib
import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits
from verbale.formats.age.stream import SEALED_CHUNK, TAG, PayloadOpener, PayloadSealer, sealed_payload_length
from verbale.formats.errors import Malformed, Refused, VerbaleError

KEY, NONCE = bytes(range(16)), bytes(range(16, 32))
CHUNK = limits.AGE_CHUNK
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5, 3 * CHUNK]


def plaintext(size: int) -> bytes:
    return hashlib.shake_128(b"plaintext").digest(size)


def seal(blocks: Iterable[bytes | bytearray | memoryview]) -> bytes:
    sealer = PayloadSealer(KEY, NONCE)
    return b"".join([chunk for block in blocks for chunk in sealer.update(block)] + [sealer.finish()])


def open_until_refused(blocks: Iterable[bytes | bytearray | memoryview]) -> tuple[bytes, str]:
    opener, plain = PayloadOpener(KEY, NONCE), bytearray()
    try:
        for block in blocks:
            for chunk in opener.update(block):
                plain += chunk
        for chunk in opener.finish():
            plain += chunk
    except VerbaleError as refusal:
        return bytes(plain), refusal.code
    return bytes(plain), ""


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(
    st.sampled_from(SIZES), st.lists(st.integers(0, 1 << 20), max_size=8), st.lists(st.integers(0, 1 << 20), max_size=8)
)
def test_payload_comes_back_whatever_the_blocks(size: int, here: list[int], there: list[int]) -> None:
    data = plaintext(size)
    sealed = seal(cut(data, here))
    assert sealed == seal([data])
    assert len(sealed) == sealed_payload_length(size)
    assert open_until_refused(cut(sealed, there)) == (data, "")


@pytest.mark.parametrize("block", [1 << 10, CHUNK // 2, CHUNK, SEALED_CHUNK, 3 * CHUNK, 1_000_003])
def test_one_buffer_may_be_filled_again_for_each_block(block: int) -> None:
    data = plaintext(3 * CHUNK + 77)
    buffer = bytearray(block)

    def refilled(source: bytes) -> Iterable[memoryview]:
        for start in range(0, len(source), block):
            part = source[start : start + block]
            buffer[: len(part)] = part
            yield memoryview(buffer)[: len(part)]
            buffer[:] = bytes(block)

    sealed = seal(refilled(data))
    assert open_until_refused(refilled(sealed)) == (data, "")


@pytest.mark.parametrize("size", SIZES)
def test_f01_change_of_one_bit_at_a_border_of_chunks_is_refused(size: int) -> None:
    sealed = seal([plaintext(size)])
    borders = range(0, len(sealed) + SEALED_CHUNK, SEALED_CHUNK)
    places = {border + near for border in borders for near in (-TAG - 1, -TAG, -TAG + 1, -1, 0, 1)}
    for place in sorted(places & set(range(len(sealed)))):
        changed = bytearray(sealed)
        changed[place] ^= 1 << (place % 8)
        plain, code = open_until_refused([changed])
        assert code == "age-payload"
        assert len(plain) == place // SEALED_CHUNK * CHUNK


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_payload_cut_between_chunks_is_truncated(chunks: int) -> None:
    data = plaintext(3 * CHUNK + 9)
    sealed = seal([data])
    assert open_until_refused([sealed[: chunks * SEALED_CHUNK]]) == (data[: chunks * CHUNK], "age-truncated")


@given(st.integers(1, 3 * SEALED_CHUNK + 8).filter(lambda length: length % SEALED_CHUNK))
def test_payload_cut_within_a_chunk_is_refused(length: int) -> None:
    data = bytes(3 * CHUNK + 9)
    plain, code = open_until_refused([seal([data])[:length]])
    assert code == "age-payload"
    assert plain == data[: length // SEALED_CHUNK * CHUNK]


def test_payload_of_nothing_is_truncated() -> None:
    assert open_until_refused([]) == (b"", "age-truncated")
    assert open_until_refused([b"", b""]) == (b"", "age-truncated")


@pytest.mark.parametrize("size", [CHUNK, 2 * CHUNK])
@pytest.mark.parametrize("trailing", [b"x", bytes(TAG), bytes(SEALED_CHUNK), bytes(2 * SEALED_CHUNK)])
def test_bytes_after_a_full_last_chunk_are_refused(size: int, trailing: bytes) -> None:
    data = plaintext(size)
    sealed = seal([data])
    assert open_until_refused([sealed + trailing]) == (data, "age-trailing")
    assert open_until_refused([sealed, trailing]) == (data, "age-trailing")


def test_bytes_after_a_short_last_chunk_are_refused() -> None:
    assert open_until_refused([seal([b"short"]), b"x"]) == (b"", "age-payload")


def test_empty_last_chunk_is_refused_unless_it_is_the_only_one() -> None:
    sealer = PayloadSealer(KEY, NONCE)
    whole = sealer._chunks.seal(bytes(CHUNK), b"\x00")
    empty = sealer._chunks.seal(b"", b"\x01")
    assert open_until_refused([whole + empty]) == (bytes(CHUNK), "age-payload")
    assert open_until_refused([whole, empty, b"x"])[1] == "age-payload"
    assert open_until_refused([seal([])]) == (b"", "")


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 1, 2), (0, 2), (0, 1, 1, 2), (0, 2, 1)])
def test_chunks_moved_repeated_or_left_out_are_refused(order: tuple[int, ...]) -> None:
    sealed = seal([plaintext(2 * CHUNK + 100)])
    chunks = [sealed[start : start + SEALED_CHUNK] for start in range(0, len(sealed), SEALED_CHUNK)]
    assert open_until_refused([chunks[number] for number in order])[1] == "age-payload"


def test_chunks_of_another_file_do_not_fit() -> None:
    other = PayloadSealer(KEY, bytes(16))
    assert open_until_refused([*other.update(bytes(CHUNK)), other.finish()])[1] == "age-payload"


def test_counter_of_chunks_does_not_wrap_around() -> None:
    sealer = PayloadSealer(KEY, NONCE)
    sealer._chunks.counter = (1 << 88) - 1
    assert len(list(sealer.update(bytes(CHUNK + 1)))) == 1
    with pytest.raises(Refused) as refusal:
        sealer.finish()
    assert refusal.value.code == "age-chunks"


def test_opener_gives_each_chunk_as_soon_as_the_next_begins() -> None:
    sealed = seal([bytes(2 * CHUNK + 1)])
    opener = PayloadOpener(KEY, NONCE)
    assert list(opener.update(sealed[:SEALED_CHUNK])) == []
    assert list(opener.update(sealed[SEALED_CHUNK : SEALED_CHUNK + 1])) == [bytes(CHUNK)]
    with pytest.raises(Malformed):
        list(PayloadOpener(KEY, NONCE).finish())
