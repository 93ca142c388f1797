"""Bech32 (BIP 173) without its bound on length, as age writes keys: a prefix, `1`, data, a checksum of six signs.

Bytes become groups of five bits, high bits first. Both cases are good but not mixed; the checksum is that of the
lower-case text. Reading is strict: the bits that fill up the last group must be zero and fewer than five, so that a
key has one text. Which prefixes there are and how long the data is, is left to `identity`.
"""

from collections.abc import Iterable, Iterator

from verbale.formats.errors import Malformed

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_CHECKSUM = 6
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def text_length(prefix: str, length: int) -> int:
    """The length of the text of so many bytes."""
    return len(prefix) + 1 + -(-8 * length // 5) + _CHECKSUM


def write(prefix: str, data: bytes) -> str:
    """Writes bytes under a lower-case prefix, all in lower case."""
    values = list(_regroup(data, 8, 5))
    if unfilled := (8 * len(data)) % 5:
        values.append((data[-1] << (5 - unfilled)) & 31)
    remainder = _remainder(prefix, values + [0] * _CHECKSUM) ^ 1
    checksum = [(remainder >> (5 * (_CHECKSUM - 1 - place))) & 31 for place in range(_CHECKSUM)]
    return prefix + "1" + "".join(_SIGNS[value] for value in values + checksum)


def read(text: str) -> tuple[str, bytes]:
    """Reads a prefix, in lower case, and the bytes after it.

    Raises:
        Malformed: `bech32`.
    """
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise Malformed("bech32", "A key as text mixes upper and lower case, or is not ASCII.")
    prefix, _, rest = text.lower().rpartition("1")
    if not prefix or not all("!" <= sign <= "~" for sign in prefix) or len(rest) < _CHECKSUM:
        raise Malformed("bech32", "A key as text has not the shape of Bech32.")
    try:
        values = [_VALUES[sign] for sign in rest]
    except KeyError:
        raise Malformed("bech32", "A key as text has a sign that Bech32 has not.") from None
    if _remainder(prefix, values) != 1:
        raise Malformed("bech32", "The checksum of a key as text does not hold: it was mistyped or altered.")
    values = values[:-_CHECKSUM]
    unfilled = (5 * len(values)) % 8
    if unfilled >= 5 or (values and values[-1] & ((1 << unfilled) - 1)):
        raise Malformed("bech32", "A key as text ends in bits that say nothing and are not zero.")
    return prefix, bytes(_regroup(values, 5, 8))


def _regroup(values: Iterable[int], width: int, to: int) -> Iterator[int]:
    """Cuts a stream of bits anew, high bits first; bits that fill no whole group at the end are left out."""
    bits, have = 0, 0
    for value in values:
        bits = (bits << width) | value
        have += width
        while have >= to:
            have -= to
            yield bits >> have
            bits &= (1 << have) - 1


def _remainder(prefix: str, values: Iterable[int]) -> int:
    """The remainder of prefix and data over the code's polynomial: 1 if and only if the checksum holds."""
    remainder = 1
    for value in _expanded(prefix, values):
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            if top >> place & 1:
                remainder ^= generator
    return remainder


def _expanded(prefix: str, values: Iterable[int]) -> Iterator[int]:
    yield from (ord(sign) >> 5 for sign in prefix)
    yield 0
    yield from (ord(sign) & 31 for sign in prefix)
    yield from values
