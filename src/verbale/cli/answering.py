"""`verbale letter acknowledge` and `refuse`: officers answer for the house."""

from typing import TYPE_CHECKING

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.exchange.records import Letter


@click.command(
    "acknowledge",
    cls=Verb,
    short_help="Acknowledge a letter.",
    example=["verbale letter acknowledge ARV/12/2026", 'verbale letter acknowledge 4f1c --words "An answer follows."'],
    then=["verbale letter send --reply-to ID --help", "verbale pouch pack --for CODE -o FILE"],
)
@click.argument("letter", metavar="ID")
@click.option("--words", default="", metavar="TEXT", help="words of the officers, signed with it")
def acknowledge(situation: Situation, *, letter: str, words: str) -> Told:
    """Say to the sender, by officers, that the house knows of a letter. It agrees to nothing in it.

    The receipt goes with the next pouch. A letter is acknowledged or refused once, and that stands.
    """
    from verbale.exchange import acts

    node, found = _find(situation, letter)
    acts.acknowledge(node.office, found, officers=situation.acting(node), now=node.now(), words=words)
    return _answered(situation, node, found, "acknowledged")


@click.command(
    "refuse",
    cls=Verb,
    short_help="Refuse a letter.",
    example=['verbale letter refuse 4f1c --reason "It is addressed to another institution."'],
    then=["verbale pouch pack --for CODE -o FILE"],
)
@click.argument("letter", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="why, in words that the sender reads")
def refuse(situation: Situation, *, letter: str, reason: str) -> Told:
    """Say to the sender, by officers, that the house does not take a letter, and why.

    It stays in the register, for it came. A letter is acknowledged or refused once, and that stands.
    """
    from verbale.exchange import acts

    node, found = _find(situation, letter)
    acts.refuse(node.office, found, officers=situation.acting(node), now=node.now(), words=reason)
    return _answered(situation, node, found, "refused")


def _find(situation: Situation, letter: str) -> "tuple[Node, Letter]":
    from verbale.chancery.letters.finding import find_letter

    node = situation.locked()
    with node.store.read() as view:
        return node, find_letter(view, letter)


def _answered(situation: Situation, node: "Node", letter: "Letter", stage: str) -> Told:
    from verbale.chancery.letters.finding import cite, code_of, codes_of

    node.settle()
    who = situation.first_acting(node)
    node.note(officer=who, act=stage, about=letter.id.hex())
    with node.store.read() as view:
        codes = codes_of(view)
    sender = code_of(codes, letter.sender)
    number = cite(sender, letter.series, letter.number, letter.year)
    document = {"id": letter.id.hex(), "number": number or None, "stage": stage, "by": who}
    return Told(
        document=document,
        lines=[f"{number or letter.id.hex()[:16]} is {stage}; the receipt waits for the next pouch to {sender}."],
        then=f"verbale despatch --once, or verbale pouch pack --for {sender} -o FILE",
    )
