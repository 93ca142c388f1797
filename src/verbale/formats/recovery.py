"""The recovery: how a chancery that was put back from a backup goes on, under officers' signatures.

It begins a new register (`<id>/g2` after `<id>/g1`), names the last head that the chancery still has of the old one,
the largest heads that counterparts showed, who did not answer, and from which numbers on it counts. Counterparts'
officers confirm it once. Source: protocol §6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.credence import Credence
from verbale.formats.errors import Malformed, Untrusted
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, read_signed, sign_statement, verify_signed
from verbale.formats.suite import SigningKey, Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The largest head of the old register that a counterpart showed."""

    party: bytes
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A verified recovery.

    Attributes:
        party: who recovers.
        credence: the version of the credence whose officers signed.
        generation: the number of the new register, 2 or more.
        last: size and root of the chancery's own last head in the old register; `None` if it has none.
        shown: what counterparts showed, in rising order of the parties.
        unheard: the parties that did not answer, in rising order.
        made: when, by the party's clock.
        signed: the statement.
    """

    party: bytes
    credence: int
    generation: int
    last: tuple[int, bytes] | None
    shown: tuple[Shown, ...]
    unheard: tuple[bytes, ...]
    made: datetime
    signed: Signed


def sign_recovery(
    credence: Credence,
    *,
    generation: int,
    last: tuple[int, bytes] | None,
    shown: Sequence[Shown],
    unheard: Sequence[bytes],
    made: datetime,
    officers: Sequence[SigningKey],
) -> Recovery:
    """Signs a recovery by officers.

    Raises:
        Malformed: `recovery-parties`, if a party stands twice, or another code of what breaks the format.
    """
    document: Document = {
        "v": 1,
        "kind": Kind.RECOVERY.value,
        "suite": credence.identity.suite,
        "party": credence.party.hex(),
        "credence": credence.number,
        "generation": generation,
        "shown": [{"party": each.party.hex(), "size": each.size} for each in sorted(shown, key=lambda one: one.party)],
        "unheard": [party.hex() for party in sorted(unheard)],
        "made": write_time(made),
    }
    if last is not None:
        document["last"] = {"size": last[0], "root": last[1].hex()}
    return _read(sign_statement(Kind.RECOVERY, document, officers))


def verify_recovery(envelope_bytes: bytes, chain: Sequence[Credence], suite: Suite) -> Recovery:
    """Verifies a recovery under the version of the credence that it names.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
    """
    unverified = read_signed(envelope_bytes, Kind.RECOVERY)
    named = Fields(unverified.claims(), "recovery").integer("credence", least=1)
    credence = next((each for each in chain if each.number == named), None)
    if credence is None:
        raise Untrusted("credence-unknown", "A recovery names a version of a credence that is not known.")
    identity = credence.identity
    threshold = identity.thresholds["recovery"]
    recovery = _read(verify_signed(unverified, publics=identity.officer_keys, threshold=threshold, suite=suite))
    if recovery.party != credence.party:
        raise Untrusted("recovery-party", "A recovery speaks of another party.")
    return recovery


def _read(signed: Signed) -> Recovery:
    fields = Fields(signed.document, "recovery")
    fields.integer("v")
    fields.word("kind", (Kind.RECOVERY.value,))
    fields.integer("suite")
    recovery = Recovery(
        party=fields.digest("party"),
        credence=fields.integer("credence", least=1),
        generation=fields.integer("generation", least=2),
        last=_read_head(fields.fields("last")) if fields.has("last") else None,
        shown=tuple(_read_shown(each) for each in fields.documents("shown", limit=4096)),
        unheard=fields.digests("unheard", limit=limits.POUCH_ITEMS),
        made=fields.time("made"),
        signed=signed,
    )
    fields.end()
    for parties in ([each.party for each in recovery.shown], list(recovery.unheard)):
        if sorted(set(parties)) != parties:
            raise Malformed("recovery-parties", "The parties in a recovery are not each named once, in order.")
    return recovery


def _read_head(fields: Fields) -> tuple[int, bytes]:
    head = fields.integer("size"), fields.digest("root")
    fields.end()
    return head


def _read_shown(document: Document) -> Shown:
    fields = Fields(document, "head shown")
    shown = Shown(party=fields.digest("party"), size=fields.integer("size"))
    fields.end()
    return shown
