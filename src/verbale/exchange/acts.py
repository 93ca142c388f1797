"""What officers and the clock do with letters after they came or went: acknowledge, refuse, lapse.

An officer's act is signed by officers' keys, unlocked for it; lapsing is the sender's own word, by rule, and yields to
any receipt dated by the expiry.
"""

from collections.abc import Sequence
from datetime import datetime

from verbale.exchange import receipts
from verbale.exchange.holding import check_free
from verbale.exchange.letters import check_officers
from verbale.exchange.ports import Office, Scope, Transaction
from verbale.exchange.receipts import Saying
from verbale.exchange.records import Copy, CopyState, Evidence, Letter, OutItem
from verbale.formats import limits, names
from verbale.formats.errors import Refused
from verbale.formats.manifest import LetterItem, VoidItem
from verbale.formats.receipt import Stage
from verbale.formats.suite import SigningKey

BY_OFFICERS = "by-officers"


def acknowledge(
    office: Office, letter: Letter, *, officers: Sequence[SigningKey], now: datetime, words: str = ""
) -> None:
    """Says to the sender, by officers, that the house knows of a letter.

    Raises:
        Refused: `not-received`, `not-opened`, `answered-already`, `officers` or `held`.
        Malformed: a code of `names.check_words`.
    """
    _answer(office, letter, Stage.ACKNOWLEDGED, officers=officers, now=now, words=words)


def refuse(office: Office, letter: Letter, *, officers: Sequence[SigningKey], now: datetime, words: str) -> None:
    """Says to the sender, by officers, that the house does not take a letter, and why.

    Raises:
        Refused: `not-received`, `answered-already`, `officers` or `held`.
        Malformed: a code of `names.check_words`.
    """
    _answer(office, letter, Stage.REFUSED, officers=officers, now=now, words=words)


def _answer(
    office: Office, letter: Letter, stage: Stage, *, officers: Sequence[SigningKey], now: datetime, words: str
) -> None:
    if words:
        names.check_words(words, what="The words of a receipt", limit=limits.REASON)
    peer = letter.sender
    with office.store.begin() as tx:
        tx.lock((Scope.PAIR, peer))
        check_free(office, tx)
        house = tx.house().party
        if peer == house.id:
            raise Refused("not-received", "Only a letter that came can be answered.")
        check_officers(house, officers, stage.value)
        copy = _answerable(tx, letter, stage, house.id)
        reason = BY_OFFICERS if stage is Stage.REFUSED else ""
        saying = Saying(letter=letter.id, sealed=copy.sealed, stage=stage, reason=reason, words=words)
        tx.put_pair(receipts.issue(office, tx, tx.pair(peer), [saying], keys=officers, now=now))


def _answerable(tx: Transaction, letter: Letter, stage: Stage, house: bytes) -> Copy:
    copies = tx.copies(letter.sender, letter.id, incoming=True)
    states = [CopyState.OPENED] if stage is Stage.ACKNOWLEDGED else [CopyState.OPENED, CopyState.PLACED]
    usable = [copy for copy in copies if copy.state in states]
    if not usable:
        raise Refused("not-opened", "The letter is not opened here; until then nobody can know what it says.")
    # What was refused by rule, under the same id, is another copy or another party's: no officer spoke of it.
    sealed = {copy.sealed for copy in usable}
    answered = [each.stage for each in tx.evidence(letter.id, house) if each.sealed in sealed and _is_by_officers(each)]
    if answered:
        raise Refused("answered-already", f"The letter was {answered[0].value} already; that stands.")
    return usable[0]


def _is_by_officers(said: Evidence) -> bool:
    return said.stage is Stage.ACKNOWLEDGED or said.reason == BY_OFFICERS


def lapse(office: Office, *, now: datetime) -> int:
    """Lets letters lapse whose expiry is past and that their recipient does not say it holds.

    Returns:
        How many copies lapsed.

    Raises:
        Refused: `held`, if that is found out just now; a chancery that is known to be held lets nothing lapse.
    """
    with office.store.read() as view:
        peers = sorted({each.peer for each in view.due_items(now)})
        if view.house().held:
            return 0
    return sum(_lapse_pair(office, peer, now=now) for peer in peers)


def _lapse_pair(office: Office, peer: bytes, *, now: datetime) -> int:
    with office.store.begin() as tx:
        tx.lock((Scope.PAIR, peer))
        check_free(office, tx)
        # Asked again under the lock: meanwhile a receipt may have come, or another process let them lapse.
        due = [each.item for each in tx.due_items(now) if each.peer == peer]
        items = [item for item in due if isinstance(item, LetterItem)]
        for item in items:
            tx.put_item(OutItem(peer=peer, item=VoidItem(number=item.number, reason="expired")))
        sayings = [Saying(letter=item.letter, sealed=item.sealed, stage=Stage.LAPSED) for item in items]
        # Of nothing to say, nothing is issued.
        tx.put_pair(receipts.issue(office, tx, tx.pair(peer), sayings, keys=[office.keys.house], now=now))
    return len(items)
