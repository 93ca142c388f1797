"""`verbale status`: what came, what went, what waits, and what is wrong."""

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, count
from verbale.cli.verbs import Verb


@click.command(
    "status",
    cls=Verb,
    short_help="Say what came, what waits, and what is wrong.",
    example=["verbale status"],
    then=["verbale letter list --in", "verbale alarms", "verbale doctor"],
)
def status(situation: Situation) -> Told:
    """Say what came, what went, what waits to be taken to others, how long the register is, and what is wrong.

    A letter waits until its recipient says that it holds it. Needs no passphrase.
    """
    from verbale.chancery import overview

    node = situation.locked()
    seen = overview.look(node)
    document = {
        "code": seen.code,
        "letters": {"in": seen.letters_in, "out": seen.letters_out},
        "waiting": seen.waiting,
        "register": {"size": seen.size, "root": seen.root.hex()},
        "alarms": [each.document() for each in seen.alarms],
        "held": seen.held,
    }
    lines = [
        f"{seen.code}: {count(seen.letters_in, 'letter')} in, {seen.letters_out} out, {seen.waiting} waiting.",
        f"Register: {count(seen.size, 'entry', 'entries')}, root {seen.root.hex()}",
    ]
    if seen.held:
        lines.append(f"HELD [{seen.held}]: nothing is signed until officers recover; see `verbale recover --help`.")
    lines += [f"Alarm [{each.code}] {each.party or seen.code}: {each.reason}" for each in seen.alarms]
    then = "verbale alarms" if seen.alarms else "verbale letter list --in"
    return Told(document=document, lines=lines, then=then)
