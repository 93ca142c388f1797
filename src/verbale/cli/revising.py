"""`verbale talks revise`: a revised text is laid on the table, and its points continue those that are there."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.cli.options import LANGUAGE, MATCHES, STANDING
from verbale.cli.situation import Situation
from verbale.cli.talking import begin, speak
from verbale.cli.telling import Told
from verbale.cli.textcomparing import read_matches
from verbale.cli.verbs import Verb

if TYPE_CHECKING:
    from verbale.chancery.talks.revising import Foreseen
    from verbale.chancery.talks.saying import Statement
    from verbale.practice.talks.view import View


@click.command(
    "revise",
    cls=Verb,
    short_help="Lay a revised text on the table.",
    example=[
        "verbale talks revise 4f1c --text 9a51 --matches matches.json --dry-run",
        "verbale talks revise 4f1c --text 9a51 --matches matches.json",
    ],
    then=["verbale talks adopt DOSSIER --text TEXT --as basis"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.option("--text", required=True, metavar="TEXT", help="the text, by the beginning of its digest")
@MATCHES
@STANDING
@LANGUAGE
@click.option("--dry-run", is_flag=True, help="show what becomes of the points and send nothing")
def revise(
    situation: Situation,
    *,
    dossier: str,
    text: str,
    matches: Path | None,
    standing: str,
    language: str,
    dry_run: bool,
) -> Told:
    """Lay a revised text on the table. It takes the place of the one in force once every member adopts it as basis.

    Points with the same words stay the same points, whether those words stand in the text in force, were agreed since,
    or were proposed as a new point. Which of the others became which stands in --matches; a point that nobody matched
    is a new one. One that stands there with several new points is split, one with several old points takes them in
    (merges them): such are new points, and the table shows where they come from. Look at it first with --dry-run.
    """
    from verbale.chancery.talks.concluding import revise as composer
    from verbale.chancery.talks.revising import foresee, show_foreseen
    from verbale.chancery.talks.saying import Laying
    from verbale.chancery.talks.texts import find_origins
    from verbale.chancery.texts.room import check_title

    pairs = read_matches(matches) if matches else ()
    if dry_run:
        node, speaker = situation.unlocked(), None
    else:
        node, speaker = begin(situation)
    texts = node.texts()
    kept = texts.named(text)
    read = texts.open(kept)
    laid = Laying(text=read, title=check_title(kept.title), standing=standing, language=language).act
    talks = node.talks()
    view = talks.now(talks.dossier(dossier))
    foreseen = foresee(view, read, find_origins(view, read, pairs))
    if speaker is None:
        document = show_foreseen(foreseen) | {"state": view.digest.hex()}
        return Told(document=document, lines=[*_lines(foreseen), foreseen.summary])

    def compose(view: "View") -> "Statement":
        return composer(laid, find_origins(view, read, pairs))(view)

    return speak(node, speaker, dossier, compose, f"“{kept.title}” lies on the table. {foreseen.summary}")


def _lines(foreseen: "Foreseen") -> Iterator[str]:
    from verbale.chancery.talks.points import call

    for point, sources, became in foreseen.points:
        came = f" from {', '.join(map(call, sources))}" if sources else ""
        yield f"{point.number or point.id[:8]}  {became}{came}  {point.title}"
    for state, became in foreseen.gone:
        yield f"{call(state)}  {became}  {state.title}"
