"""Witnessing: the newest head seen of each party's register, and the house's cosignature on it.

A head is taken if it is the first of its register, or if a proof shows that it begins with the one seen before. An
older or non-adjacent head is neither cosigned nor an alarm: roads are slow, and the next manifest says from which
size a proof is wanted. The same size with another root, or a proof that fails, is an alarm, and nothing of that
register is cosigned again until officers decide. What is seen is stored before it is cosigned to anybody.
Source: protocol §6, formats §3; the rules of C2SP tlog-witness.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from verbale.exchange.ports import Office, Transaction, View
from verbale.exchange.records import Alarm, Cosignature, Head, Party
from verbale.formats import canonical, limits, merkle, note
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.checkpoint import Checkpoint, verify_checkpoint
from verbale.formats.cosignature import cosign, verify_cosignature
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields

HEAD = "head.note"
PROOF = "head.proof"
COSIGNATURE = "cosignature.note"
FORK = "head-fork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A head that a party showed of its own register, verified as its own, and the proof that came with it."""

    checkpoint: Checkpoint
    note: bytes
    since: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """A head of the house that a party shows with its cosignature; the house's own lines verified too."""

    checkpoint: Checkpoint
    lines: bytes
    time: datetime


def read_head(note_bytes: bytes, proof_bytes: bytes | None, party: Party, office: Office) -> Shown:
    """Verifies that a head is the party's own.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    log = party.credence.identity.log
    checkpoint = verify_checkpoint(
        note_bytes,
        origin=party.origin,
        public_classical=log.classical,
        public_post_quantum=log.post_quantum,
        suite=office.suite,
    )
    since, hashes = (0, ()) if proof_bytes is None else _read_proof(proof_bytes)
    return Shown(checkpoint=checkpoint, note=note_bytes, since=since, hashes=hashes)


def write_proof(since: int, hashes: list[bytes]) -> bytes:
    """The paper that proves that a head begins with an older one."""
    return canonical.write({"v": 1, "since": since, "hashes": [write_base64(each) for each in hashes]})


def take_head(office: Office, tx: Transaction, party: Party, shown: Shown, *, now: datetime) -> bool:
    """Takes a party's head if it may be taken, and cosigns it. Needs `WITNESS`.

    Returns:
        Whether it was taken, so that a cosignature is due.
    """
    seen = tx.witnessed(party.origin)
    size, root = shown.checkpoint.size, shown.checkpoint.root
    if seen is not None:
        if size < seen.size or (size == seen.size and root == seen.root) or _is_forked(tx, party):
            return False
        if size == seen.size:
            _alarm(tx, party, "It showed two heads of one size with different roots; both are kept.", now)
            # Both, for what was seen is replaced as soon as officers let the register go on.
            tx.put_rival(seen)
            _keep_rival(tx, party, shown, now)
            return False
        if shown.since != seen.size:
            return False  # not adjacent: our next manifest says from where
        try:
            merkle.verify_consistency(seen.size, size, seen.root, root, shown.hashes)
        except Untrusted:
            _alarm(tx, party, "It showed a head that does not begin with the one seen before.", now)
            return False
    head = Head(origin=party.origin, size=size, root=root, note=shown.note, at=now)
    lines = cosign(shown.checkpoint, tx.house().party.id.hex(), office.keys.cosign, int(now.timestamp()))
    text = b"".join(_line(each) for each in lines)
    own = Cosignature(party=tx.house().party.id, origin=party.origin, size=size, root=root, lines=text, time=now)
    tx.put_witnessed(head, own)
    return True


def cosignature_paper(view: View, party: Party) -> bytes | None:
    """The newest head seen of a party with the house's cosignature, as it goes back; `None` if there is none."""
    seen = view.witnessed(party.origin)
    own = view.own_cosignature(party.origin, seen.size) if seen else None
    return None if seen is None or own is None else seen.note + own.lines


def read_cosignature(note_bytes: bytes, cosigner: Party, house: Party, office: Office) -> Cosigned:
    """Verifies a cosignature on a head of the house, and that the house signed that head.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    log = house.credence.identity.log
    checkpoint = verify_checkpoint(
        note_bytes,
        origin=house.origin,
        public_classical=log.classical,
        public_post_quantum=log.post_quantum,
        suite=office.suite,
    )
    lines = note.read_note(note_bytes).lines_of(cosigner.id.hex())
    public = cosigner.credence.identity.cosign
    seconds = verify_cosignature(
        checkpoint,
        lines,
        name=cosigner.id.hex(),
        public_classical=public.classical,
        public_post_quantum=public.post_quantum,
        suite=office.suite,
    )
    try:
        time = datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise Malformed("cosignature-time", "A cosignature states a time that no calendar has.") from None
    return Cosigned(checkpoint=checkpoint, lines=b"".join(_line(each) for each in lines), time=time)


def as_cosignature(cosigned: Cosigned, party: Party) -> Cosignature:
    """The record of a verified cosignature."""
    checkpoint = cosigned.checkpoint
    return Cosignature(
        party=party.id,
        origin=checkpoint.origin,
        size=checkpoint.size,
        root=checkpoint.root,
        lines=cosigned.lines,
        time=cosigned.time,
    )


def is_of_own_past(view: View, cosigned: Cosigned) -> bool:
    """Whether a head that the house once signed is one that it still has, or is older than those it has."""
    head = view.head()
    if head is None or cosigned.checkpoint.size > head.size:
        return False
    kept = view.head_of_size(cosigned.checkpoint.origin, cosigned.checkpoint.size)
    return kept is not None and kept.root == cosigned.checkpoint.root


def _is_forked(view: View, party: Party) -> bool:
    """Whether a fork of a party's register was seen and nobody has decided what follows from it."""
    return any(alarm.code == FORK and alarm.party == party.id for alarm in view.alarms())


def _alarm(tx: Transaction, party: Party, reason: str, now: datetime) -> None:
    tx.put_alarm(Alarm(code=FORK, party=party.id, reason=reason, at=now))


def _keep_rival(tx: Transaction, party: Party, shown: Shown, now: datetime) -> None:
    tx.put_rival(
        Head(
            origin=party.origin,
            size=shown.checkpoint.size,
            root=shown.checkpoint.root,
            note=shown.note,
            at=now,
        )
    )


def _read_proof(data: bytes) -> tuple[int, tuple[bytes, ...]]:
    fields = Fields(canonical.read(data), "proof of a head")
    fields.integer("v", least=1, most=1)
    since = fields.integer("since", least=1)
    hashes = fields.texts("hashes", limit=2 * limits.PROOF_HASHES, length=44)
    fields.end()
    return since, tuple(read_base64(each, length=merkle.HASH) for each in hashes)


def _line(line: note.NoteLine) -> bytes:
    return f"— {line.name} {write_base64(line.key_id + line.signature)}\n".encode()
