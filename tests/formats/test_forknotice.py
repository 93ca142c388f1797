"""The fork notice: two heads of one size, both signed by one register, and nothing else that a notice may hold."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given

from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import canonical, limits, note
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.cosignature import cosign
from verbale.formats.forknotice import SignedHead, verify_fork_notice, write_fork_notice
from verbale.formats.hybrid import HYBRID
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY = Institution("ARV", SHAM), Institution("BOR", SHAM)
ORIGIN = f"{HOUSE.id.hex()}/g1"
ROOTS = (b"\1" * 32, b"\2" * 32)


def head(root: bytes, *, size: int = 7, origin: str = ORIGIN, house: Institution = HOUSE) -> bytes:
    return sign_checkpoint(Checkpoint(origin=origin, size=size, root=root), house.roles.log)


def notice(*heads: bytes, credences: Sequence[int] = (1, 1), house: Institution = HOUSE) -> bytes:
    signed = [SignedHead(credence=number, note=each) for number, each in zip(credences, heads, strict=False)]
    return write_fork_notice(house.chain, signed)


def refusal(data: bytes) -> str:
    return refusal_of(verify_fork_notice, data, (SHAM,))


def test_two_heads_of_one_size_with_different_roots_are_a_fork() -> None:
    fork = verify_fork_notice(notice(*map(head, ROOTS)), (SHAM,))
    assert (fork.register, fork.origin, fork.size, fork.roots) == (HOUSE.credence, ORIGIN, 7, ROOTS)


def test_it_holds_under_the_real_suite() -> None:
    house = Institution("ARV", HYBRID)
    heads = [head(root, origin=f"{house.id.hex()}/g1", house=house) for root in ROOTS]
    assert verify_fork_notice(notice(*heads, house=house), (HYBRID,)).roots == ROOTS


def test_it_holds_the_greatest_letter_of_credence() -> None:
    house = Institution("ARV", HYBRID, officers=limits.OFFICERS, threshold=limits.SIGNATURES)
    heads = [head(root, origin=f"{house.id.hex()}/g1", house=house) for root in ROOTS]
    data = notice(*heads, house=house)
    assert len(data) > limits.STATEMENT
    assert verify_fork_notice(data, (HYBRID,)).register == house.credence


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ((head(ROOTS[0]), head(ROOTS[0])), "untrusted:fork-heads"),
        ((head(ROOTS[1]), head(ROOTS[0])), "untrusted:fork-heads"),
        ((head(ROOTS[0]), head(ROOTS[1], size=8)), "untrusted:fork-heads"),
        ((head(ROOTS[0]), head(ROOTS[1], origin=f"{HOUSE.id.hex()}/g2")), "untrusted:fork-heads"),
        ((head(ROOTS[0]),), "malformed:fork-heads"),
        ((head(ROOTS[0]), head(ROOTS[1], origin=f"{PARTY.id.hex()}/g1")), "untrusted:proof-register"),
        ((head(ROOTS[0]), head(ROOTS[1], house=PARTY)), "untrusted:checkpoint-lines"),
    ],
)
def test_heads_that_show_no_fork_are_refused(heads: tuple[bytes, ...], expected: str) -> None:
    assert refusal(notice(*heads)) == expected


def test_a_notice_names_nobody_who_cosigned() -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=7, root=ROOTS[1])
    lines = cosign(checkpoint, PARTY.id.hex(), PARTY.roles.cosign, int(BEGINNING.timestamp()))
    cosigned = note.write_note(note.read_note(head(ROOTS[1])).with_lines(lines))
    assert refusal(notice(head(ROOTS[0]), cosigned)) == "untrusted:fork-line"


def changed(**members: Any) -> bytes:
    return canonical.write(canonical.read(notice(*map(head, ROOTS)), limit=1 << 20) | members)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (changed(v=2), "malformed:member"),
        (changed(v=0), "malformed:member"),
        (changed(kind="fork"), "malformed:member"),
        (changed(more=1), "malformed:member"),
        (changed(register=[]), "malformed:credence-chain-empty"),
        (changed(heads=[]), "malformed:fork-heads"),
        (notice(*map(head, ROOTS), credences=(1, 2)), "malformed:member"),
        (notice(*map(head, ROOTS), credences=(0, 1)), "malformed:member"),
        (notice(*map(head, ROOTS), house=PARTY), "untrusted:proof-register"),
    ],
)
def test_another_form_is_refused(data: bytes, expected: str) -> None:
    assert refusal(data) == expected


def test_each_head_is_checked_under_the_version_that_it_names() -> None:
    house = Institution("ARV", SHAM)
    first = head(ROOTS[0], house=house)
    house.renew()
    second = head(ROOTS[1], house=house)
    assert verify_fork_notice(notice(first, second, credences=(1, 2), house=house), (SHAM,)).register == house.credence
    assert refusal(notice(first, second, credences=(2, 1), house=house)) == "untrusted:checkpoint-lines"


@given(damaged(notice(*map(head, ROOTS))))
def test_a_notice_with_one_bit_changed_or_cut_is_refused(data: bytes) -> None:
    assert refusal(data)
