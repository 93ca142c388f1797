"""JSON in one form only: the strict reader and the one writer of RFC 8785 (JCS).

A document is an object whose bytes are exactly what `write` makes of it. Beyond JCS, and so that one text has one
meaning for every reader: member names are ASCII, strings are in Unicode normal form C without lone surrogates or
noncharacters, numbers are integers below 2**53 in magnitude, nesting is at most `limits.JSON_DEPTH`. With names and
numbers so bound, JCS and the standard encoder with sorted keys give the same bytes.

Python's own reader takes duplicate names, NaN, lone surrogates, 1e999 and deep nesting; none of them passes here.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from verbale.formats import limits
from verbale.formats.errors import Malformed

Json: TypeAlias = Any  # a value read from JSON: dict, list, str, int, bool or None
Document: TypeAlias = dict[str, Any]

# Possessive, and an open string matches to the end: whatever comes, each quote is looked at once. A pattern that could
# fail there would be tried again at every escaped quote, in time that grows with the square of the length.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(chr((plane << 16) + low) for plane in range(17) for low in (0xFFFE, 0xFFFF)) + "]"
)
_INTEGER_SIGNS = len(str(limits.INTEGER)) + 1
_SCALARS = (bool, type(None))


def write(document: Document) -> bytes:
    """Writes a document in its one form.

    Raises:
        Malformed: `json-value`, if it holds what the form cannot (a float, a name that is not ASCII, a string that
            is not in normal form C, an integer out of range, nesting too deep).
    """
    _check(document, 1)
    try:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    except UnicodeEncodeError:
        raise Malformed("json-value", "A string holds half of a surrogate pair.") from None


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
    _check_depth(text)
    try:
        document = json.loads(
            text,
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_refuse("json-value", "A number is not an integer."),
            parse_constant=_refuse("json-value", "NaN and Infinity are not numbers of JSON."),
        )
    except ValueError:
        raise Malformed("json-syntax", "A JSON document breaks the grammar of JSON.") from None
    if not isinstance(document, dict):
        raise Malformed("json-value", "A JSON document is not an object.")
    if write(document) != data:
        raise Malformed("json-not-canonical", "A JSON document is not in canonical form (RFC 8785).")
    return document


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
    if len(digits) > _INTEGER_SIGNS:
        raise Malformed("json-value", "An integer is out of range.")
    return int(digits)


def _refuse(code: str, reason: str) -> Callable[[str], NoReturn]:
    def refuse(_: str) -> NoReturn:
        raise Malformed(code, reason)

    return refuse


def _check(value: Json, depth: int) -> None:
    if isinstance(value, str):
        _check_string(value)
    elif isinstance(value, _SCALARS):
        return
    elif isinstance(value, int):
        if abs(value) > limits.INTEGER:
            raise Malformed("json-value", "An integer is out of range.")
    elif isinstance(value, dict | list):
        if depth > limits.JSON_DEPTH:
            raise Malformed("json-depth", f"A JSON document is nested deeper than {limits.JSON_DEPTH}.")
        _check_members(value, depth)
    else:
        raise Malformed("json-value", "A value is of no type that a document may hold.")


def _check_members(value: dict[Any, Json] | list[Json], depth: int) -> None:
    if isinstance(value, dict):
        for name in value:
            if not isinstance(name, str) or not name.isascii():
                raise Malformed("json-value", "A member's name is not ASCII.")
        members = list(value.values())
    else:
        members = value
    for member in members:
        _check(member, depth + 1)


def _check_string(value: str) -> None:
    if not unicodedata.is_normalized("NFC", value):
        raise Malformed("json-value", "A string is not in Unicode normal form C.")
    if not value.isascii() and _NONCHARACTER.search(value):
        raise Malformed("json-value", "A string holds a noncharacter.")
