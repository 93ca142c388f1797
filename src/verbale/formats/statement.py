"""Signed statements: every kind of them, how one is signed, read and verified.

A statement is a JSON document in its one form (`canonical`) with at least the members `v` (1), `kind` and `suite`.
It is signed as bytes: each signature covers the PAE of the kind's media type and those bytes, under a context that
names the kind again, so that a signature of one kind never serves another. A statement is named by the SHA-256 of
its PAE, for all purposes and never by a signature.

A verifier keeps this order: sizes, then signatures over the bytes received, then parsing, then the one form.
`verify_signed` is the only way from outside to `Signed`; `reload_signed` is for what a chancery stored itself. Whether
a key was in force, and what the members of a document mean, is for those who call it.
"""

import enum
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verbale.formats import canonical, dsse, limits
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.suite import SigningKey, Suite

VERSION = 1


class Kind(enum.Enum):
    """What a statement is."""

    LETTER = "letter"
    """A letter, by the sender's officers."""
    RECEIPT = "receipt"
    """Evidence of one stage, or of several lines of a pouch."""
    CREDENCE = "credence"
    """A version of a party's public identity."""
    KEYS = "keys"
    """The front's own keys, addresses and pins, delegated by the credence."""
    REVOCATION = "revocation"
    """The end of a key, by a size of the register."""
    RECOVERY = "recovery"
    """The end of a hold after a restore: a new origin that names the old."""
    ACCREDITATION = "accreditation"
    """That a party's words were compared, by whom and how."""
    FORK_NOTICE = "fork-notice"
    """Two heads of one register that cannot both be true."""
    CHANNEL = "channel"
    """An offer of a secret that authenticates pouches."""
    CONSENT = "consent"
    """A party's agreement to publish an exact set of texts."""
    RELEASE = "release"
    """That every consent is held, and what enters the bundle: final."""
    VOID = "void"
    """A number in a sequence that will not come."""
    TOMBSTONE = "tombstone"
    """That an entry's content was deleted, by whose authority."""

    @property
    def media_type(self) -> str:
        """The payload type in envelopes."""
        return f"application/vnd.verbale.{self.value}.v1+json"

    @property
    def context(self) -> bytes:
        """The context of its signatures."""
        return f"verbale/{self.value}/v1".encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedSigned:
    """A statement in a well-formed envelope of the expected kind, of which nothing is known to be true."""

    kind: Kind
    envelope_bytes: bytes
    envelope: dsse.Envelope
    _read: list[canonical.Document] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def digest(self) -> bytes:
        """The name of the statement that these bytes are; who signed it, if anyone, is open."""
        return statement_digest(self.kind, self.envelope.payload)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The keys that are claimed to have signed."""
        return tuple(each.key_id for each in self.envelope.signatures)

    def claims(self) -> canonical.Document:
        """What the statement says, unproven: for finding the keys to verify it with, and for nothing else.

        It is read once, and to be read only.

        Raises:
            Malformed: a code of `canonical.read`, or `statement-form`.
        """
        if not self._read:
            self._read.append(_read_document(self.kind, self.envelope.payload))
        return self._read[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A statement whose signatures verified, or that was signed here.

    Attributes:
        kind: what it is.
        envelope_bytes: the envelope as received or made.
        statement: the bytes that the signatures cover, inside the PAE.
        digest: SHA-256 of the PAE, the statement's name.
        key_ids: who signed, in the order of the envelope.
        document: what `statement` says, read once; to be read only.
    """

    kind: Kind
    envelope_bytes: bytes = field(repr=False)
    statement: bytes = field(repr=False)
    digest: bytes
    key_ids: tuple[str, ...] = field(repr=False)
    document: canonical.Document = field(repr=False, compare=False, hash=False)


def statement_digest(kind: Kind, statement_bytes: bytes) -> bytes:
    """The name of a statement: SHA-256 of its PAE."""
    return hashlib.sha256(dsse.pae(kind.media_type, statement_bytes)).digest()


def sign_statement(kind: Kind, document: canonical.Document, keys: Sequence[SigningKey]) -> Signed:
    """Signs a document with each of the keys.

    Raises:
        Malformed: `statement-form`, `statement-size`, `envelope-signatures`, `envelope-size` or `json-value`.
    """
    _check_document(kind, document)
    statement = canonical.write(document)
    encoded = dsse.pae(kind.media_type, statement)
    envelope = dsse.Envelope(
        payload_type=kind.media_type,
        payload=statement,
        signatures=tuple(
            dsse.Signature(key_id=dsse.key_id(key.public), signature=key.sign(kind.context, encoded)) for key in keys
        ),
    )
    return Signed(
        kind=kind,
        envelope_bytes=dsse.write_envelope(envelope),
        statement=statement,
        digest=hashlib.sha256(encoded).digest(),
        key_ids=tuple(each.key_id for each in envelope.signatures),
        # Read back, so that a caller's later change of its own document cannot reach this one.
        document=canonical.read_again(statement),
    )


def read_signed(envelope_bytes: bytes, kind: Kind) -> UnverifiedSigned:
    """Reads an envelope that must hold a statement of this kind; verifies nothing.

    Raises:
        Malformed: `statement-kind`, or a code of `dsse.read_envelope`.
    """
    return _of_kind(kind, envelope_bytes, dsse.read_envelope(envelope_bytes))


def read_signed_member(document: canonical.Document, kind: Kind) -> UnverifiedSigned:
    """Reads an envelope that is a member of a document which was read in its one form; verifies nothing.

    Raises:
        Malformed: `statement-kind`, or a code of `dsse.read_envelope`.
    """
    envelope_bytes, envelope = dsse.read_member(document)
    return _of_kind(kind, envelope_bytes, envelope)


def _of_kind(kind: Kind, envelope_bytes: bytes, envelope: dsse.Envelope) -> UnverifiedSigned:
    if envelope.payload_type != kind.media_type:
        raise Malformed("statement-kind", f"An envelope does not hold a statement of the kind {kind.value}.")
    return UnverifiedSigned(kind=kind, envelope_bytes=envelope_bytes, envelope=envelope)


def reload_signed(envelope_bytes: bytes, kind: Kind) -> Signed:
    """Reads back a statement that was verified or made before it was stored; verifies nothing again.

    Raises:
        Malformed: as `read_signed`; the store then lost or damaged what it kept.
    """
    unverified = read_signed(envelope_bytes, kind)
    return Signed(
        kind=kind,
        envelope_bytes=envelope_bytes,
        statement=unverified.envelope.payload,
        digest=unverified.digest,
        key_ids=unverified.key_ids,
        document=unverified.claims(),
    )


def read_stored(envelope_bytes: bytes, kind: Kind) -> tuple[bytes, bytes]:
    """The digest and the bytes of a statement that is kept here, when a register holds its envelope to be the one kept.

    Raises:
        Malformed: `statement-kind`, or a code of `dsse.read_payload`.
    """
    payload_type, statement = dsse.read_payload(envelope_bytes)
    if payload_type != kind.media_type:
        raise Malformed("statement-kind", f"An envelope does not hold a statement of the kind {kind.value}.")
    return statement_digest(kind, statement), statement


def verify_signed(
    unverified: UnverifiedSigned, *, publics: Mapping[str, bytes], threshold: int, suite: Suite
) -> Signed:
    """Verifies a statement under the keys that may sign it.

    Every signature present must be by one of these keys and hold; one too many is as bad as one too few, so that no
    envelope carries a name that nobody vouched for.

    Args:
        unverified: the statement, as `read_signed` gave it.
        publics: the keys that may sign it, by key id.
        threshold: how many distinct keys must have signed; less than one counts as one.
        suite: the suite of the keys, which the document must name.

    Raises:
        Untrusted: `signer-unknown`, `signature` or `threshold`.
        Malformed: `statement-form`, `statement-suite`, or a code of `canonical.read`: signed, and yet not in form.
    """
    kind, envelope = unverified.kind, unverified.envelope
    signers = {_find(publics, each.key_id) for each in envelope.signatures}
    if len(signers) < max(threshold, 1):
        raise Untrusted("threshold", f"A statement has {len(signers)} of {threshold} signatures that it needs.")
    encoded = dsse.pae(kind.media_type, envelope.payload)
    for each in envelope.signatures:
        suite.verify(publics[each.key_id], kind.context, encoded, each.signature)
    document = unverified.claims()
    if document["suite"] != suite.number:
        raise Malformed("statement-suite", "A statement names another suite than that of its signatures.")
    return Signed(
        kind=kind,
        envelope_bytes=unverified.envelope_bytes,
        statement=envelope.payload,
        digest=hashlib.sha256(encoded).digest(),
        key_ids=unverified.key_ids,
        document=document,
    )


def _find(publics: Mapping[str, bytes], key_id: str) -> bytes:
    public = publics.get(key_id)
    # A mapping that files a key under a foreign id would let one key count twice.
    if public is None or dsse.key_id(public) != key_id:
        raise Untrusted("signer-unknown", "A statement is signed by a key that may not sign it.")
    return public


def _read_document(kind: Kind, statement: bytes) -> canonical.Document:
    document = canonical.read(statement, limit=limits.STATEMENT)
    _check_document(kind, document)
    return document


def _check_document(kind: Kind, document: canonical.Document) -> None:
    if not _is_integer(document.get("v")) or document["v"] != VERSION:
        raise Malformed("statement-form", f"A statement is not of version {VERSION}.")
    if document.get("kind") != kind.value:
        raise Malformed("statement-form", f"A statement does not say that it is of the kind {kind.value}.")
    if not _is_integer(document.get("suite")) or document["suite"] < 0:
        raise Malformed("statement-form", "A statement names no suite.")


def _is_integer(value: canonical.Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)  # True equals 1 in Python
