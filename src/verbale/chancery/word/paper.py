"""A Word file as the text of a letter: its paragraphs in order, with the numbers that Word shows.

A letter's text is plain. Headings become Markdown's, bullets dashes, a table a line a row; letterhead, comments and
type faces are left out. What would be lost without anybody seeing it is refused with its name instead: pictures,
formulas, notes, text boxes, hidden text. Tracked changes are refused too, for whoever clears a letter must not have to
guess which side it has.
"""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.oxml.ns import qn

from verbale.chancery.word.numbers import Numbering
from verbale.chancery.word.package import check_package, no_word_file
from verbale.chancery.word.parts import Element
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused
from verbale.practice.paper import Paragraph, make_paragraph

_TRACKED = {qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")}
_LOST = {
    qn("w:drawing"): "docx-picture",
    qn("w:pict"): "docx-picture",
    qn("w:object"): "docx-picture",
    qn("w:footnoteReference"): "docx-note",
    qn("w:endnoteReference"): "docx-note",
    qn("w:vanish"): "docx-hidden-text",
    qn("w:webHidden"): "docx-hidden-text",
    qn("w:sym"): "docx-symbol",
    qn("w:altChunk"): "docx-chunk",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "docx-formula",
}
_NAMED = {
    "docx-picture": "a picture or a text box",
    "docx-note": "a footnote or an endnote",
    "docx-hidden-text": "hidden text",
    "docx-symbol": "a sign of a symbol font",
    "docx-chunk": "a file of another kind",
    "docx-formula": "a formula",
}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
}
_OFF = {"0", "false", "off"}
_HEADINGS = {f"heading {level}": "#" * level + " " for level in range(1, 7)} | {"title": "# "}


def read_word(data: bytes) -> tuple[Paragraph, ...]:
    """Reads the text of a letter out of a Word file.

    Args:
        data: the file.

    Raises:
        Malformed: `docx-form`, `docx-size`, `docx-doctype`, `body-character`, `body-size` or `body-empty`.
        Refused: `docx-tracked-changes`, or the name of what would be lost.
    """
    checked = check_package(data)
    try:
        document = docx.Document(BytesIO(checked))
        body = document.element.body
        numbering = Numbering(_root(document, "numbering"), _root(document, "styles"))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
    except Exception:  # noqa: BLE001 (python-docx lets whatever its XML provokes out)
        raise no_word_file() from None
    _check_shown(body)
    paragraphs = tuple(_paragraphs(body, numbering, styles))
    if sum(len(each.text.encode()) for each in paragraphs) > limits.BODY or len(paragraphs) > limits.PARTS:
        raise Malformed("body-size", "The text of the Word file is longer than a letter's may be.")
    if not paragraphs:
        raise Malformed("body-empty", "The text of the letter is empty.")
    return paragraphs


def _root(document: "docx.document.Document", part: str) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{part}") and not relation.is_external:
            return getattr(relation.target_part, "element", None)
    return None


def _check_shown(body: Element) -> None:
    """Refuses a text that holds more than its paragraphs say, or two texts at once."""
    for element in body.iter():
        if element.tag in _TRACKED:
            raise Refused(
                "docx-tracked-changes",
                "The Word file has tracked changes; accept or reject them all first, or use `verbale text import`.",
            )
        code = _LOST.get(element.tag)
        if code and element.get(qn("w:val"), "") not in _OFF:
            raise Refused(code, f"The Word file holds {_NAMED[code]}, which a letter's text cannot; attach the file.")


def _paragraphs(body: Element, numbering: Numbering, styles: dict[str, str]) -> Iterator[Paragraph]:
    for block in _blocks(body):
        if block.tag == qn("w:tbl"):
            yield from _table(block)
            continue
        text = _text(block).strip()
        label = numbering.label(block)
        if text:
            lead = "- " if label.bullet else "" if label.text else _HEADINGS.get(styles.get(_style(block), ""), "")
            yield make_paragraph(label.text.removesuffix("."), lead + text)


def _table(table: Element) -> Iterator[Paragraph]:
    """A table as one paragraph, a line a row."""
    if any(inner is not table for inner in table.iter(qn("w:tbl"))):
        raise Refused("docx-table", "The Word file holds a table within a table; attach the file.")
    rows = [" | ".join(_cell(cell) for cell in row.iter(qn("w:tc"))) for row in table.iter(qn("w:tr"))]
    shown = [row for row in rows if row.strip(" |")]
    if shown:
        yield make_paragraph("", "\n".join(shown))


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and tables in their order, those in content controls too."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _blocks(child)


def _cell(cell: Element) -> str:
    return " ".join(" ".join(_text(each).split()) for each in cell.iter(qn("w:p")))


def _text(element: Element) -> str:
    """The text of a paragraph, without its properties and the instructions of its fields."""
    pieces = []
    for child in element:
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag not in (qn("w:pPr"), qn("w:rPr"), qn("w:instrText")):
            pieces.append(_text(child))
    return "".join(pieces)


def _style(paragraph: Element) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = None if properties is None else properties.find(qn("w:pStyle"))
    found: str = "" if style is None else style.get(qn("w:val"), "")
    return found
