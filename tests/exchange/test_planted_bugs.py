"""Bugs that are planted, each in one place of the real use cases: the schedules must find every one of them.

What is planted is what a tired engineer might write. A bug that no schedule finds would say that the laws are not
looked at.
"""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from verbale.exchange import front, placing, receive
from verbale.exchange import letters as exchange_letters
from verbale.exchange.receipts import Saying
from verbale.exchange.records import CopyState
from verbale.formats import merkle
from verbale.formats.manifest import Have
from verbale.formats.receipt import Stage
from verbale.testing.simulate import play
from verbale.testing.store import MemoryTransaction

MOST = 600
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


def _users_of(name: str) -> list[object]:
    """Every module of the exchange and of the trials that has imported a name."""
    modules = [module for key, module in sys.modules.items() if key.startswith(("verbale.exchange", "verbale.testing"))]
    return [module for module in modules if hasattr(module, name)]


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
]


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    wrong = next((result.wrong for seed in range(MOST) if (result := play(seed)).wrong), "")
    # A schedule that merely falls over a clumsy plant has found nothing.
    assert wrong.startswith("LawBroken"), wrong or f"{MOST} schedules did not find that: {plant.__doc__}"
