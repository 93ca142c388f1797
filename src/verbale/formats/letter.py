"""The letter: a statement over salted part digests, and what lies in the sealed copy beside it.

The signed statement holds who, to whom, when, its class and number, and an ordered list of digests; everything that
is read (subject, text, attachments' descriptions) is a part, and a part is opened by showing its salt and content. So
a part can be published alone, and the rest stays digests.

    part digest = SHA-256( "verbale/part/v1" ‖ lp(kind) ‖ lp(number) ‖ lp(language) ‖ salt32 ‖ content )

where lp(x) is the length of x in four bytes, big-endian, and x. The sealed copy is one JSON document: the envelope,
the parts, and for each attachment the one-time identity that opens it. An attachment is sealed once for all
recipients. The letter's id is the digest of its statement. Source: protocol §2.
"""

import hashlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from verbale.formats import canonical, limits, names
from verbale.formats.base64text import read_hex, write_base64
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, UnverifiedSigned, read_signed_member

CLASSES = (
    "note-verbale",
    "personal-note",
    "aide-memoire",
    "non-paper",
    "circular",
    "statement",
    "notification",
    "memorandum",
)
UNSIGNED_CLASSES = ("non-paper",)
OWN_KINDS = ("subject", "dossier", "reply", "text", "attachment")
SALT = 32
IDENTITY = 32
_TAG = b"verbale/part/v1"
_PART_KIND = re.compile(r"[a-z][a-z-]{0,31}")
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a letter: opened, so with its salt.

    Attributes:
        kind: `subject`, `text`, `attachment`, `dossier`, `reply` or a kind of a later paper.
        number: as the letter shows it (`1`, `2.3`, `a`); empty if it has none.
        language: a language tag; empty if it has none.
        salt: 32 bytes, unlike any other.
        content: text, or JSON in its one form.
    """

    kind: str
    number: str
    language: str
    salt: bytes = field(repr=False)
    content: str = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The salted digest that the statement names."""
        head = _digest_head(self.kind, self.number, self.language)
        return hashlib.sha256(head + self.salt + self.content.encode()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What the part of an attachment says of it.

    Attributes:
        name: the name it had, for people; never a path.
        media_type: as its sender calls it.
        length: in bytes, before sealing.
        sha256: the digest of its content, before sealing.
    """

    name: str
    media_type: str
    length: int
    sha256: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """An attachment as it travels: a sealed file, and the one-time identity that opens it."""

    sealed: bytes
    length: int
    identity: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStatement:
    """What the signed statement of a letter says.

    Attributes:
        sender, recipients: ids of parties; the recipients in rising order.
        suite: of the sender.
        credence: the version of the sender's credence that it is signed under.
        dossier: the id of the dossier, 32 bytes.
        letter_class: one of `CLASSES`.
        series, number, year: the sender's gap-free number.
        created: the sender's claim.
        expires: after this the sender does not hold to the letter if it was not placed.
        parts: the digests of its parts, in order.
    """

    sender: bytes
    recipients: tuple[bytes, ...]
    suite: int
    credence: int
    dossier: bytes
    letter_class: str
    series: str
    number: int
    year: int
    created: datetime
    expires: datetime | None
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLetter:
    """The document inside a sealed copy, read and not yet verified."""

    unverified: UnverifiedSigned
    parts: tuple[Part, ...] = field(repr=False)
    enclosed: tuple[Enclosure, ...] = field(repr=False)


def write_letter_statement(letter: LetterStatement) -> Document:
    """The document of a letter's statement, to be signed."""
    document = {
        "v": 1,
        "kind": Kind.LETTER.value,
        "suite": letter.suite,
        "from": letter.sender.hex(),
        "to": [recipient.hex() for recipient in letter.recipients],
        "credence": letter.credence,
        "dossier": letter.dossier.hex(),
        "class": letter.letter_class,
        "series": letter.series,
        "number": letter.number,
        "year": letter.year,
        "created": write_time(letter.created),
        "parts": [digest.hex() for digest in letter.parts],
    }
    return document if letter.expires is None else document | {"expires": write_time(letter.expires)}


def read_letter_statement(document: Document) -> LetterStatement:
    """Reads what a letter's statement says; who signed it is for `statement.verify_signed`.

    Raises:
        Malformed: `letter-recipients` if a recipient stands twice, out of order, or is the sender; `letter-parts`; or
            the code of a member that is not of its form.
        Refused: `class-unavailable`, for a non-paper is never signed.
    """
    fields = Fields(document, "letter")
    fields.integer("v")
    fields.word("kind", (Kind.LETTER.value,))
    letter = LetterStatement(
        suite=fields.integer("suite"),
        sender=fields.digest("from"),
        recipients=fields.digests("to", limit=limits.RECIPIENTS),
        credence=fields.integer("credence", least=1),
        dossier=fields.digest("dossier"),
        letter_class=fields.word("class", CLASSES),
        series=names.check_series(fields.text("series", limit=limits.CODE, empty=True)),
        number=fields.integer("number", least=1),
        year=fields.integer("year", least=1, most=9999),
        created=fields.time("created"),
        expires=fields.optional("expires", fields.time),
        parts=fields.digests("parts", limit=limits.PARTS),
    )
    fields.end()
    if not letter.recipients or sorted(set(letter.recipients)) != list(letter.recipients):
        raise Malformed("letter-recipients", "The recipients of a letter are not each named once, in order.")
    if letter.sender in letter.recipients:
        raise Malformed("letter-recipients", "A letter is addressed to its own sender.")
    if not letter.parts:
        raise Malformed("letter-parts", "A letter has no part.")
    if letter.letter_class in UNSIGNED_CLASSES:
        raise Refused("class-unavailable", "A non-paper is signed; it would prove what it must not.")
    return letter


def write_opened_letter(signed: Signed, parts: Sequence[Part], enclosed: Sequence[Enclosure]) -> bytes:
    """Writes the document that is sealed to each recipient's reading key.

    Raises:
        Malformed: `json-value`, `part-kind`, `language`, a code of `names.check_name` for a part's number, or
            `letter-size` if it is too long.
    """
    for part in parts:
        _check_part(part)
    before = {
        "enclosed": [
            {"sealed": each.sealed.hex(), "length": each.length, "identity": write_base64(each.identity)}
            for each in enclosed
        ],
    }
    after = {"parts": [_write_part(part) for part in parts], "v": _VERSION}
    # Canonical members stand in the order of their names, so the joined text is canonical too.
    data = canonical.write(before)[:-1] + b',"envelope":' + signed.envelope_bytes + b"," + canonical.write(after)[1:]
    if len(data) > limits.LETTER_OPENED:
        raise Malformed("letter-size", f"A letter has {len(data)} bytes; at most {limits.LETTER_OPENED} are allowed.")
    return data


def read_opened_letter(data: bytes) -> OpenedLetter:
    """Reads the document inside a sealed copy.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(canonical.read(data, limit=limits.LETTER_OPENED), "sealed letter")
    fields.integer("v", least=_VERSION, most=_VERSION)
    opened = OpenedLetter(
        unverified=read_signed_member(fields.document("envelope"), Kind.LETTER),
        parts=tuple(_read_part(each) for each in fields.documents("parts", limit=limits.PARTS)),
        enclosed=tuple(_read_enclosure(each) for each in fields.documents("enclosed", limit=limits.ATTACHMENTS)),
    )
    fields.end()
    return opened


def check_parts(letter: LetterStatement, opened: OpenedLetter) -> None:
    """Compares every part with the digest that was signed for it.

    Raises:
        Untrusted: `part-digest`, if one differs, is missing or too many.
        Malformed: `letter-attachments`, if attachments and their descriptions do not pair.
    """
    if letter.parts != tuple(part.digest for part in opened.parts):
        raise Untrusted("part-digest", "A part of a letter is not the one that was signed.")
    if sum(part.kind == "attachment" for part in opened.parts) != len(opened.enclosed):
        raise Malformed("letter-attachments", "A letter describes other attachments than it encloses.")


def write_attachment(attachment: Attachment) -> str:
    """The content of the part that describes an attachment."""
    return canonical.write(
        {
            "name": attachment.name,
            "media_type": attachment.media_type,
            "length": attachment.length,
            "sha256": attachment.sha256.hex(),
        }
    ).decode()


def read_attachment(part: Part) -> Attachment:
    """Reads the part that describes an attachment.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(canonical.read(part.content.encode()), "description of an attachment")
    name = fields.text("name", limit=limits.ATTACHMENT_NAME)
    attachment = Attachment(
        name=names.check_name(name, what="The name of an attachment", limit=limits.ATTACHMENT_NAME),
        media_type=names.check_media_type(fields.text("media_type", limit=limits.MEDIA_TYPE)),
        length=fields.integer("length", most=limits.ATTACHMENT),
        sha256=fields.digest("sha256"),
    )
    fields.end()
    return attachment


def read_subject(part: Part) -> str:
    """Reads the part that is a letter's subject: one line that shows what it is.

    Raises:
        Malformed: a code of `names.check_name`.
    """
    return names.check_name(part.content, what="A subject", limit=limits.SUBJECT)


def read_reply(part: Part) -> bytes:
    """Reads the part that names the letter answered.

    Raises:
        Malformed: `hex`.
    """
    return read_hex(part.content, length=32)


def _write_part(part: Part) -> Document:
    return {
        "kind": part.kind,
        "number": part.number,
        "language": part.language,
        "salt": write_base64(part.salt),
        "content": part.content,
    }


def _read_part(document: Document) -> Part:
    fields = Fields(document, "part")
    part = Part(
        kind=fields.text("kind", limit=32),
        number=fields.text("number", limit=limits.PART_NUMBER, empty=True),
        language=fields.text("language", limit=limits.LANGUAGE, empty=True),
        salt=fields.base64("salt", length=SALT),
        content=fields.text("content", limit=limits.BODY, empty=True),
    )
    fields.end()
    _check_part(part)
    return part


def _check_part(part: Part) -> None:
    check_heading(part.kind, part.number, part.language)


@lru_cache(maxsize=1024)
def check_heading(kind: str, number: str, language: str) -> None:
    """Checks what stands over the content of a part.

    Raises:
        Malformed: `part-kind`, `language`, or a code of `names.check_name`.
    """
    # The parts of all letters begin in much the same ways; what is refused is not kept.
    if not _PART_KIND.fullmatch(kind):
        raise Malformed("part-kind", "A part of a letter is of a kind that has no name.")
    if number:
        names.check_name(number, what="The number of a part", limit=limits.PART_NUMBER)
    if language:
        names.check_language(language)


def _read_enclosure(document: Document) -> Enclosure:
    fields = Fields(document, "enclosure")
    enclosure = Enclosure(
        sealed=fields.digest("sealed"),
        length=fields.integer("length", least=1, most=limits.MEMBER),
        identity=fields.base64("identity", length=IDENTITY),
    )
    fields.end()
    return enclosure


@lru_cache(maxsize=1024)
def _digest_head(kind: str, number: str, language: str) -> bytes:
    return _TAG + b"".join(_length_prefixed(each) for each in (kind, number, language))


def _length_prefixed(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">I", len(data)) + data
