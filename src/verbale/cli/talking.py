"""`verbale talks open` and `respond`: a text is laid on the table, and a party says where it stands."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from verbale.cli.intake import read_words
from verbale.cli.options import LANGUAGE, PATH, REASON, STANDING
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, count
from verbale.cli.verbs import Verb
from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.names import normal
from verbale.formats.talks.opening import AGREEMENTS
from verbale.formats.talks.positions import POSITIONS, RESERVES

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.chancery.talks.saying import Composer, Speaker
    from verbale.exchange.records import Letter


class Day(click.ParamType[date]):
    """A day, such as 2026-12-31."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads a day."""
        if isinstance(value, date):
            return value
        from verbale.formats.talks.provision import read_date

        try:
            return read_date(value)
        except Malformed:
            self.fail(f"{value!r} is not a day such as 2026-12-31.", param, ctx)


@click.command(
    "open",
    cls=Verb,
    short_help="Open talks on a text.",
    example=[
        'verbale talks open --text 4f1c --with BOR,CAL --title "Talks on the lake"',
        'verbale talks open --text 4f1c --with BOR --title "Talks on the lake" --agreement whole --standing basis',
    ],
    then=["verbale pouch pack --for CODE -o FILE", "verbale talks table DOSSIER"],
)
@click.option("--text", required=True, metavar="TEXT", help="the text, by the beginning of its digest")
@click.option("--with", "others", required=True, multiple=True, metavar="CODE[,CODE…]", help="the other members")
@click.option("--title", required=True, metavar="T", help="what the talks are called")
@click.option("--agreement", type=click.Choice(AGREEMENTS), default="point", help="what agreeing binds  [point]")
@STANDING
@LANGUAGE
@click.option("--penholder", metavar="CODE", help="a member who may put revised texts in force alone")
def open_talks(
    situation: Situation,
    *,
    text: str,
    others: Sequence[str],
    title: str,
    agreement: str,
    standing: str,
    language: str,
    penholder: str | None,
) -> Told:
    """Lay a text on the table and open talks on it with other parties: a new dossier, opened by one letter to all.

    With --agreement whole, nothing is agreed until everything is agreed. Members and rules do not change; taking
    somebody else in is a new dossier.
    """
    from verbale.chancery.talks import saying
    from verbale.chancery.texts.room import check_title

    codes = [code.strip() for each in others for code in each.split(",")]
    if not all(codes):
        raise click.BadParameter("a code is missing between two commas", param_hint="--with")
    node, speaker = begin(situation)
    members = [node.id_of_code(code) for code in codes]
    texts = node.texts()
    kept = texts.named(text)
    laying = saying.Laying(
        text=texts.open(kept), title=check_title(kept.title or title), standing=standing, language=language
    )
    letter = saying.open_talks(
        node.talks(),
        laying,
        members=members,
        title=check_title(title),
        agreement=agreement,
        speaker=speaker,
        penholder=node.id_of_code(penholder) if penholder else None,
    )
    return said(node, letter, f"The talks “{title}” are open.")


@click.command(
    "respond",
    cls=Verb,
    short_help="Take a position.",
    example=[
        "verbale talks respond 4f1c 2.3 accept",
        'verbale talks respond 4f1c 03ae amend --text words.md --reason "As instructed"',
        "verbale talks respond 4f1c 03ae reserve --reserve parliamentary --until 2026-11-30",
        "verbale talks respond 4f1c --from positions.xlsx",
    ],
    then=["verbale talks table DOSSIER", "verbale pouch pack --for CODE -o FILE"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("point", required=False, metavar="[POINT")
@click.argument("position", required=False, type=click.Choice(POSITIONS), metavar="POSITION]")
@click.option("--text", type=PATH, metavar="FILE", help="the words wanted instead, in UTF-8")
@REASON
@click.option("--until", type=Day(), metavar="DATE", help="until when a reserve or an acceptance ad referendum stands")
@click.option("--ad-referendum", is_flag=True, help="an acceptance that waits for the capital")
@click.option("--reserve", type=click.Choice(RESERVES), help="the kind of a reserve  [general]")
@click.option("--not-negotiable", is_flag=True, help="say that the house will not move")
@click.option(
    "--wording", metavar="HEX", help="the wording that you read, if it may have changed  [the one that stands]"
)
@click.option("--from", "source", type=PATH, metavar="FILE", help="positions on many points: .csv, .xlsx or .json")
def respond(
    situation: Situation,
    *,
    dossier: str,
    point: str | None,
    position: str | None,
    source: Path | None,
    text: Path | None,
    reason: str,
    until: date | None,
    ad_referendum: bool,
    reserve: str | None,
    not_negotiable: bool,
    wording: str | None,
) -> Told:
    """Take a position on a point, bound to the exact wording that stands there.

    If the wording changes, the position is due again, and the table says so. Saying nothing is a state of its own and
    never acceptance. With --from, positions on many points go in one letter; an error names the row and the cell, and
    nothing is sent.
    """
    from verbale.chancery.talks.responding import Answer
    from verbale.chancery.talks.responding import respond as composer
    from verbale.formats.base64text import read_hex

    if (source is None) == (point is None or position is None):
        raise click.UsageError("Name a point and a position, or a file with --from.")
    if source is not None and any((text, reason, until, ad_referendum, reserve, not_negotiable, wording)):
        raise click.UsageError("What --from takes stands in the file; no other option says more.")
    if source is not None:
        from verbale.cli.talksfiles import read_answers

        node, speaker = begin(situation)
        answers = read_answers(source)
    else:
        assert point is not None
        assert position is not None
        answers = [
            Answer(
                point=point,
                word=position,
                text=_wording(text) if text else "",
                reason=normal(reason),
                ad_referendum=ad_referendum,
                reserve=reserve or "",
                until=until,
                not_negotiable=not_negotiable,
                wording=read_hex(wording.strip().lower(), length=32) if wording else None,
            )
        ]
        node, speaker = begin(situation)
    return speak(node, speaker, dossier, composer(answers), f"{count(len(answers), 'position')} taken.")


def begin(situation: Situation) -> "tuple[Node, Speaker]":
    """The chancery, unlocked, and the officers who speak for it."""
    from verbale.chancery.talks.saying import Speaker

    node = situation.unlocked()
    speaker = Speaker(officers=situation.acting(node), name=situation.first_acting(node))
    return node, speaker


def speak(node: "Node", speaker: "Speaker", dossier: str, compose: "Composer", line: str) -> Told:
    """Makes a statement in talks and tells of it."""
    from verbale.chancery.talks.saying import say

    talks = node.talks()
    letter = say(talks, talks.dossier(dossier), compose, speaker=speaker)
    return said(node, letter, line)


def said(node: "Node", letter: "Letter", line: str) -> Told:
    """What a statement became."""
    from verbale.chancery.letters.finding import cite, code_of, codes_of

    with node.store.read() as view:
        codes = codes_of(view)
    to = sorted(code_of(codes, each) for each in letter.recipients)
    number = cite(code_of(codes, letter.sender), letter.series, letter.number, letter.year)
    assert letter.dossier is not None
    dossier = letter.dossier.hex()
    state = node.talks().now(letter.dossier).digest.hex()
    document = {"dossier": dossier, "letter": letter.id.hex(), "number": number, "to": to, "state": state}
    lines = [f"{line} {number} goes to {', '.join(to)}.", dossier]
    return Told(document=document, lines=lines, then=f"verbale talks table {dossier[:8]}")


def _wording(file: Path) -> str:
    return read_words(file, limit=4 * limits.TALKS_WORDING, code="wording-length", what="A wording")
