"""Revisions and language versions: another text, and how its points answer those of the talks.

    {"map":[{"from":["03ae…"],"point":"77b1…"}],"replaces":"51aa…","text":"c09e…","v":1}
    {"authentic":"yes","map":[…],"of":"51aa…","text":"c09e…","v":1}

`point` is a point as the new text names it; `from` are the points of the talks that it continues: one is the same
point in other words or at another place, several are merged, one that stands under several points is split, none is a
new point. A point that the map leaves out continues the point of the talks with its own id, if there is one.
"""

from dataclasses import dataclass

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import POINT, check_point, check_rising, read_flag, read_points, said


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a point of a text continues.

    Attributes:
        point: the point, as its own text names it.
        origins: points of the talks.
    """

    point: str
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text that is to take the place of another.

    Attributes:
        text: the digest of the new text, which stands in a letter's own part.
        replaces: the digest of the text that it revises.
        origins: where its points come from, rising.
    """

    text: bytes
    replaces: bytes
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageVersion:
    """A text in another language.

    Attributes:
        text: the digest of the version; its language stands with the text.
        of: the digest of the text that it renders.
        authentic: whether it is to be equally authoritative; else it is a courtesy.
        origins: which points of the talks its points render, rising.
    """

    text: bytes
    of: bytes
    authentic: bool = False
    origins: tuple[Origin, ...] = ()


def write_revision(revision: Revision) -> Document:
    """The document of a revision."""
    return {
        "v": 1,
        "text": revision.text.hex(),
        "replaces": revision.replaces.hex(),
        "map": _write_origins(revision.origins),
    }


def read_revision(fields: Fields) -> Revision:
    """Reads a revision.

    Raises:
        Malformed: `points-order`, or the code of a member.
    """
    return Revision(text=fields.digest("text"), replaces=fields.digest("replaces"), origins=_read_origins(fields))


def write_language(version: LanguageVersion) -> Document:
    """The document of a language version."""
    return {
        "v": 1,
        "text": version.text.hex(),
        "of": version.of.hex(),
        "map": _write_origins(version.origins),
    } | said(authentic=version.authentic)


def read_language(fields: Fields) -> LanguageVersion:
    """Reads a language version.

    Raises:
        Malformed: `points-order`, or the code of a member.
    """
    return LanguageVersion(
        text=fields.digest("text"),
        of=fields.digest("of"),
        authentic=read_flag(fields, "authentic"),
        origins=_read_origins(fields),
    )


def _write_origins(origins: tuple[Origin, ...]) -> list[Document]:
    return [{"point": each.point, "from": list(each.origins)} for each in origins]


def _read_origins(fields: Fields) -> tuple[Origin, ...]:
    origins = tuple(_read_origin(each) for each in fields.documents("map", limit=limits.TALKS_POINTS))
    check_rising(tuple(each.point for each in origins))
    return origins


def _read_origin(document: Document) -> Origin:
    fields = Fields(document, "origin of a point")
    origin = Origin(point=check_point(fields.text("point", limit=POINT)), origins=read_points(fields, "from"))
    fields.end()
    return origin
