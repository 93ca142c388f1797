"""The front: a pouch is opened, its sender authenticated, its members read and staged. Nothing is written yet.

    size, age header, transport key        else malformed, or not for us
    manifest: form, limits, known party    else untrusted
    papers of identity, offer, tag         else untrusted
    each member: length and digest         a letter's attachments are opened as they pass, when the reading key is here

What the house then does with it stands in `verbale.exchange.placing`. Source: protocol §5.1 to 5.3.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from typing import Protocol

from verbale.exchange import papers, witness
from verbale.exchange.opening import Opened, check_copy, open_attachment, open_copy
from verbale.exchange.order import ORDER, Validity, judge
from verbale.exchange.papers import News
from verbale.exchange.ports import Contents, Office, Sink, Staged, View
from verbale.exchange.records import Party, Standing
from verbale.formats.channel import Offer, check_tag, open_offer, verify_offer
from verbale.formats.errors import Malformed, Refused, Untrusted, VerbaleError
from verbale.formats.manifest import LetterItem, Manifest, Member, ReceiptItem, item_members
from verbale.formats.order import Leaf, read_order
from verbale.formats.pouch import PouchReader, check_digest
from verbale.formats.receipt import Receipt, verify_receipt
from verbale.formats.statement import Signed

NOT_PERMITTED = "not-permitted"
TOO_LARGE = "too-large"
KEY_REVOKED = "key-revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLetter:
    """A letter of a pouch, after the front.

    Attributes:
        item: what the manifest says.
        known: whether this very copy is here already.
        refused: the code of the rule that does not permit it; empty otherwise.
        bad_copy: the code of what is wrong with the copy; empty otherwise.
        opened: the letter, if the reading key is here and the copy is sound.
        staged: its sealed files, the letter first; none if it is not kept.
        unproven: whether its keys were replaced and nothing shows that it is older.
        own: whether it is a letter of the house's own that it asked this party for.
    """

    item: LetterItem
    known: bool = False
    own: bool = False
    refused: str = ""
    bad_copy: str = ""
    opened: Opened | None = None
    staged: tuple[Staged, ...] = ()
    unproven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReceipt:
    """A receipt of a pouch, after the front: verified, or with the code of what is wrong."""

    item: ReceiptItem
    receipt: Receipt | None
    wrong: str = ""
    unproven: bool = False


@dataclass(slots=True, kw_only=True)
class Arrived:
    """A pouch whose sender is authenticated.

    Attributes:
        house: this house's own party.
        news: the sender, with what its papers of identity change.
        manifest: what it says.
        offer: the offer of the channel.
        letters, receipts: what was read so far, in order.
        head: the head that it shows, if it is its own.
        cosigned: the cosignature on a head of the house.
        wrong: codes of papers of the register that are not what they should be.
        whole: whether it was read to its end.
    """

    house: Party
    news: News
    manifest: Manifest
    offer: Offer
    letters: list[TakenLetter] = field(default_factory=list)
    receipts: list[TakenReceipt] = field(default_factory=list)
    head: witness.Shown | None = None
    cosigned: witness.Cosigned | None = None
    wrong: list[str] = field(default_factory=list)
    whole: bool = False

    @property
    def party(self) -> Party:
        """The sender, as its papers make it."""
        return self.news.party

    @property
    def by_old_front(self) -> bool:
        """Whether the offer is signed by a front key that was replaced or revoked.

        It may be an old pouch on a slow road, or the work of a thief of that key: its items are signed each for itself
        and count, what its manifest claims does not.
        """
        replaced = self.offer.credence != self.party.credence.number
        return replaced or any(key_id in self.party.revoked for key_id in self.offer.signed.key_ids)


class Staging(Protocol):
    """Where staged contents live until they are adopted or dropped."""

    def enter_context(self, context: AbstractContextManager[object]) -> object:
        """Keeps a context open until the pouch is done."""


def read_pouch(office: Office, source: Iterable[bytes], stack: ExitStack) -> Iterator[Arrived]:
    """Reads a pouch; yields what arrived once when its sender is authenticated, and again when it is read whole.

    Args:
        office: the house.
        source: the pouch in blocks.
        stack: keeps staged contents until they are adopted.

    Raises:
        Malformed, Untrusted, Refused: with the code of what is wrong; nothing was written.
    """
    reader = PouchReader(source, office.keys.transport, suite=office.suite)
    with office.store.read() as view:
        house, party = view.house().party, _sender(view, reader.cover.manifest, office)
    arrived, rest = _authenticate(office, reader, house, party)
    yield arrived
    looks = _look_ahead(office, arrived)
    register: dict[str, bytes] = {}
    for item in arrived.manifest.items:
        if isinstance(item, LetterItem):
            arrived.letters.append(_take_letter(office, reader, arrived, looks[item.number], stack))
        elif isinstance(item, ReceiptItem):
            data = reader.whole(item_members(item)[0])
            arrived.receipts.append(_take_receipt(office, arrived, item, data))
    for member in rest:
        register[member.name] = reader.whole(member)
    reader.end()
    _read_register_papers(office, arrived, register)
    arrived.whole = True
    yield arrived


def _authenticate(office: Office, reader: PouchReader, house: Party, party: Party) -> tuple[Arrived, Sequence[Member]]:
    """Everything up to the tag; returns the members that follow the items."""
    manifest = reader.cover.manifest
    members = reader.cover.members
    count = sum(len(item_members(item)) for item in manifest.items)
    before = [member for member in members if member.name.split("/")[0].split(".")[0] in _IDENTITY]
    after = members[len(before) + count :]
    news = papers.read_papers(party, {member.name: reader.whole(member) for member in before}, office.suite)
    offer = verify_offer(reader.cover.offer, news.party.chain, office.suite)
    if (offer.sender, offer.recipient) != (manifest.sender, manifest.recipient) or offer.epoch != manifest.epoch:
        raise Untrusted("offer-mismatch", "The offer in a pouch is not for the channel of its manifest.")
    secret = open_offer(offer, office.keys.transport)
    check_tag(secret, offer.signed.digest, reader.cover.manifest_bytes, reader.cover.tag)
    if news.party.standing is Standing.SUSPENDED and news.fork is None:
        raise Refused("party-suspended", "The exchange with this party is suspended until officers decide.")
    return Arrived(house=house, news=news, manifest=manifest, offer=offer), after


_IDENTITY = {"credence", "keys", "revocation", "recovery"}


def _sender(view: View, manifest: Manifest, office: Office) -> Party:
    house = view.house().party
    if manifest.sender == house.id:
        raise Refused("from-self", "A pouch comes from this chancery itself.")
    if manifest.recipient != house.id:
        raise Refused("not-for-us", "A pouch is addressed to another party.")
    if manifest.suite != office.suite.number:
        raise Refused("suite-unknown", "A pouch is of a suite that is not in use here.")
    party = view.party(manifest.sender)
    if party is None:
        raise Untrusted("party-unknown", "A pouch comes from a party that is not accredited here.")
    return party


def _take_receipt(office: Office, arrived: Arrived, item: ReceiptItem, data: bytes) -> TakenReceipt:
    try:
        receipt = verify_receipt(data, arrived.party.versions, office.suite)
        if receipt.digest != item.receipt:
            raise Untrusted("receipt-digest", "A receipt is not the one that its manifest names.")
    except VerbaleError as wrong:
        # One bad receipt does not spoil the pouch; the ladder does not move.
        return TakenReceipt(item=item, receipt=None, wrong=wrong.code)
    return TakenReceipt(item=item, receipt=receipt)


def _take_letter(
    office: Office, reader: PouchReader, arrived: Arrived, looked: TakenLetter, stack: ExitStack
) -> TakenLetter:
    item = looked.item
    members = item_members(item)
    if looked.known or looked.refused:
        _drain(reader, members)
        return looked
    sealed = b"".join(reader.unchecked_blocks(members[0]))
    staged = [_stage(office.contents, [sealed], stack)]
    # Whoever keeps a content takes its digest, and once is enough.
    check_digest(members[0], staged[0].digest)
    opened, bad_copy = _try_open(office, arrived, looked, sealed)
    if bad_copy:
        _drain(reader, members[1:])
        return TakenLetter(item=item, bad_copy=bad_copy)
    for place, member in enumerate(members[1:]):
        sink = stack.enter_context(office.contents.stage())
        check = None if opened is None else _checker(office, opened, place)
        content, wrong = _take_attachment(reader.unchecked_blocks(member), sink, check)
        check_digest(member, content.digest)
        staged.append(content)
        bad_copy = bad_copy or wrong
    if bad_copy:
        return TakenLetter(item=item, bad_copy=bad_copy)
    return replace(looked, opened=opened.without_text() if opened else None, staged=tuple(staged))


def _look_ahead(office: Office, arrived: Arrived) -> dict[int, TakenLetter]:
    """Which letters are known, and by which rules some may not come, by their numbers: one look before they come.

    What another road brings meanwhile is seen when the letters are placed.
    """
    items = [item for item in arrived.manifest.items if isinstance(item, LetterItem)]
    if not items:
        return {}
    with office.store.read() as view:
        asked = {each.letter for each in view.pair(arrived.party.id).lost}
        looks = {item.number: _look(view, arrived.party, item) for item in items}
    # Our own letters come whatever this party may send.
    return {
        number: TakenLetter(item=each.item, own=True) if each.item.letter in asked and not each.known else each
        for number, each in looks.items()
    }


def _look(view: View, party: Party, item: LetterItem) -> TakenLetter:
    if any(copy.sealed == item.sealed for copy in view.copies(party.id, item.letter, incoming=True)):
        return TakenLetter(item=item, known=True)
    permissions = party.permissions
    if item.letter_class == "non-paper" or (permissions.classes and item.letter_class not in permissions.classes):
        return TakenLetter(item=item, refused=NOT_PERMITTED)
    size = item.length + sum(each.length for each in item.attachments)
    return TakenLetter(item=item, refused=TOO_LARGE if size > permissions.most else "")


def _try_open(office: Office, arrived: Arrived, looked: TakenLetter, sealed: bytes) -> tuple[Opened | None, str]:
    if not office.keys.reading:
        return None, ""
    item = looked.item
    sender, recipient = (arrived.house, arrived.party) if looked.own else (arrived.party, arrived.house)
    try:
        opened = open_copy(office, sealed, sender)
        check_copy(
            opened,
            house=recipient.id,
            letter=item.letter,
            letter_class=item.letter_class,
            attachments=item.attachments,
        )
    except VerbaleError as wrong:
        return None, wrong.code
    return opened, ""


def _checker(office: Office, opened: Opened, place: int) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """Opens an attachment as its blocks pass."""
    return lambda blocks: open_attachment(office, blocks, opened.attachments[place], opened.enclosed[place])


def _take_attachment(
    blocks: Iterator[bytes], sink: Sink, check: Callable[[Iterator[bytes]], Iterator[bytes]] | None
) -> tuple[Staged, str]:
    """Stages an attachment; opens it in the same pass where the letter is open, to see that it is what it is called.

    Returns:
        What was staged, and the code of what is wrong with it.
    """
    wrong = ""
    of_pouch: list[VerbaleError] = []

    def kept() -> Iterator[bytes]:
        try:
            for block in blocks:
                sink.write(block)
                yield block
        except VerbaleError as failed:
            of_pouch.append(failed)
            raise

    if check is not None:
        try:
            for _ in check(kept()):
                pass
        except (Malformed, Untrusted, Refused) as failed:
            if of_pouch:
                raise
            wrong = failed.code
    for block in blocks:
        sink.write(block)
    return sink.seal(), wrong


def _stage(contents: Contents, blocks: Iterable[bytes], stack: ExitStack) -> Staged:
    sink = stack.enter_context(contents.stage())
    for block in blocks:
        sink.write(block)
    return sink.seal()


def _drain(reader: PouchReader, members: list[Member]) -> None:
    for member in members:
        for _ in reader.blocks(member):
            pass


def _read_register_papers(office: Office, arrived: Arrived, register: dict[str, bytes]) -> None:
    """Reads the head and the cosignature; what is wrong with them spoils nothing else and is noted."""
    party = arrived.party
    if witness.HEAD in register:
        try:
            arrived.head = witness.read_head(register[witness.HEAD], register.get(witness.PROOF), party, office)
        except VerbaleError as wrong:
            arrived.wrong.append(wrong.code)
    if witness.COSIGNATURE in register:
        try:
            paper = register[witness.COSIGNATURE]
            arrived.cosigned = witness.read_cosignature(paper, party, arrived.house, office)
        except VerbaleError as wrong:
            arrived.wrong.append(wrong.code)
    leaves: Mapping[bytes, Leaf] = {}
    if ORDER in register:
        try:
            leaves = read_order(register[ORDER])
        except VerbaleError as wrong:
            arrived.wrong.append(wrong.code)
    _judge(arrived, leaves)


def leave_out_unjudged(arrived: Arrived) -> None:
    """Of a pouch that was cut before its proofs of order: what needs one is left out, and comes again."""
    _judge(arrived, {})
    leave_out_unproven(arrived)


def leave_out_unproven(arrived: Arrived) -> None:
    """Of an old pouch, made before anybody knew what needs a proof: what needs one is left out, and comes again."""
    arrived.letters[:] = [each for each in arrived.letters if not each.unproven and each.bad_copy != KEY_REVOKED]
    arrived.receipts[:] = [each for each in arrived.receipts if not each.unproven and each.wrong != KEY_REVOKED]


def _judge(arrived: Arrived, leaves: Mapping[bytes, Leaf]) -> None:
    """Judges what is signed by keys that were replaced or revoked, now that the proofs of order are here."""
    head = arrived.head.checkpoint if arrived.head else None

    def judged(signed: Signed, credence: int) -> Validity:
        return judge(signed, credence, arrived.party, leaves, head)

    for place, letter in enumerate(arrived.letters):
        if letter.opened is not None:
            signed, credence = letter.opened.signed, letter.opened.statement.credence
            # What the house itself signed was in its register, and is not any more.
            validity = judge(signed, credence, arrived.house, {}, None) if letter.own else judged(signed, credence)
            if validity is Validity.REVOKED:
                arrived.letters[place] = TakenLetter(item=letter.item, bad_copy=KEY_REVOKED)
            elif validity is Validity.UNPROVEN:
                arrived.letters[place] = replace(letter, unproven=True)
    for place, taken in enumerate(arrived.receipts):
        if taken.receipt is not None:
            validity = judged(taken.receipt.signed, taken.receipt.credence)
            if validity is Validity.REVOKED:
                arrived.receipts[place] = TakenReceipt(item=taken.item, receipt=None, wrong=KEY_REVOKED)
            elif validity is Validity.UNPROVEN:
                arrived.receipts[place] = replace(taken, unproven=True)
