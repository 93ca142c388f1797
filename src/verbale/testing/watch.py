"""What is watched while a trial runs: laws that hold after every single step, and would be healed before its end."""

import hashlib
import pickle  # writes only: a quick way to look at every byte that a record holds
from collections.abc import Mapping
from dataclasses import dataclass

from verbale.exchange.pack import Packed
from verbale.exchange.placing import Received
from verbale.exchange.records import CopyState, Evidence, Pair, Standing
from verbale.formats.base64text import write_base64
from verbale.formats.errors import Unavailable, VerbaleError
from verbale.formats.manifest import LetterItem, Manifest, ReceiptItem
from verbale.formats.receipt import Stage
from verbale.testing.players import Player, Pouch, Shown
from verbale.testing.store import Tables

TAINT = "Words-of-a-letter-7f3e"
"""Stands in every subject, text and attachment of a trial."""

_SEQUENCING = {"entries", "nodes", "unsequenced", "heads"}
# Of its items it gives those new numbers whose own others hold already.
_HOLDING = {"house", "alarms", "pairs", "items"}
_HELD = {CopyState.PLACED, CopyState.OPENED}


class LawBroken(AssertionError):
    """A law does not hold.

    Attributes:
        law: its number, or a word for what is promised beside the ten.
    """

    def __init__(self, law: int | str, words: str) -> None:
        super().__init__(f"law {law}: {words}")
        self.law = law


def check_refusal(what: str, refused: VerbaleError, before: Tables, after: Tables) -> None:
    """Law 10: what is refused changes nothing, but that a chancery may have found out that it must be held."""
    free = _SEQUENCING | (_HOLDING if refused.code == "held" else set())
    changed = [name for name in before if name not in free and before[name] != after[name]]
    if changed or before["entries"].keys() != after["entries"].keys():
        raise LawBroken(10, f"{what} was refused, {refused.code}, and yet changed {changed or 'the register'}")


def is_tainted(data: bytes) -> bool:
    """Whether words of a letter stand in these bytes, plain or in base64 or hex."""
    return any(trace in data for trace in _TRACES)


def check_packed(shown: Shown, pouch: Pouch, length: int) -> None:
    """What leaves a chancery: laws 2, 3, 5 and 6."""
    sender, manifest = pouch.sender, pouch.manifest
    if len(pouch.data) != length:
        raise LawBroken("length", f"{pouch} has {len(pouch.data)} bytes and was announced with {length}")
    if is_tainted(pouch.data) or is_tainted(pickle.dumps(manifest)):
        raise LawBroken(5, f"{pouch} shows words of a letter to who carries it, or to a thief of the front")
    if not sender.honest:
        return
    if sender.held and manifest.items:
        raise LawBroken(6, f"{pouch} brings items of a chancery that is held")
    for item in manifest.items:
        if isinstance(item, ReceiptItem) and shown.receipts.setdefault(item.receipt, item.sha256) != item.sha256:
            raise LawBroken(3, f"{pouch} brings a receipt in other bytes than before")
    for paper in manifest.papers:
        if paper.name == "head.note":
            _check_head(shown, sender, paper.sha256)


def _check_head(shown: Shown, sender: Player, sha256: bytes) -> None:
    head = sender.node.view(lambda view: view.head())
    mark = sender.node.mark.read()
    if head is None or hashlib.sha256(head.note).digest() != sha256:
        raise LawBroken(6, f"{sender.code} shows a head that is not its newest")
    if mark is None or (mark[0] == head.origin and mark[1] < head.size):
        raise LawBroken(6, f"{sender.code} shows a head that is not marked outside its store")
    if shown.heads.setdefault((head.origin, head.size), head.root) != head.root:
        raise LawBroken(6, f"{sender.code} shows two heads of one size with different roots")


def check_answer(receiver: Player, received: Received, answer: Packed) -> None:
    """Law 3: a letter that came again earns every receipt that was ever made for it."""
    if receiver.held or answer.more or not receiver.honest:
        return
    sent = {item.receipt for item in answer.manifest.items if isinstance(item, ReceiptItem)}
    again = [each.letter.hex().encode() for each in received.letters if each.result == "again"]
    with receiver.node.store.read() as view:
        for each in view.items(received.peer, above=0, limit=1 << 20):
            if isinstance(each.item, ReceiptItem) and each.item.receipt not in sent:
                kept = view.statement(each.item.receipt)
                if kept is None or any(letter in kept.beside for letter in again):
                    raise LawBroken(3, f"{receiver.code} does not answer a letter that came again with its receipts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a receiver knows before a pouch is handed to it.

    Attributes:
        pair: its state of the exchange.
        behind: whether the pouch shows that the receiver lost part of its own record.
        interruptions: how often another worker came first until now.
    """

    pair: Pair
    behind: bool
    interruptions: int

    @classmethod
    def before(cls, receiver: Player, pouch: Pouch) -> "Seen":
        """Looks."""
        with receiver.node.store.read() as view:
            pair, house, head = view.pair(pouch.sender.id), view.house().party, view.head()
        knows = pouch.manifest.knows
        most = _most(pouch.manifest)
        behind = knows.generation == house.generation and (
            most > pair.last or knows.head > (head.size if head else 0) or knows.credence > house.credence.number
        )
        return cls(pair=pair, behind=behind, interruptions=receiver.troubles.interruptions)

    def check_received(self, receiver: Player, pouch: Pouch, received: Received) -> None:
        """What a chancery took: laws 2, 4 and 6."""
        if received.peer != pouch.sender.id or receiver.id != pouch.receiver.id:
            raise LawBroken(5, f"{receiver.code} took {pouch}, which is not for it or not from its sender")
        if not receiver.honest:
            return
        if self.behind and self.interruptions == receiver.troubles.interruptions and pouch.sender.honest:
            raise LawBroken(6, f"{receiver.code} took {pouch}, which shows that it lost part of its own record")
        if receiver.standing(pouch.sender) is not Standing.ACCREDITED:
            return
        self._check_letters(receiver, pouch, received)
        self._check_order(receiver, pouch)
        if pouch.sender.honest and not pouch.sender.rolled and not receiver.rolled:
            _check_receipts(receiver, pouch.sender, received)

    def _check_letters(self, receiver: Player, pouch: Pouch, received: Received) -> None:
        told = {each.letter for each in received.letters}
        for item in pouch.manifest.items:
            # What an old pouch cannot prove to be old enough is left out of it, and comes again.
            if isinstance(item, LetterItem) and (item.letter in told or not received.stale):
                with receiver.node.store.read() as view:
                    copies = view.copies(pouch.sender.id, item.letter, incoming=True)
                if item.sealed not in {copy.sealed for copy in copies}:
                    raise LawBroken(2, f"{receiver.code} took {pouch} and has nothing of letter item {item.number}")

    def _check_order(self, receiver: Player, pouch: Pouch) -> None:
        pair = receiver.node.view(lambda view: view.pair(pouch.sender.id))
        if (pair.their_epoch, pair.their_pouch) < (self.pair.their_epoch, self.pair.their_pouch):
            raise LawBroken("order", f"{receiver.code} goes back to an older pouch by {pouch}")
        if pouch.sender.rolled or not pouch.sender.honest or receiver.rolled:
            return
        old = self.pair.theirs
        if pair.theirs.through < old.through or not all(map(pair.theirs.holds, old.beyond)):
            raise LawBroken("order", f"{receiver.code} forgets by {pouch} what the other side holds")

    def check_not_taken(self, receiver: Player, pouch: Pouch) -> None:
        """A pouch that was not taken did not move the exchange backwards."""
        pair = receiver.node.view(lambda view: view.pair(pouch.sender.id))
        if (pair.their_epoch, pair.their_pouch) < (self.pair.their_epoch, self.pair.their_pouch):
            raise LawBroken("order", f"{receiver.code} goes back to an older pouch by {pouch}")


def _check_receipts(receiver: Player, issuer: Player, received: Received) -> None:
    for letter, stage in received.receipts:
        for each in receiver.node.view(lambda view, letter=letter: view.evidence(letter, issuer.id)):  # type: ignore[misc]
            if each.stage is stage and each.issuer == issuer.id:
                check_durable(issuer, receiver.id, each)


def check_durable(issuer: Player, sender: bytes, line: Evidence) -> None:
    """Law 2: what a receipt says is durable at its issuer, with every byte of the letter."""
    with issuer.node.store.read() as view:
        kept = view.statement(line.receipt)
        copies = {copy.sealed: copy for copy in view.copies(sender, line.letter, incoming=True)}
    copy = copies.get(line.sealed)
    if kept is None or (copy is None and line.stage is not Stage.LAPSED):
        raise LawBroken(2, f"{issuer.code} said {line.stage.value} of a letter and has not kept it")
    if copy is None or copy.state not in _HELD:
        return
    for sealed, length in [(copy.sealed, copy.length), *((each.sealed, each.length) for each in copy.attachments)]:
        try:
            data = b"".join(issuer.node.contents.open(sealed))
        except Unavailable:
            raise LawBroken(2, f"{issuer.code} said {line.stage.value} of a letter and lost its content") from None
        if len(data) != length or hashlib.sha256(data).digest() != sealed:
            raise LawBroken(2, f"{issuer.code} keeps other bytes than those it said {line.stage.value} of")


def tainted_tables(tables: Mapping[str, object]) -> list[str]:
    """The tables in which words of a letter stand."""
    return [name for name, rows in tables.items() if is_tainted(pickle.dumps(rows))]


def _most(manifest: Manifest) -> int:
    return max((manifest.have.through, *manifest.have.beyond))


def _traces() -> tuple[bytes, ...]:
    plain = TAINT.encode()
    # Base64 of a text within another depends on where it begins: three forms, without the letters at their edges.
    encoded = [write_base64(bytes(shift) + plain).rstrip("=")[4:-2].encode() for shift in range(3)]
    return plain, plain.hex().encode(), *encoded


_TRACES = _traces()
