"""JSON in one form only: the strict reader and the one writer of RFC 8785 (JCS).

A document is an object whose bytes are exactly what `write` makes of it. Beyond JCS, and so that one text has one
meaning for every reader: member names are ASCII, strings are in Unicode normal form C without lone surrogates or
noncharacters, numbers are integers below 2**53 in magnitude, nesting is at most `limits.JSON_DEPTH`. With names and
numbers so bound, JCS and the standard encoder with sorted keys give the same bytes.

Python's own reader takes duplicate names, NaN, lone surrogates, 1e999 and deep nesting; none of them passes here.
What is in its one form is taken at once: its bytes are those that the writer makes of what was read, and that alone
rules most of these out. Anything else is read again with every check, for the exact reason.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, TypeAlias

from verbale.formats import limits
from verbale.formats.errors import Malformed

Json: TypeAlias = Any  # a value read from JSON: dict, list, str, int, bool or None
Document: TypeAlias = dict[str, Any]

# Possessive, and an open string matches to the end: whatever comes, each quote is looked at once. A pattern that could
# fail there would be tried again at every escaped quote, in time that grows with the square of the length.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
# In UTF-8: U+FDD0 to U+FDEF, and the last two of each plane.
_NONCHARACTER = re.compile(rb"\xef\xb7[\x90-\xaf]|(?:\xef|[\xf0-\xf4][\x8f\x9f\xaf\xbf])\xbf[\xbe\xbf]")
_INTEGER_SIGNS = len(str(limits.INTEGER)) + 1
_SCALARS = (bool, type(None))
_CONTAINERS = (dict, list)
_FEW_BRACKETS = 128


def write(document: Document) -> bytes:
    """Writes a document in its one form.

    Raises:
        Malformed: `json-value`, if it holds what the form cannot (a float, a name that is not ASCII, a string that
            is not in normal form C, an integer out of range, nesting too deep).
    """
    _check(document)
    try:
        data = write_again(document)
    except UnicodeEncodeError:
        raise Malformed("json-value", "A string holds half of a surrogate pair.") from None
    if _has_noncharacter(data):
        raise Malformed("json-value", "A string holds a noncharacter.")
    return data


def write_again(document: Document) -> bytes:
    """Writes a document that was read or checked here, or a member of one: nothing needs to be checked."""
    return _ENCODER.encode(document).encode()


def join(members: Mapping[str, bytes]) -> bytes:
    """Joins members that are each written in their one form to a document in its one form."""
    return b"{" + b",".join(b'"%s":%s' % (name.encode("ascii"), members[name]) for name in sorted(members)) + b"}"


def read(data: bytes, *, limit: int = limits.STATEMENT) -> Document:
    """Reads a document that must be in its one form.

    Args:
        data: the bytes received.
        limit: the greatest length in bytes.

    Raises:
        Malformed: `json-size`, `json-syntax`, `json-depth`, `json-value`, `json-duplicate` or `json-not-canonical`.
    """
    if len(data) > limit:
        raise Malformed("json-size", f"A JSON document has {len(data)} bytes; at most {limit} are allowed.")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Malformed("json-syntax", "A JSON document is not UTF-8.") from None
    document = _read_at_once(text, data)
    if document is None:
        _refuse_exactly(text)
    return document


def read_again(data: bytes) -> Document:
    """Reads what `write` wrote here a moment ago: nothing needs to be checked."""
    document: Document = _DECODER.decode(data.decode())
    return document


def _read_at_once(text: str, data: bytes) -> Document | None:
    """The document, or nothing if anything is wrong with it."""
    brackets = data.count(b"[") + data.count(b"{")
    try:
        if brackets > _FEW_BRACKETS:
            _check_depth(text)
        document: Json = _DECODER.decode(text)
        # Names that stand twice, other orders, spaces and escapes are gone from what was read, so the texts differ.
        if not isinstance(document, dict) or _ENCODER.encode(document) != text:
            return None
        if brackets > limits.JSON_DEPTH or not text.isascii():
            _check(document)
    except (ValueError, Malformed):
        return None
    return None if _has_noncharacter(data) else document


def _refuse_exactly(text: str) -> NoReturn:
    """Says what is wrong with a text that is not in its one form."""
    _check_depth(text)
    try:
        document: Json = _EXACT_DECODER.decode(text)
    except ValueError:
        raise Malformed("json-syntax", "A JSON document breaks the grammar of JSON.") from None
    if not isinstance(document, dict):
        raise Malformed("json-value", "A JSON document is not an object.")
    write(document)
    raise Malformed("json-not-canonical", "A JSON document is not in canonical form (RFC 8785).")


def _check_depth(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > limits.JSON_DEPTH:
            raise Malformed("json-depth", f"A JSON document is nested deeper than {limits.JSON_DEPTH}.")


def _members(pairs: list[tuple[str, Json]]) -> Document:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("json-duplicate", "A JSON object has two members of one name.")
    return members


def _integer(digits: str) -> int:
    if len(digits) > _INTEGER_SIGNS or abs(value := int(digits)) > limits.INTEGER:
        raise Malformed("json-value", "An integer is out of range.")
    return value


def _refuse(code: str, reason: str) -> Callable[[str], NoReturn]:
    def refuse(_: str) -> NoReturn:
        raise Malformed(code, reason)

    return refuse


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


def _decoder(members: Callable[[list[tuple[str, Json]]], Json] | None) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=members,
        parse_int=_integer,
        parse_float=_refuse("json-value", "A number is not an integer."),
        parse_constant=_refuse("json-value", "NaN and Infinity are not numbers of JSON."),
    )


_DECODER = _decoder(None)
_EXACT_DECODER = _decoder(_members)


def _check(document: Document) -> None:
    """Checks everything but noncharacters, which are found in the bytes."""
    level: list[Document | list[Json]] = [document]
    for _ in range(limits.JSON_DEPTH):
        below: list[Document | list[Json]] = []
        for container in level:
            if isinstance(container, dict):
                _check_names(container)
                below += _containers(container.values())
            else:
                below += _containers(container)
        if not below:
            return
        level = below
    raise Malformed("json-depth", f"A JSON document is nested deeper than {limits.JSON_DEPTH}.")


def _has_noncharacter(data: bytes) -> bool:
    # The pattern is slow; first one byte that each noncharacter has, then two.
    if not (b"\xef" in data or b"\xbf" in data):
        return False
    if not (b"\xbf\xbe" in data or b"\xbf\xbf" in data or b"\xef\xb7" in data):
        return False
    return _NONCHARACTER.search(data) is not None


def _check_names(names: Iterable[object]) -> None:
    for name in names:
        if not isinstance(name, str) or not name.isascii():
            raise Malformed("json-value", "A member's name is not ASCII.")


def _containers(values: Iterable[Json]) -> list[Document | list[Json]]:
    """The objects and lists among the values; the others are checked."""
    found: list[Document | list[Json]] = []
    for value in values:
        if isinstance(value, str):
            if not value.isascii() and not unicodedata.is_normalized("NFC", value):
                raise Malformed("json-value", "A string is not in Unicode normal form C.")
        elif isinstance(value, _CONTAINERS):
            found.append(value)
        elif isinstance(value, _SCALARS):
            continue
        elif not isinstance(value, int):
            raise Malformed("json-value", "A value is of no type that a document may hold.")
        elif abs(value) > limits.INTEGER:
            raise Malformed("json-value", "An integer is out of range.")
    return found
