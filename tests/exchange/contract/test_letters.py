"""Letters, copies, statements and evidence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.exchange.contract import samples
from tests.exchange.contract.samples import NOON, SERIES, people, writing
from verbale.exchange.ports import Store
from verbale.exchange.records import CopyState, Stored
from verbale.formats.receipt import Stage
from verbale.formats.statement import Kind

FIRST, SECOND, _ = (party.id for party in people().parties)
OWN = people().house.party.id


def test_a_letter_is_kept_with_everything_that_is_known_of_it(store: Store) -> None:
    letter = samples.letter("a", FIRST)
    with writing(store, FIRST) as tx:
        tx.put_letter(letter)
        assert tx.letter(letter.id, FIRST) == letter
    with store.read() as view:
        assert view.letter(letter.id, FIRST) == letter
        assert view.letter(samples.digest("letter", "b"), FIRST) is None


def test_a_sealed_letter_is_kept_with_the_little_that_is_known_and_written_anew_when_opened(store: Store) -> None:
    sealed, opened = samples.sealed_letter("a", FIRST), samples.letter("a", FIRST)
    for letter in (sealed, opened):
        with writing(store, FIRST) as tx:
            tx.put_letter(letter)
        with store.read() as view:
            assert view.letter(letter.id, FIRST) == letter


def test_two_senders_may_claim_one_id(store: Store) -> None:
    theirs, others = samples.letter("a", FIRST), samples.letter("a", SECOND, subject="Another")
    with writing(store, FIRST, SECOND) as tx:
        tx.put_letter(theirs)
        tx.put_letter(others)
    with store.read() as view:
        assert view.letter(theirs.id, FIRST) == theirs
        assert view.letter(theirs.id, SECOND) == others


def test_a_time_of_another_zone_is_the_same_instant(store: Store) -> None:
    plus_two = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    with writing(store, FIRST) as tx:
        tx.put_letter(samples.letter("a", FIRST, created=plus_two))
    with store.read() as view:
        letter = view.letter(samples.digest("letter", "a"), FIRST)
    assert letter is not None
    assert letter.created == plus_two
    assert letter.created == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_the_highest_numbers_are_those_of_opened_letters_by_series_and_year(store: Store) -> None:
    numbered = [("HR", 2026, 3), ("HR", 2026, 7), ("HR", 2026, 5), ("HR", 2025, 40), ("", 2026, 2)]
    with writing(store, FIRST, SECOND) as tx:
        for place, (series, year, number) in enumerate(numbered):
            tx.put_letter(samples.letter(str(place), FIRST, series=series, year=year, number=number))
        tx.put_letter(samples.letter("sealed", FIRST, series="HR", year=2026, number=99, opened=False))
        tx.put_letter(samples.letter("other", SECOND, number=1000))
    with store.read() as view:
        assert view.highest_numbers(FIRST) == [("", 2026, 2), ("HR", 2025, 40), ("HR", 2026, 7)]
        assert view.highest_numbers(OWN) == []


def test_copies_of_a_letter_come_back_in_the_order_in_which_they_came(store: Store) -> None:
    # The digests are in no order of their own.
    copies = [samples.copy("a", FIRST, variant=variant) for variant in (3, 1, 2)]
    with writing(store, FIRST, SECOND) as tx:
        for copy in copies:
            tx.put_copy(copy)
        tx.put_copy(samples.copy("b", FIRST))
        tx.put_copy(samples.copy("a", SECOND))
        tx.put_copy(samples.copy("a", FIRST, state=CopyState.SENT))
    with store.read() as view:
        assert view.copies(FIRST, samples.digest("letter", "a"), incoming=True) == copies
        assert view.copies(FIRST, samples.digest("letter", "a"), incoming=False) == [
            samples.copy("a", FIRST, state=CopyState.SENT)
        ]
        assert view.copies(FIRST, samples.digest("letter", "c"), incoming=True) == []


def test_what_became_of_a_copy_is_kept_and_its_place_in_the_order_too(store: Store) -> None:
    first, second = samples.copy("a", FIRST, variant=1), samples.copy("a", FIRST, variant=2)
    with writing(store, FIRST) as tx:
        tx.put_copy(first)
        tx.put_copy(second)
        tx.set_copy_state(first, CopyState.REFUSED, "sealed-for-others")
    with writing(store, FIRST) as tx:
        tx.set_copy_state(second, CopyState.OPENED, "")
    with store.read() as view:
        assert view.copies(FIRST, first.letter, incoming=True) == [
            replace(first, state=CopyState.REFUSED, reason="sealed-for-others"),
            replace(second, state=CopyState.OPENED),
        ]


def test_only_placed_copies_wait_for_the_reading_key_the_oldest_first(store: Store) -> None:
    with writing(store, FIRST, SECOND) as tx:
        tx.put_copy(samples.copy("c", SECOND))
        tx.put_copy(samples.copy("a", FIRST))
        tx.put_copy(samples.copy("b", FIRST))
        tx.put_copy(samples.copy("sent", FIRST, state=CopyState.SENT))
        tx.put_copy(samples.copy("opened", FIRST, state=CopyState.OPENED))
        tx.set_copy_state(samples.copy("a", FIRST), CopyState.REFUSED, "no")
    with store.read() as view:
        assert view.waiting_copies(10) == [samples.copy("c", SECOND), samples.copy("b", FIRST)]
        assert view.waiting_copies(1) == [samples.copy("c", SECOND)]


def test_evidence_is_in_the_order_in_which_it_was_learnt(store: Store) -> None:
    lines = [
        samples.evidence("a", FIRST, Stage.PLACED, samples.digest("r1")),
        samples.evidence("a", FIRST, Stage.ACCEPTED, samples.digest("r2")),
        samples.evidence(
            "a", FIRST, Stage.REFUSED, samples.digest("r3"), reason="officers", words="Nicht für uns.", issuer=OWN
        ),
    ]
    with store.begin() as tx:
        tx.put_evidence(lines[:1])
        tx.put_evidence(lines[1:])
        tx.put_evidence([samples.evidence("a", SECOND, Stage.PLACED, samples.digest("r4"))])
        tx.put_evidence([])
    with store.read() as view:
        assert list(view.evidence(samples.digest("letter", "a"), FIRST)) == lines
        assert list(view.evidence(samples.digest("letter", "b"), FIRST)) == []


def test_a_line_that_is_there_stays_as_it_is(store: Store) -> None:
    line = samples.evidence("a", FIRST, Stage.PLACED, samples.digest("r1"))
    again = replace(line, time=NOON + timedelta(days=1), words="later")
    of_another_copy = replace(line, sealed=samples.digest("another copy"))
    of_another_receipt = replace(line, receipt=samples.digest("r2"))
    with store.begin() as tx:
        tx.put_evidence([line])
    with store.begin() as tx:
        tx.put_evidence([again, of_another_copy, of_another_receipt, again])
    with store.read() as view:
        kept = list(view.evidence(samples.digest("letter", "a"), FIRST))
    assert kept == [line, of_another_copy, of_another_receipt]


def test_a_statement_is_kept_once_as_it_first_came(store: Store) -> None:
    signed = samples.statement("a", Kind.RECEIPT)
    with store.begin() as tx:
        tx.put_statement(signed, beside=b"[1]")
    with store.begin() as tx:
        tx.put_statement(signed, beside=b"[2]")
    kept = Stored(digest=signed.digest, kind="receipt", envelope=signed.envelope_bytes, beside=b"[1]")
    with store.read() as view:
        assert view.statement(signed.digest) == kept
        assert view.statement(bytes(32)) is None


def test_many_statements_are_found_at_once_and_those_that_are_not_kept_are_left_out(store: Store) -> None:
    signed = [samples.statement(str(number)) for number in range(900)]
    with store.begin() as tx:
        for each in signed:
            tx.put_statement(each)
    asked = [each.digest for each in signed] + [bytes(32), signed[0].digest]
    with store.read() as view:
        found = view.statements(asked)
        assert view.statements([]) == {}
    assert found.keys() == {each.digest for each in signed}
    assert all(stored.digest == digest and stored.beside == b"" for digest, stored in found.items())


def test_numbers_of_a_series_and_year_follow_one_another(store: Store) -> None:
    with store.begin() as tx:
        tx.lock(SERIES)
        assert [tx.next_number("HR", 2026) for _ in range(3)] == [1, 2, 3]
        assert tx.next_number("HR", 2027) == 1
        assert tx.next_number("", 2026) == 1
    with store.begin() as tx:
        tx.lock(SERIES)
        assert tx.next_number("HR", 2026) == 4


def test_a_number_goes_back_if_its_transaction_fails(store: Store) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), store.begin() as tx:
            tx.lock(SERIES)
            assert tx.next_number("HR", 2026) == 1
            raise ZeroDivisionError
    with store.begin() as tx:
        tx.lock(SERIES)
        assert tx.next_number("HR", 2026) == 1


def test_a_floor_raises_the_next_number_and_never_lowers_it(store: Store) -> None:
    with store.begin() as tx:
        tx.lock(SERIES)
        tx.set_number_floor("HR", 2026, 40)
        tx.set_number_floor("HR", 2026, 10)
        assert tx.next_number("HR", 2026) == 41
        tx.set_number_floor("HR", 2026, 40)
        assert tx.next_number("HR", 2026) == 42


def test_a_draft_that_nobody_cleared_has_no_digest(store: Store) -> None:
    with store.begin() as tx:
        assert tx.cleared(bytes(32)) is None
