"""What can be taken away from talks as a file, and how each is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.talks.comparing import Side
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.talks.exporting import write_table_file
from verbale.chancery.talks.redlining import write_wishes
from verbale.chancery.talks.texts import need_text
from verbale.chancery.texts.writing import Writing, write_text_file

TYPES: Mapping[str, str] = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
SHEET = "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file.

    Attributes:
        name: the last part of its address; a sheet to fill has one of its own.
        title: what it is.
        says: what it is for.
    """

    name: str
    title: str | Promise
    says: str | Promise

    def url(self, dossier: Dossier) -> str:
        """Its address."""
        kind, _dot, end = self.name.partition(".")
        return dossier.url("sheet", end) if kind == SHEET else dossier.url("file", self.name)


FILES: tuple[Taken, ...] = (
    Taken(
        name="wishes.docx",
        title=_("Word, with tracked changes"),
        says=_("the text on the table, and in it what every party wants, an author a party"),
    ),
    Taken(
        name="sheet.xlsx",
        title=_("Spreadsheet to fill"),
        says=_("a row a point, for a department without an account; it comes back by Import"),
    ),
    Taken(name="sheet.csv", title=_("The same, as CSV"), says=_("for who has no spreadsheet program")),
    Taken(name="table.docx", title=_("Table in Word"), says=_("the state of play, with its digest")),
    Taken(name="table.html", title=_("Table as a page"), says=_("to be read and printed anywhere")),
    Taken(name="table.csv", title=_("Table as CSV"), says=_("for a program")),
    Taken(name="text.xml", title=_("Akoma Ntoso"), says=_("the text on the table, for legislative systems")),
    Taken(name="text.docx", title=_("Text in Word"), says=_("the text on the table, without changes")),
    Taken(name="text.html", title=_("Text as a page"), says=_("the text on the table")),
    Taken(name="text", title=_("The text itself"), says=_("sign by sign as it was laid on the table")),
)
_ENDS = {"markdown": ".md", "plain": ".txt", "word": ".docx"}


def write(dossier: Dossier, name: str) -> tuple[str, bytes] | None:
    """Writes a file of `FILES`: what it is saved as, and what is in it; nothing if there is no such file.

    Raises:
        Refused: `talks-no-text`.
    """
    view = dossier.view
    codes = {party: dossier.names.of(party).code for party in view.members}
    kind, end = PurePath(name).stem, PurePath(name).suffix
    if name == "wishes.docx":
        return f"{dossier.title}{end}", write_wishes(view, codes)
    if kind == "table" and end in {".docx", ".html", ".csv"}:
        return f"{dossier.title}{end}", write_table_file(name, view, codes, title=dossier.title)
    if kind == "text" and end in {".docx", ".html", ".xml", ""}:
        text = need_text(view)
        title = dossier.in_force.laid.title if dossier.in_force else dossier.title
        end = end or _ENDS[text.media]
        return f"{title}{end}", write_text_file(f"text{end}", Writing(text=text, title=title))
    return None


def write_comparison(dossier: Dossier, old: Side, new: Side, end: str) -> tuple[str, bytes] | None:
    """Writes two texts as one file whose accepted side is the newer one; nothing if there is no such form."""
    if end not in {".docx", ".html", ".xml"}:
        return None
    writing = Writing(text=new.text, title=new.name, old=old.text, author=dossier.names.house.code)
    return f"{dossier.title}, changes{end}", write_text_file(f"changes{end}", writing)
