"""The proof file: that a statement stands in a party's register, checked with nothing but this file.

It is a C2SP tlog-proof; what a reader of that format ignores as extra data holds the statement's envelope, its salt,
the lines of a receipt that are shown, the chain of the issuer of the register, and the chains of those who cosigned
the head. Everything in the file is verified: an unknown line, a line that does not verify or a member that nothing
speaks for is enough to refuse it. Whose register it is, and which version of a credence is the newest, the reader must
know by the id and the twelve words: a chain in a file may end where its maker likes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from verbale.formats import canonical, limits, note, proof
from verbale.formats.accreditation import read_accreditation
from verbale.formats.base64text import write_base64
from verbale.formats.canonical import Document
from verbale.formats.checkpoint import Checkpoint
from verbale.formats.cosignature import verify_cosignature
from verbale.formats.credence import Credence, verify_first, verify_next
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields
from verbale.formats.letter import read_letter_statement
from verbale.formats.order import Leaf
from verbale.formats.partykeys import PartyKeys, verify_party_keys
from verbale.formats.receipt import Line, Receipt, join_receipt, verify_receipt, write_lines
from verbale.formats.recovery import Recovery, verify_recovery
from verbale.formats.register import SALT, entry_leaf
from verbale.formats.revocation import Revocation, verify_revocation
from verbale.formats.statement import Kind, Signed, read_signed, verify_signed
from verbale.formats.suite import Suite, find_suite

Chain = tuple[Credence, ...]
PROVABLE = (Kind.LETTER, Kind.RECEIPT, Kind.CREDENCE, Kind.KEYS, Kind.ACCREDITATION, Kind.REVOCATION, Kind.RECOVERY)
_PARTIES = 64
_GENERATION = re.compile(r"[1-9][0-9]{0,15}")
_VERIFIERS: Mapping[Kind, Callable[[bytes, Chain, Suite], PartyKeys | Revocation | Recovery]] = {
    Kind.KEYS: verify_party_keys,
    Kind.REVOCATION: verify_revocation,
    Kind.RECOVERY: verify_recovery,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterProof:
    """A verified proof file.

    Attributes:
        kind: what the statement is.
        signed: the statement, its signatures verified.
        receipt: the receipt with the lines shown, if it is one.
        register: whose register it stands in.
        issuer: who signed it, in the version whose keys did.
        superseded: whether the file shows a later version of the issuer; then nothing in it proves that the statement
            is older than the end of its keys.
        index: the index of its leaf.
        checkpoint: the head.
        cosigners: who cosigned the head, with the time of each.
    """

    kind: Kind
    signed: Signed = field(repr=False)
    receipt: Receipt | None = field(repr=False, default=None)
    register: Credence
    issuer: Credence
    superseded: bool
    index: int
    checkpoint: Checkpoint
    cosigners: tuple[tuple[Credence, int], ...]


def write_register_proof(
    *,
    signed: Signed,
    lines: Sequence[Line],
    leaf: Leaf,
    head: note.Note,
    register: Chain,
    issuer: Chain,
    cosigners: Sequence[Chain],
) -> bytes:
    """Writes a proof file.

    Args:
        signed: the statement.
        lines: the lines of a receipt that are shown; none for another kind.
        leaf: where it stands, with the entry's salt and the inclusion proof under the head.
        head: the head, with the lines of the log and of the cosigners and no others.
        register: the chain of the party whose register it is, up to the version whose log keys signed the head.
        issuer: the chain of the party that signed the statement.
        cosigners: the chains of the parties that cosigned, each up to the version whose keys did.
    """
    members = {
        "v": b"1",
        "kind": f'"{signed.kind.value}"'.encode(),
        "envelope": signed.envelope_bytes,
        "salt": f'"{write_base64(leaf.salt)}"'.encode(),
        "register": _write_chain(register),
        "issuer": _write_chain(issuer),
        "cosigners": _write_list(canonical.join({"chain": _write_chain(chain)}) for chain in cosigners),
    }
    if lines:
        members["lines"] = write_lines(lines)
    return proof.write_proof(
        proof.Proof(
            index=leaf.index, hashes=leaf.hashes, note_bytes=note.write_note(head), extra=canonical.join(members)
        )
    )


def verify_register_proof(data: bytes, suites: tuple[Suite, ...]) -> RegisterProof:
    """Verifies a proof file, all of it.

    Raises:
        Malformed, Untrusted, Refused: with the code of what is wrong.
    """
    read = proof.read_proof(data)
    fields = Fields(canonical.read(read.extra, limit=limits.PROOF_FILE), "proof")
    fields.integer("v", least=1, most=1)
    kind = Kind(fields.word("kind", [each.value for each in PROVABLE]))
    envelope = canonical.write(fields.document("envelope"))
    salt = fields.base64("salt", length=SALT)
    register = read_chain(fields.documents("register", limit=limits.CREDENCE_CHAIN), suites)
    issuer = read_chain(fields.documents("issuer", limit=limits.CREDENCE_CHAIN), suites)
    cosigners = [_read_cosigner(each, suites) for each in fields.documents("cosigners", limit=_PARTIES)]
    lines = canonical.write(fields.document("lines")) if fields.has("lines") else b""
    fields.end()
    suite = find_suite(suites, register[-1].identity.suite)
    signed, receipt, credence = _verify_statement(kind, envelope, lines, issuer, suite)
    head = note.read_note(read.note_bytes)
    log = register[-1].identity.log
    checkpoint = proof.verify_proof(
        read,
        leaf=entry_leaf(salt, envelope),
        origin=find_origin(head, register[-1].party),
        public_classical=log.classical,
        public_post_quantum=log.post_quantum,
        suite=suite,
    )
    return RegisterProof(
        kind=kind,
        signed=signed,
        receipt=receipt,
        register=register[-1],
        issuer=credence,
        superseded=credence.number < issuer[-1].number,
        index=read.index,
        checkpoint=checkpoint,
        cosigners=_verify_cosigners(head, checkpoint, register[0].party, cosigners, suite),
    )


def _verify_statement(
    kind: Kind, envelope: bytes, lines: bytes, issuer: Chain, suite: Suite
) -> tuple[Signed, Receipt | None, Credence]:
    if bool(lines) is not (kind is Kind.RECEIPT):
        raise Malformed("proof-lines", "A proof shows no line of a receipt, or lines of something that is none.")
    if kind is Kind.RECEIPT:
        receipt = verify_receipt(
            join_receipt(envelope, lines), {each.number: each for each in issuer}, suite, whole=False
        )
        return receipt.signed, receipt, issuer[receipt.credence - 1]
    if kind is Kind.CREDENCE:
        version = next((each for each in issuer if each.signed.envelope_bytes == envelope), None)
        if version is None:
            raise Untrusted("credence-chain", "A proof shows a letter of credence that is not of its issuer's chain.")
        return version.signed, None, version
    verify = _VERIFIERS.get(kind)
    if verify is not None:
        statement = verify(envelope, issuer, suite)
        return statement.signed, None, issuer[statement.credence - 1]
    return _verify_by_officers(kind, envelope, issuer, suite)


def _verify_by_officers(kind: Kind, envelope: bytes, issuer: Chain, suite: Suite) -> tuple[Signed, None, Credence]:
    """Verifies a letter or an accreditation, and reads it whole: what is proved is in form."""
    unverified = read_signed(envelope, kind)
    number = Fields(unverified.claims(), kind.value).integer("credence", least=1, most=len(issuer))
    identity = issuer[number - 1].identity
    signed = verify_signed(
        unverified, publics=identity.officer_keys, threshold=identity.thresholds[kind.value], suite=suite
    )
    speaker = read_letter_statement(signed.document).sender if kind is Kind.LETTER else read_accreditation(signed).house
    if speaker != issuer[0].party:
        raise Untrusted("proof-issuer", "A proof shows a statement of another party than it says.")
    return signed, None, issuer[number - 1]


def _verify_cosigners(
    head: note.Note, checkpoint: Checkpoint, register: bytes, cosigners: Sequence[Chain], suite: Suite
) -> tuple[tuple[Credence, int], ...]:
    """Verifies every cosigner, and that no line of the head is left over."""
    found = []
    for chain in cosigners:
        name, public = chain[-1].party.hex(), chain[-1].identity.cosign
        time = verify_cosignature(
            checkpoint,
            head.lines_of(name),
            name=name,
            public_classical=public.classical,
            public_post_quantum=public.post_quantum,
            suite=suite,
        )
        found.append((chain[-1], time))
    if any(each.party == register for each, _ in found):
        raise Untrusted("proof-cosigner", "A proof counts a register's own party among its cosigners.")
    parties = {each.party for each, _ in found}
    if len(parties) != len(found) or len(head.lines) != 2 * (len(found) + 1):
        raise Untrusted("proof-unknown-line", "The head in a proof has a line that nothing in it speaks for.")
    return tuple(found)


def find_origin(head: note.Note, party: bytes) -> str:
    """The origin that a head names, which must be a register of the party.

    Raises:
        Untrusted: `proof-register`.
    """
    origin = head.text.split(b"\n", 1)[0].decode("ascii", "replace")
    identity, _, generation = origin.partition("/g")
    if identity != party.hex() or not _GENERATION.fullmatch(generation):
        raise Untrusted("proof-register", "The head in a proof is not of the register that it says.")
    return origin


def _write_chain(chain: Chain) -> bytes:
    return _write_list(each.signed.envelope_bytes for each in chain)


def _write_list(written: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(written) + b"]"


def _read_cosigner(document: Document, suites: tuple[Suite, ...]) -> Chain:
    fields = Fields(document, "cosigner of a proof")
    chain = read_chain(fields.documents("chain", limit=limits.CREDENCE_CHAIN), suites)
    fields.end()
    return chain


def read_chain(documents: Sequence[Document], suites: tuple[Suite, ...]) -> Chain:
    """Reads the chain of a party, from its first version.

    Raises:
        Malformed: `credence-chain-empty`, or what is wrong with a version.
        Untrusted: what does not hold in it.
    """
    if not documents:
        raise Malformed("credence-chain-empty", "A proof lacks a letter of credence.")
    chain = [verify_first(canonical.write(documents[0]), suites)]
    for document in documents[1:]:
        chain.append(verify_next(chain[-1], canonical.write(document), suites))
    return tuple(chain)
