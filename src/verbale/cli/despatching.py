"""`verbale despatch`: what is due is taken to others over the network."""

from typing import Any

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb


@click.command(
    "despatch",
    cls=Verb,
    short_help="Take what is due over the network.",
    example=["verbale despatch --once", "verbale despatch"],
    then=["verbale letter list --out", "verbale pouch pack --for CODE -o FILE"],
)
@click.option("--once", is_flag=True, help="try everybody once, say what came of it, and end")
def despatch(situation: Situation, *, once: bool) -> Told | None:
    """Take to every party what is due to it, over the network, and bring back what it has for us.

    With --once, each party is tried now; who could not be reached is tried again by the next despatch or by `verbale
    serve`. Without it, works on until it is interrupted: a despatch of its own, for a house that is not served.
    """
    node = situation.unlocked()
    if not once:
        from verbale.chancery.despatch.options import read_options
        from verbale.chancery.despatch.service import run_despatch

        run_despatch(node, read_options())
        return None
    from verbale.chancery.despatch.once import despatch_once

    document = despatch_once(node)
    node.settle()
    lines = [f"{document['sent']} sent, {document['waiting']} waiting."]
    lines += [_failed(each) for each in document["failed"]]
    then = "verbale pouch pack --for CODE -o FILE" if document["failed"] else "verbale letter list --out"
    return Told(document=document, lines=lines, then=then)


def _failed(failure: dict[str, Any]) -> str:
    return f"{failure['party']}: {failure['reason']} [{failure['code']}] Next try: {failure['next_try']}"
