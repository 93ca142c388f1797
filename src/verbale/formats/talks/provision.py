"""Provisions and references: what an act of talks speaks of.

A **point** is named by sixteen hex digits, whatever its number and its words. A **provision** is a point in one exact
wording. A **reference** names an earlier act: the letter that said it, and its place among the acts of that letter.
Words of a provision are kept as they were written; what nobody could see has no place in them.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.names import check_words

POINT = 16
_POINTS = re.compile(r"[0-9a-f]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDING_TAG = b"verbale/wording/v1\n"
_POINT_TAG = b"verbale/point-added/v1\n"
# Overrides and embeddings of the direction of writing: what is read would not be what is signed.
_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e")
_BARRED = {"Cc", "Co", "Cs", "Cn"}
_ALLOWED = set("\n\t\r\f")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A point in one exact wording.

    Attributes:
        point: sixteen hex digits.
        wording: the digest of its words.
    """

    point: str
    wording: bytes


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reference:
    """An earlier act.

    Attributes:
        letter: the id of the letter that holds it.
        place: its place among the acts of that letter, from 0.
    """

    letter: bytes
    place: int


def wording_digest(text: str) -> bytes:
    """The name of a wording, white space evened; that of no words at all stands for a point that is deleted."""
    return hashlib.sha256(_WORDING_TAG + " ".join(text.split()).encode()).digest()


DELETED = wording_digest("")


def added_point(letter: bytes, place: int, nth: int = 0) -> str:
    """The id of a point that a proposal adds, or of the nth that a split gives."""
    where = place.to_bytes(4, "big") + nth.to_bytes(4, "big")
    return hashlib.sha256(_POINT_TAG + letter + where).hexdigest()[:POINT]


def check_point(text: str) -> str:
    """A point's id.

    Raises:
        Malformed: `point-id`.
    """
    return check_points((text,))[0]


def check_points(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of points.

    Raises:
        Malformed: `point-id`.
    """
    if not all(len(text) == POINT for text in texts) or (texts and not _POINTS.fullmatch("".join(texts))):
        raise Malformed("point-id", "The id of a point is not sixteen digits of hex.")
    return texts


def check_wording(text: str) -> str:
    """The words of a provision, as they were written.

    Raises:
        Malformed: `wording-length` or `wording-character`.
    """
    if not text.strip() or len(text) > limits.TALKS_WORDING:
        raise Malformed("wording-length", f"A wording has between 1 and {limits.TALKS_WORDING} characters.")
    if not (text.isascii() and text.isprintable()):
        for sign in set(text) - _ALLOWED:
            if sign in _OVERRIDES or unicodedata.category(sign) in _BARRED:
                raise Malformed("wording-character", "A wording holds a control or turns the direction of writing.")
    return text


def read_points(fields: Fields, name: str) -> tuple[str, ...]:
    """A list of points, rising, each once.

    Raises:
        Malformed: `member`, `point-id` or `points-order`.
    """
    points = check_points(fields.texts(name, limit=limits.TALKS_POINTS, length=POINT))
    check_rising(points)
    return points


def check_rising(points: tuple[str, ...]) -> None:
    """Points each once, in rising order.

    Raises:
        Malformed: `points-order`.
    """
    if sorted(set(points)) != list(points):
        raise Malformed("points-order", "Points are not each named once, in rising order.")


def read_provisions(fields: Fields, name: str) -> tuple[Provision, ...]:
    """A list of provisions, their points rising, each once.

    Raises:
        Malformed: `member`, `hex`, `point-id` or `points-order`.
    """
    provisions = tuple(_read_provision(each) for each in fields.documents(name, limit=limits.TALKS_POINTS))
    check_rising(tuple(each.point for each in provisions))
    return provisions


def write_provisions(provisions: tuple[Provision, ...]) -> list[Document]:
    """A list of provisions."""
    return [{"point": each.point, "wording": each.wording.hex()} for each in provisions]


def read_reference(fields: Fields) -> Reference:
    """The members of a reference, to the last.

    Raises:
        Malformed: `member` or `hex`.
    """
    reference = Reference(letter=fields.digest("letter"), place=fields.integer("place", most=limits.PARTS))
    fields.end()
    return reference


def write_reference(reference: Reference) -> Document:
    """A reference."""
    return {"letter": reference.letter.hex(), "place": reference.place}


def read_reason(fields: Fields, name: str = "reason") -> str:
    """An officer's words, or nothing where the member is absent.

    Raises:
        Malformed: `member` or a code of `names.check_words`.
    """
    if not fields.has(name):
        return ""
    return check_words(fields.text(name, limit=limits.REASON), what="A reason", limit=limits.REASON)


def read_flag(fields: Fields, name: str) -> bool:
    """Whether a member is there; where it is, it says `yes`.

    Raises:
        Malformed: `member`.
    """
    return fields.has(name) and fields.word(name, ("yes",)) == "yes"


def read_date(text: str) -> date:
    """A day.

    Raises:
        Malformed: `date`.
    """
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed("date", "A date is not of the form 2026-03-02.") from None


def said(**members: object) -> Document:
    """The members that say something; those that are empty are left out, and a flag that is set says `yes`."""
    return {name: "yes" if value is True else value for name, value in members.items() if value}


def _read_provision(document: Document) -> Provision:
    fields = Fields(document, "provision")
    provision = Provision(point=check_point(fields.text("point", limit=POINT)), wording=fields.digest("wording"))
    fields.end()
    return provision
