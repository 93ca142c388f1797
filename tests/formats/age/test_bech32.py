import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.age import bech32
from verbale.formats.errors import Malformed

SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
prefixes = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20).map(str.lower)


# BIP 173's own vectors, those that hold whole bytes.
@pytest.mark.parametrize(
    ("text", "prefix", "length"),
    [
        ("A12UEL5L", "a", 0),
        ("a12uel5l", "a", 0),
        ("?1ezyfcl", "?", 0),
        ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", 20),
        ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", 30),
        ("11" + "q" * 82 + "c8247j", "1", 51),
        (bech32.write("!~", b"first and last sign of a prefix"), "!~", 31),
    ],
)
def test_known_text_reads(text: str, prefix: str, length: int) -> None:
    found, data = bech32.read(text)
    assert (found, len(data)) == (prefix, length)
    assert bech32.write(found, data) == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "a12uEL5L",
        " 1nwldj5",
        "\x7f1axkwrx",
        "é12uel5l",
        "a12uel5l\n",
    ],
)
def test_what_is_not_bech32_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as refusal:
        bech32.read(text)
    assert refusal.value.code == "bech32"


@given(prefixes, st.binary(max_size=100))
def test_bytes_come_back_from_their_text_in_either_case(prefix: str, data: bytes) -> None:
    text = bech32.write(prefix, data)
    assert len(text) == bech32.text_length(prefix, len(data))
    assert bech32.read(text) == bech32.read(text.upper()) == (prefix, data)


@given(st.binary(min_size=1, max_size=44), st.data())
def test_up_to_four_changed_signs_are_found(data: bytes, draw: st.DataObject) -> None:
    text = bech32.write("age1pq", data)
    places = draw.draw(st.sets(st.integers(7, len(text) - 1), min_size=1, max_size=4))
    changed = list(text)
    for place in places:
        changed[place] = draw.draw(st.sampled_from(SIGNS.replace(text[place], "")))
    with pytest.raises(Malformed):
        bech32.read("".join(changed))


@pytest.mark.parametrize("values", [[0], [0, 1], [0] * 5 + [0], [0, 0, 0], [0, 2], [31, 31]])
def test_bits_that_say_nothing_must_be_zero_and_few(values: list[int]) -> None:
    remainder = bech32._remainder("age", [*values, 0, 0, 0, 0, 0, 0]) ^ 1
    checksum = [(remainder >> (5 * (5 - place))) & 31 for place in range(6)]
    with pytest.raises(Malformed) as refusal:
        bech32.read("age1" + "".join(SIGNS[value] for value in values + checksum))
    assert refusal.value.code == "bech32"
    assert "bits" in refusal.value.reason


def test_sign_that_only_lowers_to_a_letter_is_refused() -> None:
    text = bech32.write("age", b"k" * 20).upper()
    assert "K" in text
    with pytest.raises(Malformed) as refusal:
        bech32.read(text.replace("K", "\N{KELVIN SIGN}"))
    assert "ASCII" in refusal.value.reason
