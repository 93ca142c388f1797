r"""The receipt: signed evidence of stages, one statement for a line or for a whole pouch.

The statement signs salted digests of lines; the lines travel beside it and can be shown one by one, so a receipt that
covers fifty letters proves one of them to a third party without naming the others. It names the issuer's receipt
before it for the same pair, and the newest head that the issuer had signed. Source: protocol §5; the stages are those
of `docs/spec/receipts.md`, with the events of EN 319 522-1 beside them in `verbale.practice.evidence`.

    line digest = SHA-256( "verbale/receipt-line/v1\n" ‖ salt32 ‖ line in canonical JSON )
"""

import enum
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from verbale.formats import canonical, limits, names
from verbale.formats.base64text import write_base64
from verbale.formats.canonical import Document
from verbale.formats.credence import Credence
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, read_signed_member, sign_statement, verify_signed
from verbale.formats.suite import SigningKey, Suite

SALT = 32
_TAG = b"verbale/receipt-line/v1\n"
_REASON = re.compile(r"[a-z][a-z0-9-]{0,63}")
RECEIPT_MEMBER = limits.ENVELOPE + 4 * limits.MIB


class Stage(enum.Enum):
    """What a line says of a letter."""

    ACCEPTED = "accepted"
    """The addressee's node holds the sealed object, durably. Nothing is said of reading."""
    PLACED = "placed"
    """It lies in the addressee's register: a sealed object with this digest, which its sender calls by this id."""
    OPENED = "opened"
    """The reading key opened it; signatures, text and attachments agree with the digests. A machine's word."""
    ACKNOWLEDGED = "acknowledged"
    """Officers of the addressee say that they know of it."""
    REFUSED = "refused"
    """The addressee does not take it, by rule or by its officers' act, for a reason."""
    COPY_REFUSED = "copy-refused"
    """This sealed object is not the letter that it is called; the letter itself may still come."""
    LAPSED = "lapsed"
    """Its sender no longer holds to it: it was not placed by its expiry."""


_STAGES = tuple(stage.value for stage in Stage)
_WITH_REASON = (Stage.REFUSED, Stage.COPY_REFUSED)
_WITH_WORDS = (Stage.ACKNOWLEDGED, Stage.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a receipt.

    Attributes:
        letter: the id of the letter, as its sender calls it.
        sealed: the digest of the sealed copy.
        stage: what is said.
        time: when, by the issuer's clock.
        reason: the stable code of a refusal or of a refused copy; empty otherwise.
        words: words of the officers who acknowledge or refuse; empty if none.
        salt: 32 bytes, unlike any other.
    """

    letter: bytes
    sealed: bytes
    stage: Stage
    time: datetime
    reason: str = ""
    words: str = field(default="", repr=False)
    salt: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The salted digest that the statement names."""
        return hashlib.sha256(_TAG + self.salt + canonical.write_again(_write_line(self))).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A verified receipt with its lines.

    Attributes:
        issuer: who says it.
        recipient: to whom.
        credence: the version of the issuer's credence that it is signed under.
        previous: the digest of the issuer's receipt before it for this pair, if there was one.
        head: size and root of the issuer's newest head, if there was one.
        lines: all of them, or those that were shown.
        signed: the statement.
    """

    issuer: bytes
    recipient: bytes
    credence: int
    previous: bytes | None
    head: tuple[int, bytes] | None
    lines: tuple[Line, ...]
    signed: Signed

    @property
    def digest(self) -> bytes:
        """The digest of the statement."""
        return self.signed.digest


def sign_receipt(
    *,
    issuer: Credence,
    recipient: bytes,
    previous: bytes | None,
    head: tuple[int, bytes] | None,
    lines: Sequence[Line],
    keys: Sequence[SigningKey],
) -> Receipt:
    """Signs lines of receipt; the keys must be such as may say each line's stage.

    Raises:
        Malformed: `receipt-lines`, `receipt-line`, or another code of what breaks the format.
    """
    if not 1 <= len(lines) <= limits.RECEIPT_LINES:
        raise Malformed("receipt-lines", f"A receipt has between 1 and {limits.RECEIPT_LINES} lines.")
    for line in lines:
        _check_line(line)
    document: Document = {
        "v": 1,
        "kind": Kind.RECEIPT.value,
        "suite": issuer.identity.suite,
        "from": issuer.party.hex(),
        "to": recipient.hex(),
        "credence": issuer.number,
        "lines": [line.digest.hex() for line in lines],
    }
    if previous is not None:
        document["previous"] = previous.hex()
    if head is not None:
        document["head"] = {"size": head[0], "root": head[1].hex()}
    return _receipt(sign_statement(Kind.RECEIPT, document, keys), tuple(lines))


def write_receipt(receipt: Receipt) -> bytes:
    """Writes a receipt with its lines, as it travels."""
    return join_receipt(receipt.signed.envelope_bytes, write_lines(receipt.lines))


def write_lines(lines: Sequence[Line]) -> bytes:
    """Writes the lines of a receipt with their salts, as they are kept beside its statement."""
    return canonical.write_again({"lines": [_write_line(line) | {"salt": write_base64(line.salt)} for line in lines]})


def join_receipt(envelope_bytes: bytes, lines_bytes: bytes) -> bytes:
    """Joins a receipt's envelope and its lines, both in their one form, to what travels."""
    # Canonical members stand in the order of their names, so the joined text is canonical too.
    return b'{"envelope":' + envelope_bytes + b"," + lines_bytes[1:-1] + b',"v":1}'


def read_lines(lines_bytes: bytes) -> tuple[Line, ...]:
    """Reads lines that were kept beside a statement.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(canonical.read(lines_bytes, limit=RECEIPT_MEMBER), "lines of a receipt")
    lines = tuple(_read_line(each) for each in fields.documents("lines", limit=limits.RECEIPT_LINES))
    fields.end()
    return lines


def verify_receipt(data: bytes, chain: Mapping[int, Credence], suite: Suite, *, whole: bool = True) -> Receipt:
    """Reads and verifies a receipt under the version of the issuer's credence that it names.

    Args:
        data: the receipt with lines.
        chain: the issuer's versions, by number.
        suite: the issuer's suite.
        whole: whether every line must be shown; a proof for a third party shows one.

    Raises:
        Malformed, Untrusted: with the code of what is wrong; `receipt-stage` if a line says more than its signers may.
    """
    fields = Fields(canonical.read(data, limit=RECEIPT_MEMBER), "receipt with lines")
    fields.integer("v", least=1, most=1)
    unverified = read_signed_member(fields.document("envelope"), Kind.RECEIPT)
    lines = tuple(_read_line(each) for each in fields.documents("lines", limit=limits.RECEIPT_LINES))
    fields.end()
    named = Fields(unverified.claims(), "receipt").integer("credence", least=1)
    credence = chain.get(named)
    if credence is None:
        raise Untrusted("credence-unknown", "A receipt names a version of a credence that is not known.")
    identity = credence.identity
    publics = identity.officer_keys | identity.machine_keys("front", "house", "opener")
    receipt = _receipt(verify_signed(unverified, publics=publics, threshold=1, suite=suite), lines)
    if receipt.issuer != credence.party:
        raise Untrusted("receipt-issuer", "A receipt speaks for another party than its signers.")
    _check_lines(receipt, whole=whole)
    for stage in {line.stage: None for line in lines}:
        _check_signers(stage, credence, set(receipt.signed.key_ids))
    return receipt


def _check_signers(stage: Stage, credence: Credence, signers: set[str]) -> None:
    """Whether these signers may say this stage; each key says what the keys farther out may say."""
    identity = credence.identity
    allowed = {
        Stage.ACCEPTED: ("front", "house", "opener"),
        Stage.PLACED: ("house", "opener"),
        Stage.LAPSED: ("house", "opener"),
        Stage.REFUSED: ("house", "opener"),
        Stage.COPY_REFUSED: ("opener",),
        Stage.OPENED: ("opener",),
        Stage.ACKNOWLEDGED: (),
    }[stage]
    if signers & identity.machine_keys(*allowed).keys():
        return
    threshold = identity.thresholds.get(stage.value)
    if threshold is None or len(signers & identity.officer_keys.keys()) < threshold:
        raise Untrusted("receipt-stage", f"A receipt says {stage.value}, which its signers may not say.")


def _check_lines(receipt: Receipt, *, whole: bool) -> None:
    signed = receipt.signed.document["lines"]
    shown = [line.digest.hex() for line in receipt.lines]
    if not shown or len(set(signed)) != len(signed):
        raise Malformed("receipt-lines", "A receipt shows no line, or signs one twice.")
    if (shown != signed) if whole else not set(shown) <= set(signed):
        raise Untrusted("receipt-lines", "A line of a receipt is not one that was signed.")


def _receipt(signed: Signed, lines: tuple[Line, ...]) -> Receipt:
    fields = Fields(signed.document, "receipt")
    fields.integer("v")
    fields.word("kind", (Kind.RECEIPT.value,))
    fields.integer("suite")
    receipt = Receipt(
        issuer=fields.digest("from"),
        recipient=fields.digest("to"),
        credence=fields.integer("credence", least=1),
        previous=fields.optional("previous", fields.digest),
        head=_read_head(fields.fields("head")) if fields.has("head") else None,
        lines=lines,
        signed=signed,
    )
    fields.digests("lines", limit=limits.RECEIPT_LINES)
    fields.end()
    return receipt


def _read_head(fields: Fields) -> tuple[int, bytes]:
    head = fields.integer("size"), fields.digest("root")
    fields.end()
    return head


def _write_line(line: Line) -> Document:
    document = {
        "letter": line.letter.hex(),
        "sealed": line.sealed.hex(),
        "stage": line.stage.value,
        "time": write_time(line.time),
    }
    if line.reason:
        document["reason"] = line.reason
    if line.words:
        document["words"] = line.words
    return document


def _read_line(document: Document) -> Line:
    fields = Fields(document, "line of a receipt")
    line = Line(
        letter=fields.digest("letter"),
        sealed=fields.digest("sealed"),
        stage=Stage(fields.word("stage", _STAGES)),
        time=fields.time("time"),
        reason=fields.text("reason", limit=64) if fields.has("reason") else "",
        words=fields.text("words", limit=limits.REASON) if fields.has("words") else "",
        salt=fields.base64("salt", length=SALT),
    )
    fields.end()
    _check_line(line)
    return line


def _check_line(line: Line) -> None:
    """A refusal has a reason and nothing else has; words are an officer's."""
    if bool(line.reason) is not (line.stage in _WITH_REASON) or (line.words and line.stage not in _WITH_WORDS):
        raise Malformed("receipt-line", f"A line of a receipt says {line.stage.value} with less or more than belongs.")
    if line.reason and not _REASON.fullmatch(line.reason):
        raise Malformed("receipt-line", "The reason in a line of a receipt is not a code.")
    if line.words:
        names.check_words(line.words, what="The words of a receipt", limit=limits.REASON)
