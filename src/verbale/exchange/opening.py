"""Opening a sealed copy: decrypted, verified, and held to be the letter that it is called.

The order is that of protocol §5.5: signatures under the named version of the sender's credence, then `to`, then the
id, then the parts' digests, then each attachment's content. A copy that fails is refused as a copy: the letter of
that id may still come in another.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from verbale.exchange.ports import Office
from verbale.exchange.records import Copy, Direction, Letter, Party
from verbale.formats import letter as letters
from verbale.formats.age.sealed import open_bytes, open_stream
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.fields import Fields
from verbale.formats.letter import Attachment, Enclosure, LetterStatement, OpenedLetter, Part
from verbale.formats.manifest import Enclosed
from verbale.formats.statement import Signed, verify_signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A letter that was opened and verified, but for its attachments' contents."""

    statement: LetterStatement
    signed: Signed
    parts: tuple[Part, ...] = field(repr=False)
    enclosed: tuple[Enclosure, ...] = field(repr=False)

    @property
    def subject(self) -> str:
        """The letter's subject; empty if it has none."""
        return next((part.content for part in self.parts if part.kind == "subject"), "")

    @property
    def language(self) -> str:
        """The language of the letter: of its first part that has one."""
        return next((part.language for part in self.parts if part.language), "")

    def without_text(self) -> "Opened":
        """The same without its text, which may be long: a pouch may hold a thousand letters."""
        return replace(self, parts=tuple(part for part in self.parts if part.kind != "text"))

    @property
    def reply_to(self) -> bytes | None:
        """The letter that it answers."""
        content = next((part.content for part in self.parts if part.kind == "reply"), None)
        return bytes.fromhex(content) if content else None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What its parts say of its attachments, in the order of `enclosed`."""
        return tuple(letters.read_attachment(part) for part in self.parts if part.kind == "attachment")


def open_copy(office: Office, sealed: bytes, sender: Party) -> Opened:
    """Opens a sealed copy and verifies the letter in it.

    Args:
        office: the house; its reading keys open the copy.
        sealed: the sealed file.
        sender: who must have signed: the party that sent the copy, or the house itself for a letter that went.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
        Refused: `not-for-us`, if no reading key opens it; `not-signed-by-sender`.
    """
    opened = letters.read_opened_letter(open_bytes(sealed, office.keys.reading, suite=office.suite, stanzas=1))
    signed = verify_letter(office, opened, sender)
    statement = letters.read_letter_statement(signed.document)
    if statement.sender != sender.id:
        raise Refused("not-signed-by-sender", "A letter names another sender than the party that sent it.")
    letters.check_parts(statement, opened)
    _check_known_parts(opened)
    return Opened(statement=statement, signed=signed, parts=opened.parts, enclosed=opened.enclosed)


def check_copy(
    opened: Opened, *, house: bytes, letter: bytes, letter_class: str, attachments: Iterable[Enclosed]
) -> None:
    """Compares an opened letter with what the manifest called it.

    Raises:
        Refused: `not-addressed`, if the house is not among its recipients.
        Untrusted: `letter-id`, `letter-class` or `letter-enclosures`.
    """
    if house not in opened.statement.recipients:
        raise Refused("not-addressed", "A letter is not addressed to this chancery.")
    if opened.signed.digest != letter:
        raise Untrusted("letter-id", "A sealed copy holds another letter than it is called.")
    if opened.statement.letter_class != letter_class:
        raise Untrusted("letter-class", "A sealed copy holds a letter of another class than it is called.")
    if [(each.sealed, each.length) for each in attachments] != [(each.sealed, each.length) for each in opened.enclosed]:
        raise Untrusted("letter-enclosures", "A letter encloses other files than came with it.")


def as_letter(
    opened: Opened, copy: Copy, *, direction: Direction, sender: bytes, unproven: bool, at: datetime
) -> Letter:
    """The letter of an opened copy, as the house's list shows it."""
    statement = opened.statement
    return Letter(
        id=copy.letter,
        direction=direction,
        sender=sender,
        recipients=statement.recipients,
        letter_class=statement.letter_class,
        series=statement.series,
        number=statement.number,
        year=statement.year,
        created=statement.created,
        expires=statement.expires,
        dossier=statement.dossier,
        subject=opened.subject,
        language=opened.language,
        reply_to=opened.reply_to,
        sealed=copy.sealed,
        attachments=len(copy.attachments),
        opened=True,
        unproven=unproven,
        at=at,
    )


def verify_letter(office: Office, opened: OpenedLetter, sender: Party) -> Signed:
    """Verifies a letter's signatures under the version of its sender's credence that it names.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    named = Fields(opened.unverified.claims(), "letter").integer("credence", least=1)
    credence = sender.versions.get(named)
    if credence is None:
        raise Untrusted("credence-unknown", "A letter names a version of a credence that is not known.")
    identity = credence.identity
    return verify_signed(
        opened.unverified, publics=identity.officer_keys, threshold=identity.thresholds["letter"], suite=office.suite
    )


def open_attachment(
    office: Office, blocks: Iterable[bytes], attachment: Attachment, enclosure: Enclosure
) -> Iterator[bytes]:
    """Yields an attachment's content; what was yielded counts only when the iterator ends without an error.

    Raises:
        Malformed, Untrusted: with the code of what is wrong; `attachment-digest` if it is not what the letter says.
    """
    key = office.suite.opening_key(enclosure.identity)
    digest, length = hashlib.sha256(), 0
    for block in open_stream(blocks, [key], suite=office.suite, stanzas=1):
        digest.update(block)
        length += len(block)
        yield block
    if digest.digest() != attachment.sha256 or length != attachment.length:
        raise Untrusted("attachment-digest", "An attachment is not the one that the letter describes.")


def _check_known_parts(opened: OpenedLetter) -> None:
    """Reads what every reader relies on, so that a letter that cannot be shown is refused now and not on a page."""
    if sum(part.kind == "subject" for part in opened.parts) > 1:
        raise Malformed("letter-subject", "A letter has two subjects.")
    for part in opened.parts:
        if part.kind == "attachment":
            letters.read_attachment(part)
        elif part.kind == "subject":
            letters.read_subject(part)
        elif part.kind == "reply":
            letters.read_reply(part)
