"""The acts of talks: each kind of structured part, its reader and its writer.

A part is read alone. One that is not of its form is refused with its code, and the fold of talks keeps it aside,
named, beside what the rest of its letter says.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from verbale.formats import canonical, limits
from verbale.formats.canonical import Document
from verbale.formats.errors import Malformed
from verbale.formats.fields import Fields
from verbale.formats.talks import agreement, causes, opening, package, positions, proposal, remark, revision, text
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import Positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.remark import Remark
from verbale.formats.talks.revision import LanguageVersion, Revision
from verbale.formats.talks.text import LaidText

Act: TypeAlias = (
    LaidText
    | Opening
    | Positions
    | Proposal
    | Sponsor
    | Remark
    | Package
    | PackageAnswer
    | Close
    | Reopen
    | Adopt
    | Initial
    | Revision
    | LanguageVersion
    | Leave
)
Part: TypeAlias = Act | Causes
PREFIX = "talks-"
_READERS: Mapping[str, Callable[[Fields], Part]] = {
    "talks-text": text.read_text,
    "talks-opening": opening.read_opening,
    "talks-causes": causes.read_causes,
    "talks-positions": positions.read_positions,
    "talks-proposal": proposal.read_proposal,
    "talks-sponsor": proposal.read_sponsor,
    "talks-remark": remark.read_remark,
    "talks-package": package.read_package,
    "talks-package-answer": package.read_package_answer,
    "talks-close": agreement.read_close,
    "talks-reopen": agreement.read_reopen,
    "talks-adopt": agreement.read_adopt,
    "talks-initial": agreement.read_initial,
    "talks-revision": revision.read_revision,
    "talks-language": revision.read_language,
    "talks-leave": agreement.read_leave,
}
_WRITERS: Mapping[type, tuple[str, Callable[[Any], Document]]] = {
    LaidText: ("talks-text", text.write_text),
    Opening: ("talks-opening", opening.write_opening),
    Causes: ("talks-causes", causes.write_causes),
    Positions: ("talks-positions", positions.write_positions),
    Proposal: ("talks-proposal", proposal.write_proposal),
    Sponsor: ("talks-sponsor", proposal.write_sponsor),
    Remark: ("talks-remark", remark.write_remark),
    Package: ("talks-package", package.write_package),
    PackageAnswer: ("talks-package-answer", package.write_package_answer),
    Close: ("talks-close", agreement.write_close),
    Reopen: ("talks-reopen", agreement.write_reopen),
    Adopt: ("talks-adopt", agreement.write_adopt),
    Initial: ("talks-initial", agreement.write_initial),
    Revision: ("talks-revision", revision.write_revision),
    LanguageVersion: ("talks-language", revision.write_language),
    Leave: ("talks-leave", agreement.write_leave),
}
KINDS = tuple(_READERS)


def kind_of(act: Part) -> str:
    """The kind of the part that says an act, or of causes."""
    return _WRITERS[type(act)][0]


def write_act(act: Part) -> tuple[str, str]:
    """The kind and the content of the part that says an act.

    Raises:
        Malformed: with the code that a reader would give: nothing leaves that would be kept aside elsewhere.
    """
    kind, write = _WRITERS[type(act)]
    content = canonical.write(write(act)).decode()
    read_act(kind, content)
    return kind, content


def read_act(kind: str, content: str) -> Part:
    """Reads the content of a part.

    Raises:
        Malformed: `talks-kind`, `json-…`, `member`, or a code of its own kind.
        Refused: `text-standing`.
    """
    read = _READERS.get(kind)
    if read is None:
        raise Malformed("talks-kind", "A part of talks is of a kind that is not known.")
    try:
        data = content.encode()
    except UnicodeEncodeError:
        raise Malformed("json-syntax", "A part of talks is not UTF-8.") from None
    fields = Fields(canonical.read(data, limit=limits.TALKS_PART), f"part {kind}")
    fields.integer("v", least=1, most=1)
    act = read(fields)
    fields.end()
    return act
