"""Receipts: salted lines under one signature, each said by a key that may say it (attack P09)."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged, digests, lines, numbers
from verbale.formats import canonical, limits
from verbale.formats.receipt import (
    RECEIPT_MEMBER,
    Line,
    Receipt,
    Stage,
    join_receipt,
    read_lines,
    sign_receipt,
    verify_receipt,
    write_lines,
    write_receipt,
)
from verbale.formats.statement import Kind, sign_statement
from verbale.formats.suite import SigningKey
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("BOR", SHAM, officers=2, threshold=2), Institution("ARV", SHAM)
ROLES, CHAIN = HOUSE.roles, {1: HOUSE.credence}


def line(stage: Stage = Stage.PLACED, number: int = 0, **changes: Any) -> Line:
    reason = "by-officers" if stage in {Stage.REFUSED, Stage.COPY_REFUSED} else ""
    made = Line(
        letter=b"\1" * 32, sealed=b"\2" * 32, stage=stage, time=BEGINNING, reason=reason, salt=bytes([number] * 32)
    )
    return replace(made, **changes)


def sign(shown: Sequence[Line], *keys: SigningKey, **changes: Any) -> Receipt:
    members: dict[str, Any] = {"previous": None, "head": None} | changes
    return sign_receipt(issuer=HOUSE.credence, recipient=PARTY.id, lines=shown, keys=keys or [ROLES.opener], **members)


def sign_changed(shown: Sequence[Line], **changes: Any) -> bytes:
    document = sign(shown).signed.document | changes
    signed = sign_statement(Kind.RECEIPT, document, [ROLES.opener])
    return join_receipt(signed.envelope_bytes, write_lines(shown))


SOUND = sign([line(Stage.PLACED, 1), line(Stage.OPENED, 2)])
BYTES = write_receipt(SOUND)


@given(
    st.lists(lines(), min_size=1, max_size=4, unique_by=lambda each: each.salt),
    st.none() | digests(),
    st.none() | st.tuples(numbers(0), digests()),
)
def test_what_was_said_is_verified_and_read(
    said: list[Line], previous: bytes | None, head: tuple[int, bytes] | None
) -> None:
    receipt = sign(said, ROLES.opener, *ROLES.officers, previous=previous, head=head)
    assert (receipt.issuer, receipt.recipient, receipt.credence) == (HOUSE.id, PARTY.id, 1)
    assert (receipt.previous, receipt.head, receipt.lines) == (previous, head, tuple(said))
    assert verify_receipt(write_receipt(receipt), CHAIN, SHAM) == receipt
    assert receipt.digest == receipt.signed.digest
    assert read_lines(write_lines(said)) == tuple(said)


@given(lines())
def test_a_line_is_named_by_a_salted_digest_of_its_one_form(said: Line) -> None:
    document = canonical.read(write_lines([said]))["lines"][0]
    del document["salt"]
    digest = hashlib.sha256(b"verbale/receipt-line/v1\n" + said.salt + canonical.write(document)).digest()
    assert said.digest == digest


@given(st.data())
def test_a_receipt_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(verify_receipt, data.draw(damaged(BYTES)), CHAIN, SHAM)


FRONT, HOUSE_KEY, OPENER = (ROLES.front,), (ROLES.house,), (ROLES.opener,)
ONE, BOTH = ROLES.officers[:1], ROLES.officers


@pytest.mark.parametrize(
    ("stage", "may", "may_not"),
    [
        (Stage.ACCEPTED, [FRONT, HOUSE_KEY, OPENER], [BOTH]),
        (Stage.PLACED, [HOUSE_KEY, OPENER, FRONT + HOUSE_KEY], [FRONT, BOTH]),
        (Stage.LAPSED, [HOUSE_KEY, OPENER], [FRONT, BOTH]),
        (Stage.REFUSED, [HOUSE_KEY, OPENER, BOTH], [FRONT, ONE, FRONT + ONE]),
        (Stage.COPY_REFUSED, [OPENER], [FRONT, HOUSE_KEY, BOTH]),
        (Stage.OPENED, [OPENER], [FRONT, HOUSE_KEY, BOTH, FRONT + HOUSE_KEY]),
        (Stage.ACKNOWLEDGED, [BOTH, BOTH + HOUSE_KEY], [FRONT, HOUSE_KEY, OPENER, ONE, ONE + OPENER]),
    ],
)
def test_a_stage_is_said_by_a_key_that_may_say_it_and_by_no_other(
    stage: Stage, may: list[tuple[SigningKey, ...]], may_not: list[tuple[SigningKey, ...]]
) -> None:
    for keys in may:
        assert refusal_of(verify_receipt, write_receipt(sign([line(stage)], *keys)), CHAIN, SHAM) == ""
    for keys in may_not:
        data = write_receipt(sign([line(stage)], *keys))
        assert refusal_of(verify_receipt, data, CHAIN, SHAM) == "untrusted:receipt-stage"


def test_a_stage_raised_in_the_lines_is_refused() -> None:
    raised = replace(SOUND, lines=(replace(SOUND.lines[0], stage=Stage.OPENED), SOUND.lines[1]))
    assert refusal_of(verify_receipt, write_receipt(raised), CHAIN, SHAM) == "untrusted:receipt-lines"


def test_a_proof_for_a_third_party_shows_some_lines_and_a_receipt_shows_all() -> None:
    one = write_receipt(replace(SOUND, lines=SOUND.lines[1:]))
    assert refusal_of(verify_receipt, one, CHAIN, SHAM) == "untrusted:receipt-lines"
    shown = verify_receipt(one, CHAIN, SHAM, whole=False)
    assert (shown.lines, shown.digest) == (SOUND.lines[1:], SOUND.digest)
    # Who may be shown one may be shown all.
    assert verify_receipt(BYTES, CHAIN, SHAM, whole=False) == SOUND
    backwards = write_receipt(replace(SOUND, lines=SOUND.lines[::-1]))
    assert refusal_of(verify_receipt, backwards, CHAIN, SHAM) == "untrusted:receipt-lines"
    none = write_receipt(replace(SOUND, lines=()))
    assert refusal_of(verify_receipt, none, CHAIN, SHAM, whole=False) == "malformed:receipt-lines"
    foreign = write_receipt(replace(SOUND, lines=(line(number=9),)))
    assert refusal_of(verify_receipt, foreign, CHAIN, SHAM, whole=False) == "untrusted:receipt-lines"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"credence": 2}, "untrusted:credence-unknown"),
        ({"credence": 0}, "malformed:member"),
        ({"from": PARTY.id.hex()}, "untrusted:receipt-issuer"),
        ({"to": ["00" * 32]}, "malformed:member"),
        ({"previous": None}, "malformed:member"),
        ({"head": {"size": 1}}, "malformed:member"),
        ({"head": {"size": 1, "root": "00" * 32, "more": 1}}, "malformed:member"),
        ({"lines": ["00" * 32] * 2}, "malformed:receipt-lines"),
        ({"lines": ["00" * 32] * (limits.RECEIPT_LINES + 1)}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_statement_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(verify_receipt, sign_changed([line()], **changes), CHAIN, SHAM) == refusal


def test_a_receipt_signed_by_a_stranger_is_refused() -> None:
    receipt = write_receipt(sign([line()], PARTY.roles.opener))
    assert refusal_of(verify_receipt, receipt, CHAIN, SHAM) == "untrusted:signer-unknown"


LINE: dict[str, Any] = canonical.read(write_lines([line()]))["lines"][0]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"stage": "sent"}, "malformed:member"),
        ({"time": ""}, "malformed:time"),
        ({"letter": "00"}, "malformed:hex"),
        ({"salt": "AAAA"}, "malformed:base64"),
        ({"more": 1}, "malformed:member"),
        ({"reason": ""}, "malformed:member"),
        ({"words": ""}, "malformed:member"),
        ({"reason": "by-officers"}, "malformed:receipt-line"),
        ({"stage": "refused"}, "malformed:receipt-line"),
        ({"stage": "copy-refused"}, "malformed:receipt-line"),
        ({"stage": "refused", "reason": "By officers"}, "malformed:receipt-line"),
        ({"stage": "copy-refused", "reason": "hex", "words": "No."}, "malformed:receipt-line"),
        ({"stage": "refused", "reason": "a" * 64}, ""),
        ({"stage": "refused", "reason": "a" * 65}, "malformed:member"),
        ({"words": "Yes."}, "malformed:receipt-line"),
        ({"stage": "acknowledged", "words": "\u202eYes."}, "malformed:name-character"),
        ({"stage": "acknowledged", "words": "x" * 2001}, "malformed:member"),
    ],
)
def test_a_line_says_no_more_and_no_less_than_belongs_to_its_stage(changes: dict[str, Any], refusal: str) -> None:
    data = canonical.write({"lines": [LINE | changes]})
    assert refusal_of(read_lines, data) == refusal
    # Lines that are in form are none of those that were signed.
    joined = join_receipt(SOUND.signed.envelope_bytes, data)
    assert refusal_of(verify_receipt, joined, CHAIN, SHAM) == (refusal or "untrusted:receipt-lines")


@pytest.mark.parametrize(
    "wrong",
    [
        line(Stage.REFUSED, reason=""),
        line(Stage.PLACED, reason="by-officers"),
        line(Stage.REFUSED, reason="By officers"),
        line(Stage.OPENED, words="Yes."),
    ],
)
def test_a_line_that_no_reader_takes_is_not_signed(wrong: Line) -> None:
    assert refusal_of(sign, [wrong]) == "malformed:receipt-line"


def test_words_of_officers_stand_in_their_lines() -> None:
    said = [line(Stage.ACKNOWLEDGED, words="Seen.\nTo be answered."), line(Stage.REFUSED, 1, words="Not ours.")]
    receipt = sign(said, *BOTH)
    assert verify_receipt(write_receipt(receipt), CHAIN, SHAM).lines == tuple(said)


def test_the_greatest_receipt_fits_its_envelope_and_its_member() -> None:
    said = [line(number=0, salt=number.to_bytes(32, "big")) for number in range(limits.RECEIPT_LINES)]
    data = write_receipt(sign(said, previous=bytes(32), head=(limits.INTEGER, bytes(32))))
    assert len(data) <= RECEIPT_MEMBER
    assert len(verify_receipt(data, CHAIN, SHAM).lines) == limits.RECEIPT_LINES
    assert read_lines(write_lines(said)) == tuple(said)
    for wrong in ([], [*said, line(number=1)]):
        assert refusal_of(sign, wrong) == "malformed:receipt-lines"


@pytest.mark.parametrize("version", [0, 2])
def test_a_receipt_of_another_version_of_the_format_is_refused(version: int) -> None:
    data = BYTES.removesuffix(b'"v":1}') + b'"v":%d}' % version
    assert refusal_of(verify_receipt, data, CHAIN, SHAM) == "malformed:member"


@pytest.mark.parametrize("beside", [b"{}", b'{"lines":[],"more":1}', b'{"lines":[]', b""])
def test_what_does_not_join_to_one_form_is_refused(beside: bytes) -> None:
    data = join_receipt(SOUND.signed.envelope_bytes, beside)
    assert refusal_of(verify_receipt, data, CHAIN, SHAM).startswith("malformed:")
