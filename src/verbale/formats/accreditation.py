"""The accreditation: officers say that they compared a party's words, and how they heard them.

It is entered in the house's own register and sent to nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from verbale.formats import limits, names
from verbale.formats.credence import Credence
from verbale.formats.fields import Fields, write_time
from verbale.formats.statement import Kind, Signed, sign_statement
from verbale.formats.suite import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Accreditation:
    """An accreditation.

    Attributes:
        house: who accredits.
        party: whom.
        digest: the digest of the newest version of the party's credence, whose words were compared.
        code: the party's code in this house.
        heard: from whom and how the words were heard; empty if not said.
        made: when.
        signed: the statement.
    """

    house: bytes
    party: bytes
    digest: bytes
    code: str
    heard: str
    made: datetime
    signed: Signed


def sign_accreditation(
    house: Credence, party: Credence, *, code: str, heard: str, made: datetime, officers: Sequence[SigningKey]
) -> Accreditation:
    """Signs an accreditation by officers."""
    document = {
        "v": 1,
        "kind": Kind.ACCREDITATION.value,
        "suite": house.identity.suite,
        "house": house.party.hex(),
        "credence": house.number,
        "party": party.party.hex(),
        "digest": party.digest.hex(),
        "code": code,
        "heard": heard,
        "made": write_time(made),
    }
    return read_accreditation(sign_statement(Kind.ACCREDITATION, document, officers))


def read_accreditation(signed: Signed) -> Accreditation:
    """Reads what an accreditation says.

    Raises:
        Malformed: with the code of what is wrong.
    """
    fields = Fields(signed.document, "accreditation")
    fields.integer("v")
    fields.word("kind", (Kind.ACCREDITATION.value,))
    fields.integer("suite")
    fields.integer("credence", least=1)
    accreditation = Accreditation(
        house=fields.digest("house"),
        party=fields.digest("party"),
        digest=fields.digest("digest"),
        code=names.check_code(fields.text("code", limit=limits.CODE)),
        heard=fields.text("heard", limit=limits.REASON, empty=True),
        made=fields.time("made"),
        signed=signed,
    )
    fields.end()
    if accreditation.heard:
        names.check_words(accreditation.heard, what="What was heard", limit=limits.REASON)
    return accreditation
