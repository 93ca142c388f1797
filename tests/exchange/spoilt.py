"""Letters that nobody would send who means well: a genuine one, opened, changed and sealed again."""

from collections.abc import Callable, Sequence
from typing import Any

from verbale.exchange.placing import LetterResult
from verbale.exchange.records import Letter, Party
from verbale.formats import canonical, limits
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.statement import Kind, Signed, read_signed_member, sign_statement
from verbale.formats.suite import SigningKey
from verbale.testing.forge import with_letter
from verbale.testing.world import Chancery

Json = dict[str, Any]


def house(node: Chancery) -> Party:
    """A chancery's own party."""
    return node.view(lambda view: view.house().party)


def known(node: Chancery, other: Chancery) -> Party:
    """A party as a chancery knows it."""
    party = node.view(lambda view: view.party(other.id))
    assert party is not None
    return party


def opened_letter(node: Chancery, letter: Letter) -> Json:
    """The document inside the sealed copy that a chancery keeps of a letter."""
    sealed = b"".join(node.contents.open(letter.sealed))
    plain = open_bytes(sealed, node.keys.reading, suite=node.office.suite)
    return canonical.read(plain, limit=limits.LETTER_OPENED)


def statement_of(document: Json) -> Json:
    """What the statement in a letter's document says."""
    return canonical.read(canonical.write(read_signed_member(document["envelope"], Kind.LETTER).claims()))


def signed_again(document: Json, keys: Sequence[SigningKey], **members: Any) -> tuple[Json, Signed]:
    """A letter's document with other members in its statement, signed by these keys."""
    signed = sign_statement(Kind.LETTER, statement_of(document) | members, keys)
    return document | {"envelope": canonical.read(signed.envelope_bytes, limit=limits.ENVELOPE)}, signed


def sealed_to(receiver: Chancery, plain: bytes) -> bytes:
    """A file sealed to a chancery's reading key."""
    office, public = receiver.office, house(receiver).credence.identity.reading
    return seal_bytes(plain, public, suite=office.suite, entropy=receiver.random.randbytes)


def show(
    sender: Chancery, receiver: Chancery, document: Json, *, letter: bytes, letter_class: str = "note-verbale"
) -> LetterResult:
    """What a receiver says to such a letter in a pouch of the sender's."""
    return show_sealed(
        sender, receiver, sealed_to(receiver, canonical.write(document)), letter=letter, letter_class=letter_class
    )


def show_sealed(
    sender: Chancery, receiver: Chancery, sealed: bytes, *, letter: bytes, letter_class: str = "note-verbale"
) -> LetterResult:
    """What a receiver says to a sealed file that is called a letter."""
    pouch = with_letter(sender, receiver, letter=letter, sealed=sealed, letter_class=letter_class)
    return receiver.receive([pouch]).letters[-1]


def damaged(document: Json, change: Callable[[Json], object]) -> Json:
    """A deep copy of a document, changed."""
    copy = canonical.read(canonical.write(document), limit=limits.LETTER_OPENED)
    change(copy)
    return copy
