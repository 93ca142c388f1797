"""`verbale talks table` and its like: the state of play, now or at an earlier moment, as a terminal shows it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.composing import Moment
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
@click.option("--at", metavar="TIME|LETTER", help="as it was at a time, or for who had written this letter")
@click.option("--status", metavar="WORD", help="only points of this status: open, agreed, agreed-ad-ref, closed, …")
@click.option("--awaiting", metavar="CODE", help="only points on which this party is awaited")
def table(situation: Situation, *, dossier: str, at: str | None, status: str | None, awaiting: str | None) -> Told:
    """Show the state of play: every point, its status, and where each party stands on it.

    It is computed from the letters that are here and nothing else; who has the same letters shows the same state
    digest. A position holds for the wording that it was taken on, and is marked `*` where another wording stands now.
    """
    node, found, view = seen(situation, dossier, at)
    codes = codes_by_id(node)
    document = _table_document(view, codes, found)
    if status is not None:
        document["points"] = [each for each in document["points"] if each["status"] == status]
    if awaiting is not None:
        waits = set(view.awaited.get(node.party.id if awaiting == node.code else node.party_of_code(awaiting).id, ()))
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


def _table_document(view: "View", codes: Mapping[bytes, str], dossier: bytes) -> dict[str, Any]:
    from verbale.chancery.talks.showing import show_table

    return show_table(view, codes, dossier)


def _table_lines(document: Mapping[str, Any]) -> list[str]:
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
    for warning in document["warnings"]:
        lines.append(f"Look: {warning}")
    return lines


def _cell(position: Mapping[str, Any] | None) -> str:
    if position is None:
        return "-"
    word = str(position["position"]) + (" ad ref." if position["ad_referendum"] else "")
    return word + ("*" if position["due_again"] else "") + ("!" if position["not_negotiable"] else "")
