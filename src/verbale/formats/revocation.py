"""The revocation: from which size of the register on a key counts no more.

It names a size, not a time: a statement counts if its leaf's index in its issuer's own register is below it, whatever
time it states. A spare one, made when the key was made, is kept on paper. Source: protocol §1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verbale.formats.base64text import read_hex
from verbale.formats.credence import Credence
from verbale.formats.errors import Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, read_signed, sign_statement, verify_signed
from verbale.formats.suite import SigningKey, Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A verified revocation.

    Attributes:
        party: whose key it is.
        credence: the version of the credence whose officers signed.
        key_id: the key.
        size: the size of the party's register from which on it counts no more.
        made: when, by the party's clock.
        signed: the statement.
    """

    party: bytes
    credence: int
    key_id: str
    size: int
    made: datetime
    signed: Signed


def sign_revocation(
    credence: Credence, *, key_id: str, size: int, made: datetime, officers: Sequence[SigningKey]
) -> Revocation:
    """Signs a revocation by officers."""
    document = {
        "v": 1,
        "kind": Kind.REVOCATION.value,
        "suite": credence.identity.suite,
        "party": credence.party.hex(),
        "credence": credence.number,
        "key": key_id,
        "size": size,
        "made": write_time(made),
    }
    return _read(sign_statement(Kind.REVOCATION, document, officers))


def verify_revocation(envelope_bytes: bytes, chain: Sequence[Credence], suite: Suite) -> Revocation:
    """Verifies a revocation under the version of the credence that it names.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    unverified = read_signed(envelope_bytes, Kind.REVOCATION)
    named = Fields(unverified.claims(), "revocation").integer("credence", least=1)
    credence = next((each for each in chain if each.number == named), None)
    if credence is None:
        raise Untrusted("credence-unknown", "A revocation names a version of a credence that is not known.")
    identity = credence.identity
    threshold = identity.thresholds["revocation"]
    revocation = _read(verify_signed(unverified, publics=identity.officer_keys, threshold=threshold, suite=suite))
    if revocation.party != credence.party:
        raise Untrusted("revocation-party", "A revocation speaks of another party's key.")
    return revocation


def _read(signed: Signed) -> Revocation:
    fields = Fields(signed.document, "revocation")
    fields.integer("v")
    fields.word("kind", (Kind.REVOCATION.value,))
    fields.integer("suite")
    key_id = fields.text("key", limit=64)
    read_hex(key_id, length=32)
    revocation = Revocation(
        party=fields.digest("party"),
        credence=fields.integer("credence", least=1),
        key_id=key_id,
        size=fields.integer("size"),
        made=fields.time("made"),
        signed=signed,
    )
    fields.end()
    return revocation
