"""A Word file that the house writes: a plain text, or one with tracked changes whose authors are the parties.

ISO/IEC 29500-1 §17.13.5. Every part is written here, so that nothing comes along that nobody meant to send: no name of
an officer, no time of writing, no template, no thumbnail. The same text is the same file. Marks of moves are not
written, since readers take them in different ways; a move is taken out here and put in there. A file with changes asks
Word to track what its next reader changes. Row I03 of the attack catalogue.
"""

import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from verbale.chancery.word.changes import Change, WordParagraph, WordRun, WordText
from verbale.chancery.word.revision import clean, make_text, revise

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEADINGS = {"title": "Title"} | {f"heading {level}": f"Heading{level}" for level in range(1, 7)}
_SIGNS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_RIGHT_TO_LEFT = {"R", "AL"}
_DATE = (1980, 1, 1, 0, 0, 0)


def write_plain(paragraphs: Sequence[str]) -> bytes:
    """Writes a text without changes.

    Args:
        paragraphs: the text. A tab is a tab, the end of a line a break of the line; what XML has no place for becomes
            the replacement character.
    """
    return write_word(make_text(paragraphs))


def write_redline(old: Sequence[str], new: Sequence[str], *, author: str, at: str = "") -> bytes:
    """Writes two texts as one file with tracked changes: rejecting all gives the old one, accepting all the new one.

    Args:
        old: the paragraphs of the older text.
        new: those of the newer one.
        author: whose changes they are; a party.
        at: when, RFC 3339 in UTC; empty if it is not to be told.
    """
    return write_word(revise(make_text(old), new, author=author, at=at))


def write_word(text: WordText) -> bytes:
    """Writes a text with the changes that it has, every author's, with its date.

    `verbale.chancery.word.revision.revise` puts one author's changes over another's.
    """
    tracked = text.changed
    body = "".join(_paragraphs(text.paragraphs or make_text(()).paragraphs))
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1134" w:left="1417" '
    page += 'w:header="708" w:footer="708" w:gutter="0"/>'
    document = f"<w:document {_SPACE}><w:body>{body}<w:sectPr>{page}</w:sectPr></w:body></w:document>"
    return pack(document, settings="<w:trackRevisions/>" if tracked else "")


def pack(document: str, *, settings: str = "") -> bytes:
    """A Word file around the XML of its text."""
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("styles", "styles.xml"), ("settings", "settings.xml")),
        "word/document.xml": document,
        "word/styles.xml": _STYLES,
        "word/settings.xml": f"<w:settings {_SPACE}>{settings}</w:settings>",
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, (_HEAD + content).encode())
    return made.getvalue()


def _paragraphs(paragraphs: Sequence[WordParagraph]) -> Iterator[str]:
    numbers = count(1)
    for paragraph in paragraphs:
        leftward = _is_leftward("".join(run.text for run in paragraph.runs))
        yield f"<w:p>{_properties(paragraph, numbers, leftward=leftward)}"
        for run in paragraph.runs:
            yield _run(run, numbers, leftward=leftward)
        yield "</w:p>"


def _properties(paragraph: WordParagraph, numbers: Iterator[int], *, leftward: bool) -> str:
    style = _HEADINGS.get(paragraph.style, "")
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner += "<w:bidi/>" if leftward else ""
    mark = paragraph.mark
    marks = _opened("ins", mark.inserted, numbers, closed=True) + _opened("del", mark.deleted, numbers, closed=True)
    inner += f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def _run(run: WordRun, numbers: Iterator[int], *, leftward: bool) -> str:
    """A run; what was put in and taken out again is a deletion within an insertion."""
    face = "<w:rPr><w:rtl/></w:rPr>" if leftward else ""
    words = "".join(_words(run.text, "delText" if run.deleted else "t"))
    return (
        _opened("ins", run.inserted, numbers)
        + _opened("del", run.deleted, numbers)
        + f"<w:r>{face}{words}</w:r>"
        + ("</w:del>" if run.deleted else "")
        + ("</w:ins>" if run.inserted else "")
    )


def _opened(name: str, change: Change | None, numbers: Iterator[int], *, closed: bool = False) -> str:
    if change is None:
        return ""
    at = f" w:date={quoteattr(change.at)}" if change.at else ""
    end = "/>" if closed else ">"
    return f'<w:{name} w:id="{next(numbers)}" w:author={quoteattr(clean(change.author))}{at}{end}'


def _words(text: str, name: str) -> Iterator[str]:
    begun = 0
    for place, sign in enumerate(text):
        if sign in _SIGNS:
            yield _piece(text[begun:place], name)
            yield _SIGNS[sign]
            begun = place + 1
    yield _piece(text[begun:], name)


def _piece(text: str, name: str) -> str:
    return f'<w:{name} xml:space="preserve">{escape(text)}</w:{name}>' if text else ""


def _is_leftward(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (UAX #9, P2 and P3)."""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((each for each in directions if each in _RIGHT_TO_LEFT or each == "L"), "L") in _RIGHT_TO_LEFT


def _relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_KIND}.settings+xml"/></Types>'
)


def _heading(name: str, style: str, size: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_STYLES = (
    f'<w:styles {_SPACE}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" '
    'w:hAnsi="Liberation Serif" w:cs="Noto Naskh Arabic"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + "".join(_heading(name, style, 36 - 2 * place) for place, (name, style) in enumerate(_HEADINGS.items()))
    + "</w:styles>"
)
