"""Bugs to be planted, each in one place of the real use cases or of a store: what a tired engineer might write."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from verbale.exchange import front, lost, placing, receive, register
from verbale.exchange import letters as exchange_letters
from verbale.exchange.ports import Staged, Transaction
from verbale.exchange.receipts import Saying
from verbale.exchange.records import Alarm, CopyState
from verbale.formats import merkle
from verbale.formats.errors import VerbaleError
from verbale.formats.manifest import Have
from verbale.formats.receipt import Stage
from verbale.practice import evidence
from verbale.testing.store import MemoryStore, MemoryTransaction
from verbale.testing.world import Chancery

Plant = Callable[[pytest.MonkeyPatch], None]


def receipt_before_commit(patch: pytest.MonkeyPatch) -> None:
    """The receipt is packed and leaves although the transaction is then undone."""
    place = placing.place

    def place_too_late(office, arrived, *, now, road, then=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        snapshot = office.store.snapshot()
        received = place(office, arrived, now=now, road=road, then=then)
        if received.letters and arrived.manifest.number % 5 == 0:
            kept = office.store.snapshot()
            snapshot["contents"], snapshot["pairs"] = kept["contents"], kept["pairs"]
            snapshot["items"], snapshot["statements"] = kept["items"], kept["statements"]
            office.store.restore(snapshot)
        return received

    patch.setattr(receive, "place", place_too_late)


def known_id_suppresses_a_letter(patch: pytest.MonkeyPatch) -> None:
    """A letter counts as known by its id alone, so junk sent first keeps it away."""
    look = front._look

    def look_at_id(view, party, item):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if view.copies(party.id, item.letter, incoming=True):
            return front.TakenLetter(item=item, known=True)
        return look(view, party, item)

    patch.setattr(front, "_look", look_at_id)


def knock_that_never_ends(patch: pytest.MonkeyPatch) -> None:
    """A pouch is due for as long as there ever was an item."""
    for module in _users_of("is_due"):
        patch.setattr(module, "is_due", lambda view, peer: view.pair(peer).last > 0)


def gap_counted_as_held(patch: pytest.MonkeyPatch) -> None:
    """What is held is taken to be everything up to the highest number."""
    patch.setattr(Have, "add", lambda self, number: Have(through=max(self.through, number)))


def receipt_of_any_letter(patch: pytest.MonkeyPatch) -> None:
    """A receipt's lines are taken whether or not we sent such a copy."""
    patch.setattr(placing, "_of_ours", lambda _tx, receipt: list(receipt.lines))


def old_pouch_counts_as_new(patch: pytest.MonkeyPatch) -> None:
    """What an old pouch says is held takes the place of what a newer one said."""
    patch.setattr(placing, "_is_stale", lambda *_: False)


def number_kept_through_a_failure(patch: pytest.MonkeyPatch) -> None:
    """A number is taken outside the transaction, as a sequence of a database would."""
    taken: dict[tuple[int, str, int], int] = {}

    def next_number(self, series, year):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        key = id(self._tables), series, year
        taken[key] = max(taken.get(key, 0), self._tables["numbers"].get((series, year), 0)) + 1
        self._set("numbers", (series, year), taken[key])
        return taken[key]

    patch.setattr(MemoryTransaction, "next_number", next_number)


def heads_cosigned_unseen(patch: pytest.MonkeyPatch) -> None:
    """A head is cosigned without looking whether it begins with the one seen before."""
    patch.setattr(merkle, "verify_consistency", lambda *_: None)


def receipts_earn_receipts(patch: pytest.MonkeyPatch) -> None:
    """A receipt is answered by a receipt."""
    place_receipt = placing._place_receipt

    def answer_it(doings, taken):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        place_receipt(doings, taken)
        saying = Saying(letter=taken.item.receipt, sealed=taken.item.sha256, stage=Stage.PLACED)
        doings.sayings.append(saying)

    patch.setattr(placing, "_place_receipt", answer_it)


def changed_after_clearance(patch: pytest.MonkeyPatch) -> None:
    """The text is changed between clearance and sealing."""
    parts = exchange_letters._parts

    def changed(office, draft):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return parts(office, replace(draft, subject=draft.subject + "."))

    patch.setattr(exchange_letters, "_parts", changed)


def opened_without_opening(patch: pytest.MonkeyPatch) -> None:
    """A placed letter is receipted as opened although the reading key is not here."""
    copy = placing._copy

    def as_opened(arrived, taken, now):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        made = copy(arrived, taken, now)
        return replace(made, state=CopyState.OPENED) if made.state is CopyState.PLACED else made

    patch.setattr(placing, "_copy", as_opened)


def rollback_not_seen(patch: pytest.MonkeyPatch) -> None:
    """What a counterpart shows of our past is not compared with what is here."""
    patch.setattr(placing, "_shows_more", lambda *_: False)


def head_not_marked(patch: pytest.MonkeyPatch) -> None:
    """A head is shown that is not marked outside the store."""
    patch.setattr(register, "_mark_newest", lambda _: None)


def void_hides_a_letter(patch: pytest.MonkeyPatch) -> None:
    """A letter whose number is held, by a void perhaps, is taken for one that is known."""
    place_letter = placing._place_letter

    def unless_held(doings, taken):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        held = doings.pair.ours.holds(taken.item.number)
        place_letter(doings, replace(taken, known=taken.known or held))

    patch.setattr(placing, "_place_letter", unless_held)


def contents_adopted_afterwards(patch: pytest.MonkeyPatch) -> None:
    """The receipt is committed before the files that it speaks of have their names."""
    place = receive._place

    class Late:
        """Contents that adopt nothing yet."""

        def __init__(self, office) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            self.staged: list[Staged] = []
            self.adopt = self.staged.append
            self.open, self.stage, self.length = office.contents.open, office.contents.stage, office.contents.length

    def place_first(office, arrived, **options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202
        late = Late(office)
        received = place(replace(office, contents=late), arrived, **options)
        for staged in late.staged:
            office.contents.adopt(staged)
        return received

    patch.setattr(receive, "_place", place_first)


def last_commit_lost_at_a_crash(patch: pytest.MonkeyPatch) -> None:
    """A commit is durable only when the next one comes."""
    restart = Chancery.restart

    def lose_and_restart(self: Chancery) -> bool:
        self.store.restore(self.store.before_last)  # type: ignore[attr-defined]
        return restart(self)

    _keep_state_before_commit(patch)
    patch.setattr(Chancery, "restart", lose_and_restart)


def words_in_an_alarm(patch: pytest.MonkeyPatch) -> None:
    """An alarm quotes the subject of a letter."""
    put_letter = MemoryTransaction.put_letter

    def put_and_tell(self, letter):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        put_letter(self, letter)
        if letter.expires:
            self.put_alarm(Alarm(code="expires", party=letter.sender, reason=letter.subject, at=letter.at))

    patch.setattr(MemoryTransaction, "put_letter", put_and_tell)


def last_told_wins(patch: pytest.MonkeyPatch) -> None:
    """A ladder shows what was told last, not what was first."""
    patch.setattr(evidence, "sorted", lambda lines, **_: list(lines), raising=False)


def refused_pouch_is_noted(patch: pytest.MonkeyPatch) -> None:
    """A pouch that is refused leaves an alarm for everybody to fill."""
    take = receive._take

    def take_or_note(office, source, *, now, **options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN003, ANN202
        try:
            return take(office, source, now=now, **options)
        except VerbaleError as refused:
            with office.store.begin() as tx:
                tx.put_alarm(Alarm(code=refused.code, party=None, reason=refused.reason, at=now))
            raise

    patch.setattr(receive, "_take", take_or_note)


def non_paper_is_signed(patch: pytest.MonkeyPatch) -> None:
    """A non-paper is sent as any other letter."""
    patch.setattr(exchange_letters, "UNAVAILABLE_CLASSES", ())


def draft_sent_twice(patch: pytest.MonkeyPatch) -> None:
    """A draft that was sent, and whose sender was not told, is sent as another letter."""
    patch.setattr(MemoryTransaction, "sent_as", lambda *_: None)


def two_workers_open_one_copy(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks under the lock whether another worker opened the copy meanwhile."""
    patch.setattr(receive, "_still_waits", lambda *_: True)


def newest_keys_under_no_head(patch: pytest.MonkeyPatch) -> None:
    """A pouch goes under a young head that does not cover the newest keys, so nothing is shown to be older."""
    for module in _users_of("covers_identity"):
        patch.setattr(module, "covers_identity", lambda *_: True)


def undo_forgets_a_table(patch: pytest.MonkeyPatch) -> None:
    """A transaction that fails leaves behind what receipts proved."""
    undo = MemoryStore._undo

    def undo_most(self, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        undo(self, {key: value for key, value in before.items() if key[0] != "evidence"})

    patch.setattr(MemoryStore, "_undo", undo_most)


def letters_numbered_anew_after_a_restore(patch: pytest.MonkeyPatch) -> None:
    """A recovery does not go on above the numbers of letters that counterparts have read."""
    patch.setattr(MemoryTransaction, "set_number_floor", lambda *_: None)


def items_numbered_anew_after_a_restore(patch: pytest.MonkeyPatch) -> None:
    """A recovery does not go on above the numbers of items that counterparts hold."""
    note_shown = placing._note_shown

    def note_less(tx, pair, arrived, now):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return replace(note_shown(tx, pair, arrived, now), last=pair.last)

    patch.setattr(placing, "_note_shown", note_less)
    patch.setattr(placing, "_go_on_above", lambda _tx, pair, _have: pair)


def lost_letters_forgotten(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks for the letters that receipts name and that are not here any more."""
    patch.setattr(lost, "ask_for", lambda pair, *_: pair)


def _users_of(name: str) -> list[object]:
    """Every module of the exchange and of the trials that has imported a name."""
    modules = [module for key, module in sys.modules.items() if key.startswith(("verbale.exchange", "verbale.testing"))]
    return [module for module in modules if hasattr(module, name)]


def _keep_state_before_commit(patch: pytest.MonkeyPatch) -> None:
    begin = MemoryStore.begin

    @contextmanager
    def remember(self: MemoryStore) -> Iterator[Transaction]:
        self.before_last = self.snapshot()  # type: ignore[attr-defined]
        with begin(self) as tx:
            yield tx

    patch.setattr(MemoryStore, "begin", remember)


PLANTED: list[Plant] = [
    receipt_before_commit,
    known_id_suppresses_a_letter,
    knock_that_never_ends,
    gap_counted_as_held,
    receipt_of_any_letter,
    old_pouch_counts_as_new,
    number_kept_through_a_failure,
    heads_cosigned_unseen,
    receipts_earn_receipts,
    changed_after_clearance,
    opened_without_opening,
    rollback_not_seen,
    head_not_marked,
    void_hides_a_letter,
    contents_adopted_afterwards,
    last_commit_lost_at_a_crash,
    words_in_an_alarm,
    last_told_wins,
    refused_pouch_is_noted,
    non_paper_is_signed,
    draft_sent_twice,
    two_workers_open_one_copy,
    newest_keys_under_no_head,
    undo_forgets_a_table,
    letters_numbered_anew_after_a_restore,
    items_numbered_anew_after_a_restore,
    lost_letters_forgotten,
]
