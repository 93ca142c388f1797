"""`verbale talks remark`, `package`, `answer`: what a party says beside its positions."""

from collections.abc import Sequence
from pathlib import Path

import click

from verbale.cli.intake import read_words
from verbale.cli.options import PATH, REASON
from verbale.cli.proposing import refer
from verbale.cli.situation import Situation
from verbale.cli.talking import begin, speak
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.names import normal
from verbale.formats.talks.package import ANSWERS, FORMS
from verbale.formats.talks.remark import TOPICS


@click.command(
    "remark",
    cls=Verb,
    short_help="Say a principle, a comment, a concern, an area of cooperation.",
    example=[
        'verbale talks remark 4f1c concern --text "The shore is a common one." --point 2',
        "verbale talks remark 4f1c principle --file principle.md --for SARN,VESTRY",
    ],
    then=["verbale talks remarks DOSSIER"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("--text", metavar="TEXT", help="its words")
@click.option("--file", "source", type=PATH, metavar="FILE", help="a file with its words, in UTF-8")
@click.option("--point", "points", multiple=True, metavar="POINT", help="a point that it is about; more than once")
@click.option("--for", "allies", multiple=True, metavar="NAME[,NAME…]", help="allies for whom it is said, named")
@click.option("--for-allies", is_flag=True, help="said for allies who are not named")
@click.option("--not-negotiable", is_flag=True, help="say that the house will not move")
def remark(
    situation: Situation,
    *,
    dossier: str,
    topic: str,
    text: str | None,
    source: Path | None,
    points: Sequence[str],
    allies: Sequence[str],
    for_allies: bool,
    not_negotiable: bool,
) -> Told:
    """Say what a written response has beside its positions: a principle, a comment, a concern, an area of cooperation.

    It may be about points, and may be said for allies, named or not; an ally need be no member of the talks.
    """
    from verbale.chancery.talks.remarking import remark as composer

    if (text is None) == (source is None):
        raise click.UsageError("Say its words with --text or --file.")
    if source is not None:
        text = read_words(source, limit=4 * limits.TALKS_REMARK, code="text-size", what="A remark")
    compose = composer(
        topic,
        normal((text or "").strip()),
        points=points,
        allies=[normal(name.strip()) for each in allies for name in each.split(",")],
        for_allies=for_allies,
        not_negotiable=not_negotiable,
    )
    node, speaker = begin(situation)
    return speak(node, speaker, dossier, compose, f"The {topic} is said.")


@click.command(
    "package",
    cls=Verb,
    short_help="Offer a package.",
    example=[
        "verbale talks package 4f1c all 2 4.1 --title A",
        "verbale talks package 4f1c one 2 3 --reason 'Either will do'",
        "verbale talks package 4f1c conditional 2 --if 4.1",
    ],
    then=["verbale talks packages DOSSIER"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("points", nargs=-1, required=True, metavar="POINT…")
@click.option("--if", "condition", multiple=True, metavar="POINT", help="a point that has to be agreed; more than once")
@click.option("--title", default="", metavar="T", help="a short name")
@REASON
def package(
    situation: Situation,
    *,
    dossier: str,
    form: str,
    points: Sequence[str],
    condition: Sequence[str],
    title: str,
    reason: str,
) -> Told:
    """Tie points together in the wordings that stand: all of them or none; one of them; or some on a condition.

    Whoever offers a package accepts it. It holds once every member accepts it.
    """
    from verbale.chancery.talks.remarking import offer

    compose = offer(form, points, condition=condition, title=normal(title), reason=normal(reason))
    node, speaker = begin(situation)
    return speak(node, speaker, dossier, compose, "The package is offered.")


@click.command(
    "answer",
    cls=Verb,
    short_help="Answer a package.",
    example=["verbale talks answer 4f1c BOR/12/2026 accept", "verbale talks answer 4f1c BOR/12/2026 accept --choice 3"],
    then=["verbale talks packages DOSSIER"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("package", metavar="LETTER[:PLACE]")
@click.argument("word", type=click.Choice(ANSWERS), metavar="ANSWER")
@click.option("--choice", default="", metavar="POINT", help="the one that is accepted, where one of several is offered")
@REASON
def answer(situation: Situation, *, dossier: str, package: str, word: str, choice: str, reason: str) -> Told:
    """Answer a package: accept, reject, discuss, or withdraw one that you offered.

    A package is named by its letter; if the letter offers several, by its place in it too.
    """
    from verbale.chancery.talks.remarking import answer as composer

    node, speaker = begin(situation)
    talks = node.talks()
    view = talks.now(talks.dossier(dossier))
    reference = refer(situation, package, [(each.letter, each.place) for each in view.packages], what="package")
    compose = composer(reference, word, choice=choice, reason=normal(reason))
    return speak(node, speaker, dossier, compose, "The package is answered.")
