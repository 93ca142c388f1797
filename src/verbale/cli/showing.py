"""`verbale demo`: four chanceries on this machine, from a first letter to a text that all have initialled."""

from pathlib import Path

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb

_PATH = click.Path(path_type=Path)


@click.command(
    "demo",
    cls=Verb,
    short_help="Show an exchange and talks.",
    example=["verbale demo", "verbale demo --headless --text treaty.md"],
    then=["verbale init --help"],
)
@click.option("--headless", is_flag=True, help="end with the last step; else the pages stay up until Ctrl-C")
@click.option("--text", type=_PATH, metavar="FILE", help="the text that is proposed and negotiated  [an invented one]")
@click.option("--keep", type=_PATH, metavar="DIR", help="keep the four chanceries in this folder")
def demo(situation: Situation, *, headless: bool, text: Path | None, keep: Path | None) -> Told:
    """Found four chanceries on this machine, in processes of their own, and let them exchange letters and negotiate.

    A text is proposed and answered by network and by hand; then it goes through talks, from a first table with
    brackets over two rounds and a package to the initials of all four, and after each step all four must show the same
    state. Asks nothing, sends nothing to another machine, and leaves nothing behind unless told to. The exit is 0 only
    if every step was checked.
    """
    from verbale.cli.demo.playing import run

    return run(headless=headless, text=text, keep=keep, as_json=situation.as_json)
