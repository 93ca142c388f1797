"""`verbale parties`: who is accredited here, what each may send, and whether anything goes between us."""

import re
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, say_size, say_time
from verbale.cli.verbs import noun
from verbale.formats.fields import write_time
from verbale.formats.letter import CLASSES

if TYPE_CHECKING:
    from verbale.exchange.records import Party

_SIZE = re.compile(r"(?P<number>[0-9]{1,12})\s*(?P<unit>|[KMG]i?B?|B)", re.ASCII | re.IGNORECASE)
_UNITS = {"": 1, "b": 1, "k": 1000, "m": 1000**2, "g": 1000**3, "ki": 1 << 10, "mi": 1 << 20, "gi": 1 << 30}


class Size(click.ParamType[int]):
    """A number of bytes: 500, 20MB, 64MiB."""

    name = "size"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads a size."""
        if isinstance(value, int):
            return value
        found = _SIZE.fullmatch(value.strip())
        if found is None:
            self.fail(f"{value!r} is not a size such as 20MB or 64MiB.", param, ctx)
        return int(found["number"]) * _UNITS[found["unit"].lower().removesuffix("b")]


def _list(situation: Situation) -> Told:
    node = situation.locked()
    with node.store.read() as view:
        known = view.parties()
    rows = [
        (
            each.code,
            each.name,
            str(each.credence.number),
            say_time(each.accredited_at),
            each.standing.value,
            _permitted(each),
            each.keys.addresses[0] if each.keys.addresses else "by hand",
        )
        for each in known
    ]
    heads = ("CODE", "NAME", "CREDENCE", "ACCREDITED", "STANDING", "MAY SEND", "ADDRESS")
    lines = columns(heads, rows) if rows else ["No party is accredited yet."]
    return Told(document=[_document(each) for each in known], lines=lines, then="" if rows else "verbale meet FILE")


@noun("parties", "List the parties; say what they may send; suspend one.", alone=_list)
def parties() -> None:
    """The parties that are accredited here. Without a verb, lists them."""


@parties.command("list", short_help="List the parties.", example=["verbale parties list"])
def list_all(situation: Situation) -> Told:
    """List the parties, by code. No passphrase."""
    return _list(situation)


@parties.command(
    "permit",
    short_help="Say what a party may send.",
    example=[
        "verbale parties permit BOR --classes note-verbale,circular --most 100MiB",
        "verbale parties permit BOR --all",
    ],
    then=["verbale parties"],
)
@click.argument("code", metavar="CODE")
@click.option("--classes", metavar="CLASS[,CLASS…]", help="the classes of letters that are taken")
@click.option("--most", type=Size(), metavar="SIZE", help="the largest letter with its attachments")
@click.option("--all", "everything", is_flag=True, help="every class, and any size")
def permit(situation: Situation, *, code: str, classes: str | None, most: int | None, everything: bool) -> Told:
    """Say what a party may send: the receiver decides. What is not said stays as it is.

    A letter that is not permitted is refused with a signed receipt, and its content is not kept.
    """
    from dataclasses import replace

    from verbale.exchange.records import Permissions
    from verbale.exchange.standing import permit as permit_party

    wanted = tuple(each.strip() for each in classes.split(",")) if classes else None
    for each in wanted or ():
        if each not in CLASSES:
            raise click.BadParameter(f"{each!r} is no class of letters: {', '.join(CLASSES)}.", param_hint="--classes")
    if not everything and wanted is None and most is None:
        raise click.UsageError("Say --classes, --most or --all.")
    node = situation.locked()
    party = node.party_of_code(code)
    permissions = Permissions() if everything else party.permissions
    permissions = replace(
        permissions,
        classes=permissions.classes if wanted is None else wanted,
        most=permissions.most if most is None else most,
    )
    situation.acting(node)
    changed = permit_party(node.office, party.id, permissions)
    node.note(officer=situation.first_acting(node), act="permitted", about=party.id.hex())
    return Told(document=_document(changed), lines=[f"{changed.code} may send: {_permitted(changed)}."])


@parties.command(
    "suspend",
    short_help="Suspend the exchange with a party.",
    example=["verbale parties suspend BOR"],
    then=["verbale parties restore CODE"],
)
@click.argument("code", metavar="CODE")
def suspend(situation: Situation, *, code: str) -> Told:
    """Suspend the exchange with a party: nothing goes and nothing is taken until it is restored."""
    from verbale.exchange.standing import suspend as suspend_party

    node = situation.locked()
    party = node.party_of_code(code)
    situation.acting(node)
    changed = suspend_party(node.office, party.id)
    node.note(officer=situation.first_acting(node), act="suspended", about=party.id.hex())
    return Told(document=_document(changed), lines=[f"The exchange with {changed.code} is suspended."])


@parties.command(
    "restore",
    short_help="Restore the exchange with a party.",
    example=["verbale parties restore BOR"],
    then=["verbale status"],
)
@click.argument("code", metavar="CODE")
def restore(situation: Situation, *, code: str) -> Told:
    """Restore the exchange with a party that was suspended.

    If it was suspended because its papers contradict each other, speak with the party first: the first version seen
    stays in force, and both are kept as proof.
    """
    from verbale.exchange.standing import restore as restore_party

    node = situation.locked()
    party = node.party_of_code(code)
    situation.acting(node)
    changed = restore_party(node.office, party.id)
    node.note(officer=situation.first_acting(node), act="restored", about=party.id.hex())
    return Told(document=_document(changed), lines=[f"Letters go between us and {changed.code} again."])


@parties.command(
    "confirm",
    short_help="Confirm that a party recovers.",
    example=["verbale parties confirm BOR"],
    then=["verbale despatch --once"],
)
@click.argument("code", metavar="CODE")
def confirm(situation: Situation, *, code: str) -> Told:
    """Confirm that a party was put back from a backup and goes on; from now on its new register counts.

    Call the party first. Until this is done, nothing of it is taken.
    """
    from verbale.exchange.recover import confirm as confirm_party

    node = situation.locked()
    party = node.party_of_code(code)
    changed = confirm_party(node.office, party.id, officers=situation.acting(node))
    node.settle()
    node.note(officer=situation.first_acting(node), act="confirmed-recovery", about=party.id.hex())
    return Told(document=_document(changed), lines=[f"{changed.code} goes on in generation {changed.generation}."])


def _document(party: "Party") -> dict[str, Any]:
    return {
        "code": party.code,
        "name": party.name,
        "version": party.credence.number,
        "accredited_at": write_time(party.accredited_at),
        "address": party.keys.addresses[0] if party.keys.addresses else None,
        "permissions": {"classes": list(party.permissions.classes), "most": party.permissions.most},
        "standing": party.standing.value,
        "party": party.id.hex(),
    }


def _permitted(party: "Party") -> str:
    permissions = party.permissions
    return f"{', '.join(permissions.classes) or 'every class'}, up to {say_size(permissions.most)}"
