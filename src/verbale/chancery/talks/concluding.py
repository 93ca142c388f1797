"""Closing, reopening, adopting, initialling, leaving: what holds once every member has said it."""

from collections.abc import Sequence

from verbale.chancery.talks.points import call, find_point
from verbale.chancery.talks.remarking import provisions
from verbale.chancery.talks.saying import Composer, Statement
from verbale.chancery.talks.texts import need_laid
from verbale.formats.errors import Refused
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.revision import Origin, Revision
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.view import View


def close(points: Sequence[str], *, agreed: bool = False) -> Composer:
    """Holds points to be closed in the wording that stands.

    Args:
        points: as people name them.
        agreed: whether every point that all agree on is meant too.

    The composer raises:
        Refused: `point-unknown`, `ambiguous-id`, or `points-none`.
    """

    def compose(view: View) -> Statement:
        found = [find_point(view, each) for each in points]
        found += [each for each in view.points if agreed and each.status in ("agreed", "agreed-ad-ref")]
        if not found:
            raise Refused("points-none", "No point is named, or none is agreed.")
        act = Close(provisions=provisions(found))
        line = f"The sender holds to be closed, in the wording that stands: {', '.join(map(call, found))}."
        return Statement(acts=(act,), subject="Closing points", lines=(line,))

    return compose


def reopen(points: Sequence[str], *, reason: str = "") -> Composer:
    """Agrees that points be open again.

    The composer raises:
        Refused: `point-unknown` or `ambiguous-id`.
    """

    def compose(view: View) -> Statement:
        found = [find_point(view, each) for each in points]
        act = Reopen(points=tuple(sorted({each.id for each in found})), reason=reason)
        line = f"The sender agrees that be open again: {', '.join(map(call, found))}."
        return Statement(
            acts=(act,), subject="Reopening points", lines=(line + (f" Reason: {reason}" if reason else ""),)
        )

    return compose


def adopt(*, text: bytes | None = None, stage: str = "text", withdraws: bool = False) -> Composer:
    """Adopts a text: as what was negotiated, or as the basis to go on from.

    Args:
        text: its digest; that of the text in force, if not said.
        stage: `text` or `basis`.
        withdraws: whether an adoption that is not complete is taken back.

    The composer raises:
        Refused: `talks-no-text` or `text-unknown`.
    """

    def compose(view: View) -> Statement:
        chosen = _text(view, text)
        act = Adopt(text=chosen, stage=stage, withdraws=withdraws)
        verb = "takes back its adoption of" if withdraws else "adopts"
        role = " as the basis" if stage == "basis" else ""
        line = f"The sender {verb} the text {chosen.hex()}{role}."
        return Statement(acts=(act,), subject=f"Adoption of a text{role}", lines=(line,))

    return compose


def initial(
    scope: str, *, points: Sequence[str] = (), page: int = 0, text: bytes | None = None, withdraws: bool = False
) -> Composer:
    """Initials a text: points of it, a page, or the whole.

    The composer raises:
        Refused: `talks-no-text`, `text-unknown`, `point-unknown`, `ambiguous-id` or `points-none`.
    """

    def compose(view: View) -> Statement:
        chosen = _text(view, text)
        found = [find_point(view, each) for each in points]
        if scope == "point" and not found:
            raise Refused("points-none", "No point is named.")
        act = Initial(
            text=chosen,
            scope=scope,
            provisions=provisions(found),
            page=page if scope == "page" else 0,
            withdraws=withdraws,
        )
        what = {"point": f"points {', '.join(map(call, found))}", "page": f"page {page}", "whole": "the whole"}[scope]
        verb = "takes back its initials on" if withdraws else "initials"
        line = f"The sender {verb} {what} of the text {chosen.hex()}."
        return Statement(acts=(act,), subject="Initials", lines=(line,))

    return compose


def leave(*, reason: str = "") -> Composer:
    """Leaves the talks; what was said before stands."""

    def compose(_: View) -> Statement:
        line = "The sender leaves these talks." + (f" Reason: {reason}" if reason else "")
        return Statement(acts=(Leave(reason=reason),), subject="Leaving the talks", lines=(line,))

    return compose


def revise(laid: LaidText, origins: Sequence[Origin]) -> Composer:
    """Lays a revised text on the table; it takes the place of the one in force when every member adopts it as basis.

    Args:
        laid: the text.
        origins: which points of the talks its points continue, where that is not told by their words.

    The composer raises:
        Refused: `talks-no-text`.
    """

    def compose(view: View) -> Statement:
        act = Revision(
            text=laid.digest, replaces=_text(view, None), origins=tuple(sorted(origins, key=lambda each: each.point))
        )
        line = f"The sender lays on the table the revised text “{laid.title}” ({laid.standing}), {laid.digest.hex()}."
        return Statement(acts=(laid, act), subject=f"A revised text: {laid.title}", lines=(line,))

    return compose


def _text(view: View, text: bytes | None) -> bytes:
    if text is None:
        return need_laid(view).digest
    if text not in {each.laid.digest for each in view.texts}:
        raise Refused("text-unknown", "This text was not laid on the table of these talks.")
    return text
