"""DSSE envelopes: a payload, its type, and the signatures over both (secure-systems-lab/dsse 1.0.2).

What is signed is the pre-authentication encoding (PAE) of the payload's type and its bytes as they are. An envelope
here is JSON in its one form (`canonical`), with exactly the members `payload`, `payloadType` and `signatures`, each
signature exactly `keyid` and `sig`, in standard base64: narrower than DSSE, so every envelope written here is read
by any DSSE library, and no envelope has two forms. No key id stands twice in one envelope.

A `keyid` is the hex SHA-256 of the public key. It is a hint from outside until the signature has verified. Which keys
count, and how many, is `statement`'s business.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from verbale.formats import canonical, limits
from verbale.formats.base64text import read_base64, write_base64
from verbale.formats.errors import Malformed

_KEPT_KEY_IDS = 4096
_KEY_ID = re.compile(r"[0-9a-f]{64}")
_PAYLOAD_TYPE = re.compile(r"[!-~]+")
_BEGINNING = re.compile(rb'\{"payload":"([A-Za-z0-9+/=]*)","payloadType":"([!#-\[\]-~]+)","signatures":\[')
_ENVELOPE_MEMBERS = {"payload", "payloadType", "signatures"}
_SIGNATURE_MEMBERS = {"keyid", "sig"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature of an envelope, not verified by being here."""

    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A payload with its type and signatures, well formed and not yet verified."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: what every signature of an envelope covers."""
    type_bytes = payload_type.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(type_bytes), type_bytes, len(payload), payload)


@lru_cache(maxsize=_KEPT_KEY_IDS)
def key_id(public: bytes) -> str:
    """The name of a public key in envelopes: the hex SHA-256 of its bytes."""
    return hashlib.sha256(public).hexdigest()


def write_envelope(envelope: Envelope) -> bytes:
    """Writes an envelope in its one form.

    Raises:
        Malformed: `statement-size`, `envelope-form`, `envelope-signatures` or `envelope-size`.
    """
    _check(envelope)
    signatures = [(each.key_id, write_base64(each.signature)) for each in envelope.signatures]
    return _join(write_base64(envelope.payload), envelope.payload_type, signatures)


def _join(payload: str, payload_type: str, signatures: Iterable[tuple[str, str]]) -> bytes:
    # Written out, for it is the greatest part of what a letter costs in JSON; only the type could need an escape.
    signed = ",".join(f'{{"keyid":"{key_id}","sig":"{signature}"}}' for key_id, signature in signatures)
    head = f'{{"payload":"{payload}","payloadType":{json.dumps(payload_type)}'
    data = f'{head},"signatures":[{signed}]}}'.encode()
    check_size(data)
    return data


def read_envelope(data: bytes) -> Envelope:
    """Reads an envelope; no signature is checked.

    Raises:
        Malformed: `envelope-size`, `envelope-form`, `envelope-signatures`, `statement-size`, `base64`, or a code of
            `canonical.read`.
    """
    check_size(data)
    return read_member(canonical.read(data, limit=limits.ENVELOPE))[1]


def read_payload(data: bytes) -> tuple[str, bytes]:
    """The payload and its type in an envelope whose bytes are held to be the right ones by something else.

    Raises:
        Malformed: `envelope-form` or `base64`.
    """
    found = _BEGINNING.match(data)
    if found is None:
        raise Malformed("envelope-form", "An envelope does not begin as one does.")
    payload, payload_type = found.groups()
    return payload_type.decode("ascii"), read_base64(payload.decode("ascii"))


def read_member(document: canonical.Document) -> tuple[bytes, Envelope]:
    """Reads an envelope that is a member of a document which was read in its one form; no signature is checked.

    Returns:
        Its bytes, and the envelope.

    Raises:
        Malformed: as `read_envelope`.
    """
    if document.keys() != _ENVELOPE_MEMBERS:
        raise Malformed("envelope-form", "An envelope has a member too few or too many.")
    signatures = document["signatures"]
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= limits.SIGNATURES:
        raise Malformed("envelope-signatures", f"An envelope has no signature, or more than {limits.SIGNATURES}.")
    payload, payload_type = _string(document["payload"]), _string(document["payloadType"])
    signed = [_signature_texts(each) for each in signatures]
    # Nothing here is escaped in the one form, or else it is no base64 and no key id, and is refused below.
    data = _join(payload, payload_type, signed)
    envelope = Envelope(
        payload_type=payload_type,
        payload=read_base64(payload),
        signatures=tuple(Signature(key_id=key_id, signature=read_base64(text)) for key_id, text in signed),
    )
    _check(envelope)
    return data, envelope


def _signature_texts(value: canonical.Json) -> tuple[str, str]:
    if not isinstance(value, dict) or value.keys() != _SIGNATURE_MEMBERS:
        raise Malformed("envelope-form", "A signature has a member too few or too many.")
    return _string(value["keyid"]), _string(value["sig"])


def _string(value: canonical.Json) -> str:
    if not isinstance(value, str):
        raise Malformed("envelope-form", "A member of an envelope is not a string.")
    return value


def check_size(data: bytes) -> None:
    """Checks the length of an envelope.

    Raises:
        Malformed: `envelope-size`.
    """
    if len(data) > limits.ENVELOPE:
        raise Malformed("envelope-size", f"An envelope has {len(data)} bytes; at most {limits.ENVELOPE} are allowed.")


def _check(envelope: Envelope) -> None:
    if len(envelope.payload) > limits.STATEMENT:
        raise Malformed("statement-size", f"A statement has more than {limits.STATEMENT} bytes.")
    if len(envelope.payload_type) > limits.MEDIA_TYPE or not _PAYLOAD_TYPE.fullmatch(envelope.payload_type):
        raise Malformed("envelope-form", "The type of a payload is empty, too long or not plain ASCII.")
    if not 1 <= len(envelope.signatures) <= limits.SIGNATURES:
        raise Malformed("envelope-signatures", f"An envelope has no signature, or more than {limits.SIGNATURES}.")
    key_ids = {each.key_id for each in envelope.signatures}
    if len(key_ids) != len(envelope.signatures):
        raise Malformed("envelope-signatures", "An envelope has two signatures under one key id.")
    if not all(_KEY_ID.fullmatch(each) for each in key_ids):
        raise Malformed("envelope-form", "A key id is not 64 digits of lower-case hex.")
