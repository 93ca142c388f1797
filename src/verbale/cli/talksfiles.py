"""`verbale talks sheet`, `export`, and positions out of a file: what goes to people who have no chancery, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.cli.intake import read_whole
from verbale.cli.options import AT, PATH
from verbale.cli.outlet import PRIVATE, save_bytes
from verbale.cli.situation import Situation
from verbale.cli.tabling import codes_by_id, seen
from verbale.cli.telling import Told, count, say_size
from verbale.cli.verbs import Verb
from verbale.formats import limits

if TYPE_CHECKING:
    from verbale.chancery.talks.responding import Answer


@click.command(
    "sheet",
    cls=Verb,
    short_help="Write a spreadsheet to be filled.",
    example=["verbale talks sheet 4f1c -o positions.xlsx", "verbale talks sheet 4f1c -o positions.csv --awaited"],
    then=["verbale talks respond DOSSIER --from FILE"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.option("-o", "out", type=PATH, required=True, metavar="FILE", help="ends in .xlsx, .csv or .json")
@click.option("--awaited", is_flag=True, help="only points on which this chancery is awaited")
def sheet(situation: Situation, *, dossier: str, out: Path, awaited: bool) -> Told:
    """Write a spreadsheet of the points, for a department that has no account: a row a point, choices offered.

    It comes back with `talks respond --from`; a row that is left empty takes no position. Each row is bound to the
    wording that stood when it was written: if another stands when it comes back, the position is shown as one on an
    earlier wording.
    """
    from verbale.chancery.sheets.positions import write_positions
    from verbale.chancery.talks.sheets import rows_to_fill

    node, _, view = seen(situation, dossier, None)
    house = node.party.id
    rows = rows_to_fill(view, house, set(view.awaited.get(house, ())) if awaited else None)
    data = write_positions(rows, out.suffix.lower())
    save_bytes(out, data, mode=PRIVATE)
    document = {"file": str(out), "points": len(rows), "bytes": len(data), "state": view.digest.hex()}
    return Told(
        document=document, lines=[f"{out.name} is written: {count(len(rows), 'point')}, {say_size(len(data))}."]
    )


@click.command(
    "export",
    cls=Verb,
    short_help="Write the state of play.",
    example=["verbale talks export 4f1c -o table.docx", "verbale talks export 4f1c -o wishes.docx --redline"],
    then=["verbale talks table DOSSIER"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.option("-o", "out", type=PATH, required=True, metavar="FILE", help="ends in .docx, .html or .csv")
@click.option("--redline", is_flag=True, help="the text with what each party wants as tracked changes, in .docx")
@AT
def export(situation: Situation, *, dossier: str, out: Path, redline: bool, at: str | None) -> Told:
    """Write the table of points and parties for people who have no chancery: Word, a page, or a spreadsheet.

    It names the state digest, so that a copy on paper leads back to the letters that it follows from. With --redline,
    write the text in force instead, and in it what every party wants as tracked changes of its own.
    """
    from verbale.chancery.talks.exporting import write_table_file
    from verbale.chancery.talks.redlining import write_wishes

    if redline and out.suffix.lower() != ".docx":
        raise click.UsageError("Tracked changes are written as .docx.")
    node, found, view = seen(situation, dossier, at)
    title = node.talks().folded(found).title
    codes = codes_by_id(node)
    data = write_wishes(view, codes) if redline else write_table_file(out.name, view, codes, title=title)
    save_bytes(out, data, mode=PRIVATE)
    document = {"file": str(out), "points": len(view.points), "bytes": len(data), "state": view.digest.hex()}
    return Told(document=document, lines=[f"{out.name} is written, {say_size(len(data))}."])


def read_answers(file: Path) -> "list[Answer]":
    """Positions out of a file that a department filled.

    Raises:
        Malformed: with the row and the cell of what is wrong.
        Refused, Unavailable: as `read_whole`; `sheet-kind`.
    """
    from verbale.chancery.sheets.positions import read_positions
    from verbale.chancery.talks.sheets import answer_of

    data = read_whole(file, limit=4 * limits.TALKS_PART, code="sheet-size", what="A sheet of positions")
    return [answer_of(each) for each in read_positions(data, file.suffix.lower())]
