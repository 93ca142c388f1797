"""Options that several verbs take, each said once."""

from pathlib import Path

import click

from verbale.formats.talks.text import STANDINGS

PATH = click.Path(path_type=Path)
AT = click.option("--at", metavar="TIME|LETTER", help="as it was at a time, or for who had written this letter")
LANGUAGE = click.option("--language", default="", metavar="xx", help="of the text")
MATCHES = click.option(
    "--matches", type=PATH, metavar="FILE", help="which points became which, as `text match` writes it"
)
REASON = click.option("--reason", default="", metavar="TEXT", help="why, for the others to read")
SIDE = click.option("--side", type=click.Choice(("accepted", "rejected")), help="of a Word file with tracked changes")
STANDING = click.option(
    "--standing",
    type=click.Choice(STANDINGS),
    default="informal",
    help="where the text stands  [informal]",
)
