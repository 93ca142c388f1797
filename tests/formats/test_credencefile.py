"""The file that is handed over to meet: a whole chain, and keys under its newest version."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import canonical, limits
from verbale.formats.credencefile import SIZE, read_credence_file, write_credence_file
from verbale.formats.hybrid import HYBRID
from verbale.testing.institution import Institution
from verbale.testing.sham import SHAM

SUITES = (SHAM,)
HOUSE = Institution("ARV", SHAM)
FIRST_KEYS = HOUSE.keys
HOUSE.renew()
HOUSE.renew()
FILE = write_credence_file(HOUSE.chain, HOUSE.keys)
DOCUMENT = canonical.read(FILE[:-1], limit=SIZE)


def test_a_chain_and_its_newest_keys_are_read_with_or_without_a_last_newline() -> None:
    for data in (FILE, FILE[:-1]):
        file = read_credence_file(data, SUITES)
        assert file.chain == HOUSE.chain
        assert file.keys == HOUSE.keys
        assert file.newest == HOUSE.credence
    assert refusal_of(read_credence_file, FILE + b"\n", SUITES) == "malformed:json-not-canonical"


@given(st.data())
def test_a_file_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    changed = data.draw(damaged(FILE))
    assert changed == FILE[:-1] or refusal_of(read_credence_file, changed, SUITES)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"v": 2}, "malformed:member"),
        ({"v": 0}, "malformed:member"),
        ({"kind": "credence"}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
        ({"chain": []}, "malformed:credence-chain-empty"),
        ({"chain": DOCUMENT["chain"][1:]}, "malformed:credence-number"),
        ({"chain": [DOCUMENT["chain"][0], DOCUMENT["chain"][2]]}, "untrusted:credence-chain"),
        ({"chain": DOCUMENT["chain"][:2]}, "untrusted:credence-unknown"),
        ({"chain": [DOCUMENT["chain"][0]] * (limits.CREDENCE_CHAIN + 1)}, "malformed:member"),
        ({"keys": DOCUMENT["chain"][0]}, "malformed:statement-kind"),
        ({"keys": canonical.read(FIRST_KEYS.signed.envelope_bytes)}, "untrusted:keys-superseded"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(read_credence_file, canonical.write(DOCUMENT | changes), SUITES) == refusal


def test_a_chain_as_long_as_any_may_be_is_read() -> None:
    house = Institution("ARV", SHAM, officers=24)
    while len(house.chain) < limits.CREDENCE_CHAIN:
        house.renew()
    data = write_credence_file(house.chain, house.keys)
    assert len(data) > limits.STATEMENT
    assert read_credence_file(data, SUITES).chain == house.chain


def test_the_greatest_letter_of_credence_is_handed_over() -> None:
    # As many officers as there may be, as many signatures as an envelope holds: more than a statement may be long.
    house = Institution("ARV", HYBRID, officers=limits.OFFICERS, threshold=limits.SIGNATURES)
    assert len(house.credence.signed.envelope_bytes) > limits.STATEMENT
    assert read_credence_file(write_credence_file(house.chain, house.keys), (HYBRID,)).chain == house.chain


def test_the_first_chain_of_all_is_one_version() -> None:
    house = Institution("ARV", SHAM)
    assert read_credence_file(write_credence_file(house.chain, house.keys), SUITES).newest == house.credence


def test_the_file_is_one_line_of_its_three_members() -> None:
    data = write_credence_file(HOUSE.chain, HOUSE.keys)
    assert data == FILE
    assert (data.count(b"\n"), data[-1:]) == (1, b"\n")
    assert (DOCUMENT["v"], DOCUMENT["kind"], set(DOCUMENT)) == (1, "credence-file", {"v", "kind", "chain", "keys"})


def test_a_file_of_an_unknown_suite_or_beyond_its_size_is_refused() -> None:
    assert refusal_of(read_credence_file, FILE, (HYBRID,)) == "refused:suite-unknown"
    assert refusal_of(read_credence_file, b"{" * (SIZE + 1), SUITES) == "malformed:json-size"
