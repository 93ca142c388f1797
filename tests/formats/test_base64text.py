"""Base64 and hex: each byte string has one text, and only that text is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from verbale.formats.base64text import (
    read_base64,
    read_base64_unpadded,
    read_hex,
    write_base64,
    write_base64_unpadded,
)
from verbale.formats.errors import Malformed

SIGNS = "ABab01+/=-_ \n"


@given(st.binary(max_size=40))
def test_what_is_written_is_read_again(data: bytes) -> None:
    assert read_base64(write_base64(data), length=len(data)) == data
    assert read_base64_unpadded(write_base64_unpadded(data), length=len(data)) == data
    assert read_hex(data.hex(), length=len(data)) == data


@given(st.text(SIGNS, max_size=12) | st.text(max_size=8))
def test_no_bytes_have_two_texts(text: str) -> None:
    for read, write in ((read_base64, write_base64), (read_base64_unpadded, write_base64_unpadded)):
        refusal = refusal_of(read, text)
        assert refusal == "malformed:base64" or (not refusal and write(read(text)) == text)


@pytest.mark.parametrize(
    "text", ["A", "AA", "AA=", "AB==", "AAB=", "AA==AA==", "AA= =", "AA==\n", " AAA=", "AA-_", "é"]
)
def test_base64_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[base64\]"):
        read_base64(text)


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "AAAAA", "AA\n", "é"])
def test_unpadded_base64_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[base64\]"):
        read_base64_unpadded(text)


@pytest.mark.parametrize("text", ["0", "0G", "AA", "00 ", "00\n", "٠٠"])
def test_hex_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"^\[hex\]"):
        read_hex(text)


def test_another_length_than_the_one_expected_is_refused() -> None:
    for read, text, code in (
        (read_base64, "AAA=", "base64"),
        (read_base64_unpadded, "AAA", "base64"),
        (read_hex, "0000", "hex"),
    ):
        assert read(text, length=2) == bytes(2)
        with pytest.raises(Malformed, match=rf"^\[{code}\] A value in \w+ has 2 bytes, not 3\."):
            read(text, length=3)
