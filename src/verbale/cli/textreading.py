"""`verbale text import`, `list`, `show`: a text is read in and looked at."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.intake import read_whole
from verbale.cli.options import PATH, SIDE
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, count, say_time
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.errors import Refused

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.chancery.texts.reading import ReadFile
    from verbale.chancery.texts.room import KeptText

VIEWS = ("compilation", "clean", "attributed")


@click.command(
    "import",
    cls=Verb,
    short_help="Read a text in.",
    example=["verbale text import draft.md", "verbale text import redline.docx --side accepted --title 'Rev. 2'"],
    then=["verbale text show TEXT", "verbale talks open --text TEXT --with CODE --title T"],
)
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--title", metavar="T", help="what it is called here  [as it calls itself]")
@click.option("--dossier", metavar="D", help="the matter it belongs to, by the beginning of its id")
@SIDE
def import_text(situation: Situation, *, file: Path, title: str | None, dossier: str | None, side: str | None) -> Told:
    """Read a text out of a .md, .txt or .docx file into points and brackets, and keep it sealed.

    Nothing in it is repaired: a bracket that is never closed stays so and is flagged. The same file is the same text,
    with the same digest and the same points, at every chancery. A Word file has the numbers that
    Word shows, computed ones too; one with tracked changes holds two texts: say which is meant. Needs no passphrase.
    """
    from verbale.chancery.texts.room import check_title

    node = situation.locked()
    read = read_file_of(file, side)
    kept = node.texts().keep_read(
        read,
        title=check_title(title) if title else "",
        origin=file.name,
        now=node.now(),
        dossier=find_matter(node, dossier) if dossier else None,
    )
    node.note(officer=situation.first_acting(node), act="imported", about=kept.digest.hex())
    return Told(document=outline(kept), lines=_import_lines(kept), then=f"verbale text show {kept.digest.hex()[:8]}")


@click.command(
    "list", cls=Verb, short_help="List texts.", example=["verbale text list"], then=["verbale text show TEXT"]
)
@click.option("--dossier", metavar="D", help="of one matter, by the beginning of its id")
def list_texts(situation: Situation, *, dossier: str | None) -> Told:
    """List the texts that are kept here, those kept last first. Needs no passphrase."""
    node = situation.locked()
    found = node.texts().all(find_matter(node, dossier) if dossier else None)
    rows = [
        (each.digest.hex()[:8], say_time(each.kept_at), str(each.counts["points"]), each.media, each.title)
        for each in found
    ]
    lines = columns(("TEXT", "KEPT", "POINTS", "KIND", "TITLE"), rows) if rows else ["There is no text."]
    return Told(document=[outline(each) for each in found], lines=lines)


@click.command(
    "show",
    cls=Verb,
    short_help="Show a text.",
    example=["verbale text show 4f1c", "verbale text show 4f1c --view clean", "verbale text show 4f1c --point 03ae"],
    then=["verbale text export TEXT -o FILE", "verbale text diff OLD NEW"],
)
@click.argument("text", metavar="TEXT")
@click.option("--view", type=click.Choice(VIEWS), default="compilation", help="how brackets are shown  [compilation]")
@click.option("--point", metavar="P", help="one point, by its id's beginning or its number")
def show(situation: Situation, *, text: str, view: str, point: str | None) -> Told:
    """Show a text, or one point of it. TEXT is the beginning of its digest.

    The compilation has every bracket as it stands. The clean view leaves out what is in brackets that nobody agreed
    to. The attributed view says at each point who stands for what, where the text is on the table of talks here.
    """
    from verbale.cli.textviews import show_text

    node = situation.unlocked()
    kept = node.texts().named(text)
    return show_text(node, kept, view, point)


def read_file_of(file: Path, side: str | None) -> "ReadFile":
    """A text out of a file that a person names.

    Raises:
        Refused, Malformed, Unavailable: as `read_whole` and `verbale.chancery.texts.reading.read_file`.
    """
    from verbale.chancery.texts.reading import media_of, read_file
    from verbale.chancery.word.package import FILE

    word = media_of(file.name) == "word"
    if side is not None and not word:
        raise click.UsageError("Only a Word file has sides.")
    limit = FILE if word else limits.BODY
    data = read_whole(file, limit=limit, code="docx-size" if word else "text-size", what="A text")
    return read_file(file.name, data, side)


def outline(kept: "KeptText") -> dict[str, Any]:
    """A text as a script reads it."""
    from verbale.formats.fields import write_time

    return {
        "text": kept.digest.hex(),
        "title": kept.title,
        "media": kept.media,
        "origin": kept.origin,
        "side": kept.side or None,
        "dossier": kept.dossier.hex() if kept.dossier else None,
        "kept": write_time(kept.kept_at),
        **kept.counts,
    }


def find_matter(node: "Node", named: str) -> bytes:
    """A dossier by the beginning of its id.

    Raises:
        Refused: `dossier-unknown` or `ambiguous-id`.
    """
    from verbale.chancery.letters.finding import find_dossier

    with node.store.read() as view:
        found = find_dossier(view, named)
    if found is None:
        raise Refused("dossier-unknown", "There is no dossier of this id here.")
    return found


def _import_lines(kept: "KeptText") -> list[str]:
    counts, brackets = kept.counts, kept.counts["brackets"]
    lines = [
        f"“{kept.title}”: {count(counts['points'], 'point')} in {count(counts['blocks'], 'block')}",
        f"Brackets: {brackets['open']} open, {brackets['close']} close, {brackets['unmatched']} of them alone, "
        f"at most {brackets['max_depth']} deep; {count(counts['options'], 'option')}",
    ]
    lines += [f"Line {each['line']}: {each['said']}" for each in counts["flags"][:10]]
    if len(counts["flags"]) > 10:
        lines.append(f"… and {len(counts['flags']) - 10} more to look at; --json shows them all.")
    return [*lines, kept.digest.hex()]
