"""The ladder of evidence: a fold over receipts that knows neither order nor repetition, and proves what it says."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats.receipt import Stage
from verbale.practice.evidence import EVENTS, SIGNED, Evidence, fold, reached

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXPIRY = BEGINNING + timedelta(minutes=5)
LETTER, SENDER, RECIPIENT = (bytes([number]) * 32 for number in (1, 2, 3))
RISING = [Stage.ACCEPTED, Stage.PLACED, Stage.OPENED, Stage.ACKNOWLEDGED]

minutes = st.integers(0, 10)
expiries = st.none() | st.just(EXPIRY)


def evidence(stage: Stage, minute: int, *, receipt: int = 0, unproven: bool = False) -> Evidence:
    return Evidence(
        letter=LETTER,
        party=RECIPIENT,
        issuer=SENDER if stage is Stage.LAPSED else RECIPIENT,
        stage=stage,
        time=BEGINNING + timedelta(minutes=minute),
        reason="by-officers" if stage in (Stage.REFUSED, Stage.COPY_REFUSED) else "",
        receipt=bytes([receipt]) * 32,
        sealed=bytes(32),
        unproven=unproven,
    )


rungs = st.builds(evidence, st.sampled_from(Stage), minutes, receipt=st.integers(0, 3), unproven=st.booleans())


@given(st.data(), st.lists(rungs, max_size=8), expiries)
def test_any_order_and_any_repetition_give_the_same_ladder(
    data: st.DataObject, lines: list[Evidence], expires: datetime | None
) -> None:
    again = data.draw(st.permutations(lines + data.draw(st.lists(st.sampled_from(lines)) if lines else st.just([]))))
    assert fold(again, expires=expires) == fold(lines, expires=expires)


@given(st.lists(rungs, max_size=8), expiries)
def test_no_word_is_bigger_than_its_proof(lines: list[Evidence], expires: datetime | None) -> None:
    ladder = fold(lines, expires=expires)
    assert set(ladder.rungs) <= set(lines)
    assert ladder.reached == SIGNED or ladder.reached in {each.stage.value for each in ladder.rungs}
    stages = [each.stage for each in ladder.rungs]
    assert stages == [stage for stage in Stage if stage in stages]
    for rung in ladder.rungs:
        assert rung.time == min(each.time for each in lines if each.stage is rung.stage)


@given(st.lists(rungs, max_size=8), rungs, expiries)
def test_what_is_learnt_later_takes_no_rung_away_but_a_lapse(
    lines: list[Evidence], more: Evidence, expires: datetime | None
) -> None:
    before = {each.stage for each in fold(lines, expires=expires).rungs}
    after = {each.stage for each in fold([*lines, more], expires=expires).rungs}
    assert before - after <= {Stage.LAPSED}


@given(st.lists(st.sampled_from(RISING), max_size=4, unique=True), minutes)
def test_the_highest_rung_is_what_was_reached(stages: Sequence[Stage], minute: int) -> None:
    highest = max(stages, key=RISING.index).value if stages else SIGNED
    assert fold([evidence(stage, minute) for stage in stages]).reached == highest


def test_of_no_receipt_nothing_is_proven_but_the_signature() -> None:
    assert fold([]).reached == SIGNED
    assert fold([]).rungs == ()


@pytest.mark.parametrize(
    ("lines", "word", "stages", "contradictions"),
    [
        ([(Stage.REFUSED, 3), (Stage.OPENED, 2)], "refused", ["opened", "refused"], 0),
        ([(Stage.REFUSED, 3), (Stage.ACKNOWLEDGED, 4)], "acknowledged", ["acknowledged", "refused"], 1),
        ([(Stage.COPY_REFUSED, 1)], "signed", ["copy-refused"], 0),
        ([(Stage.COPY_REFUSED, 1), (Stage.PLACED, 2)], "placed", ["placed", "copy-refused"], 0),
        ([(Stage.PLACED, 3), (Stage.OPENED, 2)], "opened", ["placed", "opened"], 1),
        ([(Stage.PLACED, 2), (Stage.OPENED, 2)], "opened", ["placed", "opened"], 0),
        ([(Stage.LAPSED, 6)], "lapsed", ["lapsed"], 0),
        ([(Stage.LAPSED, 6), (Stage.COPY_REFUSED, 1)], "lapsed", ["copy-refused", "lapsed"], 0),
        ([(Stage.LAPSED, 6), (Stage.PLACED, 5)], "placed", ["placed"], 0),
        ([(Stage.LAPSED, 6), (Stage.PLACED, 7)], "lapsed", ["placed", "lapsed"], 1),
        ([(Stage.LAPSED, 6), (Stage.REFUSED, 7)], "refused", ["refused", "lapsed"], 0),
        ([(Stage.LAPSED, 6), (Stage.ACKNOWLEDGED, 7)], "acknowledged", ["acknowledged", "lapsed"], 1),
    ],
)
def test_the_lattice(lines: list[tuple[Stage, int]], word: str, stages: list[str], contradictions: int) -> None:
    ladder = fold([evidence(stage, minute) for stage, minute in lines], expires=EXPIRY)
    assert ladder.reached == word
    assert [each.stage.value for each in ladder.rungs] == stages
    assert len(ladder.contradictions) == contradictions


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([(Stage.REFUSED, 3), (Stage.ACKNOWLEDGED, 4)], "It was both acknowledged and refused."),
        (
            [(Stage.LAPSED, 6), (Stage.PLACED, 7)],
            "Its sender let it lapse, and its recipient took it after its expiry.",
        ),
        ([(Stage.PLACED, 3), (Stage.OPENED, 2)], "It is said to have been opened before it was placed."),
    ],
)
def test_what_cannot_both_be_true_is_told_in_a_sentence(lines: list[tuple[Stage, int]], told: str) -> None:
    # Officers read it as it stands; it is evidence of a fault on one side.
    ladder = fold([evidence(stage, minute) for stage, minute in lines], expires=EXPIRY)
    assert ladder.contradictions == (told,)


def test_a_lapse_without_an_expiry_yields_to_any_receipt() -> None:
    assert fold([evidence(Stage.LAPSED, 1), evidence(Stage.PLACED, 9)]).reached == "placed"


def test_of_two_receipts_of_one_second_the_proven_one_is_shown() -> None:
    lines = [evidence(Stage.PLACED, 1, unproven=True), evidence(Stage.PLACED, 1)]
    assert not fold(lines).rungs[0].unproven


def test_times_alone_give_the_same_word() -> None:
    times = {Stage.PLACED: BEGINNING, Stage.LAPSED: EXPIRY}
    assert (reached(times, expires=EXPIRY), reached({Stage.LAPSED: EXPIRY})) == ("placed", "lapsed")


def test_every_stage_has_its_standard_names() -> None:
    assert set(EVENTS) == set(Stage)
    assert all(event.en319522 for event in EVENTS.values())
