import hashlib
import os
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits
from verbale.formats.age import header, hybrid, scrypt, sealed
from verbale.formats.age.header import INTRO, Stanza
from verbale.formats.age.stream import SEALED_CHUNK
from verbale.formats.errors import Malformed, Refused, Untrusted, VerbaleError
from verbale.formats.hybrid import HYBRID

CHUNK = limits.AGE_CHUNK
KEY, OTHER = HYBRID.opening_key(bytes([1]) * 32), HYBRID.opening_key(bytes([2]) * 32)
HEAD = sealed.sealed_length(0, suite=HYBRID) - 16
SIZES = (0, 1, 10_240, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1)


def plaintext(size: int) -> bytes:
    return hashlib.shake_128(b"plaintext").digest(size)


def seal(data: bytes, entropy: Callable[[int], bytes] = os.urandom) -> bytes:
    return sealed.seal_bytes(data, KEY.public, suite=HYBRID, entropy=entropy)


def refusal_of(file: bytes, **options: int) -> VerbaleError:
    with pytest.raises(VerbaleError) as refusal:
        sealed.open_bytes(file, [KEY], suite=HYBRID, **options)
    return refusal.value


def of_stanzas(*stanzas: Stanza, file_key: bytes = bytes(16)) -> bytes:
    """A file with any stanzas, its MAC and payload under the file key."""
    sealer = sealed.Sealer(stanzas[0], file_key, bytes(16))
    return header.write(stanzas, file_key) + bytes(16) + sealer.finish()


@given(
    st.binary(max_size=300) | st.sampled_from(SIZES).map(plaintext),
    st.integers(1, 1 << 17),
    st.integers(1, 1 << 17),
)
def test_what_is_sealed_opens_whatever_the_blocks(data: bytes, here: int, there: int) -> None:
    blocks = (data[start : start + here] for start in range(0, len(data), here))
    file = b"".join(sealed.seal_stream(blocks, KEY.public, suite=HYBRID, entropy=os.urandom))
    pieces = (file[start : start + there] for start in range(0, len(file), there))
    assert b"".join(sealed.open_stream(pieces, [OTHER, KEY], suite=HYBRID, stanzas=1)) == data


@pytest.mark.parametrize("size", SIZES)
def test_sealer_and_opener_take_blocks_as_they_come(size: int) -> None:
    data = plaintext(size)
    sealer = sealed.Sealer.to_key(KEY.public, suite=HYBRID, entropy=os.urandom)
    opener = sealed.Opener.with_keys([KEY], suite=HYBRID)
    plain: list[bytes] = []
    for part in (sealer.head, *sealer.update(data[:1000]), *sealer.update(data[1000:]), sealer.finish()):
        for start in range(0, len(part), 700):
            plain += opener.update(memoryview(part)[start : start + 700])
    assert b"".join(plain + opener.finish()) == data


@given(st.integers(0, 1 << 40))
def test_lengths_follow_from_each_other(size: int) -> None:
    length = sealed.sealed_length(size, suite=HYBRID)
    assert sealed.plain_length(length, suite=HYBRID) == size


@pytest.mark.parametrize("size", SIZES)
def test_length_of_a_file_is_known_before_it_is_sealed(size: int) -> None:
    assert len(seal(bytes(size))) == sealed.sealed_length(size, suite=HYBRID)


@pytest.mark.parametrize("payload", [-HEAD, -1, 0, 15, SEALED_CHUNK + 1, SEALED_CHUNK + 16, 3 * SEALED_CHUNK + 5])
def test_length_that_no_file_has_is_refused(payload: int) -> None:
    with pytest.raises(Malformed) as refusal:
        sealed.plain_length(HEAD + payload, suite=HYBRID)
    assert refusal.value.code == "age-length"


def test_file_key_and_nonce_come_from_the_entropy_handed_in() -> None:
    asked: list[int] = []

    def entropy(length: int) -> bytes:
        asked.append(length)
        return bytes([len(asked)]) * length

    file = seal(b"", entropy)
    assert asked == [16, 16]
    found = header.Reader().update(file)
    assert found is not None
    read, end = found
    assert header.verify(read, b"\x01" * 16) == hybrid.unwrap(read.stanzas, [KEY], suite=HYBRID)
    assert file[end : end + 16] == b"\x02" * 16


def test_no_two_files_of_one_text_are_alike() -> None:
    one, other = seal(b"the same"), seal(b"the same")
    assert hashlib.sha256(one).digest() != hashlib.sha256(other).digest()
    assert one[-24:] != other[-24:]


def test_nothing_is_sealed_to_what_is_no_public_key() -> None:
    with pytest.raises(Malformed) as refusal:
        sealed.seal_bytes(b"", KEY.public[1:], suite=HYBRID, entropy=os.urandom)
    assert refusal.value.code == "opening-public-key"


def test_sealed_file_is_known_by_its_first_line() -> None:
    assert sealed.is_age(seal(b"x")[: len(INTRO)])
    assert not sealed.is_age(INTRO[:-1])
    assert not sealed.is_age(b"ustar")


def test_f01_change_of_one_bit_anywhere_before_the_payload_is_refused() -> None:
    file = seal(b"a letter")
    codes = set()
    for place in range(HEAD):
        changed = bytearray(file)
        changed[place] ^= 1 << (place % 8)
        codes.add(refusal_of(bytes(changed)).code)
    assert codes == {"age-header", "not-for-us", "age-mac", "age-payload"}


@given(st.integers(0, HEAD - 1), st.integers(0, 255))
def test_another_byte_anywhere_before_the_payload_is_refused(place: int, value: int) -> None:
    file = bytearray(FIXED)
    if file[place] != value:
        file[place] = value
        refusal_of(bytes(file))


FIXED = seal(bytes(2 * CHUNK + 100))


@given(st.integers(HEAD, len(FIXED) - 1), st.integers(1, 255))
def test_another_byte_anywhere_in_the_payload_is_refused(place: int, change: int) -> None:
    file = bytearray(FIXED)
    file[place] ^= change
    assert refusal_of(bytes(file)).code == "age-payload"


def test_file_cut_before_its_payload_has_no_whole_header() -> None:
    for length in range(HEAD):
        assert refusal_of(FIXED[:length]).code == "age-header"


@pytest.mark.parametrize("length", [HEAD, HEAD + SEALED_CHUNK, HEAD + 2 * SEALED_CHUNK])
def test_f01_file_cut_between_chunks_is_truncated(length: int) -> None:
    assert refusal_of(FIXED[:length]).code == "age-truncated"


@given(st.integers(HEAD + 1, len(FIXED) - 1).filter(lambda length: (length - HEAD) % SEALED_CHUNK))
def test_f01_file_cut_within_a_chunk_is_refused(length: int) -> None:
    assert refusal_of(FIXED[:length]).code == "age-payload"


def test_bytes_after_the_end_are_refused() -> None:
    assert refusal_of(seal(bytes(CHUNK)) + b"x").code == "age-trailing"
    assert refusal_of(seal(b"short") + b"x").code == "age-payload"


def test_file_without_a_stanza_for_us_is_refused_before_its_payload_is_looked_at() -> None:
    opener = sealed.Opener.with_keys([OTHER], suite=HYBRID)
    with pytest.raises(Refused) as refusal:
        opener.update(seal(b"not for other")[: HEAD - 16])
    assert refusal.value.code == "not-for-us"


def test_header_altered_by_one_who_knows_no_file_key_is_untrusted() -> None:
    file = seal(b"x")
    added = file.replace(b"\n--- ", b"\n-> grease\n\n--- ")
    refusal = refusal_of(added)
    assert isinstance(refusal, Untrusted)
    assert refusal.code == "age-mac"


def test_file_of_which_two_stanzas_open_is_refused() -> None:
    twice = [hybrid.wrap(bytes(16), KEY.public, suite=HYBRID) for _ in range(2)]
    assert refusal_of(of_stanzas(*twice)).code == "age-twice-for-us"


def test_file_to_several_opens_unless_the_caller_takes_one_stanza_only() -> None:
    several = [hybrid.wrap(bytes(16), key.public, suite=HYBRID) for key in (OTHER, KEY)]
    file = of_stanzas(*several)
    assert sealed.open_bytes(file, [KEY], suite=HYBRID) == b""
    long = os.urandom(200_000)
    assert sealed.open_bytes(seal(long), [KEY], suite=HYBRID) == long
    assert refusal_of(file, stanzas=1).code == "age-stanzas"


def test_stanza_to_a_passphrase_stands_alone() -> None:
    ours = hybrid.wrap(bytes(16), KEY.public, suite=HYBRID)
    theirs = scrypt.wrap(bytes(16), "words", work_factor=1, salt=bytes(16))
    assert refusal_of(of_stanzas(ours, theirs)).code == "age-header"
    assert refusal_of(of_stanzas(theirs)).code == "not-for-us"


def test_file_to_a_passphrase_opens_with_it_alone() -> None:
    file = sealed.seal_with_passphrase(b"a seed", "words", work_factor=2, entropy=os.urandom)
    assert sealed.open_with_passphrase(file, "words") == b"a seed"
    long = os.urandom(200_000)
    assert (
        sealed.open_with_passphrase(
            sealed.seal_with_passphrase(long, "words", work_factor=2, entropy=os.urandom), "words"
        )
        == long
    )
    with pytest.raises(Refused) as refusal:
        sealed.open_with_passphrase(file, "other words")
    assert refusal.value.code == "passphrase"
    with pytest.raises(Refused) as refusal:
        sealed.open_with_passphrase(seal(b"x"), "words")
    assert refusal.value.code == "not-for-us"


def test_file_to_a_passphrase_takes_the_work_factor_of_the_house_unless_told() -> None:
    file = sealed.seal_with_passphrase(b"a seed", "words", entropy=os.urandom)
    assert file.split(b"\n")[1].endswith(b" 18")


@pytest.mark.parametrize(
    ("hostile", "code"),
    [
        (INTRO + b"-> x\n\n" * 300 + b"--- " + b"A" * 43 + b"\n", "age-stanzas"),
        (INTRO + b"-> x\n\n" * (1 << 18), "age-header-size"),
        (INTRO + b"-> " + b"x" * (1 << 20), "age-header-size"),
        (INTRO + b"-> x\n" + (b"A" * 64 + b"\n") * (1 << 14), "age-header-size"),
        (
            INTRO + b"-> scrypt AAECAwQFBgcICQoLDA0ODw 30\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n",
            "age-work-factor",
        ),
    ],
    ids=["300 stanzas", "endless stanzas", "endless line", "endless body", "factor 30"],
)
def test_hostile_header_is_refused_before_any_work(hostile: bytes, code: str) -> None:
    opener = sealed.Opener.with_passphrase("words")
    before = time.perf_counter()
    with pytest.raises(Malformed) as refusal:
        opener.update(hostile)
    assert refusal.value.code == code
    assert time.perf_counter() - before < 0.05


def test_memory_does_not_grow_with_the_file() -> None:
    def source() -> Iterator[bytes]:
        for _ in range(256):
            yield bytes(CHUNK + 1)

    tracemalloc.start()
    try:
        file = sealed.seal_stream(source(), KEY.public, suite=HYBRID, entropy=os.urandom)
        length = sum(len(chunk) for chunk in sealed.open_stream(file, [KEY], suite=HYBRID))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert length == 256 * (CHUNK + 1)
    assert peak < limits.MIB
