"""Word files with lists, written as Word writes them: definitions, lists, styles, paragraphs in them."""

import zipfile
from io import BytesIO

from docx.oxml.ns import nsdecls

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CHOICE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def level(at: int, form: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A level of a definition."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
        "</w:lvl>"
    )


def definition(name: int, *levels: str, more: str = "") -> str:
    """A definition of a list."""
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum w:abstractNumId="{name}">{kind}{more}{"".join(levels)}</w:abstractNum>'


def listed(number: int, name: int, *overrides: str) -> str:
    """A list that paragraphs name."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{name}"/>{"".join(overrides)}</w:num>'


def begins(at: int, start: int) -> str:
    """A level of a list begins anew."""
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def place(number: int | None, at: int | None) -> str:
    """The place in a list that a paragraph or a style names."""
    inner = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    inner += "" if number is None else f'<w:numId w:val="{number}"/>'
    return f"<w:numPr>{inner}</w:numPr>" if inner else ""


def style(name: str, number: int | None = None, at: int | None = None, *, upon: str = "", usual: bool = False) -> str:
    """A style of paragraphs."""
    parent = f'<w:basedOn w:val="{upon}"/>' if upon else ""
    default = ' w:default="1"' if usual else ""
    head = f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>{parent}'
    return f"{head}<w:pPr>{place(number, at)}</w:pPr></w:style>"


def para(number: int | None = None, at: int | None = None, *, named: str = "", words: str = "x") -> str:
    """A paragraph."""
    which = f'<w:pStyle w:val="{named}"/>' if named else ""
    return f"<w:p><w:pPr>{which}{place(number, at)}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def file(paragraphs: str, numbering: str, styles: str = "") -> bytes:
    """A Word file."""
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("numbering", "numbering"), ("styles", "styles"))
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>',
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(("numbering", "numbering.xml"), ("styles", "styles.xml")),
        "word/document.xml": f"<w:document {nsdecls('w')}><w:body>{paragraphs}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {nsdecls('w')} {_CHOICE}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {nsdecls('w')}>{styles or style('Normal', usual=True)}</w:styles>",
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content)
    return made.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'
