import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits
from verbale.formats.age import header
from verbale.formats.age.header import INTRO, Stanza
from verbale.formats.errors import Malformed, Untrusted

KEY = bytes(range(16))
STANZA = Stanza(name="one", arguments=("two", "three"), body=bytes(40))
WRITTEN = header.write([STANZA], KEY)

visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
stanzas = st.builds(
    Stanza,
    name=visible.filter(lambda name: name != "scrypt"),
    arguments=st.lists(visible, max_size=4).map(tuple),
    body=st.binary(max_size=200) | st.sampled_from([bytes(48), bytes(96), bytes(47), bytes(49)]),
)


def refusal_of(data: bytes, *, stanzas: int = limits.AGE_STANZAS) -> str:
    with pytest.raises(Malformed) as refusal:
        header.read(data, stanzas=stanzas)
    return refusal.value.code


def read_or_refused(data: bytes) -> header.Header | None:
    try:
        return header.read(data)
    except Malformed as refusal:
        if refusal.code != "age-header":
            raise
        return None


@given(st.lists(stanzas, min_size=1, max_size=5), st.binary(min_size=16, max_size=16))
def test_stanzas_come_back_from_their_header(written: list[Stanza], key: bytes) -> None:
    read = header.read(header.write(written, key))
    assert list(read.stanzas) == written
    assert header.verify(read, key) == key


@given(st.lists(stanzas, min_size=1, max_size=3), st.binary(max_size=60), st.integers(1, 120))
def test_header_is_found_in_blocks_of_any_size(written: list[Stanza], payload: bytes, size: int) -> None:
    data = header.write(written, KEY)
    file = data + payload
    reader = header.Reader()
    for at in range(0, len(file), size):
        found = reader.update(memoryview(file)[at : at + size])
        if at + size < len(data):
            assert found is None
        else:
            assert found == (header.read(data), len(data) - at)
            return
    pytest.fail("the header was not found")


@given(stanzas)
def test_body_is_wrapped_at_64_columns_and_ends_in_a_short_line(stanza: Stanza) -> None:
    _, _, *full, last, _, nothing = header.write([stanza], KEY).split(b"\n")
    assert all(len(line) == 64 for line in full)
    assert len(last) < 64
    assert len(full) == len(stanza.body) // 48
    assert nothing == b""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"v1\n", b"v2\n"),
        (b"v1\n", b"v1\r\n"),
        (b"-> one", b"->  one"),
        (b"-> one", b"->one"),
        (b"-> one", b"-> "),
        (b"-> one", b"-- one"),
        (b" two", b" two "),
        (b" two", b" tw\x7fo"),
        (b" two", "\u00e9".encode()),
        (b" two", b"\ttwo"),
        (b"three\n", b"three \n"),
        (b"three\n", b"three\r\n"),
        (b"A\n---", b"B\n---"),
        (b"A\n---", b"A=\n---"),
        (b"A\n---", b"A\n\n---"),
        (b"A\n---", b"\n---"),
        (b"A\n---", b"AAAAAAAAAAAA\n---"),
        (b"A\n---", b"AAAAAAAAAAA\n---"),
        (b"--- ", b"---"),
        (b"--- ", b"---  "),
        (b"--- ", b"--- A"),
        (b"\n--- ", b"\n-> scrypt\n\n--- "),
    ],
)
def test_header_off_the_grammar_is_refused(old: bytes, new: bytes) -> None:
    assert WRITTEN.count(old) == 1
    assert refusal_of(WRITTEN.replace(old, new)) == "age-header"


@pytest.mark.parametrize("data", [b"", INTRO, INTRO[:-1], INTRO + WRITTEN[-48:], WRITTEN[:-1], WRITTEN + b"\n"])
def test_what_is_no_whole_header_is_refused(data: bytes) -> None:
    assert refusal_of(data) == "age-header"


def test_mac_that_is_not_in_its_one_form_is_refused() -> None:
    last = WRITTEN[-2:-1]
    other = bytes([last[0] + 1])  # the two low bits of the last sign say nothing and must be zero
    assert refusal_of(WRITTEN[:-2] + other + b"\n") == "age-header"


@given(st.binary(max_size=300) | st.text("->\n AQ=/+ab\r", max_size=300).map(str.encode))
def test_any_bytes_after_the_version_line_are_read_or_refused(rest: bytes) -> None:
    for data in (rest, INTRO + rest, INTRO + rest + WRITTEN[-48:]):
        read = read_or_refused(data)
        if read is not None:
            assert header.write(read.stanzas, KEY)[:-44] == read.covered + b" "


def test_another_file_key_is_found_by_the_mac() -> None:
    with pytest.raises(Untrusted) as refusal:
        header.verify(header.read(WRITTEN), bytes(16))
    assert refusal.value.code == "age-mac"


def test_as_many_stanzas_as_allowed_are_read_and_one_more_is_refused() -> None:
    many = [Stanza(name="x", arguments=(), body=b"")] * limits.AGE_STANZAS
    assert len(header.read(header.write(many, KEY)).stanzas) == limits.AGE_STANZAS
    assert refusal_of(header.write([*many, many[0]], KEY)) == "age-stanzas"
    assert refusal_of(header.write(many[:2], KEY), stanzas=1) == "age-stanzas"


def test_header_as_long_as_allowed_is_read_and_one_byte_more_is_refused() -> None:
    room = limits.AGE_HEADER - len(header.write([Stanza(name="x", arguments=("",), body=b"")], KEY))
    longest = header.write([Stanza(name="x", arguments=("a" * room,), body=b"")], KEY)
    assert len(longest) == limits.AGE_HEADER
    found = header.Reader().update(longest)
    assert found is not None
    assert found[1] == limits.AGE_HEADER
    longer = header.write([Stanza(name="x", arguments=("a" * (room + 1),), body=b"")], KEY)
    assert refusal_of(longer) == "age-header-size"
    with pytest.raises(Malformed) as refusal:
        header.Reader().update(longer)
    assert refusal.value.code == "age-header-size"


def test_header_without_an_end_is_refused_at_the_limit_however_it_arrives() -> None:
    for size in (1 << 12, 1 << 20):
        reader = header.Reader()
        reader.update(INTRO)
        for _ in range(limits.AGE_HEADER // size - 1):
            assert reader.update(b"-> " + b"a" * (size - 3)) is None
        with pytest.raises(Malformed) as refusal:
            reader.update(b"-> " + b"a" * (size - 3))
        assert refusal.value.code == "age-header-size"


@pytest.mark.parametrize(
    "first", [b"x", b"age-encryption.org/v2\n", b"-----BEGIN AGE ENCRYPTED FILE-----", INTRO[:9] + b"!"]
)
def test_file_of_another_kind_is_refused_at_its_first_bytes(first: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        header.Reader().update(first)
    assert refusal.value.code == "age-header"
