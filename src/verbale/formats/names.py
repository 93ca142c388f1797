"""Names that people read: codes, names of institutions, subjects, names of attachments.

A name must show what it is. It is in normal form C, holds no control, format, private-use or unassigned character
(so no direction override and no zero-width sign), no letter without a glyph, no line end, and does not begin or end
with a space. ZERO WIDTH JOINER and NON-JOINER stand only between letters of a script that needs them. A code is
ASCII, for it is compared by eye.
Source: Unicode UAX #31 and UTS #39, narrowed; rows C08 and W04 of the attack catalogue.
"""

import re
import unicodedata

from verbale.formats import limits
from verbale.formats.errors import Malformed

_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_SERIES = re.compile(r"[A-Z0-9]{0,16}")
_BARRED = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
_INVISIBLE = {"\u115f", "\u1160", "\u2800", "\u3164", "\uffa0", "\u034f", "\u17b4", "\u17b5"}
_JOINERS = {"\u200c", "\u200d"}
_JOINING = (
    *("ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA"),
    *("TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "MYANMAR", "KHMER", "TIBETAN"),
)


def check_code(code: str) -> str:
    """A party's short code: capitals, digits and single hyphens, beginning with a letter.

    Raises:
        Malformed: `code`.
    """
    if len(code) > limits.CODE or not _CODE.fullmatch(code):
        raise Malformed("code", "A code has capitals A to Z, digits and single hyphens, and begins with a letter.")
    return code


def check_language(tag: str) -> str:
    """A language tag (BCP 47, without extensions).

    Raises:
        Malformed: `language`.
    """
    if len(tag) > limits.LANGUAGE or not _LANGUAGE.fullmatch(tag):
        raise Malformed("language", "A language is a tag such as en, fr or sr-Cyrl.")
    return tag


def check_media_type(text: str) -> str:
    """A media type without parameters (RFC 6838).

    Raises:
        Malformed: `media-type`.
    """
    if len(text) > limits.MEDIA_TYPE or not _MEDIA_TYPE.fullmatch(text):
        raise Malformed("media-type", "A media type is two lower-case names parted by a slash.")
    return text


def check_series(text: str) -> str:
    """The name of a series of numbers; the empty name is the usual series.

    Raises:
        Malformed: `series`.
    """
    if not _SERIES.fullmatch(text):
        raise Malformed("series", "A series is named by up to sixteen capitals and digits.")
    return text


def check_name(text: str, *, what: str, limit: int) -> str:
    """A line for people: a name, a subject, a title.

    Args:
        text: the line.
        what: what it is, for the reason: "A subject".
        limit: the greatest number of characters.

    Raises:
        Malformed: `name-length`, `name-not-normal` or `name-character`.
    """
    if not text.strip() or len(text) > limit:
        raise Malformed("name-length", f"{what} has between 1 and {limit} characters.")
    if not unicodedata.is_normalized("NFC", text) or text != text.strip():
        raise Malformed("name-not-normal", f"{what} is not in normal form C or begins or ends with a space.")
    _check_signs(text, what)
    return text


def normal(text: str) -> str:
    """A text in normal form C, which names, words and JSON's one form are in."""
    return unicodedata.normalize("NFC", text)


def check_words(text: str, *, what: str, limit: int) -> str:
    """Words of an officer: as a name, with line ends, tabs and outer spaces allowed.

    Raises:
        Malformed: as `check_name`.
    """
    if not text.strip() or len(text) > limit:
        raise Malformed("name-length", f"{what} has between 1 and {limit} characters.")
    if not unicodedata.is_normalized("NFC", text):
        raise Malformed("name-not-normal", f"{what} is not in normal form C.")
    _check_signs(text, what, besides="\n\t")
    return text


def _check_signs(text: str, what: str, *, besides: str = "") -> None:
    if text.isascii() and text.isprintable():
        return
    for place, sign in enumerate(text):
        if sign in besides or (sign in _JOINERS and _joins(text, place)):
            continue
        if sign in _INVISIBLE or unicodedata.category(sign) in _BARRED:
            raise Malformed("name-character", f"{what} holds a character that does not show (U+{ord(sign):04X}).")


def _joins(text: str, place: int) -> bool:
    if not 0 < place < len(text) - 1:
        return False
    return all(unicodedata.name(text[at], "").startswith(_JOINING) for at in (place - 1, place + 1))
