"""Receiving a pouch, by any road: the front reads it, the house places it, an answer is packed.

By hand and by network the same bytes meet the same function (law 3). A pouch that is damaged changes nothing. Of one
that was cut on the way, the letters that came whole are kept, so that they need not come again.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from verbale.exchange import lost, receipts
from verbale.exchange.front import KEY_REVOKED, Arrived, leave_out_unjudged, read_pouch
from verbale.exchange.holding import BEHIND_MARK, BEHIND_PARTY, check_free, hold, is_behind_mark
from verbale.exchange.opening import check_copy, open_attachment, open_copy
from verbale.exchange.order import Validity, judge
from verbale.exchange.pack import Asked, Load, Packed, lay_out_at_once, pack, seal
from verbale.exchange.placing import Received, alarm_about_copy, place, put_letter
from verbale.exchange.ports import Office, Scope, Transaction, View
from verbale.exchange.receipts import Saying
from verbale.exchange.records import Copy, CopyState
from verbale.formats.errors import Refused, Unavailable, Untrusted, VerbaleError
from verbale.formats.letter import read_attachment
from verbale.formats.receipt import Stage

CUT = "pouch-cut"


def receive(office: Office, source: Iterable[bytes], *, now: datetime, road: str) -> Received:
    """Takes a pouch.

    Args:
        office: the house.
        source: the pouch in blocks; it may raise `Unavailable("pouch-cut")` where the connection broke.
        now: the time.
        road: `hand` or `network`, for the record of contact.

    Raises:
        Malformed, Untrusted, Refused: with the code of what is wrong; nothing was changed, but that `held` may have
            been found out just now.
        Unavailable: as the store or the contents say; `pouch-cut`, after what came whole was kept.
    """
    return _take(office, source, now=now, road=road)


def receive_and_answer(office: Office, source: Iterable[bytes], *, now: datetime, road: str) -> tuple[Received, Packed]:
    """Takes a pouch and packs its answer, by one commit where nothing stands in the way: as `receive` and `answer`.

    Raises:
        Malformed, Untrusted, Refused, Unavailable: as `receive`, and as `pack`, then with the pouch taken.
    """
    loads: list[Load] = []

    def lay_out(tx: Transaction, received: Received) -> None:
        if not received.asks_back:
            load = lay_out_at_once(office, tx, received.peer, _asked(received), now=now)
            loads.extend([load] if load else [])

    received = _take(office, source, now=now, road=road, then=lay_out)
    return received, seal(office, loads[-1]) if loads else answer(office, received, now=now)


def _take(
    office: Office,
    source: Iterable[bytes],
    *,
    now: datetime,
    road: str,
    then: Callable[[Transaction, Received], None] | None = None,
) -> Received:
    with ExitStack() as stack:
        arrived: Arrived | None = None
        cut: VerbaleError | None = None
        try:
            for step in read_pouch(office, source, stack):
                arrived = step
        except Unavailable as failed:
            if failed.code != CUT or arrived is None or not arrived.letters:
                raise
            cut = failed
            leave_out_unjudged(arrived)
        assert arrived is not None
        received = _place(office, arrived, now=now, road=road, then=None if cut else then)
        if cut is not None:
            raise cut
        return received


def answer(office: Office, received: Received, *, now: datetime) -> Packed:
    """Packs the answer to a pouch that was received, with what its sender lost and asks for.

    Raises:
        Refused, Unavailable: as `pack` and `lost.give_back`.
    """
    if received.asks_back:
        lost.give_back(office, now=now)
    asked = _asked(received)
    return pack(office, received.peer, now=now, again=asked.again, receipts_only=asked.receipts_only, answering=True)


def _asked(received: Received) -> Asked:
    return Asked(again=received.again, receipts_only=received.stale, answering=True)


def open_waiting(office: Office, *, now: datetime, limit: int = 256) -> int:
    """Opens copies that were placed while the reading key was not here.

    Returns:
        How many copies were opened or found bad.
    """
    with office.store.read() as view:
        waiting = view.waiting_copies(limit)
    for copy in waiting:
        _open_one(office, copy, now=now)
    return len(waiting)


def _place(
    office: Office,
    arrived: Arrived,
    *,
    now: datetime,
    road: str,
    then: Callable[[Transaction, Received], None] | None,
) -> Received:
    for taken in arrived.letters:
        for staged in taken.staged:
            office.contents.adopt(staged)
    received = place(office, arrived, now=now, road=road, then=then)
    if received.behind:
        hold(office, BEHIND_PARTY, party=received.peer, now=now)
        raise Refused("held", "A counterpart shows more of this chancery's own record than is here; it signs nothing.")
    if received.held:
        raise Refused("held", "This chancery is held and takes nothing yet; what the pouch shows of its past is noted.")
    return received


def note_own_hold(office: Office, *, now: datetime) -> bool:
    """Holds the house if its store is behind its mark; called at start. Returns whether it is held."""
    with office.store.read() as view:
        # The mark first: another process may sign and mark a head once the state that is seen here is fixed.
        behind, held = is_behind_mark(office, view), view.house().held
    if behind and not held:
        hold(office, BEHIND_MARK, party=None, now=now)
    return bool(held) or behind


def _open_one(office: Office, copy: Copy, *, now: datetime) -> None:
    sealed = b"".join(office.contents.open(copy.sealed))
    with office.store.read() as view:
        party, house = view.party(copy.peer), view.house().party
        own = any(each.letter == copy.letter for each in view.pair(copy.peer).lost)
    assert party is not None
    sender, recipient = (house, party) if own else (party, house)
    opened, code, validity = None, "", Validity.IN_FORCE
    try:
        opened = open_copy(office, sealed, sender)
        check_copy(
            opened,
            house=recipient.id,
            letter=copy.letter,
            letter_class=copy.letter_class,
            attachments=copy.attachments,
        )
        parts = [part for part in opened.parts if part.kind == "attachment"]
        for part, enclosure in zip(parts, opened.enclosed, strict=True):
            blocks = office.contents.open(enclosure.sealed)
            for _ in open_attachment(office, blocks, read_attachment(part), enclosure):
                pass
        validity = judge(opened.signed, opened.statement.credence, sender, {}, None)
        if validity is Validity.REVOKED:
            raise Untrusted(KEY_REVOKED, "A letter is signed by a key that was revoked.")
    except Unavailable:
        raise
    except VerbaleError as wrong:
        opened, code = None, wrong.code
    with office.store.begin() as tx:
        tx.lock(*([(Scope.SERIES, b"")] if own else []), (Scope.PAIR, copy.peer))
        check_free(office, tx)
        if not _still_waits(tx, copy):
            return
        state, stage = (CopyState.REFUSED, Stage.COPY_REFUSED) if code else (CopyState.OPENED, Stage.OPENED)
        tx.set_copy_state(copy, state, code)
        if code:
            alarm_about_copy(tx, copy.peer, code, now)
        if opened is not None and own:
            unproven = validity is Validity.UNPROVEN
            tx.put_pair(lost.put_back(office, tx, tx.pair(copy.peer), opened, copy, now=now, unproven=unproven))
            return
        if opened is not None:
            put_letter(tx, office, opened, replace(copy, state=state), now=now, unproven=validity is Validity.UNPROVEN)
        saying = Saying(letter=copy.letter, sealed=copy.sealed, stage=stage, reason=code)
        pair = tx.pair(copy.peer)
        tx.put_pair(receipts.issue(office, tx, pair, [saying], keys=receipts.machine_keys(office), now=now))


def _still_waits(view: View, copy: Copy) -> bool:
    """Whether nobody opened a copy meanwhile."""
    copies = view.copies(copy.peer, copy.letter, incoming=True)
    return any(each.sealed == copy.sealed and each.state is CopyState.PLACED for each in copies)
