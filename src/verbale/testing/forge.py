"""A party that means ill, or a thief of its front: what can be said in a pouch that is well formed and genuine.

A pouch is packed by the real use case, opened, changed and sealed again: its manifest is written anew and tagged with
the secret of the channel, which such a sender has.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from verbale.formats.channel import reload_offer, tag_manifest
from verbale.formats.manifest import (
    PAPERS,
    Item,
    LetterItem,
    Manifest,
    Member,
    Paper,
    ReceiptItem,
    item_members,
    members_of,
)
from verbale.formats.pouch import Cover, PouchReader, make_cover, write_pouch
from verbale.formats.receipt import Line, sign_receipt, write_receipt
from verbale.formats.suite import SigningKey
from verbale.testing.world import Chancery


def unseal(pouch: bytes, reader: Chancery) -> tuple[Cover, dict[str, bytes]]:
    """What a thief of the reader's transport key sees of a pouch for it: the cover, and the members by name."""
    opened = PouchReader([pouch], reader.keys.transport, suite=reader.office.suite)
    return opened.cover, {member.name: opened.whole(member) for member in members_of(opened.cover.manifest)}


def forge(
    sender: Chancery,
    receiver: Chancery,
    change: Callable[[Manifest], Manifest] = lambda manifest: manifest,
    contents: Mapping[str, bytes] | None = None,
) -> bytes:
    """A pouch with a manifest that its sender would not write.

    Args:
        sender: who sends it; its keys tag.
        receiver: for whom it is.
        change: gives the manifest that goes.
        contents: members by name that are not as the sender has them.
    """
    cover, own = unseal(b"".join(sender.pack(receiver).blocks()), receiver)
    offer = reload_offer(cover.offer)
    secret = sender.keys.channel_secret(receiver.id, offer.epoch)
    changed = make_cover(
        change(cover.manifest), lambda data: tag_manifest(secret, offer.signed.digest, data), cover.offer
    )
    members = own | dict(contents or {})

    def content(member: Member) -> list[bytes]:
        return [members[member.name]]

    transport = receiver.keys.transport[0].public
    suite, entropy = sender.office.suite, sender.office.entropy
    return b"".join(write_pouch(changed, content, transport=transport, suite=suite, entropy=entropy))


def with_letter(
    sender: Chancery,
    receiver: Chancery,
    *,
    letter: bytes,
    sealed: bytes,
    letter_class: str = "note-verbale",
    number: int | None = None,
) -> bytes:
    """A pouch with a letter more, under an id and with a sealed file of the forger's choice."""
    item = LetterItem(
        number=number or next_number(sender, receiver),
        letter=letter,
        letter_class=letter_class,
        sealed=hashlib.sha256(sealed).digest(),
        length=len(sealed),
    )
    return with_item(sender, receiver, item, sealed)


def with_receipt(
    sender: Chancery,
    receiver: Chancery,
    lines: Sequence[Line],
    *,
    keys: Sequence[SigningKey],
    number: int | None = None,
) -> bytes:
    """A pouch with a receipt more, of lines and by keys of the forger's choice."""
    house = sender.view(lambda view: view.house().party)
    receipt = sign_receipt(
        issuer=house.credence, recipient=receiver.id, previous=None, head=None, lines=lines, keys=keys
    )
    data = write_receipt(receipt)
    item = ReceiptItem(
        number=number or next_number(sender, receiver),
        receipt=receipt.digest,
        sha256=hashlib.sha256(data).digest(),
        length=len(data),
    )
    return with_item(sender, receiver, item, data)


def with_item(sender: Chancery, receiver: Chancery, item: Item, data: bytes) -> bytes:
    """A pouch with an item more, whose one member has these bytes."""

    def change(manifest: Manifest) -> Manifest:
        items = [each for each in manifest.items if each.number != item.number]
        last = max(manifest.last, item.number)
        return replace(manifest, last=last, items=tuple(sorted([*items, item], key=_number)))

    return forge(sender, receiver, change, {member.name: data for member in item_members(item)[:1]})


def next_number(sender: Chancery, receiver: Chancery) -> int:
    """The number that the sender's next item for the receiver will have."""
    return sender.view(lambda view: view.pair(receiver.id)).last + 1


def with_papers(sender: Chancery, receiver: Chancery, papers: Mapping[str, bytes]) -> bytes:
    """A pouch with papers of the forger's choice beside or instead of its own."""

    def change(manifest: Manifest) -> Manifest:
        named = {paper.name: paper for paper in manifest.papers}
        for name, data in papers.items():
            named[name] = Paper(name=name, sha256=hashlib.sha256(data).digest(), length=len(data))
        return replace(manifest, papers=tuple(named[name] for name in sorted(named, key=_rank)))

    return forge(sender, receiver, change, papers)


def _number(item: Item) -> int:
    return item.number


def _rank(name: str) -> tuple[int, str]:
    return next(rank for rank, start in enumerate(PAPERS) if name.startswith(start)), name
