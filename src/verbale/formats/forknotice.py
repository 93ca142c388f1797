"""The fork notice: two heads of one register that cannot both be true, checked with nothing but this file.

A register that signs two heads of one size with different roots has two histories. Each head is signed by the
register's own two keys, so whoever holds both can show anybody, without being believed. What a notice shows is the
heads and the chain of credences whose log keys signed them, and nothing of whom the register corresponds with: lines
of cosigners are refused. (Two heads of different sizes prove nothing by themselves: a consistency proof that never
came is an accusation.) Source: formats §3, `Proof of fork`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from verbale.formats import canonical, limits, note
from verbale.formats.canonical import Document
from verbale.formats.checkpoint import Checkpoint, verify_checkpoint
from verbale.formats.credence import Credence
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields
from verbale.formats.registerproof import find_origin, read_chain
from verbale.formats.suite import Suite, find_suite

KIND = "fork-notice"
_HEADS = 2
_LOG_LINES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ForkNotice:
    """A verified fork notice.

    Attributes:
        register: the party whose register forked, in the newest version that the notice shows.
        origin: which of its registers.
        size: of both heads.
        roots: the two roots, in rising order.
    """

    register: Credence
    origin: str
    size: int
    roots: tuple[bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A head, with the number of the version whose log keys signed it."""

    credence: int
    note: bytes = field(repr=False)


def write_fork_notice(chain: Sequence[Credence], heads: Sequence[SignedHead]) -> bytes:
    """Writes a notice.

    Args:
        chain: the credences of the party, from the first up to the newest that signed one of the heads.
        heads: the two, in rising order of their roots, each with its register's two lines and no other.
    """
    return canonical.write(
        {
            "v": 1,
            "kind": KIND,
            "register": [canonical.read(each.signed.envelope_bytes, limit=limits.ENVELOPE) for each in chain],
            "heads": [{"credence": each.credence, "note": each.note.decode()} for each in heads],
        }
    )


def verify_fork_notice(data: bytes, suites: tuple[Suite, ...]) -> ForkNotice:
    """Verifies a notice, all of it.

    Raises:
        Malformed, Untrusted, Refused: with the code of what is wrong; `fork-heads` if the heads do not contradict each
            other, or are not in order; `fork-line` if one has a line that is not its register's.
    """
    fields = Fields(canonical.read(data, limit=limits.PROOF_FILE), "fork notice")
    fields.integer("v", least=1, most=1)
    fields.word("kind", (KIND,))
    chain = read_chain(fields.documents("register", limit=limits.CREDENCE_CHAIN), suites)
    documents = fields.documents("heads", limit=_HEADS)
    fields.end()
    heads = [_verify_head(each, chain, suites) for each in documents]
    if len(heads) != _HEADS:
        raise Malformed("fork-heads", "A fork notice does not show two heads.")
    first, second = heads
    if (first.origin, first.size) != (second.origin, second.size) or first.root >= second.root:
        raise Untrusted("fork-heads", "The heads of a fork notice do not contradict each other, or are not in order.")
    return ForkNotice(register=chain[-1], origin=first.origin, size=first.size, roots=(first.root, second.root))


def _verify_head(document: Document, chain: Sequence[Credence], suites: tuple[Suite, ...]) -> Checkpoint:
    fields = Fields(document, "head of a fork notice")
    credence = chain[fields.integer("credence", least=1, most=len(chain)) - 1]
    data = fields.text("note", limit=limits.NOTE).encode()
    fields.end()
    read = note.read_note(data)
    if len(read.lines) != _LOG_LINES:
        raise Untrusted("fork-line", "A head of a fork notice has a line that is not its register's own.")
    log = credence.identity.log
    return verify_checkpoint(
        data,
        origin=find_origin(read, credence.party),
        public_classical=log.classical,
        public_post_quantum=log.post_quantum,
        suite=find_suite(suites, credence.identity.suite),
    )
