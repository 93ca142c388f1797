"""Remarks: what a written response says beside its points, each addressable.

    {"allies":["Sarn","Vestry"],"points":["03ae9f7111c00d02"],"text":"…","topic":"concern","v":1,"voice":"named"}

A remark is a `principle`, a general `comment`, a `concern` or an area of `cooperation`. Its voice is the sender's
`own`, or that of `allies` who are not said, or of those `named`: names as people write them, for an ally need be no
member of these talks.
"""

from dataclasses import dataclass, field

from verbale.formats import limits, names
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import read_flag, read_points, said

TOPICS = ("principle", "comment", "concern", "cooperation")
VOICES = ("own", "allies", "named")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark.

    Attributes:
        topic: one of `TOPICS`.
        text: its words.
        points: what it is about, if about points.
        voice: `own`, `allies` or `named`.
        allies: their names, if they are named.
        not_negotiable: whether the party says that it will not move.
    """

    topic: str
    text: str = field(repr=False)
    points: tuple[str, ...] = ()
    voice: str = "own"
    allies: tuple[str, ...] = field(default=(), repr=False)
    not_negotiable: bool = False


def write_remark(remark: Remark) -> Document:
    """The document of a remark."""
    return {"v": 1, "topic": remark.topic, "text": remark.text, "voice": remark.voice} | said(
        points=list(remark.points), allies=list(remark.allies), not_negotiable=remark.not_negotiable
    )


def read_remark(fields: Fields) -> Remark:
    """Reads a remark.

    Raises:
        Malformed: `remark-allies` if allies are named where the voice is another, or none where it is theirs;
            `act-empty` if it names points and none; or the code of a member.
    """
    named, about = fields.has("allies"), fields.has("points")
    text = fields.text("text", limit=limits.TALKS_REMARK)
    remark = Remark(
        topic=fields.word("topic", TOPICS),
        text=names.check_words(text, what="A remark", limit=limits.TALKS_REMARK),
        points=read_points(fields, "points") if about else (),
        voice=fields.word("voice", VOICES),
        allies=_read_allies(fields) if named else (),
        not_negotiable=read_flag(fields, "not_negotiable"),
    )
    if named != (remark.voice == "named") or bool(remark.allies) != named:
        raise Malformed("remark-allies", "Allies are named where the voice is another's, or none where it is theirs.")
    if bool(remark.points) != about:
        raise Malformed("act-empty", "A remark names points, and none.")
    return remark


def _read_allies(fields: Fields) -> tuple[str, ...]:
    allies = fields.texts("allies", limit=limits.RECIPIENTS, length=limits.NAME)
    return tuple(names.check_name(each, what="The name of an ally", limit=limits.NAME) for each in allies)
