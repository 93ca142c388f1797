"""Packing a pouch: everything due to one party, or the answer to its pouch.

Packing takes a pouch number and renews the offer if need be, in a short transaction; then the pouch is streamed from
the contents, with no lock held. Packing again is harmless: what the other side has not said that it holds goes again.
A held chancery packs offers and what it has, and nothing that would need a signature. Source: protocol §3.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from verbale.exchange import lost, order, papers, witness
from verbale.exchange.holding import is_behind, is_behind_mark
from verbale.exchange.ports import Office, Scope, Transaction, View
from verbale.exchange.records import OutItem, Pair, Party, Standing
from verbale.exchange.register import covers_identity, is_young, make_head, sequence
from verbale.formats import limits, merkle
from verbale.formats.channel import make_offer, reload_offer, tag_manifest
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.manifest import (
    PAPERS,
    Item,
    Knows,
    LetterItem,
    Manifest,
    Member,
    Paper,
    ReceiptItem,
    item_members,
)
from verbale.formats.order import write_order
from verbale.formats.pouch import Cover, make_cover, pouch_length, write_pouch
from verbale.formats.receipt import join_receipt

HEAD_AGE = timedelta(minutes=1)
MOST_ITEMS = 1000
MOST_BYTES = limits.POUCH // 2
# What an item and each of its files take in a manifest, at most; the rest of it stays far below what is left.
_ITEM_SAID, _FILE_SAID = 320, 128
_MANIFEST_SAID = limits.MANIFEST * 3 // 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A pouch that is ready to be streamed.

    Attributes:
        party: for whom.
        length: of the pouch in bytes.
        letters, receipts: how many are in it.
        more: whether something due did not fit and waits for the next pouch.
    """

    party: Party
    length: int
    letters: int
    receipts: int
    more: bool
    _cover: Cover = field(repr=False)
    _small: dict[str, bytes] = field(repr=False)
    _office: Office = field(repr=False)

    @property
    def manifest(self) -> Manifest:
        """What the pouch says of itself."""
        return self._cover.manifest

    def blocks(self) -> Iterator[bytes]:
        """Yields the pouch; may be called again, for the same letters in a freshly sealed file.

        Raises:
            Unavailable: `content-missing`.
        """
        return write_pouch(
            self._cover,
            self._content,
            transport=self.party.keys.transport,
            suite=self._office.suite,
            entropy=self._office.entropy,
        )

    def _content(self, member: Member) -> Iterable[bytes]:
        small = self._small.get(member.name)
        return [small] if small is not None else self._office.contents.open(member.sha256)


def pack(
    office: Office,
    peer: bytes,
    *,
    now: datetime,
    again: Sequence[int] = (),
    receipts_only: bool = False,
    answering: bool = False,
    most_bytes: int = MOST_BYTES,
    head_age: timedelta = HEAD_AGE,
) -> Packed:
    """Packs everything due to a party.

    Args:
        office: the house.
        peer: the party's id.
        now: the time.
        again: numbers of items that go although the party holds them, to answer a letter that came again.
        receipts_only: whether letters stay back, as in the answer to an old pouch.
        answering: whether this is the answer to a pouch; what goes in it is then noted as `Pair.answered`.
        most_bytes: how much goes into one pouch; a letter larger than that goes alone.
        head_age: a head younger than this serves for one pouch more.

    Raises:
        Refused: `party-unknown` or `party-suspended`.
        Unavailable: as the store says.
    """
    asked = Asked(again=again, receipts_only=receipts_only, answering=answering, most_bytes=most_bytes)
    with office.store.begin() as tx:
        tx.lock((Scope.PAIR, peer))
        load = None if _wants_head(office, tx, now, head_age) else _lay_out(office, tx, peer, asked, now=now)
    if load is None:
        sequence(office)
        make_head(office, now=now, older_than=head_age, covering=True)
        with office.store.begin() as tx:
            tx.lock((Scope.PAIR, peer))
            load = _lay_out(office, tx, peer, asked, now=now)
    return seal(office, load)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to go into a pouch beside what is due; see `pack`."""

    again: Sequence[int] = ()
    receipts_only: bool = False
    answering: bool = False
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a pouch will hold, as the transaction left it that took the pouch's number."""

    party: Party
    pair: Pair
    manifest: Manifest
    small: dict[str, bytes] = field(repr=False)
    more: bool


def lay_out_at_once(office: Office, tx: Transaction, peer: bytes, asked: Asked, *, now: datetime) -> Load | None:
    """Lays a pouch out within a transaction that does something else too. Writes the pair alone. Needs its `PAIR`.

    Returns:
        What it will hold; `None` where `pack` has something to do first, or a reason to refuse.
    """
    if _wants_head(office, tx, now, HEAD_AGE):
        return None
    try:
        return _lay_out(office, tx, peer, asked, now=now)
    except (Malformed, Untrusted, Refused):
        return None


def seal(office: Office, load: Load) -> Packed:
    """Makes the pouch of a load; its transaction must have ended."""
    pair = load.pair
    secret = office.keys.channel_secret(pair.peer, pair.epoch)
    offer = reload_offer(pair.offer)
    cover = make_cover(load.manifest, lambda data: tag_manifest(secret, offer.signed.digest, data), pair.offer)
    return Packed(
        party=load.party,
        length=pouch_length(cover, suite=office.suite),
        letters=sum(isinstance(item, LetterItem) for item in load.manifest.items),
        receipts=sum(isinstance(item, ReceiptItem) for item in load.manifest.items),
        more=load.more,
        _cover=cover,
        _small=load.small,
        _office=office,
    )


def _lay_out(office: Office, tx: Transaction, peer: bytes, asked: Asked, *, now: datetime) -> Load:
    party = _partner(tx, peer)
    held = bool(tx.house().held) or is_behind_mark(office, tx)
    pair = tx.pair(peer)
    if held:
        # What it remembers of the channel may be older than what the other side saw; in an epoch of its own each of
        # its pouches is the newest, so the other side learns what it lacks.
        pair = replace(pair, offer=b"", offer_transport=b"")
    pair = _with_offer(office, tx, party, pair, now)
    if held and not pair.asked:
        pair = replace(pair, asked=pair.epoch)
    items, more = ([], False) if held else _choose(tx, pair, asked)
    small = _small_members(tx, items)
    small |= papers.owed(tx.house().party, pair.knows, dict(tx.house().papers))
    small |= {} if held else _register_papers(tx, party, pair, items)
    pair = replace(pair, pouches=pair.pouches + 1)
    if pair.cosignature_due and pair.cosigned_in == (0, 0) and witness.COSIGNATURE in small:
        pair = replace(pair, cosigned_in=(pair.epoch, pair.pouches))
    if not held and pair.wants_in == (0, 0) and _answers_wants(tx, pair, items):
        pair = replace(pair, wants_in=(pair.epoch, pair.pouches))
    manifest = _manifest(tx, pair, items, small, held=held, now=now)
    whole = asked.answering and not (held or more or asked.receipts_only)
    # Wants stay until the other side has seen their answer: this pouch may be lost on its way.
    tx.put_pair(replace(pair, answered=pair.last if whole else pair.answered))
    return Load(party=party, pair=pair, manifest=manifest, small=small, more=more)


def is_due(view: View, peer: bytes) -> bool:
    """Whether a pouch is due to a party: an item lies above what it holds, or a want is unanswered."""
    pair = view.pair(peer)
    if pair.wants:
        return True
    return any(
        not pair.theirs.holds(each.item.number) for each in view.items(peer, above=pair.theirs.through, limit=64)
    )


def _wants_head(office: Office, view: View, now: datetime, age: timedelta) -> bool:
    """Whether a head is signed or marked first. While the newest one serves, entries wait for their places."""
    marked, head = office.mark.read(), view.head()
    if view.house().held or is_behind(marked, view):
        return False
    if head is None or head.origin != view.house().party.origin or not is_young(head, now, age):
        return True
    if not covers_identity(view, head):
        return True
    return marked != (head.origin, head.size, head.root)


def _partner(view: View, peer: bytes) -> Party:
    party = view.party(peer)
    if party is None:
        raise Refused("party-unknown", "No pouch can be packed for a party that is not accredited.")
    if party.standing is Standing.SUSPENDED:
        raise Refused("party-suspended", "The exchange with this party is suspended; see `verbale parties`.")
    return party


def _with_offer(office: Office, tx: Transaction, party: Party, pair: Pair, now: datetime) -> Pair:
    """The pair with an offer that the party's transport key in force opens; a new epoch if there is none."""
    transport = hashlib.sha256(party.keys.transport).digest()
    house = tx.house().party
    if pair.offer_transport == transport and reload_offer(pair.offer).credence == house.credence.number:
        return pair
    # The clock only keeps epochs rising after a restore; nobody else reads it from there.
    epoch = max(pair.epoch + 1, int(now.timestamp()))
    offer = make_offer(
        credence=house.credence,
        recipient=party.id,
        transport=party.keys.transport,
        epoch=epoch,
        secret=office.keys.channel_secret(party.id, epoch),
        front=office.keys.front,
        suite=office.suite,
    )
    return replace(pair, epoch=epoch, offer=offer.signed.envelope_bytes, offer_transport=transport, pouches=0)


def _choose(tx: Transaction, pair: Pair, asked: Asked) -> tuple[list[Item], bool]:
    """The items that go: due ones, those asked for again, smallest numbers first and within the size."""
    due = [
        each
        for each in tx.items(pair.peer, above=pair.theirs.through, limit=MOST_ITEMS)
        if not pair.theirs.holds(each.item.number)
    ]
    wanted = set(asked.again) | {each.item.number for each in tx.items_about(pair.peer, pair.wants)}
    repeated = [each for each in _by_number(tx, pair.peer, sorted(wanted)) if each.item.number <= pair.last]
    together = {each.item.number: each.item for each in (*due, *repeated)}
    chosen: list[Item] = []
    size = said = 0
    for number in sorted(together):
        item = together[number]
        if asked.receipts_only and isinstance(item, LetterItem):
            continue
        members = item_members(item)
        length = sum(member.length for member in members)
        said += _ITEM_SAID + _FILE_SAID * len(members)
        if chosen and (size + length > asked.most_bytes or said > _MANIFEST_SAID):
            return chosen, True
        chosen.append(item)
        size += length
    return chosen, len(due) == MOST_ITEMS


def _by_number(tx: Transaction, peer: bytes, numbers: Sequence[int]) -> list[OutItem]:
    found = []
    for number in numbers:
        found += [each for each in tx.items(peer, above=number - 1, limit=1) if each.item.number == number]
    return found


def _answers_wants(tx: Transaction, pair: Pair, items: Sequence[Item]) -> bool:
    """Whether there are wants and these items meet all of them that can be met."""
    numbers = {item.number for item in items}
    return bool(pair.wants) and all(each.item.number in numbers for each in tx.items_about(pair.peer, pair.wants))


def _small_members(tx: Transaction, items: Sequence[Item]) -> dict[str, bytes]:
    """The members of receipts, by name: joined from their envelopes and lines as they are kept."""
    receipts = [item for item in items if isinstance(item, ReceiptItem)]
    kept = tx.statements([item.receipt for item in receipts])
    return {
        item_members(item)[0].name: join_receipt(kept[item.receipt].envelope, kept[item.receipt].beside)
        for item in receipts
    }


def _register_papers(tx: Transaction, party: Party, pair: Pair, items: Sequence[Item]) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    head = tx.head()
    known = pair.knows.head if pair.knows and pair.knows.generation == tx.house().party.generation else 0
    leaves = order.leaves_for(tx, items, head) if head else []
    if leaves:
        members[order.ORDER] = write_order(leaves)
    if head is not None and (head.size > known or leaves):
        members[witness.HEAD] = head.note
        if 0 < known < head.size:
            members[witness.PROOF] = witness.write_proof(known, merkle.consistency_proof(known, head.size, tx.nodes))
    if pair.cosignature_due:
        paper = witness.cosignature_paper(tx, party)
        if paper is not None:
            members[witness.COSIGNATURE] = paper
    return members


def _manifest(
    tx: Transaction, pair: Pair, items: Sequence[Item], small: dict[str, bytes], *, held: bool, now: datetime
) -> Manifest:
    house, party = tx.house().party, tx.party(pair.peer)
    assert party is not None
    seen = tx.witnessed(party.origin)
    found = {_digest_of(each.item) for each in tx.items_about(pair.peer, pair.wants)} if pair.wants else set()
    return Manifest(
        suite=house.credence.identity.suite,
        sender=house.id,
        recipient=party.id,
        credence=house.credence.number,
        epoch=pair.epoch,
        number=pair.pouches,
        answers=(pair.their_epoch, pair.their_pouch) if pair.their_pouch else None,
        made=now,
        last=pair.last,
        have=pair.ours,
        knows=Knows(
            credence=party.credence.number,
            keys=party.keys.number,
            generation=party.generation,
            head=seen.size if seen else 0,
            letters=_newest(tx.highest_numbers(party.id)),
        ),
        wants=() if held else lost.wanted(pair),
        # What a held chancery does not have may only be lost here.
        none=() if held else tuple(digest for digest in pair.wants if digest not in found),
        items=tuple(items),
        papers=_papers(small),
    )


def _newest(numbers: Sequence[tuple[str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """The highest numbers of the newest years, as many as a manifest may say."""
    newest = sorted(numbers, key=lambda each: (-each[1], each[0]))[: limits.HIGHEST_NUMBERS]
    return tuple(sorted(newest))


def _papers(small: dict[str, bytes]) -> tuple[Paper, ...]:
    """The papers among the small members, in the order of the archive."""
    ranked = [(rank, name) for name in small for rank, start in enumerate(PAPERS) if name.startswith(start)]
    return tuple(
        Paper(name=name, sha256=hashlib.sha256(small[name]).digest(), length=len(small[name]))
        for _, name in sorted(ranked)
    )


def _digest_of(item: Item) -> bytes | None:
    if isinstance(item, LetterItem):
        return item.letter
    return item.receipt if isinstance(item, ReceiptItem) else None
