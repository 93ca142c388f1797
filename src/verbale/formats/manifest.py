"""The manifest of a pouch: who, to whom, what is inside, and what is held already.

It comes first, is at most 1 MiB, and is authenticated by the channel's tag. It names every other member of the pouch
with length and digest, so that each is checked when it has been read, and fixes their order:

    manifest.json  manifest.tag  offer.json          always
    credence/0002.json …  keys.json  revocation/…    papers of identity, where owed
    letter/00000001.age                              items, in rising number
    attachment/00000001-01.age …
    receipt/00000002.json
    head.note  head.proof  cosignature.note …        papers of the register

Each direction of a pair has one sequence of items: letters, receipts, and voids for numbers that will not come.
`have` says what the sender of this pouch holds of the other direction. Source: protocol §3.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from verbale.formats import canonical, limits, names
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields, write_time
from verbale.formats.letter import CLASSES
from verbale.formats.receipt import RECEIPT_MEMBER

MANIFEST_NAME = "manifest.json"
TAG_NAME = "manifest.tag"
OFFER_NAME = "offer.json"
_IDENTITY = re.compile(r"(?:credence|revocation|recovery)/[0-9]{4}\.json|keys\.json")
_REGISTER = re.compile(r"head\.note|head\.proof|cosignature\.note|order\.json")
PAPERS = (
    "credence/",
    "keys.json",
    "revocation/",
    "recovery/",
    "head.note",
    "head.proof",
    "cosignature.note",
    "order.json",
)
"""How the names of papers begin, in the order of the archive."""
VOIDS = ("expired", "withdrawn", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Have:
    """What is held of a sequence: every number up to `through`, and those of `beyond` above it."""

    through: int = 0
    beyond: tuple[int, ...] = ()

    def holds(self, number: int) -> bool:
        """Whether a number is held."""
        return number <= self.through or number in self.beyond

    @property
    def most(self) -> int:
        """The highest number that is held."""
        return max((self.through, *self.beyond))

    def add(self, number: int) -> "Have":
        """What is held when this number came too; numbers too far beyond a gap are not remembered."""
        if self.holds(number):
            return self
        held = {*self.beyond, number}
        through = self.through
        while through + 1 in held:
            through += 1
            held.remove(through)
        return Have(through=through, beyond=tuple(sorted(held))[: limits.HAVE_BEYOND])


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """The sealed file of an attachment, as the manifest names it."""

    sealed: bytes
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """A letter: the id that its sender gives it, and the sealed copy with its attachments."""

    number: int
    letter: bytes
    letter_class: str
    sealed: bytes
    length: int
    attachments: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptItem:
    """A receipt with its lines: the digest of its statement, and of the member."""

    number: int
    receipt: bytes
    sha256: bytes
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidItem:
    """A number that will not come, and why."""

    number: int
    reason: str


Item = LetterItem | ReceiptItem | VoidItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A member that is no item: a credence, keys, a head, a proof, a cosignature."""

    name: str
    sha256: bytes
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Knows:
    """What the sender of the pouch knows of its recipient, so that only what is owed is sent.

    Attributes:
        credence: the newest version held of the recipient's credence.
        keys: the newest number held of its `keys`.
        generation: the generation of its register.
        head: the size of the newest head of it that was verified here; 0 if none.
        letters: the highest number of a letter held of it, by series and year.
    """

    credence: int
    keys: int
    generation: int = 1
    head: int = 0
    letters: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest.

    Attributes:
        suite: of the sender.
        sender, recipient: ids of parties.
        credence: the version of the sender's credence in force.
        epoch: that of the offer in the pouch.
        number: rises with each pouch of the epoch.
        answers: epoch and number of the pouch that this one answers, if it answers one.
        made: by the sender's clock.
        last: the highest item number that the sender ever gave in this direction.
        have: what the sender holds of the other direction.
        knows: what it knows of the recipient.
        wants: digests of letters or receipts that it asks for again.
        none: digests of wants that cannot be met.
        items: in rising number.
        papers: in the order of the archive.
    """

    suite: int
    sender: bytes
    recipient: bytes
    credence: int
    epoch: int
    number: int
    answers: tuple[int, int] | None
    made: datetime
    last: int
    have: Have
    knows: Knows
    wants: tuple[bytes, ...] = ()
    none: tuple[bytes, ...] = ()
    items: tuple[Item, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the archive that the manifest names."""

    name: str
    length: int
    sha256: bytes


def members_of(manifest: Manifest) -> list[Member]:
    """Every member after the offer, in the order of the archive."""
    papers = [Member(name=paper.name, length=paper.length, sha256=paper.sha256) for paper in manifest.papers]
    before = [member for member in papers if _IDENTITY.fullmatch(member.name)]
    after = [member for member in papers if _REGISTER.fullmatch(member.name)]
    return before + [member for item in manifest.items for member in item_members(item)] + after


def item_members(item: Item) -> list[Member]:
    """The members of an item: the letter and then its attachments, or the receipt, or none."""
    if isinstance(item, LetterItem):
        letter = Member(name=f"letter/{item.number:08}.age", length=item.length, sha256=item.sealed)
        enclosed = [
            Member(name=f"attachment/{item.number:08}-{place:02}.age", length=each.length, sha256=each.sealed)
            for place, each in enumerate(item.attachments, 1)
        ]
        return [letter, *enclosed]
    if isinstance(item, ReceiptItem):
        return [Member(name=f"receipt/{item.number:08}.json", length=item.length, sha256=item.sha256)]
    return []


def write_manifest(manifest: Manifest) -> bytes:
    """Writes a manifest.

    Raises:
        Malformed: `manifest-size`, if it would be too long; `manifest-order` or `manifest-papers`.
    """
    _check_order(manifest)
    _check_papers(manifest)
    answers = (
        {} if manifest.answers is None else {"answers": dict(zip(("epoch", "number"), manifest.answers, strict=True))}
    )
    document = answers | {
        "v": 1,
        "kind": "pouch",
        "suite": manifest.suite,
        "from": manifest.sender.hex(),
        "to": manifest.recipient.hex(),
        "credence": manifest.credence,
        "epoch": manifest.epoch,
        "number": manifest.number,
        "made": write_time(manifest.made),
        "last": manifest.last,
        "have": {"through": manifest.have.through, "beyond": list(manifest.have.beyond)},
        "knows": _write_knows(manifest.knows),
        "wants": [digest.hex() for digest in manifest.wants],
        "none": [digest.hex() for digest in manifest.none],
        "items": [_write_item(item) for item in manifest.items],
        "papers": [
            {"name": paper.name, "sha256": paper.sha256.hex(), "length": paper.length} for paper in manifest.papers
        ],
    }
    data = canonical.write(document)
    if len(data) > limits.MANIFEST:
        raise Malformed("manifest-size", "The manifest of a pouch is too long.")
    return data


def read_manifest(data: bytes) -> Manifest:
    """Reads a manifest; whether it is genuine, only its tag can say.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(canonical.read(data, limit=limits.MANIFEST), "manifest")
    fields.integer("v", least=1, most=1)
    fields.word("kind", ("pouch",))
    manifest = Manifest(
        suite=fields.integer("suite"),
        sender=fields.digest("from"),
        recipient=fields.digest("to"),
        credence=fields.integer("credence", least=1),
        epoch=fields.integer("epoch", least=1),
        number=fields.integer("number", least=1),
        answers=_read_answers(fields.fields("answers")) if fields.has("answers") else None,
        made=fields.time("made"),
        last=fields.integer("last"),
        have=_read_have(fields.fields("have")),
        knows=_read_knows(fields.fields("knows")),
        wants=fields.digests("wants", limit=limits.WANTS),
        none=fields.digests("none", limit=limits.WANTS),
        items=tuple(_read_item(each) for each in fields.documents("items", limit=limits.POUCH_ITEMS)),
        papers=tuple(_read_paper(each) for each in fields.documents("papers", limit=limits.PAPERS)),
    )
    fields.end()
    _check_order(manifest)
    _check_papers(manifest)
    return manifest


def _check_order(manifest: Manifest) -> None:
    numbers = [item.number for item in manifest.items]
    if sorted(set(numbers)) != numbers or (numbers and numbers[-1] > manifest.last):
        raise Malformed("manifest-order", "The items of a pouch are not in rising number.")
    ranks = [
        (next(at for at, start in enumerate(PAPERS) if paper.name.startswith(start)), paper.name)
        for paper in manifest.papers
    ]
    if sorted(set(ranks)) != ranks:
        raise Malformed("manifest-order", "The papers of a pouch are not in their order.")


def _check_papers(manifest: Manifest) -> None:
    """Bounds what a reader must hold in memory before it knows whether the pouch is genuine."""
    for paper in manifest.papers:
        if paper.length > (limits.ENVELOPE if _IDENTITY.fullmatch(paper.name) else limits.PROOF_FILE):
            raise Malformed("manifest-papers", "A paper of a pouch is longer than it may be.")
    if sum(paper.length for paper in manifest.papers) > limits.PAPERS_LENGTH:
        raise Malformed("manifest-papers", "The papers of a pouch are longer together than they may be.")


def _write_item(item: Item) -> Document:
    if isinstance(item, LetterItem):
        return {
            "kind": "letter",
            "number": item.number,
            "letter": item.letter.hex(),
            "class": item.letter_class,
            "sealed": item.sealed.hex(),
            "length": item.length,
            "attachments": [{"sealed": each.sealed.hex(), "length": each.length} for each in item.attachments],
        }
    if isinstance(item, ReceiptItem):
        return {
            "kind": "receipt",
            "number": item.number,
            "receipt": item.receipt.hex(),
            "sha256": item.sha256.hex(),
            "length": item.length,
        }
    return {"kind": "void", "number": item.number, "reason": item.reason}


def _read_item(document: Document) -> Item:
    fields = Fields(document, "item of a manifest")
    kind = fields.word("kind", ("letter", "receipt", "void"))
    number = fields.integer("number", least=1, most=99_999_999)
    item: Item
    if kind == "letter":
        item = LetterItem(
            number=number,
            letter=fields.digest("letter"),
            letter_class=fields.word("class", CLASSES),
            sealed=fields.digest("sealed"),
            length=fields.integer("length", least=1, most=limits.LETTER_SEALED),
            attachments=tuple(
                _read_enclosed(each) for each in fields.documents("attachments", limit=limits.ATTACHMENTS)
            ),
        )
    elif kind == "receipt":
        item = ReceiptItem(
            number=number,
            receipt=fields.digest("receipt"),
            sha256=fields.digest("sha256"),
            length=fields.integer("length", least=1, most=RECEIPT_MEMBER),
        )
    else:
        item = VoidItem(number=number, reason=fields.word("reason", VOIDS))
    fields.end()
    return item


def _read_enclosed(document: Document) -> Enclosed:
    fields = Fields(document, "attachment of a manifest")
    enclosed = Enclosed(sealed=fields.digest("sealed"), length=fields.integer("length", least=1, most=limits.MEMBER))
    fields.end()
    return enclosed


def _read_paper(document: Document) -> Paper:
    fields = Fields(document, "paper of a manifest")
    name = fields.text("name", limit=64)
    if not _IDENTITY.fullmatch(name) and not _REGISTER.fullmatch(name):
        raise Malformed("member", "A pouch holds a paper of an unknown name.")
    paper = Paper(
        name=name, sha256=fields.digest("sha256"), length=fields.integer("length", least=1, most=limits.PROOF_FILE)
    )
    fields.end()
    return paper


def _read_answers(fields: Fields) -> tuple[int, int]:
    answers = fields.integer("epoch", least=1), fields.integer("number", least=1)
    fields.end()
    return answers


def _read_have(fields: Fields) -> Have:
    have = Have(through=fields.integer("through"), beyond=fields.integers("beyond", limit=limits.HAVE_BEYOND))
    fields.end()
    if have.beyond and have.beyond[0] <= have.through + 1:
        raise Malformed("member", "What a pouch says is held does not begin after a gap.")
    return have


def _write_knows(knows: Knows) -> Document:
    return {
        "credence": knows.credence,
        "keys": knows.keys,
        "generation": knows.generation,
        "head": knows.head,
        "letters": [{"series": series, "year": year, "number": number} for series, year, number in knows.letters],
    }


def _read_knows(fields: Fields) -> Knows:
    knows = Knows(
        credence=fields.integer("credence"),
        keys=fields.integer("keys"),
        generation=fields.integer("generation", least=1),
        head=fields.integer("head"),
        letters=tuple(_read_highest(each) for each in fields.documents("letters", limit=limits.HIGHEST_NUMBERS)),
    )
    fields.end()
    return knows


def _read_highest(document: Document) -> tuple[str, int, int]:
    fields = Fields(document, "highest number of a manifest")
    highest = (
        names.check_series(fields.text("series", limit=limits.CODE, empty=True)),
        fields.integer("year", least=1, most=9999),
        fields.integer("number", least=1),
    )
    fields.end()
    return highest
