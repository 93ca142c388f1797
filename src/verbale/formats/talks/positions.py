"""Positions: where a party stands on the exact wording of points, many in one part.

    {"positions":"fr","points":["03ae9f7111c00d02","51aa…"],"v":1,"wordings":["…","…"],
     "notes":[{"at":1,"reason":"As instructed","reserve":"scrutiny","until":"2026-11-30"}]}
    {"said":"aax-aad","text":"c09e…","v":1}

Two ways to say it, which may stand together. `said` has one sign for each point of a text, in the order of its points,
and binds each to the wording that the text has: 2 000 positions in 2 000 bytes. `points`, `wordings` and `positions`
are columns of one length for points that are named one by one; what goes beyond a sign stands in `notes`.

    a accept        f accept ad referendum   e editorial   m accept with amendment   c counter-text
    u maintain      x reject                 r reserve     d discuss                 - nothing said (in `said` only)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import check_wording, read_date, read_flag, read_points, read_reason, said

WORDS: Mapping[str, str] = {
    "a": "accept",
    "f": "accept",
    "e": "editorial",
    "m": "amend",
    "c": "counter",
    "u": "maintain",
    "x": "reject",
    "r": "reserve",
    "d": "discuss",
}
AD_REFERENDUM = "f"
RESERVES = ("scrutiny", "parliamentary", "linguistic", "general")
POSITIONS = tuple(dict.fromkeys(WORDS.values()))
NEED_TEXT = ("amend", "counter")
MAY_HAVE_TEXT = (*NEED_TEXT, "editorial")
_SIGNS = {word: sign for sign, word in WORDS.items() if sign != AD_REFERENDUM}
_SAID = re.compile(r"[afeuxrd-]*[afeuxrd][afeuxrd-]*")
_EACH = re.compile(r"[afemcuxrd]*")
_MAY_HAVE_UNTIL = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a position says beyond its word.

    Attributes:
        text: the words of an amendment, a counter-text or an editorial change.
        reason: why, for the others to read.
        reserve: the kind of a reserve; empty for a general one.
        until: until when a reserve or an acceptance ad referendum stands.
        not_negotiable: whether the party says that it will not move.
    """

    text: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    reserve: str = ""
    until: date | None = None
    not_negotiable: bool = False


NO_NOTE = Note()


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a party stands on a point.

    Attributes:
        point: the point's id.
        wording: the digest of the wording that it was taken on.
        word: `accept`, `amend`, `counter`, `reject`, `reserve`, `discuss`, `editorial` or `maintain`.
        ad_referendum: whether an acceptance waits for the capital.
        note: what it says beyond that.
    """

    point: str
    wording: bytes
    word: str
    ad_referendum: bool = False
    note: Note = NO_NOTE

    @property
    def sign(self) -> str:
        """The word as one sign."""
        return AD_REFERENDUM if self.ad_referendum else _SIGNS[self.word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """The positions of one part, in columns.

    Attributes:
        text: the digest of the text whose points are answered by `said`, if any are.
        said: a sign for each of its points.
        points, wordings, signs: columns for points that are named.
        notes: what goes beyond the sign, by the place in those columns.
    """

    text: bytes | None = None
    said: str = field(default="", repr=False)
    points: tuple[str, ...] = field(default=(), repr=False)
    wordings: tuple[bytes, ...] = field(default=(), repr=False)
    signs: str = field(default="", repr=False)
    notes: Mapping[int, Note] = field(default_factory=dict, repr=False)

    def named(self) -> Iterable[Position]:
        """The positions on points that are named."""
        for place, sign in enumerate(self.signs):
            yield Position(
                point=self.points[place],
                wording=self.wordings[place],
                word=WORDS[sign],
                ad_referendum=sign == AD_REFERENDUM,
                note=self.notes.get(place, NO_NOTE),
            )


def join_positions(positions: Iterable[Position], *, text: bytes | None = None, said: str = "") -> Positions:
    """Positions in columns; one on a point that is named twice is refused where the part is read."""
    rising = sorted(positions, key=lambda each: each.point)
    return Positions(
        text=text,
        said=said,
        points=tuple(each.point for each in rising),
        wordings=tuple(each.wording for each in rising),
        signs="".join(each.sign for each in rising),
        notes={place: each.note for place, each in enumerate(rising) if each.note != NO_NOTE},
    )


def write_positions(positions: Positions) -> Document:
    """The document of positions."""
    document: Document = {"v": 1}
    if positions.text is not None:
        document |= {"text": positions.text.hex(), "said": positions.said}
    if positions.points:
        document |= {
            "points": list(positions.points),
            "wordings": [each.hex() for each in positions.wordings],
            "positions": positions.signs,
            "notes": [write_note(place, note) for place, note in sorted(positions.notes.items())],
        }
    return document


def read_positions(fields: Fields) -> Positions:
    """Reads positions.

    Raises:
        Malformed: `positions-columns` if columns are of unlike length, nothing is said, or a sign is none;
            `positions-note` if a note says what does not belong to its position; or the code of a member.
    """
    text, said_of_all = None, ""
    if fields.has("text"):
        text, said_of_all = fields.digest("text"), fields.text("said", limit=limits.TALKS_POINTS)
        if not _SAID.fullmatch(said_of_all):
            raise Malformed("positions-columns", "Positions on a text hold a sign that is none, or say nothing.")
    if not fields.has("points"):
        if text is None:
            raise Malformed("positions-columns", "Positions say nothing.")
        return Positions(text=text, said=said_of_all)
    points = read_points(fields, "points")
    wordings = fields.digests("wordings", limit=limits.TALKS_POINTS)
    signs = fields.text("positions", limit=limits.TALKS_POINTS)
    if not len(points) == len(wordings) == len(signs) or not _EACH.fullmatch(signs):
        raise Malformed("positions-columns", "Columns of positions are of unlike length, or hold a sign that is none.")
    notes = _read_notes(fields.documents("notes", limit=limits.TALKS_POINTS), signs)
    return Positions(text=text, said=said_of_all, points=points, wordings=wordings, signs=signs, notes=notes)


def write_note(place: int, note: Note) -> Document:
    """The document of a note on the position at a place."""
    return {"at": place} | said(
        text=note.text,
        reason=note.reason,
        reserve=note.reserve,
        until=note.until and note.until.isoformat(),
        not_negotiable=note.not_negotiable,
    )


def _read_notes(documents: list[Document], signs: str) -> dict[int, Note]:
    notes: dict[int, Note] = {}
    last = -1
    for document in documents:
        fields = Fields(document, "note on a position")
        place = fields.integer("at", least=last + 1, most=len(signs) - 1)
        notes[place] = _check_note(read_note(fields), signs[place])
        last = place
    if any(WORDS[sign] in NEED_TEXT and not notes.get(place, NO_NOTE).text for place, sign in enumerate(signs)):
        raise Malformed("positions-note", "An amendment or a counter-text has no words.")
    return notes


def read_note(fields: Fields) -> Note:
    """Reads what a note says beyond its place.

    Raises:
        Malformed: the code of a member.
    """
    note = Note(
        text=check_wording(fields.text("text", limit=limits.TALKS_WORDING)) if fields.has("text") else "",
        reason=read_reason(fields),
        reserve=fields.word("reserve", RESERVES) if fields.has("reserve") else "",
        until=read_date(fields.text("until", limit=10)) if fields.has("until") else None,
        not_negotiable=read_flag(fields, "not_negotiable"),
    )
    fields.end()
    return note


def _check_note(note: Note, sign: str) -> Note:
    strange = (
        (note.text and WORDS[sign] not in MAY_HAVE_TEXT)
        or (note.reserve and sign != "r")
        or (note.until and sign not in _MAY_HAVE_UNTIL)
        or note == NO_NOTE
    )
    if strange:
        raise Malformed("positions-note", "A note on a position says nothing, or what does not belong to it.")
    return note
