"""The opening of talks: who takes part, on which text, and by which rules.

    {"agreement":"point","members":["00…","b7…"],"text":"51aa…","v":1}

Members are fixed here; taking another in, or leaving one out, is another dossier. `agreement` is `whole` where
nothing is agreed until everything is agreed, else `point`. A `penholder`, if one is named, may put a revised text in
the place of the one before; without one, a revision becomes the text of the talks when every member adopts it as the
basis. Source: protocol §7.
"""

from dataclasses import dataclass

from verbale.formats import limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields

AGREEMENTS = ("whole", "point")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The opening of talks.

    Attributes:
        members: ids of parties, the sender among them, rising.
        text: the digest of the text that is laid on the table.
        agreement: `whole` or `point`.
        penholder: the id of the member who may revise the text, if one may.
    """

    members: tuple[bytes, ...]
    text: bytes
    agreement: str = "point"
    penholder: bytes | None = None


def write_opening(opening: Opening) -> Document:
    """The document of an opening."""
    document = {
        "v": 1,
        "members": [member.hex() for member in opening.members],
        "text": opening.text.hex(),
        "agreement": opening.agreement,
    }
    return document if opening.penholder is None else document | {"penholder": opening.penholder.hex()}


def read_opening(fields: Fields) -> Opening:
    """Reads an opening.

    Raises:
        Malformed: `talks-members` if fewer than two, out of order, twice, or the penholder is none of them; or the
            code of a member that is not of its form.
    """
    opening = Opening(
        members=fields.digests("members", limit=limits.RECIPIENTS + 1),
        text=fields.digest("text"),
        agreement=fields.word("agreement", AGREEMENTS),
        penholder=fields.optional("penholder", fields.digest),
    )
    if len(opening.members) < 2 or sorted(set(opening.members)) != list(opening.members):
        raise Malformed("talks-members", "The members of talks are not each named once, in order, and at least two.")
    if opening.penholder is not None and opening.penholder not in opening.members:
        raise Malformed("talks-members", "The penholder of talks is no member of them.")
    return opening
