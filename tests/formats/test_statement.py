"""Statements: signed as bytes, by distinct keys that may sign, under a context that names the kind."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import canonical, dsse, limits
from verbale.formats.errors import Malformed, Untrusted, VerbaleError
from verbale.formats.hybrid import HYBRID
from verbale.formats.statement import (
    Kind,
    Signed,
    UnverifiedSigned,
    read_signed,
    read_stored,
    reload_signed,
    sign_statement,
    statement_digest,
    verify_signed,
)
from verbale.formats.suite import SigningKey
from verbale.testing.sham import SHAM

KEYS = [HYBRID.signing_key(bytes([number]) * 64) for number in range(4)]
PUBLICS = {dsse.key_id(key.public): key.public for key in KEYS[:3]}


def letter(**more: Any) -> dict[str, Any]:
    return {"v": 1, "kind": "letter", "suite": 1, **more}


def verify(envelope_bytes: bytes, kind: Kind = Kind.LETTER, threshold: int = 1) -> Signed:
    return verify_signed(read_signed(envelope_bytes, kind), publics=PUBLICS, threshold=threshold, suite=HYBRID)


def sign_raw(statement: bytes, *keys: SigningKey, kind: Kind = Kind.LETTER, context: bytes | None = None) -> bytes:
    """Signs bytes as they are, as a signer might who does not keep to the rules."""
    encoded = dsse.pae(kind.media_type, statement)
    return dsse.write_envelope(
        dsse.Envelope(
            payload_type=kind.media_type,
            payload=statement,
            signatures=tuple(
                dsse.Signature(
                    key_id=dsse.key_id(key.public),
                    signature=key.sign(kind.context if context is None else context, encoded),
                )
                for key in keys
            ),
        )
    )


SIGNED = sign_statement(Kind.LETTER, letter(number=12), KEYS[:2])


def test_every_kind_has_a_media_type_and_a_context_of_its_own() -> None:
    assert Kind.FORK_NOTICE.media_type == "application/vnd.verbale.fork-notice.v1+json"
    assert Kind.FORK_NOTICE.context == b"verbale/fork-notice/v1"
    assert len({kind.media_type for kind in Kind}) == len({kind.context for kind in Kind}) == len(Kind) == 13


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_signed_and_verified(kind: Kind) -> None:
    signed = sign_statement(kind, {"v": 1, "kind": kind.value, "suite": 1}, KEYS[:1])
    assert verify(signed.envelope_bytes, kind) == signed


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-limits.INTEGER, limits.INTEGER) | st.text('abcé\U0001f54a\n"\\'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcd", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("wxyz", min_size=1), JSON, max_size=4))
def test_what_was_signed_is_verified_and_says_the_same(more: dict[str, Any]) -> None:
    document = {**more, **letter()}
    signed = sign_statement(Kind.LETTER, document, KEYS[:1])
    verified = verify(signed.envelope_bytes)
    assert verified == signed
    assert verified.document == signed.document == document
    assert canonical.write(document) == signed.statement


def test_a_statement_is_named_by_the_digest_of_its_pae_and_not_by_its_signatures() -> None:
    again = sign_statement(Kind.LETTER, letter(number=12), KEYS[1:3])
    assert again.envelope_bytes != SIGNED.envelope_bytes
    assert again.digest == SIGNED.digest == statement_digest(Kind.LETTER, SIGNED.statement)
    encoded = b"DSSEv1 38 application/vnd.verbale.letter.v1+json %d " % len(SIGNED.statement) + SIGNED.statement
    assert SIGNED.digest == hashlib.sha256(encoded).digest()
    assert statement_digest(Kind.RECEIPT, SIGNED.statement) != SIGNED.digest


def test_what_is_not_verified_tells_its_name_signers_and_claims() -> None:
    unverified = read_signed(SIGNED.envelope_bytes, Kind.LETTER)
    assert unverified.digest == SIGNED.digest
    assert unverified.key_ids == SIGNED.key_ids == tuple(list(PUBLICS)[:2])
    assert unverified.claims() == SIGNED.document


def test_claims_of_bytes_that_are_no_statement_are_refused() -> None:
    unverified = read_signed(sign_raw(b"not json", KEYS[0]), Kind.LETTER)
    with pytest.raises(Malformed, match=r"^\[json-syntax\]"):
        unverified.claims()


def test_a_later_change_of_the_signers_own_document_reaches_nothing() -> None:
    document = letter(parts=["a"])
    signed = sign_statement(Kind.LETTER, document, KEYS[:1])
    document["parts"].append("b")
    assert signed.document == letter(parts=["a"])


@given(st.data())
def test_an_envelope_cut_or_with_one_bit_changed_is_refused(data: st.DataObject) -> None:
    changed = bytearray(SIGNED.envelope_bytes)
    if data.draw(st.booleans()):
        del changed[data.draw(st.integers(0, len(changed) - 1)) :]
    else:
        bit = data.draw(st.integers(0, len(changed) * 8 - 1))
        changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(VerbaleError) as refusal:
        verify(bytes(changed), threshold=2)
    assert refusal.value.family in {"malformed", "untrusted"}


def test_a_signature_of_one_kind_never_serves_another() -> None:
    receipt = letter(number=12) | {"kind": "receipt"}
    signed = sign_statement(Kind.RECEIPT, receipt, KEYS[:1])
    with pytest.raises(Malformed, match=r"^\[statement-kind\]"):
        read_signed(signed.envelope_bytes, Kind.CONSENT)
    envelope = dsse.read_envelope(signed.envelope_bytes)
    renamed = dsse.Envelope(
        payload_type=Kind.CONSENT.media_type, payload=envelope.payload, signatures=envelope.signatures
    )
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify(dsse.write_envelope(renamed), Kind.CONSENT)
    under_another_context = sign_raw(SIGNED.statement, KEYS[0], context=Kind.RECEIPT.context)
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify(under_another_context)


def test_a_statement_that_says_another_kind_than_its_envelope_is_refused() -> None:
    with pytest.raises(Malformed, match=r"^\[statement-form\]"):
        verify(sign_raw(canonical.write(letter() | {"kind": "receipt"}), KEYS[0]))


def test_as_many_distinct_keys_as_the_threshold_must_have_signed() -> None:
    assert verify(SIGNED.envelope_bytes, threshold=2) == SIGNED
    with pytest.raises(Untrusted, match=r"^\[threshold\]"):
        verify(SIGNED.envelope_bytes, threshold=3)


@pytest.mark.parametrize("threshold", [0, -1])
def test_a_threshold_below_one_still_asks_for_a_signature(threshold: int) -> None:
    none = UnverifiedSigned(
        kind=Kind.LETTER,
        envelope_bytes=b"",
        envelope=dsse.Envelope(payload_type=Kind.LETTER.media_type, payload=SIGNED.statement, signatures=()),
    )
    with pytest.raises(Untrusted, match=r"^\[threshold\]"):
        verify_signed(none, publics=PUBLICS, threshold=threshold, suite=HYBRID)


def test_one_key_never_counts_twice() -> None:
    envelope = dsse.read_envelope(SIGNED.envelope_bytes)
    first = envelope.signatures[0]
    twice = UnverifiedSigned(
        kind=Kind.LETTER,
        envelope_bytes=b"",
        envelope=dsse.Envelope(payload_type=envelope.payload_type, payload=envelope.payload, signatures=(first, first)),
    )
    with pytest.raises(Untrusted, match=r"^\[threshold\]"):
        verify_signed(twice, publics=PUBLICS, threshold=2, suite=HYBRID)


def test_a_key_filed_under_a_foreign_id_is_not_believed() -> None:
    misfiled = PUBLICS | {dsse.key_id(KEYS[1].public): KEYS[0].public}
    with pytest.raises(Untrusted, match=r"^\[signer-unknown\]"):
        verify_signed(read_signed(SIGNED.envelope_bytes, Kind.LETTER), publics=misfiled, threshold=1, suite=HYBRID)


def test_a_signature_by_a_key_that_may_not_sign_spoils_the_statement() -> None:
    by_a_stranger_too = sign_statement(Kind.LETTER, letter(), [KEYS[0], KEYS[3]])
    with pytest.raises(Untrusted, match=r"^\[signer-unknown\]"):
        verify(by_a_stranger_too.envelope_bytes)


def test_one_signature_that_fails_spoils_the_statement_though_enough_hold() -> None:
    envelope = dsse.read_envelope(SIGNED.envelope_bytes)
    first, second = envelope.signatures
    broken = dsse.Signature(key_id=second.key_id, signature=first.signature)
    spoilt = dsse.Envelope(payload_type=envelope.payload_type, payload=envelope.payload, signatures=(first, broken))
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify(dsse.write_envelope(spoilt))


def test_a_signature_under_another_keys_id_is_refused() -> None:
    envelope = dsse.read_envelope(SIGNED.envelope_bytes)
    first, second = envelope.signatures
    swapped = dsse.Envelope(
        payload_type=envelope.payload_type,
        payload=envelope.payload,
        signatures=(
            dsse.Signature(key_id=first.key_id, signature=second.signature),
            dsse.Signature(key_id=second.key_id, signature=first.signature),
        ),
    )
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify(dsse.write_envelope(swapped), threshold=2)


def test_signed_bytes_that_are_not_in_their_one_form_are_refused() -> None:
    with pytest.raises(Malformed, match=r"^\[json-not-canonical\]"):
        verify(sign_raw(b'{"v":1,"kind":"letter","suite":1}', KEYS[0]))


def test_signatures_are_verified_before_anything_is_parsed() -> None:
    broken = bytearray(sign_raw(b"{", KEYS[0]))
    with pytest.raises(Malformed):
        verify(bytes(broken))
    envelope = dsse.read_envelope(bytes(broken))
    forged = dsse.Envelope(
        payload_type=envelope.payload_type,
        payload=envelope.payload,
        signatures=(dsse.Signature(key_id=envelope.signatures[0].key_id, signature=bytes(HYBRID.signature_size)),),
    )
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify(dsse.write_envelope(forged))


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "letter", "suite": 1},
        {"v": 2, "kind": "letter", "suite": 1},
        {"v": True, "kind": "letter", "suite": 1},
        {"v": "1", "kind": "letter", "suite": 1},
        {"v": 1, "suite": 1},
        {"v": 1, "kind": "Letter", "suite": 1},
        {"v": 1, "kind": "letter"},
        {"v": 1, "kind": "letter", "suite": True},
        {"v": 1, "kind": "letter", "suite": -1},
        {"v": 1, "kind": "letter", "suite": "1"},
    ],
)
def test_a_statement_without_version_kind_or_suite_is_neither_signed_nor_taken(document: dict[str, Any]) -> None:
    with pytest.raises(Malformed, match=r"^\[statement-form\]"):
        sign_statement(Kind.LETTER, document, KEYS[:1])
    with pytest.raises(Malformed, match=r"^\[statement-form\]"):
        verify(sign_raw(canonical.write(document), KEYS[0]))


def test_a_statement_that_names_another_suite_than_its_signatures_is_refused() -> None:
    signed = sign_statement(Kind.LETTER, letter() | {"suite": 2}, KEYS[:1])
    with pytest.raises(Malformed, match=r"^\[statement-suite\]"):
        verify(signed.envelope_bytes)


def test_limits_are_held_when_signing() -> None:
    with pytest.raises(Malformed, match=r"^\[statement-size\]"):
        sign_statement(Kind.LETTER, letter(long="x" * limits.STATEMENT), KEYS[:1])
    with pytest.raises(Malformed, match=r"^\[envelope-signatures\]"):
        sign_statement(Kind.LETTER, letter(), [])
    with pytest.raises(Malformed, match=r"^\[envelope-signatures\]"):
        sign_statement(Kind.LETTER, letter(), [KEYS[0], KEYS[0]])
    with pytest.raises(Malformed, match=r"^\[json-value\]"):
        sign_statement(Kind.LETTER, letter(half=0.5), KEYS[:1])


def test_what_a_chancery_stored_itself_is_read_back_the_same() -> None:
    assert reload_signed(SIGNED.envelope_bytes, Kind.LETTER) == SIGNED
    assert reload_signed(SIGNED.envelope_bytes, Kind.LETTER).document == SIGNED.document
    with pytest.raises(Malformed, match=r"^\[statement-kind\]"):
        reload_signed(SIGNED.envelope_bytes, Kind.RECEIPT)
    with pytest.raises(Malformed, match=r"^\[json-not-canonical\]"):
        reload_signed(sign_raw(b'{"v":1,"kind":"letter","suite":1}', KEYS[0]), Kind.LETTER)


def test_a_stored_statement_is_named_without_being_read_whole() -> None:
    assert read_stored(SIGNED.envelope_bytes, Kind.LETTER) == (SIGNED.digest, SIGNED.statement)
    for damaged, kind, code in (
        (SIGNED.envelope_bytes, Kind.RECEIPT, "statement-kind"),
        (SIGNED.envelope_bytes[1:], Kind.LETTER, "envelope-form"),
        (SIGNED.envelope_bytes.replace(b'"payload":"', b'"payload":"!'), Kind.LETTER, "envelope-form"),
        (SIGNED.envelope_bytes.replace(b'"payload":"', b'"payload":"A'), Kind.LETTER, "base64"),
        (b"", Kind.LETTER, "envelope-form"),
    ):
        with pytest.raises(Malformed) as refusal:
            read_stored(damaged, kind)
        assert refusal.value.code == code


def test_the_sham_suite_signs_statements_and_never_passes_for_the_real_one() -> None:
    key = SHAM.signing_key(bytes(64))
    publics = {dsse.key_id(key.public): key.public}
    signed = sign_statement(Kind.LETTER, letter() | {"suite": 0}, [key])
    unverified = read_signed(signed.envelope_bytes, Kind.LETTER)
    assert verify_signed(unverified, publics=publics, threshold=1, suite=SHAM) == signed
    with pytest.raises(Untrusted, match=r"^\[signature\]"):
        verify_signed(unverified, publics=publics, threshold=1, suite=HYBRID)
