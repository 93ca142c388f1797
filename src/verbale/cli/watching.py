"""`verbale watch`: one line an event, as it happens."""

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import say_time, visible
from verbale.cli.verbs import Verb

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.chancery.register.events import Event

_LOOK = 0.3
_BACK = 64


@click.command(
    "watch",
    cls=Verb,
    short_help="Say what happens.",
    example=["verbale watch", "verbale watch --json --since 0 | jq .event"],
    then=["verbale letter show ID"],
)
@click.option("--since", type=click.IntRange(min=0), metavar="N", help="begin after this position  [what happens now]")
@click.option("--events", type=click.IntRange(min=1), metavar="N", help="end after so many events")
@click.option("--seconds", type=click.FloatRange(min=0), metavar="S", help="end after so long")
def watch(situation: Situation, *, since: int | None, events: int | None, seconds: float | None) -> None:
    """Say what happens, one line an event, as it happens: letters sent and received, receipts, acts.

    Follows the register, so nothing is missed and nothing is told that is not entered; with --json, a JSON document a
    line, each with the position from which --since goes on. No passphrase. Ends with Ctrl-C.
    """
    node = situation.locked()
    deadline = None if seconds is None else time.monotonic() + seconds
    for told, event in enumerate(_follow(node, since, deadline), 1):
        _tell(event.document(), as_json=situation.as_json, at=say_time(event.at))
        if told == events:
            return


def _follow(node: "Node", since: int | None, deadline: float | None) -> "Iterator[Event]":
    """Yields events as they are entered.

    Entries of transactions side by side may be seen out of their order, so those shortly before the newest are looked
    at again.
    """
    from verbale.chancery.register.events import events_since, newest_position

    with node.store.read() as view:
        newest = newest_position(view) if since is None else since
        seen = {event.position for event in events_since(view, newest - _BACK)} if since is None else set[int]()
    least = newest - _BACK if since is None else newest
    while True:
        with node.store.read() as view:
            found = [event for event in events_since(view, max(least, newest - _BACK)) if event.position not in seen]
        yield from found
        seen |= {event.position for event in found}
        newest = max([newest, *seen])
        if not found and deadline is not None and time.monotonic() >= deadline:
            return
        if not found:
            time.sleep(_LOOK)


def _tell(document: dict[str, str | int | None], *, as_json: bool, at: str) -> None:
    if as_json:
        click.echo(json.dumps(document))
        return
    about = document["number"] or str(document["id"])[:16]
    party = f" {document['party']}" if document["party"] else ""
    reason = f" ({document['reason']})" if document["reason"] else ""
    click.echo(visible(f"{at}  {document['event']}  {about}{party}{reason}"))
