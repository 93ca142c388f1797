"""JSON in one form: what has two readings, or two writings, is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, documents
from verbale.formats import canonical, limits
from verbale.formats.errors import Malformed


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def refuse(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        canonical.read(data)
    assert refusal.value.code == code


@given(documents())
def test_what_is_written_is_read_again(document: dict[str, Any]) -> None:
    data = canonical.write(document)
    assert canonical.read(data) == document
    assert canonical.write(canonical.read(data)) == data


@given(documents())
def test_members_that_are_written_are_joined_to_what_is_written_whole(document: dict[str, Any]) -> None:
    members = {name: canonical.write({"m": value})[5:-1] for name, value in document.items() if name.isalnum()}
    assert canonical.join(members) == canonical.write({name: document[name] for name in members})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('"\\/\x7f\u2028é🕊', '"\\"\\\\/\x7f\u2028é🕊"'),
        ("\b\t\n\f\r", '"\\b\\t\\n\\f\\r"'),
        ("\x00\x0b\x1f", '"\\u0000\\u000b\\u001f"'),
        ([True, False, None, 0, -1, 9007199254740991], "[true,false,null,0,-1,9007199254740991]"),
        ({"b": {}, "a": [], "B": "", "": "", "~": "", "1": ""}, '{"":"","1":"","B":"","a":[],"b":{},"~":""}'),
    ],
)
def test_the_form_is_that_of_rfc_8785(value: Any, written: str) -> None:
    data = f'{{"m":{written}}}'.encode()
    assert canonical.write({"m": value}) == data
    assert canonical.read(data) == {"m": value}


@given(st.data())
def test_a_document_with_one_bit_changed_is_another_or_none(data: st.DataObject) -> None:
    document = data.draw(documents())
    changed = data.draw(damaged(canonical.write(document)))
    assert refusal_of(canonical.read, changed) or canonical.read(changed) != document


@given(st.binary(max_size=60) | st.text('{}[]",:01-.eE\\utrnalsfé\ud800', max_size=40).map(encoded))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    refusal = refusal_of(canonical.read, data)
    assert refusal.startswith("malformed:json-") or (not refusal and canonical.write(canonical.read(data)) == data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json-syntax"),
        (b"\xff", "json-syntax"),
        (b"{", "json-syntax"),
        (b'{"a":01}', "json-syntax"),
        (b'{"a":"\n"}', "json-syntax"),
        (b"\xef\xbb\xbf{}", "json-syntax"),
        (b"{} {}", "json-syntax"),
        (b'{"a":"\\', "json-syntax"),
        (b'{"a":]', "json-syntax"),
        (b"[]", "json-value"),
        (b'"a"', "json-value"),
        (b"null", "json-value"),
        (b'{"a":1.0}', "json-value"),
        (b'{"a":1e3}', "json-value"),
        (b'{"a":NaN}', "json-value"),
        (b'{"a":-Infinity}', "json-value"),
        (b'{"a":9007199254740992}', "json-value"),
        (b'{"a":-9007199254740992}', "json-value"),
        (b'{"a":' + b"9" * 5000 + b"}", "json-value"),
        ('{"é":1}'.encode(), "json-value"),
        ('{"a":"e\u0301"}'.encode(), "json-value"),
        (b'{"a":"\\ud800"}', "json-value"),
        ('{"a":"\uffff"}'.encode(), "json-value"),
        ('{"a":"\ufdd0"}'.encode(), "json-value"),
        ('{"a":"\U0010fffe"}'.encode(), "json-value"),
        (b'{"a":1,"a":1}', "json-duplicate"),
        (b'{"a":{"b":1,"b":2}}', "json-duplicate"),
        (b" {}", "json-not-canonical"),
        (b"{}\n", "json-not-canonical"),
        (b'{"a": 1}', "json-not-canonical"),
        (b'{"b":1,"a":1}', "json-not-canonical"),
        (b'{"a":-0}', "json-not-canonical"),
        (b'{"a":"\\u0061"}', "json-not-canonical"),
        (b'{"a":"\\/"}', "json-not-canonical"),
        (b'{"a":"\\u000A"}', "json-not-canonical"),
        (b'{"a":"\\ud83d\\ude00"}', "json-not-canonical"),
    ],
)
def test_what_has_another_form_is_refused(data: bytes, code: str) -> None:
    refuse(data, code)


def test_nesting_ends_at_its_limit() -> None:
    def nested(depth: int) -> bytes:
        return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)

    document = canonical.read(nested(limits.JSON_DEPTH))
    assert canonical.write(document) == nested(limits.JSON_DEPTH)
    refuse(nested(limits.JSON_DEPTH + 1), "json-depth")
    refuse(b'{"a":' + b"[" * 100_000, "json-depth")
    with pytest.raises(Malformed, match=r"^\[json-depth\]"):
        canonical.write({"a": document})


def test_brackets_inside_strings_are_no_nesting() -> None:
    data = b'{"a":"' + b"[" * 40 + b'\\"' + b"{" * 40 + b'"}'
    assert canonical.read(data) == {"a": "[" * 40 + '"' + "{" * 40}


def test_length_ends_at_its_limit() -> None:
    data = canonical.write({"a": "x" * 100})
    assert canonical.read(data, limit=len(data)) == {"a": "x" * 100}
    with pytest.raises(Malformed, match=r"^\[json-size\]"):
        canonical.read(data, limit=len(data) - 1)


NONCHARACTERS = [*range(0xFDD0, 0xFDF0), *((plane << 16) + low for plane in range(17) for low in (0xFFFE, 0xFFFF))]


@pytest.mark.parametrize("start", range(0, 0x110000, 0x10000))
def test_noncharacters_alone_are_refused_whatever_stands_beside_them(start: int) -> None:
    signs = [each for each in range(start, start + 0x10000) if not 0xD800 <= each < 0xE000]
    assert [each for each in signs if canonical._has_noncharacter(chr(each).encode())] == [
        each for each in signs if each in NONCHARACTERS
    ]
    for each in filter(signs.__contains__, NONCHARACTERS):
        refuse(f'{{"a":"῾{chr(each)}￼"}}'.encode(), "json-value")


@pytest.mark.parametrize("value", [1.0, b"a", (1,), 1 << 53, "e\u0301", "\udc00", "\ufffe", {1: 2}, {"é": 1}, object()])
def test_what_the_form_cannot_hold_is_not_written(value: Any) -> None:
    with pytest.raises(Malformed, match=r"^\[json-value\]"):
        canonical.write({"a": [value]})


@given(st.text('"\\a', max_size=400))
def test_quotes_and_escapes_are_looked_at_as_json_does(text: str) -> None:
    data = ('{"a":"' + text + '"}').encode()
    try:
        json.loads(data)
    except ValueError:
        refuse(data, "json-syntax")
    else:
        assert canonical.read(data) == json.loads(data)
