"""A text as a terminal shows it: compilation, clean or attributed; whole, or one point."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from verbale.cli.telling import Told

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.chancery.texts.room import KeptText
    from verbale.practice.texts.attribution import Attribution
    from verbale.practice.texts.text import Point, Text


def show_text(node: "Node", kept: "KeptText", view: str, point: str | None) -> Told:
    """A text, or one point of it.

    Raises:
        Refused: `point-unknown` or `ambiguous-id`.
        Unavailable: `keys-locked`.
    """
    from verbale.chancery.talks.points import pick_point
    from verbale.practice.texts.views import show

    text = node.texts().open(kept)
    chosen = pick_point(text.points, point, where="in the text") if point is not None else None
    attributions = _attributions(node, kept, text) if view == "attributed" else ()
    shown = [each for each in show(text, view, attributions) if chosen is None or each.block.place == chosen.block]
    document = {
        "text": kept.digest.hex(),
        "title": kept.title,
        "media": kept.media,
        "view": view,
        "blocks": [
            {
                "point": each.block.point or None,
                "kind": each.block.kind,
                "number": each.block.number or None,
                "level": each.block.level,
                "shown": each.text,
                "segments": [[segment.kind, segment.text, segment.depth] for segment in each.segments],
            }
            for each in shown
        ],
        "points": [_document(each) for each in ((chosen,) if chosen else text.points)],
    }
    if chosen is None and view == "compilation":
        return Told(document=document, lines=text.source.splitlines())
    return Told(document=document, lines=lambda: [line for each in shown for line in (*each.text.splitlines(), "")])


def _attributions(node: "Node", kept: "KeptText", text: "Text") -> "Sequence[Attribution]":
    """Who stands for and against what is in brackets, as the talks on this text have it."""
    from verbale.chancery.talks.bracketing import attribute
    from verbale.cli.tabling import codes_by_id
    from verbale.formats.errors import VerbaleError

    if kept.dossier is None:
        return ()
    try:
        view = node.talks().now(kept.dossier)
    except VerbaleError as refusal:
        if refusal.code == "talks-unopened":
            return ()
        raise
    return attribute(text, view, codes_by_id(node))


def _document(point: "Point") -> dict[str, Any]:
    return {
        "point": point.id,
        "number": point.number,
        "kind": point.kind,
        "wording": point.wording.hex(),
        "text": point.text,
        "under": list(point.under),
    }
