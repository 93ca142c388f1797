"""`verbale key`: the keys that the stock `age` tool opens our files with."""

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, warn
from verbale.cli.verbs import noun


@noun("key", "Export a key for the stock `age` tool.")
def key() -> None:
    """The keys that open what was sealed to this chancery, for the stock `age` tool."""


@key.command(
    "export",
    short_help="Print a private key.",
    example=[
        "verbale key export transport > transport.key && age -d -i transport.key letter.pouch | tar -t",
    ],
    then=["shred -u transport.key"],
)
@click.argument("which", type=click.Choice(["transport", "reading"]), metavar="transport|reading")
def export(situation: Situation, which: str) -> Told:
    """Print the private key in force that opens pouches (transport) or the letters in them (reading).

    It is printed as an age identity, AGE-SECRET-KEY-PQ-1…, so that any age of version 1.3 or later opens what we open,
    without us. Whoever has it can do the same: keep it as you keep the chancery itself.
    """
    from verbale.chancery.keysafe import HouseKeys

    node = situation.unlocked(lent=False)
    keys = node.office.keys
    assert isinstance(keys, HouseKeys)
    identity = keys.export(which)
    node.note(officer=situation.first_acting(node), act=f"exported-{which}-key")
    warn(f"whoever has this key opens every {'pouch' if which == 'transport' else 'letter'} that is sealed to it.")
    return Told(document={"key": which, "identity": identity}, lines=[identity])
