"""What the endpoint tells a stranger is the same whether the sender that it claims is known or not (attack W05)."""

import pytest

from verbale.chancery.delivery.endpoint import _turn
from verbale.formats.errors import Malformed, Refused, Untrusted, VerbaleError

UNKNOWN = _turn(Untrusted("party-unknown", "A pouch comes from a party that is not accredited here."))


@pytest.mark.parametrize(
    "wrong",
    [
        Malformed("json-syntax", "A paper of a known party is no JSON."),
        Malformed("credence-keys", "A paper of a known party names one key twice."),
        Malformed("member", "An offer lacks a member."),
        Malformed("encapsulation", "A wrapped secret has a share that no sender makes."),
        Untrusted("signature", "A signature does not hold."),
        Untrusted("manifest-tag", "The manifest is not from the party that it names."),
        Refused("offer-transport", "An offer is made to a transport key that is not in use here."),
        Refused("not-for-us", "A pouch is addressed to another party."),
    ],
)
def test_a_fault_inside_a_pouch_is_told_as_that_of_an_unknown_sender(wrong: VerbaleError) -> None:
    told = _turn(wrong)
    assert (told.status, told.code, told.family, told.reason) == (
        UNKNOWN.status,
        UNKNOWN.code,
        UNKNOWN.family,
        UNKNOWN.reason,
    )


def test_what_everybody_can_see_is_told_more_exactly() -> None:
    assert _turn(Malformed("age-header", "A file does not begin as an age v1 file does.")).code == "pouch-malformed"
    assert _turn(Refused("party-suspended", "The exchange is suspended.")).code == "party-suspended"
    assert _turn(Refused("held", "This chancery is held.")).status == 503
