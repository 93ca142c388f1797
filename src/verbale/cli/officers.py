"""`verbale officer`: who signs for the institution, and who does what on the pages.

Two things, kept apart. The letter of credence names who *signs*: each has a key of their own, sealed to their own
passphrase, and every act says how many of them it needs. An account of the pages, with its roles, says what somebody
*sees and does* there; a role signs nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.credences import RECOVERY_KEY, read_thresholds, renewed, signers
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns
from verbale.cli.verbs import noun
from verbale.formats.errors import Refused

if TYPE_CHECKING:
    from verbale.chancery.home import Home
    from verbale.chancery.office import Node

_PATH = click.Path(path_type=Path)


def _list(situation: Situation) -> Told:
    from verbale.chancery.keysafe import officer_file

    node = situation.locked()
    identity = node.party.credence.identity
    signing = {officer.name: officer.key_id for officer in identity.officers}
    roles = _roles(node)
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "signs": name in signing,
            "key": signing.get(name),
            "key_here": officer_file(node.home, name).is_file(),
            "roles": roles.get(name, []),
        }
        for name in dict.fromkeys([*signing, *roles])
    ]
    cells = [
        (
            row["name"],
            "signs" if row["signs"] else "-",
            "here" if row["key_here"] else "elsewhere" if row["signs"] else "-",
            ", ".join(row["roles"]) or "no account",
        )
        for row in rows
    ]
    return Told(document=rows, lines=columns(("NAME", "SIGNS", "KEY", "ROLES ON THE PAGES"), cells))


@noun("officer", "Add, list and remove officers, and give them roles.", alone=_list)
def officer() -> None:
    """Officers: who signs for the institution, and who does what on its pages. Without a verb, lists them."""


@officer.command("list", short_help="List the officers.", example=["verbale officer list"])
def list_all(situation: Situation) -> Told:
    """List the officers: who signs, whose key is here, and the roles of those who have an account of the pages."""
    return _list(situation)


@officer.command(
    "add",
    short_help="Add an officer.",
    example=[
        'verbale officer add "Tomas Verhey" --roles registrar,drafter',
        'verbale officer add "Ada Lindqvist" --threshold letter=2 --threshold credence=2',
        'verbale officer add "Pieter Oss" --account-only --roles auditor',
    ],
    then=["verbale officer list", "verbale credence show"],
)
@click.argument("name", metavar="NAME")
@click.option("--roles", metavar="ROLE[,ROLE…]", help="makes an account of the pages, in these roles")
@click.option("--account-only", is_flag=True, help="an account of the pages and no key: signs nothing")
@click.option("--threshold", "thresholds", multiple=True, metavar="ACT=N", help="how many officers an act needs now")
@click.option(
    "--new-passphrase-file", type=_PATH, metavar="FILE", help="of the new officer  [VERBALE_NEW_OFFICER_PASSPHRASE]"
)
@RECOVERY_KEY
def add(
    situation: Situation,
    *,
    name: str,
    roles: str | None,
    account_only: bool,
    thresholds: tuple[str, ...],
    new_passphrase_file: Path | None,
    recovery_key: Path | None,
) -> Told:
    """Add an officer: a key of their own, and the next version of the letter of credence, which names it.

    It is signed by as many of the officers before and after as both versions ask for; name them with --officer. The new
    officer chooses a passphrase. Roles are for the pages alone.
    """
    from verbale.chancery.foundation import check_passphrase
    from verbale.formats import limits, names

    names.check_name(name, what="The name of an officer", limit=limits.NAME)
    wanted = _read_roles(roles)
    if account_only and (not wanted or thresholds):
        raise click.UsageError("--account-only needs --roles, and takes no --threshold.")
    node = situation.locked()
    if wanted and name in _roles(node):
        raise Refused("officer-known", "An officer of this name has an account already.")
    passphrase = check_passphrase(situation.new_officer_passphrase(name, new_passphrase_file))
    if not account_only:
        _add_key(situation, name, passphrase, thresholds=read_thresholds(thresholds), recovery_key=recovery_key)
    if wanted:
        _add_account(node.home, name, passphrase, wanted)
    told = renewed(situation, node, "added-officer") if not account_only else _list(situation)
    return Told(document=_row(situation, name), lines=told.lines, then="verbale officer list")


@officer.command(
    "remove",
    short_help="Remove an officer.",
    example=['verbale officer remove "Tomas Verhey"'],
    then=["verbale credence revoke NAME, if the key may be in other hands"],
)
@click.argument("name", metavar="NAME")
@click.option("--threshold", "thresholds", multiple=True, metavar="ACT=N", help="how many officers an act needs now")
@RECOVERY_KEY
def remove(situation: Situation, *, name: str, thresholds: tuple[str, ...], recovery_key: Path | None) -> Told:
    """Remove an officer from the letter of credence, by its next version, and from the pages.

    What the officer signed stands. The sealed key is deleted here; revoke it too if it may be in other hands.
    """
    from verbale.chancery.keysafe import officer_file
    from verbale.chancery.renewal import Change, renew_credence, without_officer

    node = situation.locked()
    signs = any(each.name == name for each in node.party.credence.identity.officers)
    accounts = _roles(node)
    has_account = name in accounts
    if not signs and not has_account:
        raise Refused("officer-unknown", f"There is no officer {name[:80]}.")
    if has_account and not any("administrator" in held for other, held in accounts.items() if other != name):
        raise Refused(
            "last-administrator",
            "Nobody would keep the accounts of the pages any more; give another officer the role administrator first.",
        )
    if signs:
        officers = without_officer(node.party, name)
        signing = signers(situation, node, recovery_key)
        change = Change(officers=officers, thresholds=read_thresholds(thresholds))
        renew_credence(situation.unlocked(), change, officers=signing)
        officer_file(node.home, name).unlink(missing_ok=True)
    if has_account:
        _load_accounts(node.home)
        from verbale.chancery.officers.services import remove_officer

        remove_officer(name)
    told = renewed(situation, node, "removed-officer") if signs else _list(situation)
    return Told(document={"name": name, "removed": True}, lines=told.lines, then="verbale officer list")


@officer.command(
    "roles",
    short_help="Give an officer roles on the pages.",
    example=['verbale officer roles "Tomas Verhey" registrar,duty'],
    then=["verbale officer list"],
)
@click.argument("name", metavar="NAME")
@click.argument("roles", required=False, metavar="[ROLE[,ROLE…]]")
def roles(situation: Situation, *, name: str, roles: str | None) -> Told:
    """Give an officer these roles on the pages and no others; without roles, show them.

    principal: has the last word. registrar: despatches and receives, meets parties. drafter: drafts and reads. adviser:
    reads and clears. duty: may acknowledge. auditor: sees the record and no text. administrator: keeps the accounts.
    """
    node = situation.locked()
    if roles is not None:
        wanted = _read_roles(roles)
        _load_accounts(node.home)
        from verbale.chancery.officers.roles import Role
        from verbale.chancery.officers.services import set_roles

        set_roles(name, [Role(each) for each in wanted])
        node.note(officer=situation.first_acting(node), act="gave-roles", about=name)
    row = _row(situation, name)
    return Told(document=row, lines=[f"{name}: {', '.join(row['roles']) or 'no account'}"])


def _row(situation: Situation, name: str) -> dict[str, Any]:
    found: dict[str, Any] | None = next((row for row in _list(situation).document if row["name"] == name), None)
    if found is None:
        raise Refused("officer-unknown", f"There is no officer {name[:80]}.")
    return found


_ROLES = ("principal", "registrar", "drafter", "adviser", "duty", "auditor", "administrator")


def _read_roles(roles: str | None) -> list[str]:
    wanted = [each.strip() for each in roles.split(",")] if roles else []
    for each in wanted:
        if each not in _ROLES:
            raise click.BadParameter(f"{each!r} is no role: {', '.join(_ROLES)}.", param_hint="ROLE")
    return wanted


def _roles(node: "Node") -> dict[str, list[str]]:
    """The roles of those who have an account of the pages, or will have one when the pages are used first."""
    from verbale.chancery.officers.first import first_waiting
    from verbale.chancery.officers.rows import list_roles

    with node.store.read() as view:
        found = list_roles(view.sql)
    waiting = first_waiting(node.home)
    return found | ({waiting: list(_ROLES)} if waiting and waiting not in found else {})


def _load_accounts(home: "Home") -> None:
    """Loads the pages' accounts, and makes their tables where they are missing."""
    from verbale.chancery import setup

    setup.configure(home, rooms="all")
    if setup.is_behind():
        from verbale.chancery.home import locked

        with locked(home):
            setup.migrate()
    from verbale.chancery.officers.first import take_first

    take_first(home)


def _add_key(
    situation: Situation, name: str, passphrase: str, *, thresholds: dict[str, int], recovery_key: Path | None
) -> None:
    """Makes an officer's key and signs the version of the credence that names it."""
    import secrets

    from verbale.chancery import keysafe
    from verbale.chancery.renewal import Change, renew_credence, with_officer
    from verbale.formats.errors import Unavailable, VerbaleError
    from verbale.formats.hybrid import HYBRID
    from verbale.formats.suite import SIGNING_SEED

    node = situation.locked()
    seed = secrets.token_bytes(SIGNING_SEED)
    officers = with_officer(node.party, name, HYBRID.signing_key(seed).public)
    signing = signers(situation, node, recovery_key)
    factor = situation.work_factor()
    unlocked = situation.unlocked()
    # If we crash after this, a key is left that no credence names: adding the officer again writes another.
    keysafe.save_officer(node.home, name, seed, passphrase, work_factor=factor)
    try:
        renew_credence(unlocked, Change(officers=officers, thresholds=thresholds), officers=signing)
    except VerbaleError as refusal:
        if not isinstance(refusal, Unavailable):  # then the version may be durable all the same
            keysafe.officer_file(node.home, name).unlink(missing_ok=True)
        raise


def _add_account(home: "Home", name: str, passphrase: str, wanted: list[str]) -> None:
    _load_accounts(home)
    from verbale.chancery.officers.roles import Role
    from verbale.chancery.officers.services import add_officer

    add_officer(name, passphrase, [Role(each) for each in wanted])
