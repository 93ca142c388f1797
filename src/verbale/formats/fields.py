"""Reading the members of a document, each exactly once and none left over.

A reader of a kind of document takes a `Fields`, asks for each member by name and form, and ends with `end`, which
refuses whatever was not asked for: an unknown member is a later format, and a later format has another version.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from verbale.formats import limits
from verbale.formats.base64text import read_base64, read_hex
from verbale.formats.canonical import Document, Json
from verbale.formats.errors import Malformed

DIGEST = 32
# Not \d: that takes the digits of every script, and a time would have many forms.
_TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z")
_Value = TypeVar("_Value")


class Fields:
    """The members of one document, taken one by one.

    Every method raises `Malformed` with the code `member` if the member is missing or of another form.
    """

    __slots__ = ("_left", "_what")

    def __init__(self, document: Document, what: str) -> None:
        self._left = document.copy()
        self._what = what

    def text(self, name: str, *, limit: int, empty: bool = False) -> str:
        """A string of at most `limit` characters."""
        value = self._take(name, str)
        if len(value) > limit or not (value or empty):
            raise self._wrong(name)
        return value

    def word(self, name: str, allowed: Sequence[str]) -> str:
        """One of a fixed set of words."""
        value = self._take(name, str)
        if value not in allowed:
            raise self._wrong(name)
        return value

    def integer(self, name: str, *, least: int = 0, most: int = limits.INTEGER) -> int:
        """An integer within bounds."""
        value = self._take(name, int)
        if isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(name)
        return value

    def digest(self, name: str) -> bytes:
        """A SHA-256 digest in lower-case hex."""
        return read_hex(self._take(name, str), length=DIGEST)

    def base64(self, name: str, *, length: int | None = None) -> bytes:
        """Bytes in base64."""
        return read_base64(self._take(name, str), length=length)

    def time(self, name: str) -> datetime:
        """An instant in UTC, to the second."""
        return read_time(self._take(name, str))

    def document(self, name: str) -> Document:
        """An object, unread."""
        value: Document = self._take(name, dict)
        return value

    def fields(self, name: str) -> "Fields":
        """An object, to be taken apart in its turn."""
        return Fields(self.document(name), f"{name} of {self._what}")

    def documents(self, name: str, *, limit: int) -> list[Document]:
        """A list of objects."""
        values = self._list(name, limit)
        if not all(isinstance(value, dict) for value in values):
            raise self._wrong(name)
        return values

    def digests(self, name: str, *, limit: int) -> tuple[bytes, ...]:
        """A list of digests."""
        values = self._list(name, limit)
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(name)
        return tuple(read_hex(value, length=DIGEST) for value in values)

    def texts(self, name: str, *, limit: int, length: int) -> tuple[str, ...]:
        """A list of strings, none empty, none longer than `length` characters."""
        values = self._list(name, limit)
        if not all(isinstance(value, str) and 0 < len(value) <= length for value in values):
            raise self._wrong(name)
        return tuple(values)

    def integers(self, name: str, *, limit: int) -> tuple[int, ...]:
        """A strictly rising list of natural numbers."""
        values = self._list(name, limit)
        if not all(isinstance(value, int) and not isinstance(value, bool) and value >= 0 for value in values):
            raise self._wrong(name)
        if any(later <= earlier for earlier, later in pairwise(values)):
            raise self._wrong(name)
        return tuple(values)

    def optional(self, name: str, read: Callable[[str], _Value]) -> _Value | None:
        """A member that may be absent, read by one of the other methods; `null` is not absence."""
        return read(name) if name in self._left else None

    def has(self, name: str) -> bool:
        """Whether the member is there and not yet taken."""
        return name in self._left

    def end(self) -> None:
        """Refuses members that nobody asked for."""
        if self._left:
            raise Malformed("member", f"A{self._named} has a member that is not part of its format.")

    def _list(self, name: str, limit: int) -> list[Json]:
        values = self._take(name, list)
        if len(values) > limit:
            raise self._wrong(name)
        return list(values)

    def _take(self, name: str, form: type[_Value]) -> _Value:
        value = self._left.pop(name, None)
        if not isinstance(value, form):
            raise self._wrong(name)
        return value

    @property
    def _named(self) -> str:
        """What is read, with the rest of its article."""
        return f"n {self._what}" if self._what[0] in "aeiou" else f" {self._what}"

    def _wrong(self, name: str) -> Malformed:
        return Malformed("member", f"The member {name} of a{self._named} is missing or not of its form.")


@lru_cache(maxsize=256)
def write_time(moment: datetime) -> str:
    """An instant as documents have it: RFC 3339 in UTC, to the second, with `Z`."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_time(text: str) -> datetime:
    """Reads an instant in UTC.

    Raises:
        Malformed: `time`.
    """
    try:
        if not (found := _TIME.fullmatch(text)):
            raise ValueError
        year, month, day, hour, minute, second = map(int, found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise Malformed("time", "A time is not RFC 3339 in UTC, to the second.") from None
