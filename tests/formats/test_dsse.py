"""An envelope has one form, and nothing but that form is read."""

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbale.formats import limits
from verbale.formats.dsse import Envelope, Signature, key_id, pae, read_envelope, write_envelope
from verbale.formats.errors import Malformed

TYPE = "application/vnd.verbale.letter.v1+json"


def envelope(payload: bytes = b'{"v":1}', payload_type: str = TYPE, signatures: int = 1) -> Envelope:
    return Envelope(
        payload_type=payload_type,
        payload=payload,
        signatures=tuple(Signature(key_id=key_id(b"%d" % n), signature=b"signature %d" % n) for n in range(signatures)),
    )


def as_json(**changes: Any) -> bytes:
    document = {
        "payload": base64.b64encode(b'{"v":1}').decode(),
        "payloadType": TYPE,
        "signatures": [{"keyid": key_id(b"0"), "sig": "c2ln"}],
    }
    document.update(changes)
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def refuse(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read_envelope(data)
    assert refusal.value.code == code


@given(
    st.binary(max_size=2_000),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=limits.MEDIA_TYPE),
    st.lists(st.tuples(st.binary(min_size=32, max_size=32), st.binary(max_size=100)), min_size=1, max_size=32),
)
def test_what_is_written_is_read_again(payload: bytes, payload_type: str, signed: list[tuple[bytes, bytes]]) -> None:
    signatures = {key.hex(): signature for key, signature in signed}
    made = Envelope(
        payload_type=payload_type,
        payload=payload,
        signatures=tuple(Signature(key_id=key, signature=signature) for key, signature in signatures.items()),
    )
    data = write_envelope(made)
    assert read_envelope(data) == made
    assert write_envelope(read_envelope(data)) == data


def test_the_pre_authentication_encoding_is_that_of_the_specification() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


@given(st.text(max_size=20), st.binary(max_size=40), st.text(max_size=20), st.binary(max_size=40))
def test_no_two_payloads_have_one_encoding(type_a: str, a: bytes, type_b: str, b: bytes) -> None:
    assert (pae(type_a, a) == pae(type_b, b)) == ((type_a, a) == (type_b, b))


def test_a_key_id_is_the_hex_digest_of_the_public_key() -> None:
    assert key_id(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.data())
def test_an_envelope_cut_or_with_one_bit_changed_never_reads_as_the_same(data: st.DataObject) -> None:
    made = envelope(signatures=2)
    written = bytearray(write_envelope(made))
    if data.draw(st.booleans()):
        del written[data.draw(st.integers(0, len(written) - 1)) :]
    else:
        bit = data.draw(st.integers(0, len(written) * 8 - 1))
        written[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(Malformed):
        assert read_envelope(bytes(written)) != made


@pytest.mark.parametrize(
    "data",
    [
        as_json(more=1),
        as_json(payload=1),
        as_json(payload=None),
        as_json(payloadType=7),
        as_json(payloadType=""),
        as_json(payloadType="two words"),
        as_json(payloadType="tÿpe"),
        as_json(payloadType="x" * (limits.MEDIA_TYPE + 1)),
        as_json(signatures=["sig"]),
        as_json(signatures=[{"sig": "c2ln"}]),
        as_json(signatures=[{"keyid": key_id(b"0"), "sig": "c2ln", "cert": "x"}]),
        as_json(signatures=[{"keyid": 1, "sig": "c2ln"}]),
        as_json(signatures=[{"keyid": key_id(b"0"), "sig": []}]),
        as_json(signatures=[{"keyid": "", "sig": "c2ln"}]),
        as_json(signatures=[{"keyid": key_id(b"0").upper(), "sig": "c2ln"}]),
        as_json(signatures=[{"keyid": key_id(b"0")[:-2], "sig": "c2ln"}]),
        b'{"payload":"","payloadType":"t"}',
    ],
)
def test_an_envelope_of_another_shape_is_refused(data: bytes) -> None:
    refuse(data.replace(b"\\u00ff", "ÿ".encode()), "envelope-form")


@pytest.mark.parametrize("signatures", [[], {}, "x", None, 3])
def test_an_envelope_without_a_list_of_signatures_is_refused(signatures: Any) -> None:
    refuse(as_json(signatures=signatures), "envelope-signatures")


def test_two_signatures_under_one_key_id_are_refused() -> None:
    twice = {"keyid": key_id(b"0"), "sig": "c2ln"}
    refuse(as_json(signatures=[twice, twice]), "envelope-signatures")
    signature = Signature(key_id=key_id(b"0"), signature=b"sig")
    with pytest.raises(Malformed, match=r"^\[envelope-signatures\]"):
        write_envelope(Envelope(payload_type=TYPE, payload=b"", signatures=(signature, signature)))


@pytest.mark.parametrize("text", ["c2lnn", "c2ln=", "c2l-", "c2 ln", "c2k", "c2l="])
def test_base64_in_another_than_its_one_form_is_refused(text: str) -> None:
    refuse(as_json(payload=text), "base64")
    refuse(as_json(signatures=[{"keyid": key_id(b"0"), "sig": text}]), "base64")


def test_json_in_another_than_its_one_form_is_refused() -> None:
    refuse(as_json() + b"\n", "json-not-canonical")
    refuse(as_json().replace(b'"payload":', b'"payload": '), "json-not-canonical")
    refuse(b'{"payload":"","payload":""}', "json-duplicate")
    refuse(b"[]", "json-value")


def test_limits_are_held_when_reading_and_when_writing() -> None:
    assert read_envelope(write_envelope(envelope(signatures=limits.SIGNATURES))) == envelope(
        signatures=limits.SIGNATURES
    )
    assert read_envelope(write_envelope(envelope(bytes(limits.STATEMENT)))).payload == bytes(limits.STATEMENT)
    with pytest.raises(Malformed, match=r"^\[envelope-signatures\]"):
        write_envelope(envelope(signatures=limits.SIGNATURES + 1))
    with pytest.raises(Malformed, match=r"^\[envelope-signatures\]"):
        write_envelope(envelope(signatures=0))
    with pytest.raises(Malformed, match=r"^\[statement-size\]"):
        write_envelope(envelope(bytes(limits.STATEMENT + 1)))
    many = [{"keyid": key_id(b"%d" % n), "sig": "c2ln"} for n in range(limits.SIGNATURES + 1)]
    refuse(as_json(signatures=many), "envelope-signatures")
    refuse(as_json(payload=base64.b64encode(bytes(limits.STATEMENT + 1)).decode()), "statement-size")


def test_an_envelope_longer_than_its_limit_is_refused_before_it_is_parsed() -> None:
    refuse(b"{" * (limits.ENVELOPE + 1), "envelope-size")
    large = Envelope(
        payload_type=TYPE, payload=b"", signatures=(Signature(key_id=key_id(b"0"), signature=bytes(limits.ENVELOPE)),)
    )
    with pytest.raises(Malformed, match=r"^\[envelope-size\]"):
        write_envelope(large)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("data", [b'{"' + b'\\"' * 500_000, b'{"' + b'\\"' * 500_000 + b"\\", b'"' * limits.ENVELOPE])
def test_quotes_without_end_are_refused_in_time_that_grows_with_their_number_only(data: bytes) -> None:
    refuse(data, "json-syntax")


@pytest.mark.parametrize("inside", ["[[[[[[[[[[[[[[[[[[[[{", '\\"[{[{[{[{[{[{[{[{[{[{', "\\\\", '\\\\\\"[', "]]]]}}}}"])
def test_brackets_in_strings_are_no_depth(inside: str) -> None:
    data = as_json(payload=json.loads(f'"{inside}"'))
    refuse(data, "base64")
