"""The state of play as a table to take away: points down, parties across; a page, a Word file, or CSV.

The values are plain words: whoever fills them knows the talks. The digest of the state stands on the table, so that two
houses can see at a glance whether they look at the same one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape as escape_xml

from verbale.chancery.sheets.commas import write_table
from verbale.chancery.takeaway.page import escape, page
from verbale.chancery.word.redline import pack
from verbale.chancery.word.revision import clean
from verbale.formats.errors import Refused

_SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_WIDTH = 14_400  # of the columns together, in twentieths of a point: A4 across, less its margins
_FIXED = (("No.", 700), ("Point", 3_600), ("Status", 1_200))


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCell:
    """Where a party stands on a point.

    Attributes:
        position: in a word or two; empty for silence, which is never acceptance.
        notes: what goes with it: a reserve and its day, that it is due again, that it contradicts another.
        text: the words wanted instead.
    """

    position: str = ""
    notes: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    @property
    def lines(self) -> tuple[str, ...]:
        """What the cell shows, a line an entry."""
        words = (f"“{self.text}”",) if self.text else ()
        return (self.position or "silent", *self.notes, *words)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """A point.

    Attributes:
        point: its id.
        number: as it shows it.
        words: its current wording, or its first words.
        status: open, agreed, closed …
        cells: a cell for each party, in the order of the table's parties.
    """

    point: str
    number: str
    words: str = field(repr=False)
    status: str
    cells: tuple[StateCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTable:
    """The table.

    Attributes:
        title: of the talks.
        about: lines under the title: as of when, how many points are agreed …
        digest: the digest of the state, in hex.
        parties: their codes or names.
        rows: the points, in the order of the text.
    """

    title: str = field(repr=False)
    about: tuple[str, ...] = ()
    digest: str
    parties: tuple[str, ...]
    rows: tuple[StateRow, ...]


def write_state(table: StateTable, form: str) -> bytes:
    """Writes the table.

    Args:
        table: the table.
        form: `.docx`, `.html` or `.csv`.

    Raises:
        Refused: `export-form`.
    """
    write = _FORMS.get(form)
    if write is None:
        raise Refused("export-form", "The state of play is written as .docx, .html or .csv.")
    return write(table)


def _about(table: StateTable) -> tuple[str, ...]:
    return (*table.about, f"State {table.digest}")


def _headings(table: StateTable) -> tuple[str, ...]:
    return (*(name for name, _ in _FIXED), *table.parties)


def _write_commas(table: StateTable) -> bytes:
    def lines() -> Iterator[tuple[str, ...]]:
        yield (*_headings(table), "Point id")
        for row in table.rows:
            yield (row.number, row.words, row.status, *("\n".join(cell.lines) for cell in row.cells), row.point)

    return write_table(lines())


def _write_page(table: StateTable) -> bytes:
    about = "".join(f"<p>{escape(line)}</p>\n" for line in _about(table))
    head = "".join(f'<th scope="col" dir="auto">{escape(name)}</th>' for name in _headings(table))
    rows = "\n".join(_page_row(row) for row in table.rows)
    body = f"{about}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    return page(table.title, body).encode("utf-8", "replace")


def _page_row(row: StateRow) -> str:
    cells = [row.words, row.status, *("\n".join(cell.lines) for cell in row.cells)]
    first = f'<tr id="p-{escape(row.point)}"><th scope="row" dir="auto">{escape(row.number)}</th>'
    return first + "".join(f'<td dir="auto">{escape(cell).replace(chr(10), "<br>")}</td>' for cell in cells) + "</tr>"


def _write_word(table: StateTable) -> bytes:
    """Across the page, its first row again on every page."""
    left = _WIDTH - sum(width for _, width in _FIXED)
    each = max(600, left // max(1, len(table.parties)))
    widths = [*(width for _, width in _FIXED), *(each for _ in table.parties)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = _word_row([(name,) for name in _headings(table)], widths, heading=True)
    rows = "".join(
        _word_row([(row.number,), (row.words,), (row.status,), *(cell.lines for cell in row.cells)], widths)
        for row in table.rows
    )
    body = _paragraph(table.title, style="Heading1") + "".join(_paragraph(line) for line in _about(table))
    body += f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
    body += f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>{_paragraph("")}'
    page_size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1219" '
    page_size += 'w:bottom="1134" w:left="1219" w:header="708" w:footer="708" w:gutter="0"/>'
    return pack(f"<w:document {_SPACE}><w:body>{body}<w:sectPr>{page_size}</w:sectPr></w:body></w:document>")


def _word_row(cells: list[tuple[str, ...]], widths: list[int], *, heading: bool = False) -> str:
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        + "".join(_paragraph(line, bold=heading) for line in lines)
        + "</w:tc>"
        for lines, width in zip(cells, widths, strict=True)
    )
    properties = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if heading else "") + "</w:trPr>"
    return f"<w:tr>{properties}{inner}</w:tr>"


def _paragraph(text: str, *, style: str = "", bold: bool = False) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    face = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape_xml(line)}</w:t>' for line in clean(text).split("\n") if line
    )
    return f"<w:p>{properties}<w:r>{face}{lines}</w:r></w:p>" if lines else f"<w:p>{properties}</w:p>"


_FORMS: Mapping[str, Callable[[StateTable], bytes]] = {
    ".docx": _write_word,
    ".html": _write_page,
    ".csv": _write_commas,
}
