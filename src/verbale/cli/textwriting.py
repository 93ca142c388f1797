"""`verbale text export`: a text leaves as the file that somebody else needs."""

from pathlib import Path

import click

from verbale.cli.options import PATH
from verbale.cli.outlet import PRIVATE, save_bytes
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, say_size
from verbale.cli.verbs import Verb


@click.command(
    "export",
    cls=Verb,
    short_help="Write a text into a file.",
    example=[
        "verbale text export 4f1c -o draft.md",
        "verbale text export 9a51 --against 4f1c -o redline.docx",
        "verbale text export 4f1c -o draft.xml",
    ],
    then=["verbale talks propose DOSSIER FILE"],
)
@click.argument("text", metavar="TEXT")
@click.option("-o", "out", type=PATH, required=True, metavar="FILE", help="ends in .md, .txt, .docx, .html or .xml")
@click.option("--against", metavar="OLD", help="with the changes against this text tracked, in .docx, .html or .xml")
@click.option("--author", metavar="NAME", help="whose the tracked changes are  [this chancery's code]")
def export(situation: Situation, *, text: str, out: Path, against: str | None, author: str | None) -> Told:
    """Write a text: .md and .txt exactly as it was read, .docx for Word, .html for a browser, .xml as Akoma Ntoso.

    With --against, accepting all tracked changes gives the text, rejecting all the older one. A Word file that was
    read in is written anew, without its type faces.
    """
    from verbale.chancery.texts.writing import Writing, write_text_file

    node = situation.unlocked()
    texts = node.texts()
    kept = texts.named(text)
    old = texts.open(texts.named(against)) if against else None
    writing = Writing(text=texts.open(kept), title=kept.title, old=old, author=author or node.code)
    data = write_text_file(out.name, writing)
    save_bytes(out, data, mode=PRIVATE)
    document = {"text": kept.digest.hex(), "file": str(out), "bytes": len(data)}
    return Told(document=document, lines=[f"{out.name} is written, {say_size(len(data))}."])
