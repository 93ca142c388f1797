"""`verbale talks table` and its like: the state of play, now or at an earlier moment, as a terminal shows it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.composing import Moment
from verbale.cli.options import AT
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, count, say_time
from verbale.cli.verbs import Verb

if TYPE_CHECKING:
    from datetime import datetime

    from verbale.chancery.office import Node
    from verbale.practice.talks.view import View


@click.command(
    "list", cls=Verb, short_help="List talks.", example=["verbale talks list"], then=["verbale talks table DOSSIER"]
)
def list_talks(situation: Situation) -> Told:
    """List the talks that this chancery is in, those opened last first."""
    from verbale.formats.fields import write_time

    found = situation.unlocked().talks().all()
    document = [
        {
            "dossier": each.dossier.hex(),
            "title": each.title,
            "opening": each.opening.hex(),
            "opened": write_time(each.opened_at),
        }
        for each in found
    ]
    rows = [(each.dossier.hex()[:8], say_time(each.opened_at), each.title) for each in found]
    return Told(
        document=document, lines=columns(("DOSSIER", "OPENED", "TITLE"), rows) if rows else ["There are no talks."]
    )


@click.command(
    "table",
    cls=Verb,
    short_help="Show points by parties.",
    example=[
        "verbale talks table 4f1c",
        "verbale talks table 4f1c --at 2026-03-02T09:00:00Z",
        "verbale talks table 4f1c --at BOR/12/2026 --status open",
    ],
    then=["verbale talks respond DOSSIER POINT POSITION", "verbale talks point DOSSIER POINT"],
)
@click.argument("dossier", metavar="DOSSIER")
@AT
@click.option("--status", metavar="WORD", help="only points of this status: open, agreed, agreed-ad-ref, closed, …")
@click.option("--awaiting", metavar="CODE", help="only points on which this party is awaited")
def table(situation: Situation, *, dossier: str, at: str | None, status: str | None, awaiting: str | None) -> Told:
    """Show the state of play: every point, its status, and where each party stands on it.

    It is computed from the letters that are here and nothing else; who has the same letters shows the same state
    digest. A position holds for the wording that it was taken on, and is marked `*` where another wording stands now.
    """
    from verbale.chancery.talks.showing import show_doubts, show_table

    node, found, view = seen(situation, dossier, at)
    codes = codes_by_id(node)
    document = show_table(view, codes, found) | show_doubts(node.talks().folded(found), codes)
    if status is not None:
        document["points"] = [each for each in document["points"] if each["status"] == status]
    if awaiting is not None:
        waits = set(view.awaited.get(node.id_of_code(awaiting), ()))
        document["points"] = [each for each in document["points"] if each["point"] in waits]
    return Told(document=document, lines=lambda: _table_lines(document))


def seen(situation: Situation, dossier: str, at: str | None) -> "tuple[Node, bytes, View]":
    """The state of play of talks, now or at an earlier moment.

    Raises:
        Refused: `dossier-unknown`, `letter-unknown`, `talks-unopened`.
    """
    node = situation.unlocked()
    talks = node.talks()
    found = talks.dossier(dossier)
    state = talks.folded(found).state
    if at is None:
        return node, found, state.now()
    moment = _moment(at)
    if moment is not None:
        return node, found, state.at(moment)
    from verbale.chancery.letters.finding import find_letter

    with node.store.read() as view:
        letter = find_letter(view, at).id
    return node, found, state.at(letter)


def codes_by_id(node: "Node") -> Mapping[bytes, str]:
    """The codes of all parties here."""
    from verbale.chancery.letters.finding import codes_of

    with node.store.read() as view:
        return codes_of(view)


def _moment(at: str) -> "datetime | None":
    try:
        return Moment().convert(at, None, None)
    except click.BadParameter:
        return None


def _table_lines(document: Mapping[str, Any]) -> list[str]:
    from verbale.chancery.talks.showing import say_doubts

    members = document["members"]
    rows = [
        (
            each["number"] or each["point"][:8],
            each["status"],
            *(_cell(each["positions"].get(code)) for code in members),
            each["title"],
        )
        for each in document["points"]
    ]
    lines = columns(("POINT", "STATUS", *members, "TITLE"), rows) if rows else ["There is no such point."]
    lines += ["", f"{count(len(rows), 'point')}; state {document['state']}"]
    return [*lines, *(f"Look: {each}" for each in say_doubts(document))]


def _cell(position: Mapping[str, Any] | None) -> str:
    if position is None:
        return "-"
    word = str(position["position"]) + (" ad ref." if position["ad_referendum"] else "")
    return word + ("*" if position["due_again"] else "") + ("!" if position["not_negotiable"] else "")


@click.command(
    "point",
    cls=Verb,
    short_help="Show one point.",
    example=["verbale talks point 4f1c 2.3", "verbale talks point 4f1c 03ae --at 2026-03-02"],
    then=["verbale talks respond DOSSIER POINT POSITION", "verbale letter show ID"],
)
@click.argument("dossier", metavar="DOSSIER")
@click.argument("point", metavar="POINT")
@AT
def point(situation: Situation, *, dossier: str, point: str, at: str | None) -> Told:
    """Show one point: the words that stand, the other wordings and who is for them, and each position with its history.

    Every position names the letter that says it; `letter show` shows that letter and the receipts that prove it.
    """
    from verbale.chancery.talks.points import find_point
    from verbale.chancery.talks.showing import show_whole_point

    node, _, view = seen(situation, dossier, at)
    document = show_whole_point(view, find_point(view, point), codes_by_id(node))
    return Told(document=document, lines=lambda: _point_lines(document))


@click.command(
    "brackets",
    cls=Verb,
    short_help="Show what is in brackets.",
    example=["verbale talks brackets 4f1c", "verbale talks brackets 4f1c --at BOR/12/2026"],
    then=["verbale text show TEXT --view attributed"],
)
@click.argument("dossier", metavar="DOSSIER")
@AT
def brackets(situation: Situation, *, dossier: str, at: str | None) -> Told:
    """Show the brackets of the text in force that are not settled, with who stands for and against what is in them.

    A bracket has the parties of all points that it touches. Half a bracket is shown as it is: nobody but the parties
    can say where it ends.
    """
    from verbale.chancery.talks.bracketing import show_brackets
    from verbale.chancery.talks.texts import text_of

    node, _, view = seen(situation, dossier, at)
    text = text_of(view)
    found = show_brackets(text, view, codes_by_id(node)) if text else []
    document = {
        "text": view.text.hex() or None,
        "brackets": [
            {
                "start": each.bracket.start,
                "end": each.bracket.end,
                "depth": each.bracket.depth,
                "points": list(each.points),
                "proposers": list(each.proposers),
                "opposers": list(each.opposers),
                "words": each.words,
            }
            for each in found
        ],
        "state": view.digest.hex(),
    }
    rows = [
        (
            each.points[0][:8],
            str(each.bracket.depth),
            ",".join(each.proposers) or "-",
            ",".join(each.opposers) or "-",
            each.words or "(one side only)",
        )
        for each in found
    ]
    lines = columns(("POINT", "DEPTH", "FOR", "AGAINST", "WORDS"), rows) if rows else ["Nothing is in brackets."]
    return Told(document=document, lines=lines)


def _point_lines(document: Mapping[str, Any]) -> list[str]:
    number = document["number"] or document["point"]
    lines = [f"{number}  {document['status']}", "", document["text"] or "(the words are not known here)", ""]
    for each in document["alternatives"]:
        lines += [f"Or, by {', '.join(each['parties'])}: {each['text'] or each['wording'][:16]}", ""]
    for code, said in document["history"].items():
        for each in said:
            words = f" “{each['text']}”" if each["text"] else ""
            reason = f" ({each['reason']})" if each["reason"] else ""
            stale = "  on an earlier wording" if each["due_again"] else ""
            lines.append(f"{code}  {each['at']}  {each['position']}{words}{reason}  letter {each['letter'][:8]}{stale}")
    lines += [f"{code}  nothing said" for code in document["silent"]]
    return lines


@click.command(
    "concordance",
    cls=Verb,
    short_help="Show where each point comes from.",
    example=["verbale talks concordance 4f1c"],
    then=["verbale talks point DOSSIER POINT"],
)
@click.argument("dossier", metavar="DOSSIER")
@AT
def concordance(situation: Situation, *, dossier: str, at: str | None) -> Told:
    """Show for each point the points of earlier texts that it continues, the letters that proposed words, and why."""
    from verbale.chancery.talks.showing import show_concordance

    _, _, view = seen(situation, dossier, at)
    document = show_concordance(view)
    rows = [
        (
            each["number"] or each["point"][:8],
            each["status"],
            ", ".join(source["number"] or source["point"][:8] for source in each["sources"]) or "-",
            ", ".join(letter[:8] for letter in each["letters"]) or "-",
            "; ".join(each["reasons"]) or "-",
        )
        for each in document["rows"]
    ]
    lines = columns(("POINT", "STATUS", "FROM", "LETTERS", "REASONS"), rows) if rows else ["There is no point."]
    return Told(document=document, lines=lines)


@click.command(
    "packages",
    cls=Verb,
    short_help="Show the packages.",
    example=["verbale talks packages 4f1c"],
    then=["verbale talks answer DOSSIER LETTER ANSWER"],
)
@click.argument("dossier", metavar="DOSSIER")
@AT
def packages(situation: Situation, *, dossier: str, at: str | None) -> Told:
    """Show the packages: what each ties together, who said what, what it holds up, what accepting it would change."""
    from verbale.chancery.talks.showing import show_packages

    node, _, view = seen(situation, dossier, at)
    document = show_packages(view, codes_by_id(node))
    rows = [
        (
            f"{each['letter'][:8]}:{each['place']}",
            each["by"],
            each["form"],
            each["status"],
            " ".join(f"{code}:{word}" for code, word in each["answers"].items()),
            str(len(each["holds_up"])),
            each["title"] or "-",
        )
        for each in document["packages"]
    ]
    heads = ("PACKAGE", "BY", "FORM", "STATUS", "ANSWERS", "HOLDS UP", "TITLE")
    return Told(document=document, lines=columns(heads, rows) if rows else ["No package was offered."])


@click.command(
    "remarks",
    cls=Verb,
    short_help="Show the remarks.",
    example=["verbale talks remarks 4f1c"],
    then=["verbale talks remark DOSSIER TOPIC --text TEXT"],
)
@click.argument("dossier", metavar="DOSSIER")
@AT
def remarks(situation: Situation, *, dossier: str, at: str | None) -> Told:
    """Show principles, comments, concerns and areas of cooperation, with whose they are and what they are about."""
    from verbale.chancery.talks.showing import show_remarks

    node, _, view = seen(situation, dossier, at)
    document = show_remarks(view, codes_by_id(node))
    rows = [(each["by"], each["topic"], each["voice"], each["text"]) for each in document["remarks"]]
    lines = columns(("BY", "TOPIC", "VOICE", "TEXT"), rows) if rows else ["Nothing was remarked."]
    return Told(document=document, lines=lines)
