"""Base64 and hex, read strictly: each byte string has one text, and only that text is taken.

Python's decoder takes signs after the padding, missing padding in places, and tails whose unused bits are not zero
(`AB==` reads as `AA==`); here a text is taken only if writing its bytes gives the text again (RFC 4648 §3.5).
"""

import binascii

from verbale.formats.errors import Malformed


def write_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def read_base64(text: str, *, length: int | None = None) -> bytes:
    """Reads standard base64 with padding.

    Args:
        text: the text received.
        length: the exact number of bytes that it must give, if known.

    Raises:
        Malformed: `base64`.
    """
    try:
        # Takes far more than base64; all of it but the one form is refused by the comparison.
        data = binascii.a2b_base64(text)
    except ValueError:
        raise Malformed("base64", "A value is not base64.") from None
    if write_base64(data) != text:
        raise Malformed("base64", "A value in base64 is not in its one canonical form.")
    return _exact(data, length)


def write_base64_unpadded(data: bytes) -> str:
    """Standard base64 without padding, as age headers have it."""
    return write_base64(data).rstrip("=")


def read_base64_unpadded(text: str, *, length: int | None = None) -> bytes:
    """Reads standard base64 without padding; padding is refused.

    Raises:
        Malformed: `base64`.
    """
    if "=" in text or len(text) % 4 == 1:
        raise Malformed("base64", "A value is not unpadded base64.")
    return read_base64(text + "=" * (-len(text) % 4), length=length)


def read_hex(text: str, *, length: int | None = None) -> bytes:
    """Reads lower-case hex.

    Raises:
        Malformed: `hex`.
    """
    try:
        # Takes capitals and spaces too; all but the one form is refused by the comparison.
        data = bytes.fromhex(text)
    except ValueError:
        raise Malformed("hex", "A value is not lower-case hex.") from None
    if data.hex() != text:
        raise Malformed("hex", "A value is not lower-case hex.")
    if length is not None and len(data) != length:
        raise Malformed("hex", f"A value in hex has {len(data)} bytes, not {length}.")
    return data


def _exact(data: bytes, length: int | None) -> bytes:
    if length is not None and len(data) != length:
        raise Malformed("base64", f"A value in base64 has {len(data)} bytes, not {length}.")
    return data
