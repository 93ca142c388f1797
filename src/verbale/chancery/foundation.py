"""Founding a chancery in a folder: the folder, the tables, the keys, the house itself, the file to hand over.

The order makes a crash harmless. Keys are sealed and durable before the house that names them is in the store, and a
folder whose store has no house yet is founded anew, with new keys; the file to hand over is written last, and again
whenever it is missing. Whoever founds holds the folder's lock.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from verbale.chancery import keysafe, setup
from verbale.chancery.files import write_durably
from verbale.chancery.home import Home, create_home, locked
from verbale.chancery.office import Node, open_node
from verbale.chancery.officers.first import leave_first
from verbale.chancery.recoverykey import save_recovery
from verbale.exchange import founding
from verbale.exchange.founding import Founders
from verbale.exchange.records import Party
from verbale.formats import limits, names
from verbale.formats.credencefile import write_credence_file
from verbale.formats.errors import Malformed, Refused, Unavailable
from verbale.formats.hybrid import HYBRID, check_primitives
from verbale.formats.partykeys import check_address
from verbale.formats.suite import SIGNING_SEED

LEAST_PASSPHRASE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What a new chancery shall be.

    Attributes:
        code, name: of the institution.
        addresses: where its pouches are taken; none if it only calls out.
        officer: the name of its first officer.
        passphrase: of the house's keys.
        officer_passphrase: of the first officer's key, and of the recovery key.
        work_factor: the cost of opening those.
    """

    code: str
    name: str
    addresses: Sequence[str]
    officer: str
    passphrase: str
    officer_passphrase: str
    work_factor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A chancery that was founded just now.

    Attributes:
        node: the chancery, unlocked.
        party: its own party.
        credence_file: the file to hand over.
        recovery_file: the recovery key, to be moved to a safe place.
    """

    node: Node
    party: Party
    credence_file: Path
    recovery_file: Path


def check_charter(*, code: str, name: str, addresses: Sequence[str], officer: str, work_factor: int) -> None:
    """Checks everything about a charter but its passphrases.

    Raises:
        Malformed: with the code of what is wrong.
    """
    names.check_code(code)
    names.check_name(name, what="The name of an institution", limit=limits.NAME)
    names.check_name(officer, what="The name of an officer", limit=limits.NAME)
    for address in addresses:
        check_address(address)
    if not 1 <= work_factor <= limits.AGE_SCRYPT_WORK_FACTOR:
        raise Malformed("age-work-factor", f"A work factor is from 1 to {limits.AGE_SCRYPT_WORK_FACTOR}.")


def check_passphrase(passphrase: str) -> str:
    """A passphrase that is chosen now; that it is a good one is for whoever chooses it.

    Raises:
        Refused: `passphrase-short`.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise Refused("passphrase-short", f"A passphrase has at least {LEAST_PASSPHRASE} characters.")
    return passphrase


def check_free(folder: Path) -> None:
    """Refuses a folder in which a chancery was founded.

    Raises:
        Refused: `founded-already`.
    """
    home = Home(folder.absolute())
    if home.house_key.is_file() and _has_house(home):
        raise Refused("founded-already", "There is a chancery in this folder already; nothing was changed.")


def found(folder: Path, charter: Charter, *, now: datetime) -> Founded:
    """Founds a chancery.

    Raises:
        Refused: `founded-already`, `home-open`, or what the store says.
        Malformed: with the code of what is wrong.
        Unavailable: `home-busy`, `disk-full`, `file-failed`, or what the store says.
    """
    for passphrase in (charter.passphrase, charter.officer_passphrase):
        check_passphrase(passphrase)
    check_primitives()
    home = create_home(folder)
    with locked(home):
        _make_tables(home)
        check_free(folder)
        officer, recovery = secrets.token_bytes(SIGNING_SEED), secrets.token_bytes(SIGNING_SEED)
        factor = charter.work_factor
        for left in keysafe.list_officers(home):
            left.unlink()  # of a founding that did not end: nothing names this key
        keysafe.save_officer(home, charter.officer, officer, charter.officer_passphrase, work_factor=factor)
        recovery_file = save_recovery(
            home, recovery, charter.officer_passphrase, suite=HYBRID.number, work_factor=factor
        )
        seeds = keysafe.draw_seeds(now=now)
        keysafe.save_house(home, seeds, charter.passphrase, work_factor=factor)
        # If we crash here, the folder has keys and no house: it is founded anew, and these keys are forgotten.
        node = open_node(folder, None).with_keys(keysafe.HouseKeys(seeds, clock=lambda: now))
        founders = Founders(
            officers=[(charter.officer, HYBRID.signing_key(officer))],
            thresholds={},
            recovery=[HYBRID.signing_key(recovery).public],
        )
        party = founding.found(
            node.office,
            code=charter.code,
            name=charter.name,
            founders=founders,
            addresses=charter.addresses,
            now=now,
        )
        node.settle()
        leave_first(home, charter.officer, charter.officer_passphrase)
        credence_file = write_credence(node)
    return Founded(node=node, party=party, credence_file=credence_file, recovery_file=recovery_file)


def write_credence(node: Node, file: Path | None = None) -> Path:
    """Writes the chancery's letter of credence, to be handed over: the whole chain and the newest keys.

    Args:
        node: the chancery.
        file: where; in its home if not said.

    Raises:
        Unavailable: `disk-full` or `file-failed`.
    """
    party = node.party
    file = file or node.home.folder / f"{party.code}.credence"
    if file.is_dir():
        raise Refused("not-a-file", f"{file.name} is a folder.")
    write_durably(file, write_credence_file(party.chain, party.keys))
    return file


def upgrade(folder: Path) -> None:
    """Brings the tables of a chancery up to this version.

    Raises:
        Refused: `schema-new`.
        Unavailable: `home-busy`, or what the store says.
    """
    home = Home(folder.absolute())
    with locked(home):
        _make_tables(home)


def _has_house(home: Home) -> bool:
    try:
        open_node(home.folder, None).house()
    except Unavailable as missing:
        if missing.code in ("no-house", "schema-old"):
            return False
        raise
    return True


def _make_tables(home: Home) -> None:
    try:
        setup.open_store(home)
    except Unavailable as missing:
        if missing.code != "schema-old":
            raise
        setup.configure(home)
        setup.migrate()
        setup.open_store(home)
