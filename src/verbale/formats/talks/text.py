"""A text that is laid on the table: its source, exact to the last character, and where it stands.

    {"language":"en","media":"markdown","source":"# Draft …","standing":"informal","title":"Draft agreement","v":1}

A source that JSON's one form cannot hold (another normal form, a noncharacter) stands in base64 under
`source_base64` instead, and no other does. The text is named by the digest that the same file has everywhere.
A non-paper is no text of talks: it binds nobody, and what is laid here is signed.
"""

import hashlib
from dataclasses import dataclass, field

from verbale.formats import canonical, limits
from verbale.formats.base64text import write_base64
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed, Refused
from verbale.formats.fields import Fields
from verbale.formats.names import check_language, check_name

MEDIA = ("markdown", "plain", "word")
STANDINGS = ("informal", "basis", "official")
_TAG = b"verbale/text/v1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidText:
    """A text that is laid on the table.

    Attributes:
        media: `markdown`, `plain` or `word`: how its points are found.
        source: the text, exact.
        title: one line.
        language: a language tag, or empty.
        standing: `informal`, `basis` or `official`.
    """

    media: str
    source: str = field(repr=False)
    title: str
    language: str = ""
    standing: str = "informal"

    @property
    def digest(self) -> bytes:
        """The name of the text."""
        return text_digest(self.media, self.source)


def text_digest(media: str, source: str) -> bytes:
    """The name of a text: the same source, read as the same media, is the same text everywhere."""
    head = b"".join(len(each).to_bytes(4, "big") + each for each in (media.encode(), source.encode()))
    return hashlib.sha256(_TAG + head).digest()


def write_text(text: LaidText) -> Document:
    """The document of a text."""
    source = (
        {"source": text.source} if _is_plain(text.source) else {"source_base64": write_base64(text.source.encode())}
    )
    document = {"v": 1, "media": text.media, "title": text.title, "standing": text.standing} | source
    return document | ({"language": text.language} if text.language else {})


def read_text(fields: Fields) -> LaidText:
    """Reads a text.

    Raises:
        Malformed: `text-source` if the source is not in the one of its two forms that it has to have, or too long; or
            the code of a member that is not of its form.
        Refused: `text-standing` for a non-paper.
    """
    text = LaidText(
        media=fields.word("media", MEDIA),
        title=check_name(fields.text("title", limit=limits.SUBJECT), what="A title", limit=limits.SUBJECT),
        language=check_language(fields.text("language", limit=limits.LANGUAGE)) if fields.has("language") else "",
        standing=_read_standing(fields),
        source=_read_source(fields),
    )
    if len(text.source.encode()) > limits.TALKS_SOURCE:
        raise Malformed("text-source", f"A text has more than {limits.TALKS_SOURCE} bytes.")
    return text


def _read_standing(fields: Fields) -> str:
    standing = fields.word("standing", (*STANDINGS, "non-paper"))
    if standing == "non-paper":
        raise Refused("text-standing", "A non-paper is signed; it would bind where it must not.")
    return standing


def _read_source(fields: Fields) -> str:
    if fields.has("source"):
        return fields.text("source", limit=limits.TALKS_SOURCE)
    try:
        source = fields.base64("source_base64").decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Malformed("text-source", "The source of a text is not UTF-8.") from None
    if _is_plain(source):
        raise Malformed("text-source", "The source of a text stands in base64 for no reason.")
    return source


def _is_plain(source: str) -> bool:
    """Whether the one form of JSON can hold it, and it is not empty."""
    try:
        canonical.write({"source": source})
    except Malformed:
        return False
    return True
