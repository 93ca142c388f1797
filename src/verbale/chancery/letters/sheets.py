"""A letter as one reads it: opened from its sealed copy and verified again, with its attachments and its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verbale.chancery.letters.lists import Listed
from verbale.chancery.office import Node
from verbale.exchange.opening import Opened, open_attachment, open_copy
from verbale.exchange.records import Direction, Evidence, Letter
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused
from verbale.formats.letter import OWN_KINDS, Attachment, Enclosure, Part
from verbale.practice.evidence import Ladder, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A letter, open.

    Attributes:
        letter: what the house's list says of it.
        listed: the same as a row of a list, with how far it got with each recipient.
        title: of the dossier that it opens; empty if it opens none.
        text: the parts of its text, in order.
        papers: its structured parts, in order.
        attachments: what it says of its attachments.
        evidence: what receipts prove of it, by recipient and time.
        contradictions: sentences, one for each thing that cannot both be true.
    """

    letter: Letter
    listed: Listed
    title: str = field(repr=False, default="")
    text: tuple[Part, ...] = field(repr=False, default=())
    papers: tuple[Part, ...] = field(repr=False, default=())
    attachments: tuple[Attachment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    contradictions: tuple[str, ...] = ()
    _enclosed: tuple[Enclosure, ...] = field(repr=False, default=())
    _node: Node = field(repr=False)

    def blocks(self, place: int) -> Iterator[bytes]:
        """Yields the content of an attachment; it counts only when the iterator ends without an error.

        Raises:
            Malformed, Untrusted, Unavailable: with the code of what is wrong.
        """
        enclosure = self._enclosed[place]
        office = self._node.office
        return open_attachment(office, office.contents.open(enclosure.sealed), self.attachments[place], enclosure)


def open_sheet(node: Node, letter: Letter) -> Sheet:
    """Opens a letter.

    Args:
        node: the chancery; its keys must be unlocked if the letter is open here.
        letter: one that came or went.

    Raises:
        Unavailable: `keys-locked`, `content-missing`, or as the store says.
        Malformed, Untrusted, Refused: its sealed copy is damaged.
    """
    with node.store.read() as view:
        house = view.house().party
        known = (house.id,) if letter.direction is Direction.IN else letter.recipients
        lines = {party: view.evidence(letter.id, party) for party in known}
        sender = house if letter.sender == house.id else view.party(letter.sender)
    ladders = {party: fold(each, expires=letter.expires) for party, each in lines.items()}
    listed = _listed(letter, ladders)
    evidence = tuple(each for party in known for each in lines[party])
    contradictions = tuple(each for ladder in ladders.values() for each in ladder.contradictions)
    if not letter.opened:
        return Sheet(letter=letter, listed=listed, evidence=evidence, contradictions=contradictions, _node=node)
    if sender is None:
        raise Refused("party-unknown", "The letter's sender is not known here any more.")
    opened = open_copy(node.office, _sealed(node, letter.sealed), sender)
    return Sheet(
        letter=letter,
        listed=listed,
        title=_title(opened),
        text=tuple(part for part in opened.parts if part.kind == "text"),
        papers=tuple(part for part in opened.parts if part.kind not in OWN_KINDS),
        attachments=opened.attachments,
        evidence=evidence,
        contradictions=contradictions,
        _enclosed=opened.enclosed,
        _node=node,
    )


def _sealed(node: Node, digest: bytes) -> bytes:
    if node.contents.length(digest) > limits.LETTER_SEALED:
        raise Malformed("letter-size", "The sealed copy of the letter is longer than any letter's.")
    return b"".join(node.contents.open(digest))


def _title(opened: Opened) -> str:
    return next((part.content for part in opened.parts if part.kind == "dossier"), "")


def _listed(letter: Letter, ladders: dict[bytes, Ladder]) -> Listed:
    return Listed(
        id=letter.id,
        direction=letter.direction,
        sender=letter.sender,
        recipients=letter.recipients,
        letter_class=letter.letter_class,
        series=letter.series,
        number=letter.number,
        year=letter.year,
        created=letter.created,
        dossier=letter.dossier,
        subject=letter.subject,
        opened=letter.opened,
        at=letter.at,
        stages={party: ladder.reached for party, ladder in ladders.items()},
    )
