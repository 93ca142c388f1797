"""Proof files: a statement in a register, checked with nothing but the file, and nothing in it unspoken for."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import canonical, limits, merkle, note
from verbale.formats.accreditation import sign_accreditation
from verbale.formats.checkpoint import Checkpoint, sign_checkpoint
from verbale.formats.cosignature import cosign
from verbale.formats.errors import Malformed
from verbale.formats.hybrid import HYBRID
from verbale.formats.letter import LetterStatement, write_letter_statement
from verbale.formats.order import Leaf
from verbale.formats.proof import read_proof, write_proof
from verbale.formats.receipt import Line, Stage, sign_receipt
from verbale.formats.recovery import sign_recovery
from verbale.formats.register import entry_leaf
from verbale.formats.registerproof import find_origin, verify_register_proof, write_register_proof
from verbale.formats.revocation import sign_revocation
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.formats.suite import Suite
from verbale.testing.institution import BEGINNING, Institution
from verbale.testing.sham import SHAM

HOUSE, PARTY, THIRD = Institution("ARV", SHAM), Institution("BOR", SHAM), Institution("CAL", SHAM)
SALT = b"\7" * 32
OTHERS = [merkle.leaf_hash(bytes([number])) for number in range(4)]
LETTER = LetterStatement(
    sender=HOUSE.id,
    recipients=(PARTY.id,),
    suite=0,
    credence=1,
    dossier=bytes(32),
    letter_class="note-verbale",
    series="",
    number=1,
    year=2026,
    created=BEGINNING,
    expires=None,
    parts=(bytes(32),),
)


def line(number: int) -> Line:
    salt = bytes([number]) * 32
    return Line(letter=bytes(32), sealed=bytes(32), stage=Stage.PLACED, time=BEGINNING, salt=salt)


LINES = (line(1), line(2))


def sign_letter(house: Institution = HOUSE, changes: dict[str, Any] | None = None) -> Signed:
    document = write_letter_statement(replace(LETTER, suite=house.suite.number, sender=house.id)) | (changes or {})
    return sign_statement(Kind.LETTER, document, house.signers)


SIGNED = sign_letter()
RECEIPT = sign_receipt(
    issuer=PARTY.credence, recipient=HOUSE.id, previous=None, head=None, lines=LINES, keys=[PARTY.roles.house]
).signed


def tree_of(signed: Signed) -> tuple[Leaf, bytes]:
    """A register of five entries whose third is the statement, and its root."""
    hashes = [*OTHERS[:2], entry_leaf(SALT, signed.envelope_bytes), *OTHERS[2:]]
    nodes = {(level, index): each for level, index, each in merkle.append_leaves(0, hashes, lambda _: [])}

    def read(places: Any) -> list[bytes]:
        return [nodes[each] for each in places]

    path = tuple(merkle.inclusion_proof(2, 5, read))
    return Leaf(statement=signed.digest, salt=SALT, index=2, hashes=path), merkle.root(5, read)


def prove(signed: Signed = SIGNED, **changes: Any) -> bytes:
    """A proof file of the house's register; `changes` are those of its parts that shall be otherwise."""
    leaf, root = tree_of(signed)
    house = changes.pop("house", HOUSE)
    checkpoint = Checkpoint(origin=changes.pop("origin", f"{house.id.hex()}/g1"), size=5, root=root)
    head = note.read_note(sign_checkpoint(checkpoint, house.roles.log))
    for each in changes.pop("lines_of", ()):
        head = head.with_lines(cosign(checkpoint, each.id.hex(), each.roles.cosign, 1_772_442_000))
    parts: dict[str, Any] = {"lines": (), "leaf": leaf, "head": head, "register": house.chain, "issuer": house.chain}
    return write_register_proof(signed=signed, **(parts | {"cosigners": []} | changes))


def verify(data: bytes, suite: Suite = SHAM) -> str:
    return refusal_of(verify_register_proof, data, (suite,))


def test_a_letter_is_proved_with_those_who_cosigned() -> None:
    data = prove(lines_of=[PARTY, THIRD], cosigners=[PARTY.chain, THIRD.chain])
    proved = verify_register_proof(data, (SHAM,))
    assert (proved.kind, proved.signed, proved.receipt, proved.index) == (Kind.LETTER, SIGNED, None, 2)
    assert (proved.register, proved.issuer, proved.superseded) == (HOUSE.credence, HOUSE.credence, False)
    assert (proved.checkpoint.size, proved.checkpoint.origin) == (5, f"{HOUSE.id.hex()}/g1")
    assert proved.cosigners == ((PARTY.credence, 1_772_442_000), (THIRD.credence, 1_772_442_000))


def test_a_letter_is_proved_under_the_suite_in_use() -> None:
    house, party = Institution("ARV", HYBRID), Institution("BOR", HYBRID)
    data = prove(sign_letter(house), house=house, lines_of=[party], cosigners=[party.chain])
    assert verify_register_proof(data, (HYBRID,)).issuer == house.credence
    assert verify(data, SHAM) == "refused:suite-unknown"


def test_a_receipt_is_proved_with_the_lines_that_are_shown() -> None:
    shown = verify_register_proof(prove(RECEIPT, lines=LINES[1:], issuer=PARTY.chain), (SHAM,))
    assert shown.receipt is not None
    assert (shown.receipt.lines, shown.issuer, shown.register) == (LINES[1:], PARTY.credence, HOUSE.credence)
    assert verify(prove(RECEIPT, issuer=PARTY.chain)) == "malformed:proof-lines"
    assert verify(prove(RECEIPT, lines=[line(3)], issuer=PARTY.chain)) == "untrusted:receipt-lines"
    assert verify(prove(SIGNED, lines=LINES)) == "malformed:proof-lines"


def test_a_receipt_is_proved_under_the_version_that_it_names() -> None:
    party = Institution("BOR", SHAM)
    first = party.credence
    signed = sign_receipt(
        issuer=first, recipient=HOUSE.id, previous=None, head=None, lines=LINES, keys=[party.roles.house]
    ).signed
    party.renew()
    proved = verify_register_proof(prove(signed, lines=LINES, issuer=party.chain), (SHAM,))
    assert (proved.issuer, proved.superseded) == (first, True)


def test_a_proof_with_the_greatest_letter_of_credence_is_verified() -> None:
    house = Institution("ARV", HYBRID, officers=limits.OFFICERS, threshold=limits.SIGNATURES)
    data = prove(house.credence.signed, house=house)
    assert len(data) > limits.STATEMENT
    assert verify_register_proof(data, (HYBRID,)).issuer == house.credence


def test_papers_of_identity_are_proved() -> None:
    house = Institution("ARV", SHAM)
    first_keys = house.keys
    house.renew()
    papers = [
        house.chain[0].signed,
        house.credence.signed,
        first_keys.signed,
        house.keys.signed,
        sign_revocation(house.credence, key_id="ab" * 32, size=1, made=BEGINNING, officers=house.signers).signed,
        sign_recovery(
            house.credence, generation=2, last=None, shown=[], unheard=[], made=BEGINNING, officers=house.signers
        ).signed,
        sign_accreditation(
            house.credence, PARTY.credence, code="BOR", heard="", made=BEGINNING, officers=house.signers
        ).signed,
    ]
    proved = [verify_register_proof(prove(each, house=house), (SHAM,)) for each in papers]
    assert [each.signed for each in proved] == papers
    assert [each.superseded for each in proved] == [True, False, True, False, False, False, False]


@given(st.data())
def test_a_proof_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    sound = prove(lines_of=[PARTY], cosigners=[PARTY.chain])
    assert verify(data.draw(damaged(sound)))


def test_a_line_that_nothing_speaks_for_and_a_cosigner_without_lines_are_refused() -> None:
    assert verify(prove(lines_of=[PARTY])) == "untrusted:proof-unknown-line"
    assert verify(prove(cosigners=[PARTY.chain])) == "untrusted:cosignature"
    both = prove(lines_of=[PARTY], cosigners=[PARTY.chain, PARTY.chain])
    assert verify(both) == "untrusted:proof-unknown-line"
    assert verify(prove(lines_of=[PARTY], cosigners=[THIRD.chain])) == "untrusted:cosignature"
    assert verify(prove(lines_of=[HOUSE], cosigners=[HOUSE.chain])) == "untrusted:proof-cosigner"


@pytest.mark.parametrize("tail", ["/g0", "/g01", "/g", "", "/g٢", "/gx", "/g1/g1"])
def test_a_head_of_another_register_is_refused(tail: str) -> None:
    assert verify(prove(origin=HOUSE.id.hex() + tail)) == "untrusted:proof-register"
    assert verify(prove(origin=f"{PARTY.id.hex()}/g1")) == "untrusted:proof-register"


@pytest.mark.parametrize("behind", [" x", "\t", "\x0b", "\r"])
def test_the_register_of_a_head_is_its_whole_first_line(behind: str) -> None:
    head = note.Note(text=f"{HOUSE.id.hex()}/g1{behind}\n5\n".encode(), lines=())
    assert refusal_of(find_origin, head, HOUSE.id) == "untrusted:proof-register"


def test_a_head_under_keys_that_the_chain_does_not_end_with_is_refused() -> None:
    house = Institution("ARV", SHAM)
    data = prove(sign_letter(house), house=house)
    house.renew()
    newer = prove(sign_letter(house, {"credence": 2}), house=house)
    assert verify(data) == verify(newer) == ""
    older_chain = prove(sign_letter(house, {"credence": 2}), house=house, register=house.chain[:1])
    assert verify(older_chain) == "untrusted:checkpoint-lines"


@pytest.mark.parametrize(
    ("signed", "refusal"),
    [
        (sign_letter(HOUSE, {"from": PARTY.id.hex(), "to": [HOUSE.id.hex()]}), "untrusted:proof-issuer"),
        (sign_letter(HOUSE, {"credence": 2}), "malformed:member"),
        (sign_letter(HOUSE, {"credence": 0}), "malformed:member"),
        # No version is the one before the first: under none a stranger's signature is even looked at.
        (sign_letter(PARTY, {"credence": 0}), "malformed:member"),
        (sign_letter(HOUSE, {"more": 1}), "malformed:member"),
        (sign_letter(HOUSE, {"class": "non-paper"}), "refused:class-unavailable"),
        (sign_letter(PARTY), "untrusted:signer-unknown"),
        (PARTY.credence.signed, "untrusted:credence-chain"),
        (PARTY.keys.signed, "untrusted:signer-unknown"),
        (
            sign_accreditation(
                HOUSE.credence, PARTY.credence, code="BOR", heard="", made=BEGINNING, officers=THIRD.signers
            ).signed,
            "untrusted:signer-unknown",
        ),
        (sign_statement(Kind.CONSENT, {"v": 1, "kind": "consent", "suite": 0}, HOUSE.signers), "malformed:member"),
    ],
)
def test_a_statement_that_its_issuer_may_not_make_is_refused(signed: Signed, refusal: str) -> None:
    assert verify(prove(signed)) == refusal


def test_a_statement_under_a_replaced_version_is_shown_as_such() -> None:
    house = Institution("ARV", SHAM)
    signed = sign_letter(house)
    house.renew()
    assert verify_register_proof(prove(signed, house=house), (SHAM,)).superseded


def change(data: bytes, **changes: Any) -> bytes:
    proof = read_proof(data)
    document = canonical.read(proof.extra, limit=limits.PROOF_FILE) | changes
    kept = {name: value for name, value in document.items() if value is not ...}
    return write_proof(replace(proof, extra=canonical.write(kept)))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"v": 2}, "malformed:member"),
        ({"v": 0}, "malformed:member"),
        ({"kind": "receipt"}, "malformed:proof-lines"),
        ({"kind": "receipt", "lines": {"lines": []}}, "malformed:statement-kind"),
        ({"kind": "keys"}, "malformed:statement-kind"),
        ({"salt": "AAAA"}, "malformed:base64"),
        ({"salt": "AA" * 21 + "A="}, "untrusted:inclusion-proof"),
        ({"register": []}, "malformed:credence-chain-empty"),
        ({"issuer": []}, "malformed:credence-chain-empty"),
        ({"issuer": [{}]}, "malformed:envelope-form"),
        ({"cosigners": [{"chain": []}]}, "malformed:credence-chain-empty"),
        ({"cosigners": [{"chain": [], "more": 1}]}, "malformed:credence-chain-empty"),
        ({"cosigners": [{}] * 65}, "malformed:member"),
        ({"lines": {}}, "malformed:proof-lines"),
        ({"envelope": ...}, "malformed:member"),
        ({"more": 1}, "malformed:member"),
    ],
)
def test_a_file_out_of_form_is_refused(changes: dict[str, Any], refusal: str) -> None:
    assert verify(change(prove(), **changes)) == refusal


def test_of_a_file_with_a_member_too_many_it_is_said_that_it_is_a_proof() -> None:
    with pytest.raises(Malformed, match="A proof has a member that is not part of its format"):
        verify_register_proof(change(prove(), more=1), (SHAM,))


def test_a_file_without_its_statement_is_refused() -> None:
    assert verify(write_proof(replace(read_proof(prove()), extra=b""))) == "malformed:json-syntax"
    assert verify(
        change(prove(), cosigners=[{"chain": [canonical.read(PARTY.credence.signed.envelope_bytes)], "a": 1}])
    ) == ("malformed:member")
