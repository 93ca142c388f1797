"""`verbale alarms`: what a person must look at, until somebody puts it away."""

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, say_time
from verbale.cli.verbs import noun


def _list(situation: Situation) -> Told:
    from verbale.chancery import overview

    seen = overview.list_alarms(situation.locked())
    rows = [(say_time(each.at), each.code, each.party or "-", each.reason) for each in seen]
    lines = columns(("SINCE", "CODE", "PARTY", "REASON"), rows) if rows else ["No alarm stands."]
    return Told(
        document=[each.document() for each in seen],
        lines=lines,
        then="verbale alarms put-away CODE" if rows else "verbale status",
    )


@noun("alarms", "List what a person must look at, and put it away.", alone=_list)
def alarms() -> None:
    """What a person must look at. Without a verb, lists the alarms that stand."""


@alarms.command("list", short_help="List the alarms that stand.", example=["verbale alarms list"])
def list_all(situation: Situation) -> Told:
    """List the alarms that stand, oldest first."""
    return _list(situation)


@alarms.command(
    "put-away",
    short_help="Put an alarm away.",
    example=["verbale alarms put-away receipt-letter --party BOR"],
    then=["verbale status"],
)
@click.argument("code", metavar="ALARM")
@click.option("--party", metavar="CODE", help="of which party; those of all, and of the house, if not said")
def put_away(situation: Situation, code: str, party: str | None) -> Told:
    """Put an alarm away that somebody has looked at. It comes again if its cause does.

    The proof that goes with an alarm (two heads, two credences) is kept. A hold is not an alarm to put away: officers
    end it by `verbale recover`.
    """
    from verbale.chancery import overview

    node = situation.locked()
    who = situation.first_acting(node)
    done = overview.put_away(node, code, party=party, by=who)
    node.note(officer=who, act="put-away-alarm", about=code)
    return Told(document={"put_away": done}, lines=[f"{done} put away."])
