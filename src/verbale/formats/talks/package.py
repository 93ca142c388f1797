"""Packages: points that are accepted together, or one of them, or on a condition.

{"form":"all","provisions":[{"point":"03ae…","wording":"51aa…"},…],"title":"A","v":1}
{"answer":"accept","package":{"letter":"c09e…","place":0},"v":1}

all          every provision, or none
one          exactly one of the provisions; an acceptance says which
conditional  the provisions, if those of the `condition` are agreed
"""

from dataclasses import dataclass, field

from verbale.formats import limits, names
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks.provision import (
    POINT,
    Provision,
    Reference,
    check_point,
    read_provisions,
    read_reason,
    read_reference,
    said,
    write_provisions,
    write_reference,
)

FORMS = ("all", "one", "conditional")
ANSWERS = ("accept", "reject", "discuss", "withdraw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Points tied together.

    Attributes:
        form: `all`, `one` or `conditional`.
        provisions: what is offered.
        condition: what has to be agreed, for the offer to hold.
        title: a short name for people, or empty.
        reason: why.
    """

    form: str
    provisions: tuple[Provision, ...]
    condition: tuple[Provision, ...] = ()
    title: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)

    @property
    def tied(self) -> tuple[Provision, ...]:
        """All that it speaks of: what is offered, and what has to be agreed for it."""
        return self.provisions + self.condition


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageAnswer:
    """What a member says to a package.

    Attributes:
        package: the act that offers it.
        answer: `accept`, `reject`, `discuss`, or `withdraw` by the one who offered it.
        choice: the point chosen, where an acceptance is of a package that offers one of several.
        reason: why.
    """

    package: Reference
    answer: str
    choice: str = ""
    reason: str = field(default="", repr=False)


def write_package(package: Package) -> Document:
    """The document of a package."""
    return {"v": 1, "form": package.form, "provisions": write_provisions(package.provisions)} | said(
        condition=write_provisions(package.condition), title=package.title, reason=package.reason
    )


def read_package(fields: Fields) -> Package:
    """Reads a package.

    Raises:
        Malformed: `package-form` if it ties too few provisions, has a condition where none belongs, or offers a point
            on a condition about that point; or the code of a member.
    """
    conditional = fields.has("condition")
    package = Package(
        form=fields.word("form", FORMS),
        provisions=read_provisions(fields, "provisions"),
        condition=read_provisions(fields, "condition") if conditional else (),
        title=_read_title(fields) if fields.has("title") else "",
        reason=read_reason(fields),
    )
    tied = {each.point for each in package.tied}
    if (
        conditional != (package.form == "conditional")
        or bool(package.condition) != conditional
        or len(package.provisions) < (1 if conditional else 2)
        or len(tied) < len(package.tied)
    ):
        raise Malformed("package-form", "A package ties too few points, or has a condition where none belongs.")
    return package


def write_package_answer(answer: PackageAnswer) -> Document:
    """The document of an answer."""
    return {"v": 1, "package": write_reference(answer.package), "answer": answer.answer} | said(
        choice=answer.choice, reason=answer.reason
    )


def read_package_answer(fields: Fields) -> PackageAnswer:
    """Reads an answer.

    Raises:
        Malformed: `package-form` if a choice stands with another answer than an acceptance; or the code of a member.
    """
    answer = PackageAnswer(
        package=read_reference(fields.fields("package")),
        answer=fields.word("answer", ANSWERS),
        choice=check_point(fields.text("choice", limit=POINT)) if fields.has("choice") else "",
        reason=read_reason(fields),
    )
    if answer.choice and answer.answer != "accept":
        raise Malformed("package-form", "A choice stands with another answer than an acceptance.")
    return answer


def _read_title(fields: Fields) -> str:
    return names.check_name(fields.text("title", limit=limits.NAME), what="The title of a package", limit=limits.NAME)
