"""A text as a terminal shows it: compilation, clean or attributed; whole, or one point."""

from typing import TYPE_CHECKING, Any

from verbale.cli.telling import Told
from verbale.formats.errors import Refused

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.chancery.texts.room import KeptText
    from verbale.practice.texts.text import Point, Text


def show_text(node: "Node", kept: "KeptText", view: str, point: str | None) -> Told:
    """A text, or one point of it.

    Raises:
        Refused: `point-unknown` or `ambiguous-id`.
        Unavailable: `keys-locked`.
    """
    text = node.texts().open(kept)
    shown = (_find(text, point),) if point is not None else text.points
    document = {
        "text": kept.digest.hex(),
        "title": kept.title,
        "media": kept.media,
        "view": view,
        "points": [_document(each) for each in shown],
    }
    if point is None:
        document["source"] = text.source
    if point is None and view == "compilation":
        return Told(document=document, lines=text.source.splitlines())
    return Told(document=document, lines=[line for each in shown for line in (_line(each), "")])


def _find(text: "Text", named: str) -> "Point":
    wanted = named.strip()
    numbered = [each for each in text.points if each.number and each.number == wanted.removesuffix(".")]
    begins = [each for each in text.points if wanted and each.id.startswith(wanted.lower())]
    found = [each for each in begins if each.id == wanted.lower()] or numbered or begins
    if not found:
        raise Refused("point-unknown", "There is no such point in the text.")
    if len(found) > 1:
        raise Refused("ambiguous-id", "More than one point is named so; give more of its id.")
    return found[0]


def _document(point: "Point") -> dict[str, Any]:
    return {
        "point": point.id,
        "number": point.number,
        "kind": point.kind,
        "wording": point.wording.hex(),
        "text": point.text,
        "under": list(point.under),
    }


def _line(point: "Point") -> str:
    return f"{point.number or point.id[:8]}  {point.text}"
