"""The file that one institution hands to another to meet: every version of its credence, and its newest keys.

One JSON document in its one form, small enough for a letter or a stick. It proves nothing by itself: whose it is, the
twelve words say, heard from the other side. Source: protocol §1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from verbale.formats import canonical, limits
from verbale.formats.credence import Credence, verify_first, verify_next
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.partykeys import PartyKeys, check_newest, verify_party_keys
from verbale.formats.suite import Suite, find_suite

SIZE = 4 * limits.MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class CredenceFile:
    """A verified chain of credences, from version 1 to the newest, and the newest keys."""

    chain: tuple[Credence, ...]
    keys: PartyKeys

    @property
    def newest(self) -> Credence:
        """The newest version."""
        return self.chain[-1]


def write_credence_file(chain: Sequence[Credence], keys: PartyKeys) -> bytes:
    """Writes the file."""
    document = {
        "v": 1,
        "kind": "credence-file",
        "chain": [canonical.read(each.signed.envelope_bytes, limit=limits.ENVELOPE) for each in chain],
        "keys": canonical.read(keys.signed.envelope_bytes, limit=limits.ENVELOPE),
    }
    return canonical.write(document) + b"\n"


def read_credence_file(data: bytes, suites: tuple[Suite, ...]) -> CredenceFile:
    """Reads the file and verifies each version under the one before it.

    Raises:
        Malformed, Untrusted: with the code of what is wrong.
        Refused: `suite-unknown`.
    """
    fields = Fields(canonical.read(data.removesuffix(b"\n"), limit=SIZE), "letter of credence")
    fields.integer("v", least=1, most=1)
    fields.word("kind", ("credence-file",))
    envelopes = [canonical.write(each) for each in fields.documents("chain", limit=limits.CREDENCE_CHAIN)]
    keys_bytes = canonical.write(fields.document("keys"))
    fields.end()
    if not envelopes:
        raise Malformed("credence-chain-empty", "The file holds no letter of credence.")
    chain = [verify_first(envelopes[0], suites)]
    for envelope in envelopes[1:]:
        chain.append(verify_next(chain[-1], envelope, suites))
    suite = find_suite(suites, chain[-1].identity.suite)
    keys = verify_party_keys(keys_bytes, chain, suite)
    check_newest(keys, chain[-1])
    return CredenceFile(chain=tuple(chain), keys=keys)
