"""Lists in one column: digests end to end, sealed attachments, and small values as JSON.

What a column holds was checked before it was written; a column that was damaged since is found by its length or by
whoever verifies what it names.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from verbale.exchange.records import Permissions
from verbale.formats.errors import Unavailable
from verbale.formats.manifest import Enclosed, Have, Knows

_BEGINNING = re.compile(r"[0-9a-f]{1,64}")
DIGEST = 32
_LENGTH = 8
_ENCLOSED = DIGEST + _LENGTH


def pack_digests(digests: Iterable[bytes]) -> bytes:
    """Digests, one after the other."""
    return b"".join(digests)


def unpack_digests(packed: bytes) -> tuple[bytes, ...]:
    """The digests of a column.

    Raises:
        Unavailable: `store-failed`, if the column is damaged.
    """
    return tuple(_cut(packed, DIGEST))


def pack_enclosed(attachments: Iterable[Enclosed]) -> bytes:
    """Sealed attachments: digest and length of each."""
    return b"".join(each.sealed + each.length.to_bytes(_LENGTH, "big") for each in attachments)


def unpack_enclosed(packed: bytes) -> tuple[Enclosed, ...]:
    """The sealed attachments of a column.

    Raises:
        Unavailable: `store-failed`, if the column is damaged.
    """
    return tuple(
        Enclosed(sealed=each[:DIGEST], length=int.from_bytes(each[DIGEST:], "big")) for each in _cut(packed, _ENCLOSED)
    )


def pack_numbers(numbers: Iterable[int]) -> str:
    """Integers, with spaces between."""
    return " ".join(map(str, numbers))


def unpack_have(through: int, beyond: str) -> Have:
    """What is held of a sequence."""
    return Have(through=through, beyond=tuple(map(int, beyond.split())))


@lru_cache(maxsize=256)
def pack_knows(knows: Knows | None) -> str:
    """What a party said that it knows; empty if it said nothing."""
    if knows is None:
        return ""
    return json.dumps([knows.credence, knows.keys, knows.generation, knows.head, knows.letters])


@lru_cache(maxsize=256)
def unpack_knows(packed: str) -> Knows | None:
    """What a party said that it knows."""
    if not packed:
        return None
    credence, keys, generation, head, letters = json.loads(packed)
    return Knows(credence=credence, keys=keys, generation=generation, head=head, letters=tuple(map(tuple, letters)))


def pack_permissions(permissions: Permissions) -> str:
    """What a party may send."""
    return json.dumps({"classes": permissions.classes, "most": permissions.most})


def unpack_permissions(packed: str) -> Permissions:
    """What a party may send."""
    read = json.loads(packed)
    return Permissions(classes=tuple(read["classes"]), most=read["most"])


def pack_sizes(sizes: Mapping[str, int]) -> str:
    """Sizes by name."""
    return json.dumps(dict(sizes), sort_keys=True)


def unpack_sizes(packed: str) -> dict[str, int]:
    """Sizes by name."""
    read: dict[str, int] = json.loads(packed)
    return read


def pack_papers(papers: Mapping[str, bytes]) -> str:
    """Envelopes by name."""
    return json.dumps({name: base64.b64encode(envelope).decode("ascii") for name, envelope in papers.items()})


def unpack_papers(packed: str) -> dict[str, bytes]:
    """Envelopes by name."""
    return {name: base64.b64decode(text) for name, text in json.loads(packed).items()}


def _cut(packed: bytes, size: int) -> Sequence[bytes]:
    if len(packed) % size:
        raise Unavailable("store-failed", "A column of the database is damaged; put the chancery back from a backup.")
    return [packed[start : start + size] for start in range(0, len(packed), size)]


def is_beginning(text: str) -> bool:
    """Whether a text can be the beginning of a digest in hex."""
    return _BEGINNING.fullmatch(text) is not None


def digest_bounds(beginning: str) -> tuple[bytes, bytes]:
    """The least and the greatest digest that begins so, in hex."""
    return bytes.fromhex(beginning.ljust(2 * DIGEST, "0")), bytes.fromhex(beginning.ljust(2 * DIGEST, "f"))
