"""The house: what the front read is placed, entered and receipted in one transaction.

Files are synced and named before it, so that after the commit everything that a receipt speaks of is durable; only
then may the receipt leave. If the process ends before the commit, nothing happened; the sender sends again. If it
ends after it, the same pouch finds every letter known and earns the same stored receipts. Source: protocol §5.4 to 5.6.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from verbale.exchange import lost, receipts, witness
from verbale.exchange.front import KEY_REVOKED, Arrived, TakenLetter, TakenReceipt, leave_out_unproven
from verbale.exchange.holding import check_free, has_answered
from verbale.exchange.opening import Opened, as_letter
from verbale.exchange.ports import Office, Scope, Transaction
from verbale.exchange.receipts import Saying
from verbale.exchange.records import Alarm, Copy, CopyState, Direction, Letter, Pair, Party, Standing
from verbale.formats import limits
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.manifest import Have, Knows, VoidItem
from verbale.formats.receipt import Line, Receipt, Stage, write_lines
from verbale.formats.statement import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterResult:
    """What became of a letter of a pouch: `placed`, `again` or `refused`, with the code of the reason.

    A letter of the house's own that it had lost and asked for is `given-back`.
    """

    letter: bytes
    result: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a pouch.

    Attributes:
        peer: who sent it.
        letters: what became of each of its letters, in order.
        receipts: letter and stage of each line of its receipts that holds.
        refused_receipts: the codes of receipts that do not hold.
        stale: whether it is older than one seen before; then only its items counted.
        again: numbers of our items that answer letters that came again.
        asks_back: whether it asks for letters of its own that are here.
        behind: whether it shows that this chancery lost part of its own record; then nothing was taken.
        held: whether this chancery is held; then nothing was taken but what the pouch shows of its past.
    """

    peer: bytes
    letters: tuple[LetterResult, ...] = ()
    receipts: tuple[tuple[bytes, Stage], ...] = ()
    refused_receipts: tuple[str, ...] = ()
    stale: bool = False
    again: tuple[int, ...] = ()
    asks_back: bool = False
    behind: bool = False
    held: bool = False


@dataclass(slots=True)
class _Doings:
    """What a transaction has done so far, with what it works with."""

    office: Office
    tx: Transaction
    arrived: Arrived
    now: datetime
    pair: Pair
    sayings: list[Saying] = field(default_factory=list)
    letters: list[LetterResult] = field(default_factory=list)
    lines: list[tuple[bytes, Stage]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    again: list[int] = field(default_factory=list)


def place(
    office: Office,
    arrived: Arrived,
    *,
    now: datetime,
    road: str,
    then: Callable[[Transaction, Received], None] | None = None,
) -> Received:
    """Places what arrived, in one transaction; its contents must have been adopted.

    Args:
        office: the house.
        arrived: what the front read.
        now: the time.
        road: by which road it came.
        then: done at the end of the transaction, if the pouch was taken; holds its locks.

    Raises:
        Refused: `held`.
        Unavailable: as the store says.
    """
    peer = arrived.party.id
    with office.store.begin() as tx:
        locks = [(Scope.PAIR, peer), (Scope.WITNESS, peer)]
        if any(taken.own for taken in arrived.letters):
            locks.insert(0, (Scope.SERIES, b""))
        tx.lock(*([(Scope.HOUSE, b"")] if arrived.news.statements else []), *locks)
        pair = tx.pair(peer)
        shows_more = _shows_more(tx, arrived, pair)
        if shows_more or tx.house().held:
            if not arrived.by_old_front:
                tx.put_pair(_note_shown(tx, pair, arrived, now))
            return Received(peer=peer, held=True, behind=shows_more)
        check_free(office, tx)
        stale = _is_stale(arrived, pair)
        if not stale and arrived.manifest.knows.generation < tx.house().party.generation:
            # It was not heard before the recovery, perhaps, and what it holds was given before that.
            pair = _go_on_above(tx, pair, arrived.manifest.have)
        if _keep_news(tx, arrived, now):
            # What a party that recovers lost is sent again by what it says here, also of our own papers.
            tx.put_pair(_hear(tx, pair, arrived, stale=stale, now=now, road=road))
            return Received(peer=peer)
        doings = _Doings(office=office, tx=tx, arrived=arrived, now=now, pair=pair)
        _place_items(doings, stale=stale)
        pair = doings.pair
        if doings.sayings:
            keys = receipts.machine_keys(office)
            pair = receipts.issue(office, tx, pair, doings.sayings, keys=keys, now=now)
        pair = _hear(tx, pair, arrived, stale=stale, now=now, road=road)
        pair = _witness(office, tx, arrived, pair, now)
        tx.put_pair(pair)
        received = replace(_tell(doings, stale=stale), asks_back=bool(pair.back))
        if then is not None:
            then(tx, received)
    return received


def _place_items(doings: _Doings, *, stale: bool) -> None:
    if stale:
        leave_out_unproven(doings.arrived)
    for taken in doings.arrived.letters:
        _place_letter(doings, taken)
    for receipt in doings.arrived.receipts:
        _place_receipt(doings, receipt)
    for item in doings.arrived.manifest.items:
        if isinstance(item, VoidItem):
            _count(doings, item.number, new=False)


def _tell(doings: _Doings, *, stale: bool) -> Received:
    return Received(
        peer=doings.pair.peer,
        letters=tuple(doings.letters),
        receipts=tuple(doings.lines),
        refused_receipts=tuple(doings.refused),
        stale=stale,
        again=tuple(doings.again),
    )


def _is_stale(arrived: Arrived, pair: Pair) -> bool:
    """Whether only the items of a pouch count: a newer one was seen, or its front key is no more in force."""
    seen = (arrived.manifest.epoch, arrived.manifest.number) <= (pair.their_epoch, pair.their_pouch)
    return seen or arrived.by_old_front


def _shows_more(tx: Transaction, arrived: Arrived, pair: Pair) -> bool:
    """Whether the pouch shows more of the house's own past than the house has (protocol §6)."""
    return _proves_more(tx, arrived) or (not arrived.by_old_front and _claims_more(tx, arrived, pair))


def _proves_more(tx: Transaction, arrived: Arrived) -> bool:
    """Whether the house's own signature on a head that it has not shows it."""
    return arrived.cosigned is not None and not witness.is_of_own_past(tx, arrived.cosigned)


def _claims_more(tx: Transaction, arrived: Arrived, pair: Pair) -> bool:
    """Whether the manifest says so."""
    house, knows = tx.house().party, arrived.manifest.knows
    if knows.generation != house.generation:
        return knows.generation > house.generation
    head = tx.head()
    size = head.size if head and head.origin == house.origin else 0
    return arrived.manifest.have.most > pair.last or knows.head > size or knows.credence > house.credence.number


def _note_shown(tx: Transaction, pair: Pair, arrived: Arrived, now: datetime) -> Pair:
    """What a recovery will count from: the numbers that were used already, and what the counterpart knows.

    It is heard only by what answers a pouch of this hold: one that was on its way before may know nothing of what was
    lost.
    """
    manifest = arrived.manifest
    seen = manifest.answers or (0, 0)
    last = max(pair.last, manifest.have.most)
    pair = replace(_with_seen_epoch(pair, seen), last=last, heard_at=now)
    answers = bool(pair.asked) and seen >= (pair.asked, 0)
    if has_answered(pair) and not answers:
        return pair
    pair = _go_on_above(tx, pair, manifest.have)
    return replace(pair, seen_pouch=seen if answers else pair.seen_pouch, theirs=manifest.have, knows=manifest.knows)


def _go_on_above(tx: Transaction, pair: Pair, have: Have) -> Pair:
    """Goes on above the numbers that a counterpart holds, with items too that it holds by number.

    They may have been given since the restore, under numbers that were lost here and that it holds something else by.
    What it has nevertheless is known there when it comes again.
    """
    pair = replace(pair, last=max(pair.last, have.most))
    for each in tx.items(pair.peer, above=pair.theirs.through, limit=have.most):
        number = each.item.number
        if have.holds(number) and not pair.theirs.holds(number) and not isinstance(each.item, VoidItem):
            pair = replace(pair, last=pair.last + 1)
            tx.put_item(replace(each, item=replace(each.item, number=pair.last)))
    return pair


def _keep_news(tx: Transaction, arrived: Arrived, now: datetime) -> bool:
    """Keeps what the papers of identity bring; returns whether nothing more of the pouch counts."""
    news = arrived.news
    known = tx.party(news.party.id)
    if known is None or known.standing is Standing.SUSPENDED:
        raise Refused("party-suspended", "The exchange with this party is suspended until officers decide.")
    for signed in news.statements:
        tx.put_statement(signed)
    if news.statements:
        tx.put_party(_merge(known, news.party))
    if news.fork is not None:
        reason = f"It showed two versions {news.fork[0].number} of its letter of credence; both are kept."
        tx.put_alarm(Alarm(code="credence-fork", party=news.party.id, reason=reason, at=now))
        return True
    if news.party.standing is Standing.RECOVERING:
        reason = "It says that it was put back from a backup; confirm it with its officers."
        tx.put_alarm(Alarm(code="recovery-unconfirmed", party=news.party.id, reason=reason, at=now))
        return True
    return False


def _merge(known: Party, news: Party) -> Party:
    """What the papers bring, upon what is known under the lock: officers may have changed the rest meanwhile."""
    for one, other in zip(known.chain, news.chain, strict=False):
        if one.digest != other.digest:
            raise Unavailable("busy", "The party's papers changed meanwhile; the pouch is to be read again.")
    return replace(
        known,
        chain=max(known.chain, news.chain, key=len),
        keys=max(known.keys, news.keys, key=lambda keys: keys.rank),
        revoked={**known.revoked, **news.revoked},
        standing=news.standing,
    )


def _place_letter(doings: _Doings, taken: TakenLetter) -> None:
    tx, item, peer = doings.tx, taken.item, doings.arrived.party.id
    copies = tx.copies(peer, item.letter, incoming=True)
    held = doings.pair.ours.holds(item.number)
    _count(doings, item.number, new=held and not copies and not _has_lapsed(tx, item.letter, peer))
    if taken.known or any(copy.sealed == item.sealed for copy in copies):
        doings.again += [each.item.number for each in tx.receipts_about(peer, item.letter)]
        doings.letters.append(LetterResult(letter=item.letter, result="again"))
        return
    copy = _copy(doings.arrived, taken, doings.now)
    tx.put_copy(copy)
    if taken.refused or taken.bad_copy:
        stage = Stage.REFUSED if taken.refused else Stage.COPY_REFUSED
        reason = taken.refused or taken.bad_copy
        doings.sayings.append(Saying(letter=item.letter, sealed=item.sealed, stage=stage, reason=reason))
        doings.letters.append(LetterResult(letter=item.letter, result="refused", reason=reason))
        if taken.bad_copy:
            alarm_about_copy(tx, copy.peer, taken.bad_copy, doings.now)
        return
    for staged in taken.staged:
        tx.put_content(staged)
    if taken.own:
        if taken.opened is not None:
            doings.pair = lost.put_back(
                doings.office, tx, doings.pair, taken.opened, copy, now=doings.now, unproven=taken.unproven
            )
        doings.letters.append(LetterResult(letter=item.letter, result="given-back"))
        return
    stages = [Stage.ACCEPTED, Stage.PLACED]
    if taken.opened is not None:
        stages.append(Stage.OPENED)
    known = tx.letter(item.letter, peer) if copies else None
    if known is None or (taken.opened is not None and not known.opened):
        put_letter(tx, doings.office, taken.opened, copy, now=doings.now, unproven=taken.unproven)
    doings.sayings += [Saying(letter=item.letter, sealed=item.sealed, stage=stage) for stage in stages]
    doings.letters.append(LetterResult(letter=item.letter, result="placed"))


def alarm_about_copy(tx: Transaction, peer: bytes, code: str, now: datetime) -> None:
    """Raises an alarm about a copy that is not the letter whose id it bears; row P12 of the attack catalogue.

    A letter under a key that was revoked meanwhile can be honest and raises none. One alarm stands for each party,
    however many copies it sends.
    """
    if code == KEY_REVOKED:
        return
    reason = (
        f"It sent a copy that is not the letter whose id it bears ({code}); the copy is refused, the letter is not."
    )
    tx.put_alarm(Alarm(code="bad-copy", party=peer, reason=reason, at=now))


def _has_lapsed(tx: Transaction, letter: bytes, sender: bytes) -> bool:
    """Whether a sender let its letter lapse and gave its number to a void: then the letter itself may still come."""
    lines = tx.evidence(letter, tx.house().party.id)
    return any(line.stage is Stage.LAPSED and line.issuer == sender for line in lines)


def _count(doings: _Doings, number: int, *, new: bool) -> None:
    """Counts a number as held. A pouch under an old front key fills none, or a thief could keep true items away.

    If a number that is held already comes with something new, it raises an alarm; what came is taken all the same.
    """
    if doings.arrived.by_old_front:
        return
    held, doings.pair = doings.pair.ours, replace(doings.pair, ours=doings.pair.ours.add(number))
    if new and held.holds(number):
        reason = "It gave one number of its sequence to two things, as a chancery put back from a backup may do."
        doings.tx.put_alarm(Alarm(code="number-reused", party=doings.pair.peer, reason=reason, at=doings.now))


def put_letter(
    tx: Transaction, office: Office, opened: Opened | None, copy: Copy, *, now: datetime, unproven: bool = False
) -> None:
    """Writes the letter of a copy, opened or not; an opened letter's statement is kept and entered.

    Needs the `PAIR` of the copy's peer.
    """
    if opened is None:
        letter = Letter(
            id=copy.letter,
            direction=Direction.IN,
            sender=copy.peer,
            recipients=(tx.house().party.id,),
            letter_class=copy.letter_class,
            sealed=copy.sealed,
            attachments=len(copy.attachments),
            opened=False,
            at=copy.at,
        )
        tx.put_letter(letter)
        return
    if tx.statement(opened.signed.digest) is None:
        tx.put_statement(opened.signed)
        tx.enter(Kind.LETTER.value, opened.signed.digest, office.entropy(32), now)
    tx.put_letter(as_letter(opened, copy, direction=Direction.IN, sender=copy.peer, unproven=unproven, at=copy.at))


def _copy(arrived: Arrived, taken: TakenLetter, now: datetime) -> Copy:
    if taken.refused or taken.bad_copy:
        state = CopyState.REFUSED
    else:
        state = CopyState.PLACED if taken.opened is None else CopyState.OPENED
    return Copy(
        peer=arrived.party.id,
        direction=Direction.IN,
        letter=taken.item.letter,
        sealed=taken.item.sealed,
        length=taken.item.length,
        letter_class=taken.item.letter_class,
        attachments=taken.item.attachments,
        state=state,
        reason=taken.refused or taken.bad_copy,
        at=now,
    )


def _place_receipt(doings: _Doings, taken: TakenReceipt) -> None:
    tx, now = doings.tx, doings.now
    _count(doings, taken.item.number, new=tx.statement(taken.item.receipt) is None)
    receipt, wrong = taken.receipt, taken.wrong
    if receipt is not None and receipt.recipient != tx.house().party.id:
        receipt, wrong = None, "receipt-not-for-us"
    # Each line counts by itself: one on a letter that we never sent, as a thief of our front could provoke, does not
    # take away what the others prove.
    lines = _of_ours(tx, receipt) if receipt else []
    unknown = lost.lines_on_lost(tx, receipt) if receipt and len(lines) < len(receipt.lines) else []
    if receipt is not None and len(lines) + len(unknown) < len(receipt.lines):
        wrong = "receipt-letter"
    if wrong:
        doings.refused.append(wrong)
        reason = "It sent a receipt that does not hold; the evidence did not move."
        tx.put_alarm(Alarm(code=wrong, party=doings.arrived.party.id, reason=reason, at=now))
    if receipt is None or not (lines or unknown):
        return
    if tx.statement(receipt.digest) is None:
        receipts.keep(tx, receipt, lines, beside=write_lines(receipt.lines), unproven=taken.unproven)
        doings.pair = lost.ask_for(doings.pair, receipt, unknown)
        tx.enter(Kind.RECEIPT.value, receipt.digest, doings.office.entropy(32), now)
    doings.lines += [(line.letter, line.stage) for line in lines]


def _of_ours(tx: Transaction, receipt: Receipt) -> list[Line]:
    """The lines on copies that were sent to its issuer, or on letters of the issuer's own that lapsed."""
    letters = {line.letter for line in receipt.lines if line.stage is not Stage.LAPSED}
    sent = {letter: {copy.sealed for copy in tx.copies(receipt.issuer, letter, incoming=False)} for letter in letters}
    return [line for line in receipt.lines if line.stage is Stage.LAPSED or line.sealed in sent[line.letter]]


def _hear(tx: Transaction, pair: Pair, arrived: Arrived, *, stale: bool, now: datetime, road: str) -> Pair:
    """What the manifest says of the exchange; of an old pouch, nothing but that it came."""
    pair = replace(pair, heard_at=now, heard_by=road)
    manifest = arrived.manifest
    if stale:
        return _owing_more(pair, manifest.knows)
    seen = manifest.answers or (0, 0)
    answered = pair.wants if pair.wants_in != (0, 0) and seen >= pair.wants_in else ()
    wants, back = lost.split_wants(tx, pair.peer, [each for each in manifest.wants if each not in answered])
    pair = lost.drop_denied(pair, manifest.none)
    confirmed = pair.cosigned_in != (0, 0) and seen >= pair.cosigned_in
    return replace(
        _with_seen_epoch(pair, seen),
        theirs=manifest.have,
        their_last=manifest.last,
        their_epoch=manifest.epoch,
        their_offer=arrived.offer.signed.digest,
        their_pouch=manifest.number,
        seen_pouch=seen,
        knows=manifest.knows,
        wants=wants,
        wants_in=(0, 0),
        back=back,
        cosignature_due=pair.cosignature_due and not confirmed,
        cosigned_in=(0, 0) if confirmed else pair.cosigned_in,
    )


def _owing_more(pair: Pair, knows: Knows) -> Pair:
    """Sends papers again that an old pouch lacks: a party put back from a backup could read nothing without them."""
    if pair.knows is None or knows.credence >= pair.knows.credence:
        return pair
    return replace(pair, knows=replace(pair.knows, credence=knows.credence, keys=knows.keys))


def _with_seen_epoch(pair: Pair, seen: tuple[int, int]) -> Pair:
    """Goes on above an epoch of ours that the other side saw and that was lost here: a clock may be behind it."""
    if not (pair.epoch, pair.pouches) < seen < (limits.INTEGER // 2, 0):
        return pair
    return replace(pair, epoch=seen[0], offer=b"", offer_transport=b"")


def _witness(office: Office, tx: Transaction, arrived: Arrived, pair: Pair, now: datetime) -> Pair:
    if arrived.cosigned is not None:
        tx.put_cosignature(witness.as_cosignature(arrived.cosigned, arrived.party))
    if arrived.head is not None and witness.take_head(office, tx, arrived.party, arrived.head, now=now):
        return replace(pair, cosignature_due=True, cosigned_in=(0, 0))
    return pair
