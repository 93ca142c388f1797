import os
from dataclasses import replace

import pytest

from tests.formats.age.classical import CLASSICAL
from verbale.formats.age import hybrid
from verbale.formats.age.header import Stanza
from verbale.formats.errors import Malformed, Refused, VerbaleError
from verbale.formats.hybrid import HYBRID

FILE_KEY = bytes(range(16))
OURS, THEIRS, RETIRED = (HYBRID.opening_key(bytes([number]) * 32) for number in (1, 2, 3))
GREASE = Stanza(name="joint", arguments=("grease",), body=b"passed over")


def wrap(public: bytes = OURS.public) -> Stanza:
    return hybrid.wrap(FILE_KEY, public, suite=HYBRID)


def refusal_of(*stanzas: Stanza) -> VerbaleError:
    with pytest.raises(VerbaleError) as refusal:
        hybrid.unwrap(stanzas, [OURS, RETIRED], suite=HYBRID)
    return refusal.value


def test_stanza_has_the_name_the_argument_and_the_body_of_the_format() -> None:
    stanza = wrap()
    assert (stanza.name, len(stanza.arguments), len(stanza.arguments[0]), len(stanza.body)) == (
        "mlkem768x25519",
        1,
        1494,
        32,
    )


def test_file_key_is_wrapped_under_the_label_of_age() -> None:
    stanza = wrap()
    wrapped = hybrid._read(stanza, HYBRID)
    assert OURS.unwrap(b"age-encryption.org/mlkem768x25519", wrapped) == FILE_KEY


def test_any_of_our_keys_finds_its_stanza_among_others() -> None:
    for key in (OURS, RETIRED):
        stanzas = [GREASE, wrap(THEIRS.public), wrap(key.public), GREASE]
        assert hybrid.unwrap(stanzas, [OURS, RETIRED], suite=HYBRID) == FILE_KEY


def test_another_suite_has_another_stanza() -> None:
    key = CLASSICAL.opening_key(bytes([1]) * 32)
    stanza = hybrid.wrap(FILE_KEY, key.public, suite=CLASSICAL)
    assert stanza.name == "X25519"
    assert hybrid.unwrap([stanza], [key], suite=CLASSICAL) == FILE_KEY
    assert refusal_of(stanza).code == "not-for-us"


def test_file_to_another_is_not_for_us() -> None:
    refusal = refusal_of(GREASE, wrap(THEIRS.public))
    assert isinstance(refusal, Refused)
    assert refusal.code == "not-for-us"


def test_nothing_is_for_us_without_a_key() -> None:
    with pytest.raises(Refused) as refusal:
        hybrid.unwrap([wrap()], [], suite=HYBRID)
    assert refusal.value.code == "not-for-us"


def test_two_stanzas_that_our_keys_open_are_refused() -> None:
    assert refusal_of(wrap(), wrap()).code == "age-twice-for-us"
    assert refusal_of(wrap(), wrap(RETIRED.public)).code == "age-twice-for-us"
    other = hybrid.wrap(os.urandom(16), OURS.public, suite=HYBRID)
    assert refusal_of(wrap(), other).code == "age-twice-for-us"


@pytest.mark.parametrize("body", [b"", bytes(31), bytes(33), bytes(48)])
def test_stanza_with_another_length_of_body_is_refused(body: bytes) -> None:
    assert refusal_of(replace(wrap(), body=body)).code == "age-header"


def test_stanza_that_wraps_another_length_of_key_is_refused() -> None:
    assert refusal_of(hybrid.wrap(bytes(17), OURS.public, suite=HYBRID)).code == "age-header"


@pytest.mark.parametrize("change", ["", "A", "=", "\n", "!"])
def test_stanza_with_another_argument_is_refused(change: str) -> None:
    argument = wrap().arguments[0]
    changed = argument + change if change else argument[:-1]
    assert refusal_of(replace(wrap(), arguments=(changed,))).code == "age-header"


@pytest.mark.parametrize("arguments", [(), ("a", "b")])
def test_stanza_with_another_number_of_arguments_is_refused(arguments: tuple[str, ...]) -> None:
    assert refusal_of(replace(wrap(), arguments=arguments)).code == "age-header"


def test_broken_stanza_to_another_is_refused_too() -> None:
    assert refusal_of(wrap(), replace(wrap(THEIRS.public), body=b"")).code == "age-header"


def test_what_is_no_public_key_gets_no_stanza() -> None:
    with pytest.raises(Malformed) as refusal:
        wrap(OURS.public[1:])
    assert refusal.value.code == "opening-public-key"
