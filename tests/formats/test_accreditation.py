"""Accreditations: that words were compared, by whom and how."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import codes, names
from verbale.formats.accreditation import read_accreditation, sign_accreditation
from verbale.formats.statement import Kind, sign_statement
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("ARV", SHAM), Institution("BOR", SHAM)
SIGNED = sign_accreditation(
    HOUSE.credence, PARTY.credence, code="BOR", heard="", made=BEGINNING, officers=HOUSE.signers
).signed


@given(codes(), st.just("") | names())
def test_what_officers_say_they_heard_is_read(code: str, heard: str) -> None:
    accreditation = sign_accreditation(
        HOUSE.credence, PARTY.credence, code=code, heard=heard, made=BEGINNING, officers=HOUSE.signers
    )
    assert (accreditation.house, accreditation.party) == (HOUSE.id, PARTY.id)
    assert (accreditation.digest, accreditation.code) == (PARTY.credence.digest, code)
    assert (accreditation.heard, accreditation.made) == (heard, BEGINNING)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"code": "bor"}, "malformed:code"),
        ({"heard": "by\u202e telephone"}, "malformed:name-character"),
        ({"heard": None}, "malformed:member"),
        ({"credence": 0}, "malformed:member"),
        ({"digest": "00"}, "malformed:hex"),
        ({"house": ...}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_an_accreditation_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    document = {name: value for name, value in (SIGNED.document | changes).items() if value is not ...}
    signed = sign_statement(Kind.ACCREDITATION, document, HOUSE.signers)
    assert refusal_of(read_accreditation, signed) == refusal
