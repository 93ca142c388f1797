r"""The channel: the secret that authenticates pouches between two parties, and the tag it makes.

A front offers 32 bytes, wrapped to the other's transport key and bound to both ids, an epoch and that key; the offer
is signed. A pouch is authenticated by a MAC under a key drawn from the secret and the digest of the offer, never by a
signature: what a pouch held is then provable to nobody but the two. Every pouch carries the offer in force, so the
first pouch authenticates itself and a receiver put back from a backup can always check. Source: protocol §3.

    info    = "verbale/channel/v1" ‖ from ‖ to ‖ epoch (8 bytes, big-endian) ‖ SHA-256(transport key)
    key     = HKDF-SHA-256(secret, salt = digest of the offer, info = "verbale/channel-key/v1", 32 bytes)
    tag     = HMAC-SHA-256(key, "verbale/manifest/v1\n" ‖ manifest)
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from verbale.formats import limits
from verbale.formats.base64text import write_base64
from verbale.formats.credence import Credence, reload_credence
from verbale.formats.errors import Malformed, Refused, Untrusted
from verbale.formats.fields import Fields
from verbale.formats.statement import Kind, Signed, read_signed, reload_signed, sign_statement, verify_signed
from verbale.formats.suite import OpeningKey, SigningKey, Suite

SECRET = 32
TAG = 32
_SEALING = 16
_ENVELOPE = 16 * limits.KIB
_INFO = b"verbale/channel/v1"
_KEY_INFO = b"verbale/channel-key/v1"
_MANIFEST = b"verbale/manifest/v1\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A signed offer of a channel, in one direction.

    Attributes:
        sender, recipient: ids of parties; pouches go from the first to the second.
        credence: the version of the sender's credence whose front key signed.
        epoch: rises strictly with each offer for this pair.
        transport: SHA-256 of the transport key that the secret is wrapped to.
        wrapped: the wrapped secret.
        signed: the statement.
    """

    sender: bytes
    recipient: bytes
    credence: int
    epoch: int
    transport: bytes
    wrapped: bytes = field(repr=False)
    signed: Signed

    @property
    def info(self) -> bytes:
        """What the wrapping is bound to."""
        return _INFO + self.sender + self.recipient + struct.pack(">Q", self.epoch) + self.transport


def make_offer(
    *,
    credence: Credence,
    recipient: bytes,
    transport: bytes,
    epoch: int,
    secret: bytes,
    front: SigningKey,
    suite: Suite,
) -> Offer:
    """Wraps a secret to the recipient's transport key and signs the offer."""
    digest = hashlib.sha256(transport).digest()
    info = _INFO + credence.party + recipient + struct.pack(">Q", epoch) + digest
    document = {
        "v": 1,
        "kind": Kind.CHANNEL.value,
        "suite": credence.identity.suite,
        "from": credence.party.hex(),
        "to": recipient.hex(),
        "credence": credence.number,
        "epoch": epoch,
        "transport": digest.hex(),
        "wrapped": write_base64(suite.wrap(transport, info, secret)),
    }
    return _read(sign_statement(Kind.CHANNEL, document, [front]))


def verify_offer(envelope_bytes: bytes, chain: Sequence[Credence], suite: Suite) -> Offer:
    """Verifies an offer under the version of the sender's credence that it names.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    # Whatever comes is kept only if it is as short as an offer, so that nobody fills the memory.
    find = _named if len(envelope_bytes) <= _ENVELOPE else _named.__wrapped__
    named = find(envelope_bytes)
    credence = next((each for each in chain if each.number == named), None)
    if credence is None:
        raise Untrusted("credence-unknown", "An offer of a channel names a version of a credence that is not known.")
    return _verify_under(envelope_bytes, credence.signed.envelope_bytes, suite)


@lru_cache(maxsize=256)
def _named(envelope_bytes: bytes) -> int:
    """The version of the sender's credence that an offer names."""
    unverified = read_signed(envelope_bytes, Kind.CHANNEL)
    return Fields(unverified.claims(), "offer of a channel").integer("credence", least=1)


@lru_cache(maxsize=1024)
def _verify_under(envelope_bytes: bytes, credence_bytes: bytes, suite: Suite) -> Offer:
    # The same offer rides in every pouch of an epoch: its signature is checked once for the same bytes and credence.
    credence = reload_credence(credence_bytes)
    publics = credence.identity.machine_keys("front")
    unverified = read_signed(envelope_bytes, Kind.CHANNEL)
    offer = _read(verify_signed(unverified, publics=publics, threshold=1, suite=suite))
    if offer.sender != credence.party:
        raise Untrusted("offer-party", "An offer of a channel speaks for another party than its signer.")
    if len(offer.wrapped) != suite.encapsulation_size + SECRET + _SEALING:
        raise Malformed("offer-secret-length", "The wrapped secret of an offer of a channel is not of its length.")
    return offer


@lru_cache(maxsize=1024)
def reload_offer(envelope_bytes: bytes) -> Offer:
    """Reads back an offer that was made here and stored; verifies nothing again."""
    return _read(reload_signed(envelope_bytes, Kind.CHANNEL))


def open_offer(offer: Offer, keys: Sequence[OpeningKey]) -> bytes:
    """Opens the secret of an offer made to one of these transport keys.

    Raises:
        Refused: `offer-transport`, if the offer is for a transport key that is not ours or is gone.
        Untrusted: `offer-secret`, if it does not open.
    """
    for key in keys:
        if hashlib.sha256(key.public).digest() == offer.transport:
            secret = _unwrap(key, offer.info, offer.wrapped)
            if secret is None or len(secret) != SECRET:
                raise Untrusted("offer-secret", "The secret of an offer of a channel does not open.")
            return secret
    raise Refused("offer-transport", "An offer of a channel is made to a transport key that is not in use here.")


@lru_cache(maxsize=1024)
def _unwrap(key: OpeningKey, info: bytes, wrapped: bytes) -> bytes | None:
    # The same offer rides in every pouch of an epoch. A key that is no longer in use is not asked for here.
    return key.unwrap(info, wrapped)


def tag_manifest(secret: bytes, offer_digest: bytes, manifest: bytes) -> bytes:
    """The tag that authenticates a manifest."""
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=offer_digest, info=_KEY_INFO).derive(secret)
    return hmac.digest(key, _MANIFEST + manifest, "sha256")


def check_tag(secret: bytes, offer_digest: bytes, manifest: bytes, tag: bytes) -> None:
    """Checks the tag of a manifest.

    Raises:
        Untrusted: `manifest-tag`.
    """
    if not hmac.compare_digest(tag_manifest(secret, offer_digest, manifest), tag):
        raise Untrusted("manifest-tag", "The manifest of a pouch is not from the party that it names.")


def _read(signed: Signed) -> Offer:
    fields = Fields(signed.document, "offer of a channel")
    fields.integer("v")
    fields.word("kind", (Kind.CHANNEL.value,))
    fields.integer("suite")
    offer = Offer(
        sender=fields.digest("from"),
        recipient=fields.digest("to"),
        credence=fields.integer("credence", least=1),
        epoch=fields.integer("epoch", least=1),
        transport=fields.digest("transport"),
        wrapped=fields.base64("wrapped"),
        signed=signed,
    )
    fields.end()
    return offer
