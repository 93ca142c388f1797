"""Letters of its own that a chancery lost with a restore, and that come back from who received them.

Receipts of counterparts come again by themselves and name letters that are not here any more. They are kept, and the
letters are asked for by wants. Who is asked opens its copy, seals the same letter anew to the asker's reading key and
gives it back as an item of its own sequence. It is the asker's letter if the asker's own officers signed it, whoever
brings it; a letter that was not asked for is never taken so. Nobody learns anything: the asker wrote it.
Source: protocol §6.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from verbale.exchange.holding import check_free
from verbale.exchange.opening import Opened, as_letter
from verbale.exchange.ports import Office, Scope, Staged, Transaction, View
from verbale.exchange.receipts import recall
from verbale.exchange.records import Copy, CopyState, Direction, Lost, OutItem, Pair, Party, Standing
from verbale.formats import limits
from verbale.formats.age.sealed import open_bytes, seal_bytes
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.manifest import LetterItem
from verbale.formats.receipt import Line, Receipt, Stage
from verbale.formats.statement import Kind

MOST = 4 * limits.WANTS
_RECEIVED = (Stage.ACCEPTED, Stage.PLACED, Stage.OPENED, Stage.ACKNOWLEDGED, Stage.REFUSED)


def lines_on_lost(view: View, receipt: Receipt) -> list[Line]:
    """The lines of a receipt on letters that the house may have lost; none if it never recovered from a restore."""
    house = view.house().party
    if house.generation == 1:
        return []
    return [line for line in receipt.lines if line.stage in _RECEIVED and _may_be_lost(view, house, receipt, line)]


def _may_be_lost(view: View, house: Party, receipt: Receipt, line: Line) -> bool:
    letter = view.letter(line.letter, house.id)
    if letter is None:
        return True
    # It came back from another of its recipients, and what this one received is not known yet.
    return receipt.issuer in letter.recipients and not view.copies(receipt.issuer, line.letter, incoming=False)


def ask_for(pair: Pair, receipt: Receipt, lines: Sequence[Line]) -> Pair:
    """Notes letters to be asked for; a party can make the house ask for so many and no more."""
    asked = [Lost(letter=line.letter, sealed=line.sealed, receipt=receipt.digest) for line in lines]
    return replace(pair, lost=tuple(dict.fromkeys((*pair.lost, *asked)))[:MOST])


def wanted(pair: Pair) -> tuple[bytes, ...]:
    """The letters to be asked for in the next pouch."""
    return tuple(dict.fromkeys(each.letter for each in pair.lost))[: limits.WANTS]


def drop_denied(pair: Pair, denied: Sequence[bytes]) -> Pair:
    """Asks no more for what the other side cannot give."""
    return replace(pair, lost=tuple(each for each in pair.lost if each.letter not in denied))


def split_wants(view: View, peer: bytes, wants: Iterable[bytes]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Splits wants into those that a pouch answers, and letters of the asker's own, to be given back when opened."""
    given: list[bytes] = []
    back: list[bytes] = []
    for digest in wants:
        here = {copy.state for copy in view.copies(peer, digest, incoming=True)} & {CopyState.OPENED, CopyState.PLACED}
        (back if here and not view.items_about(peer, [digest]) else given).append(digest)
    return tuple(given), tuple(back)


def give_back(office: Office, *, now: datetime) -> int:
    """Gives letters back to the parties that wrote and lost them, where the reading key is at hand.

    Returns:
        How many became items.

    Raises:
        Refused: `held`.
        Unavailable: as the store and the contents say.
    """
    if not office.keys.reading:
        return 0
    with office.store.read() as view:
        parties = [party for party in view.parties() if party.standing is Standing.ACCREDITED]
        asked = [(party, letter) for party in parties for letter in view.pair(party.id).back]
    return sum(_give_one(office, party, letter, now=now) for party, letter in asked)


def _give_one(office: Office, party: Party, letter: bytes, *, now: datetime) -> bool:
    with office.store.read() as view:
        copies = {copy.state: copy for copy in view.copies(party.id, letter, incoming=True)}
    copy = copies.get(CopyState.OPENED)
    if copy is None and CopyState.PLACED in copies:
        return False  # to be opened first
    staged = _seal_anew(office, copy, party) if copy else None
    with office.store.begin() as tx:
        tx.lock((Scope.PAIR, party.id))
        check_free(office, tx)
        pair = tx.pair(party.id)
        if letter not in pair.back:
            return False
        pair = replace(pair, back=tuple(each for each in pair.back if each != letter))
        if copy is None or staged is None:
            # There is nothing to give: as a want that no item meets it is denied with the next pouch.
            tx.put_pair(replace(pair, wants=(*pair.wants, letter), wants_in=(0, 0)))
            return False
        tx.put_content(staged)
        _queue(tx, pair, copy, staged, now)
    return True


def _seal_anew(office: Office, copy: Copy, party: Party) -> Staged | None:
    """Seals an opened letter to who wrote it; `None` if the key that opened it is gone."""
    try:
        sealed = b"".join(office.contents.open(copy.sealed))
        plain = open_bytes(sealed, office.keys.reading, suite=office.suite, stanzas=1)
    except (Malformed, Untrusted, Refused):
        return None
    public = party.credence.identity.reading
    with office.contents.stage() as sink:
        sink.write(seal_bytes(plain, public, suite=office.suite, entropy=office.entropy))
        staged = sink.seal()
        office.contents.adopt(staged)
    return staged


def _queue(tx: Transaction, pair: Pair, copy: Copy, staged: Staged, now: datetime) -> None:
    given = replace(
        copy, direction=Direction.OUT, sealed=staged.digest, length=staged.length, state=CopyState.SENT, at=now
    )
    tx.put_copy(given)
    item = LetterItem(
        number=pair.last + 1,
        letter=given.letter,
        letter_class=given.letter_class,
        sealed=given.sealed,
        length=given.length,
        attachments=given.attachments,
    )
    tx.put_item(OutItem(peer=pair.peer, item=item))
    tx.put_pair(replace(pair, last=item.number))


def put_back(
    office: Office, tx: Transaction, pair: Pair, opened: Opened, copy: Copy, *, now: datetime, unproven: bool
) -> Pair:
    """Puts a letter back that was lost, with what its recipient has said of it. Needs `SERIES` and the `PAIR`.

    Returns:
        The pair's new state, not written yet.
    """
    house, statement = tx.house().party, opened.statement
    if tx.statement(copy.letter) is None:
        tx.put_statement(opened.signed)
        tx.enter(Kind.LETTER.value, copy.letter, office.entropy(32), now)
    if tx.letter(copy.letter, house.id) is None:
        tx.set_number_floor(statement.series, statement.year, statement.number)
        tx.put_letter(as_letter(opened, copy, direction=Direction.OUT, sender=house.id, unproven=unproven, at=now))
    asked = [each for each in pair.lost if each.letter == copy.letter]
    for sealed in dict.fromkeys(each.sealed for each in asked):
        lost = replace(copy, direction=Direction.OUT, sealed=sealed, length=0, attachments=(), state=CopyState.LOST)
        tx.put_copy(lost)
    party = tx.party(pair.peer)
    assert party is not None  # it has just sent something
    for receipt in dict.fromkeys(each.receipt for each in asked):
        recall(tx, receipt, party=party, letter=copy.letter)
    return replace(pair, lost=tuple(each for each in pair.lost if each.letter != copy.letter))
