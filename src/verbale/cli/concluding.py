"""`verbale talks close`, `reopen`, `adopt`, `initial`, `leave`: what holds once every member has said it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from verbale.cli.options import REASON
from verbale.cli.situation import Situation
from verbale.cli.talking import begin, speak
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb
from verbale.formats.names import normal

if TYPE_CHECKING:
    from verbale.chancery.office import Node

_THEN = ["verbale talks table DOSSIER", "verbale pouch pack --for CODE -o FILE"]


@click.command(
    "close",
    cls=Verb,
    short_help="Hold points to be closed.",
    example=["verbale talks close 4f1c 2 4.1", "verbale talks close 4f1c --agreed"],
    then=_THEN,
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("points", nargs=-1, metavar="[POINT…]")
@click.option("--agreed", is_flag=True, help="every point that all agree on, too")
def close(situation: Situation, *, dossier: str, points: Sequence[str], agreed: bool) -> Told:
    """Hold points to be closed, in the wording that stands. A point is closed once every member holds so.

    A closed point is opened again only with the consent of every member (`talks reopen`).
    """
    from verbale.chancery.talks.concluding import close as composer

    if not points and not agreed:
        raise click.UsageError("Name points, or say --agreed.")
    node, speaker = begin(situation)
    return speak(node, speaker, dossier, composer(points, agreed=agreed), "The points are held to be closed.")


@click.command(
    "reopen",
    cls=Verb,
    short_help="Agree that points be open again.",
    example=["verbale talks reopen 4f1c 2"],
    then=_THEN,
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("points", nargs=-1, required=True, metavar="POINT…")
@REASON
def reopen(situation: Situation, *, dossier: str, points: Sequence[str], reason: str) -> Told:
    """Agree that points be open again; a closed point is once every member agrees.

    Before a closing is complete, this takes one's own part in it back.
    """
    from verbale.chancery.talks.concluding import reopen as composer

    node, speaker = begin(situation)
    return speak(node, speaker, dossier, composer(points, reason=normal(reason)), "It is agreed that they be open.")


@click.command(
    "adopt",
    cls=Verb,
    short_help="Adopt a text.",
    example=["verbale talks adopt 4f1c", "verbale talks adopt 4f1c --text 9a51 --as basis"],
    then=_THEN,
)
@click.argument("dossier", metavar="DOSSIER")
@click.option("--text", metavar="TEXT", help="by the beginning of its digest  [the text in force]")
@click.option("--as", "stage", type=click.Choice(("text", "basis")), default="text", help="as what  [text]")
@click.option("--withdraw", is_flag=True, help="take back an adoption that is not complete")
def adopt(situation: Situation, *, dossier: str, text: str | None, stage: str, withdraw: bool) -> Told:
    """Adopt a text: as the text that was negotiated, or as the basis to go on from.

    It is adopted once every member has done so. A revised text is in force once every member adopted it as basis.
    """
    from verbale.chancery.talks.concluding import adopt as composer

    node, speaker = begin(situation)
    compose = composer(text=_text(node, dossier, text), stage=stage, withdraws=withdraw)
    return speak(node, speaker, dossier, compose, "It is said.")


@click.command(
    "initial",
    cls=Verb,
    short_help="Initial a text.",
    example=["verbale talks initial 4f1c", "verbale talks initial 4f1c 2 4.1", "verbale talks initial 4f1c --page 3"],
    then=_THEN,
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("points", nargs=-1, metavar="[POINT…]")
@click.option("--page", type=click.IntRange(min=1), metavar="N", help="a page")
@click.option("--text", metavar="TEXT", help="by the beginning of its digest  [the text in force]")
@click.option("--withdraw", is_flag=True, help="take back initials that are not complete")
def initial(
    situation: Situation, *, dossier: str, points: Sequence[str], page: int | None, text: str | None, withdraw: bool
) -> Told:
    """Initial a text: it is the one that was negotiated, exactly. Points of it, a page, or the whole if none is named.

    The text is authentic, and frozen by its digest, once every member has initialled the whole.
    """
    from verbale.chancery.talks.concluding import initial as composer

    if points and page:
        raise click.UsageError("Name points or a page, not both.")
    scope = "point" if points else "page" if page else "whole"
    node, speaker = begin(situation)
    compose = composer(scope, points=points, page=page or 0, text=_text(node, dossier, text), withdraws=withdraw)
    return speak(
        node, speaker, dossier, compose, "It is initialled." if not withdraw else "The initials are taken back."
    )


@click.command(
    "leave",
    cls=Verb,
    short_help="Leave the talks.",
    example=['verbale talks leave 4f1c --reason "The matter is settled elsewhere."'],
    then=["verbale talks list"],
)
@click.argument("dossier", metavar="DOSSIER")
@REASON
def leave(situation: Situation, *, dossier: str, reason: str) -> Told:
    """Leave the talks. What the house said before stands; from now on nobody waits for it, and it says nothing more."""
    from verbale.chancery.talks.concluding import leave as composer

    node, speaker = begin(situation)
    return speak(node, speaker, dossier, composer(reason=normal(reason)), "This chancery has left the talks.")


def _text(node: "Node", dossier: str, named: str | None) -> bytes | None:
    if named is None:
        return None
    node.talks().dossier(dossier)  # a text that a letter laid is kept here once somebody looks at the talks
    return node.texts().named(named).digest
