"""`verbale recover`: officers end the hold of a chancery that was put back from a backup."""

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb
from verbale.formats.errors import Unavailable


@click.command(
    "recover",
    cls=Verb,
    short_help="End a hold.",
    example=["verbale recover", 'verbale recover --officer "Ilse Maren" --officer "Tomas Verhey"'],
    then=["verbale despatch --once", "tell every counterpart: they run verbale parties confirm CODE"],
)
@click.option("--yes", is_flag=True, help="do not ask; for scripts")
def recover(situation: Situation, *, yes: bool) -> Told:
    """End a hold: the chancery was put back from a backup, or finds itself behind its own past.

    It begins a new register over the same entries, says to every counterpart what it still has, and goes on with
    numbers above all that they showed. Do it when every counterpart was heard, by network or by hand: whoever was not
    is named in the recovery. Each counterpart's officers confirm once; what they sent and is lost here comes again.
    """
    from verbale.chancery.letters.finding import code_of, codes_of
    from verbale.exchange.receive import note_own_hold
    from verbale.exchange.recover import recover as recover_house

    node = situation.locked()
    note_own_hold(node.office, now=node.now())
    if not yes and node.house().held:
        if not situation.at_terminal:
            raise Unavailable("not-confirmed", "Nobody can be asked whether every counterpart was heard; give --yes.")
        click.confirm("Was every counterpart heard since? A recovery cannot be taken back.", abort=True, err=True)
    officers = situation.acting(node)
    unlocked = situation.unlocked()
    recovery = recover_house(unlocked.office, officers=officers, now=node.now())
    node.note(officer=situation.first_acting(node), act="recovered", about=recovery.signed.digest.hex())
    with node.store.read() as view:
        codes = codes_of(view)
    unheard = [code_of(codes, party) for party in recovery.unheard]
    document = {
        "generation": recovery.generation,
        "recovery": recovery.signed.digest.hex(),
        "unheard": unheard,
        "held": False,
    }
    lines = [f"The hold is ended; the register goes on as generation {recovery.generation}."]
    lines += [f"Not heard, and named so: {', '.join(unheard)}."] if unheard else []
    return Told(document=document, lines=lines, then="verbale despatch --once")
