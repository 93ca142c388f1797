"""Values to be stored: parties of a world under the sham suite, letters, copies, receipts, heads."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from verbale.exchange.ports import Scope, Store, Transaction
from verbale.exchange.records import (
    Copy,
    CopyState,
    Cosignature,
    Direction,
    Evidence,
    Head,
    House,
    Letter,
    OutItem,
    Party,
    register_origin,
)
from verbale.formats.manifest import Enclosed, LetterItem, ReceiptItem
from verbale.formats.receipt import Stage
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.testing.sham import SHAM
from verbale.testing.world import World

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUSE = (Scope.HOUSE, b"")
SERIES = (Scope.SERIES, b"")
REGISTER = (Scope.REGISTER, b"")


@dataclass(frozen=True)
class People:
    """A house and parties, each with its credence."""

    house: House
    parties: tuple[Party, ...]


@cache
def people() -> People:
    """A house, and three parties that it may come to know."""
    world = World(seed=7)
    houses = [world.chancery(code).view(lambda view: view.house()) for code in ("HUS", "ARV", "BOR", "CEL")]
    return People(house=houses[0], parties=tuple(house.party for house in houses[1:]))


def digest(*words: object) -> bytes:
    """32 bytes that stand for something."""
    return sha256(repr(words).encode()).digest()


def found(store: Store) -> None:
    """Writes the house and its parties."""
    with store.begin() as tx:
        tx.lock(HOUSE)
        tx.put_house(people().house)
        for party in people().parties:
            tx.put_party(party)


@contextmanager
def writing(store: Store, *peers: bytes) -> Iterator[Transaction]:
    """A transaction with the locks that most writes need."""
    with store.begin() as tx:
        pairs = [(scope, peer) for peer in peers for scope in (Scope.PAIR, Scope.WITNESS)]
        tx.lock(SERIES, REGISTER, *pairs)
        yield tx


def statement(word: str, kind: Kind = Kind.VOID) -> Signed:
    """A signed statement."""
    document = {"v": 1, "kind": kind.value, "suite": 0, "word": word}
    return sign_statement(kind, document, [SHAM.signing_key(bytes(64))])


def letter(word: str, sender: bytes, **changes: object) -> Letter:
    """A letter that came and was opened."""
    full = Letter(
        id=digest("letter", word),
        direction=Direction.IN,
        sender=sender,
        recipients=(people().house.party.id, digest("another recipient")),
        letter_class="note-verbale",
        series="HR",
        number=1,
        year=2026,
        created=NOON,
        expires=NOON + timedelta(days=30),
        dossier=digest("dossier"),
        subject="Übungen „Nordwind“ — مناورات",
        language="de",
        reply_to=digest("answered"),
        sealed=digest("sealed", word),
        attachments=2,
        opened=True,
        unproven=True,
        at=NOON + timedelta(seconds=1),
    )
    return replace(full, **changes)  # type: ignore[arg-type]


def sealed_letter(word: str, sender: bytes) -> Letter:
    """A letter that came and is not opened."""
    return Letter(
        id=digest("letter", word),
        direction=Direction.IN,
        sender=sender,
        recipients=(),
        letter_class="note-verbale",
        sealed=digest("sealed", word),
        opened=False,
        at=NOON,
    )


def copy(word: str, peer: bytes, *, variant: int = 0, state: CopyState = CopyState.PLACED) -> Copy:
    """A sealed copy that came."""
    return Copy(
        peer=peer,
        direction=Direction.OUT if state is CopyState.SENT else Direction.IN,
        letter=digest("letter", word),
        sealed=digest("sealed", word, variant),
        length=5000,
        letter_class="note-verbale",
        attachments=(
            Enclosed(sealed=digest("enclosed", 1), length=1 << 40),
            Enclosed(sealed=digest("enclosed", 2), length=2),
        ),
        state=state,
        at=NOON + timedelta(minutes=variant),
    )


def evidence(word: str, party: bytes, stage: Stage, receipt: bytes, **changes: object) -> Evidence:
    """What a receipt proves."""
    line = Evidence(
        letter=digest("letter", word),
        party=party,
        issuer=party,
        stage=stage,
        time=NOON,
        receipt=receipt,
        sealed=digest("sealed", word),
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def letter_item(peer: bytes, number: int, *, expires: datetime | None = None) -> OutItem:
    """A letter on its way."""
    item = LetterItem(
        number=number,
        letter=digest("letter", number),
        letter_class="circular",
        sealed=digest("sealed", number),
        length=7000,
        attachments=(Enclosed(sealed=digest("enclosed", number), length=9),),
    )
    return OutItem(peer=peer, item=item, expires=expires)


def receipt_item(peer: bytes, number: int, receipt: bytes) -> OutItem:
    """A receipt on its way."""
    item = ReceiptItem(number=number, receipt=receipt, sha256=digest("member", number), length=4000)
    return OutItem(peer=peer, item=item)


def head(party: bytes, size: int, *, word: str = "", generation: int = 1) -> Head:
    """A head of a party's register."""
    return Head(
        origin=register_origin(party, generation),
        size=size,
        root=digest("root", size, word),
        note=b"note of " + str(size).encode(),
        at=NOON,
    )


def cosignature(cosigner: bytes, of: Head) -> Cosignature:
    """A cosignature on a head."""
    return Cosignature(party=cosigner, origin=of.origin, size=of.size, root=of.root, lines=b"lines", time=NOON)


def put_items(store: Store, peer: bytes, items: Iterable[OutItem]) -> None:
    """Queues items, as the use cases do: with the pair's highest number."""
    with writing(store, peer) as tx:
        last = 0
        for each in items:
            tx.put_item(each)
            last = max(last, each.item.number)
        tx.put_pair(replace(tx.pair(peer), last=last))
