"""Proposals: what a party wants a provision to be, with the verbs of the International Telecommunication Union.

    {"basis":"51aa…","point":"03ae9f7111c00d02","reason":"…","text":"Each Party shall …","v":1,"verb":"MOD"}

    ADD        a new point, with its words, behind `after` (or first)
    MOD        other words for a point, as it stood in `basis`
    EDITORIAL  the same, without a change of substance
    SUP        a point is to go
    NOC        a point is to stay as it is
    MOVE       a point is to stand behind `after` (or first)
    SPLIT      a point becomes several, each with its words
    MERGE      a point and `others` become one, with its words
    RENUMBER   a point has another number

Others join as sponsors by letters of their own, and may cease to be.
"""

from dataclasses import dataclass, field

from verbale.formats import limits, names
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import (
    POINT,
    Reference,
    check_point,
    check_wording,
    read_flag,
    read_points,
    read_reason,
    read_reference,
    said,
    write_reference,
)

# Which members each verb has beside `verb` and `reason`; those in brackets may be absent.
VERBS = {
    "ADD": "text (after) (number)",
    "MOD": "point basis text",
    "EDITORIAL": "point basis text",
    "SUP": "point basis",
    "NOC": "point basis",
    "MOVE": "point basis (after)",
    "SPLIT": "point basis texts",
    "MERGE": "point basis others text",
    "RENUMBER": "point basis number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a party proposes.

    Attributes:
        verb: one of `VERBS`.
        point: the point; empty for a new one.
        basis: the wording that the proposal starts from, if there is a point.
        text: the words proposed.
        texts: those of each point that a split gives.
        others: the points that a merger takes in.
        after: the point behind which it is to stand; empty for the first place.
        number: the number proposed.
        reason: why.
        not_negotiable: whether the sponsor says that it will not move.
    """

    verb: str
    point: str = ""
    basis: bytes | None = None
    text: str = field(default="", repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[str, ...] = ()
    after: str = ""
    number: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    not_negotiable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """A member joins a proposal, or ceases to sponsor it."""

    proposal: Reference
    withdraws: bool = False


def write_proposal(proposal: Proposal) -> Document:
    """The document of a proposal."""
    return {"v": 1, "verb": proposal.verb} | said(
        point=proposal.point,
        basis=proposal.basis and proposal.basis.hex(),
        text=proposal.text,
        texts=list(proposal.texts),
        others=list(proposal.others),
        after=proposal.after,
        number=proposal.number,
        reason=proposal.reason,
        not_negotiable=proposal.not_negotiable,
    )


def read_proposal(fields: Fields) -> Proposal:
    """Reads a proposal.

    Raises:
        Malformed: `proposal-points` if it merges a point with itself or puts it behind itself; the code of a member
            that is missing, not of its form, or does not belong to the verb.
    """
    verb = fields.word("verb", tuple(VERBS))
    has = VERBS[verb].split()
    proposal = Proposal(
        verb=verb,
        point=_read_point(fields, "point") if "point" in has else "",
        basis=fields.digest("basis") if "basis" in has else None,
        text=check_wording(fields.text("text", limit=limits.TALKS_WORDING)) if "text" in has else "",
        texts=_read_texts(fields) if "texts" in has else (),
        others=_read_others(fields) if "others" in has else (),
        after=_read_point(fields, "after") if "(after)" in has and fields.has("after") else "",
        number=_read_number(fields) if "number" in has or ("(number)" in has and fields.has("number")) else "",
        reason=read_reason(fields),
        not_negotiable=read_flag(fields, "not_negotiable"),
    )
    if proposal.point and proposal.point in (*proposal.others, proposal.after):
        raise Malformed("proposal-points", "A point is merged with itself, or put behind itself.")
    return proposal


def write_sponsor(sponsor: Sponsor) -> Document:
    """The document of a sponsor."""
    return {"v": 1, "proposal": write_reference(sponsor.proposal)} | said(withdraws=sponsor.withdraws)


def read_sponsor(fields: Fields) -> Sponsor:
    """Reads a sponsor.

    Raises:
        Malformed: the code of a member.
    """
    return Sponsor(proposal=read_reference(fields.fields("proposal")), withdraws=read_flag(fields, "withdraws"))


def _read_point(fields: Fields, name: str) -> str:
    return check_point(fields.text(name, limit=POINT))


def _read_texts(fields: Fields) -> tuple[str, ...]:
    texts = fields.texts("texts", limit=limits.TALKS_SPLIT, length=limits.TALKS_WORDING)
    if len(texts) < 2:
        raise Malformed("proposal-points", "A split gives fewer than two points.")
    return tuple(check_wording(text) for text in texts)


def _read_others(fields: Fields) -> tuple[str, ...]:
    others = read_points(fields, "others")
    if not others:
        raise Malformed("proposal-points", "A merger takes no other point in.")
    return others


def _read_number(fields: Fields) -> str:
    number = fields.text("number", limit=limits.PART_NUMBER)
    return names.check_name(number, what="The number of a point", limit=limits.PART_NUMBER)
