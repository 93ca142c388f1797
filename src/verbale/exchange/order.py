"""Whether a statement under keys that were replaced or revoked still counts: by its place in its issuer's register.

The issuer sends the proofs with the items that need them; who receives them judges. A letter or receipt under a
replaced version of a credence, without proof, is *unproven* and shown as such; under a revoked key it does not count
at all until it is proven. Source: protocol §1; row C09 of the attack catalogue.
"""

import enum
from collections.abc import Mapping, Sequence

from verbale.exchange.ports import View
from verbale.exchange.records import Head, Party, Stored
from verbale.formats import merkle
from verbale.formats.checkpoint import Checkpoint
from verbale.formats.errors import Untrusted
from verbale.formats.manifest import Item, LetterItem, ReceiptItem
from verbale.formats.order import Leaf, verify_leaf
from verbale.formats.statement import Kind, Signed, reload_signed

ORDER = "order.json"


class Validity(enum.Enum):
    """What the keys of a statement are worth."""

    IN_FORCE = "in-force"
    """Its keys are in force, or it is proven to be older than their end."""
    UNPROVEN = "unproven"
    """Its keys were replaced, and nothing shows that it is older."""
    REVOKED = "revoked"
    """One of its keys was revoked, and nothing shows that it is older."""


def leaves_for(view: View, items: Sequence[Item], head: Head) -> list[Leaf]:
    """The leaves that the other side needs to judge these items: theirs, and those of the versions that followed.

    Args:
        view: the house's state.
        items: what goes.
        head: the head that goes with them; only what it covers can be proved.
    """
    house = view.house().party
    if len(house.chain) == 1 and not house.revoked:
        return []
    digests = [_statement(item) for item in items]
    kept = view.statements([digest for digest in digests if digest is not None])
    old = [digest for digest, stored in kept.items() if _needs_proof(stored, house)]
    if not old:
        return []
    wanted = [*old, *(each.digest for each in house.chain[1:])]
    leaves = [_leaf(view, digest, head) for digest in dict.fromkeys(wanted)]
    return [leaf for leaf in leaves if leaf is not None]


def judge(
    signed: Signed, credence: int, party: Party, leaves: Mapping[bytes, Leaf], head: Checkpoint | None
) -> Validity:
    """Judges a verified statement of a party.

    Args:
        signed: the statement.
        credence: the version of the party's credence that it names.
        party: the party, with every version that is known.
        leaves: the proofs of order that came with it.
        head: the party's head that they are under, verified; `None` if none came.
    """
    ends = [party.revoked[key_id] for key_id in signed.key_ids if key_id in party.revoked]
    newest = party.credence.number
    if credence == newest and not ends:
        return Validity.IN_FORCE
    index = _index(signed.digest, signed.envelope_bytes, leaves, head)
    if ends and (index is None or index >= min(ends)):
        return Validity.REVOKED
    if credence == newest:
        return Validity.IN_FORCE
    follower = party.versions[credence + 1].signed
    end = _index(follower.digest, follower.envelope_bytes, leaves, head)
    if index is None or end is None or index >= end:
        return Validity.UNPROVEN
    return Validity.IN_FORCE


def _index(digest: bytes, envelope_bytes: bytes, leaves: Mapping[bytes, Leaf], head: Checkpoint | None) -> int | None:
    leaf = leaves.get(digest)
    if leaf is None or head is None:
        return None
    try:
        return verify_leaf(leaf, envelope_bytes, size=head.size, root=head.root)
    except Untrusted:
        return None


def _statement(item: Item) -> bytes | None:
    if isinstance(item, LetterItem):
        return item.letter
    return item.receipt if isinstance(item, ReceiptItem) else None


def _needs_proof(stored: Stored, house: Party) -> bool:
    """Whether a statement of the house names an older version, or is signed by a key that it revoked."""
    signed = reload_signed(stored.envelope, Kind(stored.kind))
    return signed.document["credence"] != house.credence.number or any(each in house.revoked for each in signed.key_ids)


def _leaf(view: View, digest: bytes, head: Head) -> Leaf | None:
    entry = view.entry_of(digest)
    if entry is None or entry.index is None or entry.index >= head.size:
        return None
    hashes = merkle.inclusion_proof(entry.index, head.size, view.nodes)
    return Leaf(statement=digest, salt=entry.salt, index=entry.index, hashes=tuple(hashes))
