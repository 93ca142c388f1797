"""`verbale credence`: the letters of credence, one's own and others'."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, warn
from verbale.cli.verbs import noun
from verbale.formats.errors import Refused
from verbale.formats.fields import write_time

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.exchange.records import Party
    from verbale.formats.suite import SigningKey

_PATH = click.Path(path_type=Path)
_MACHINES = ("front", "house", "opener")
_CHAIN_SIZE = 256 * 1024
RECOVERY_KEY = click.option(
    "--recovery-key", type=_PATH, metavar="FILE", help="sign with the recovery key, where officers' keys are lost"
)


@noun("credence", "Show, export, renew and revoke letters of credence.")
def credence() -> None:
    """The letter of credence: an institution's versioned, signed public identity, met by its twelve words."""


@credence.command(
    "show",
    short_help="Show a letter of credence.",
    example=["verbale credence show", "verbale credence show BOR"],
    then=["verbale meet FILE", "verbale credence export FILE"],
)
@click.argument("code", required=False, metavar="[CODE]")
def show(situation: Situation, *, code: str | None) -> Told:
    """Show this chancery's letter of credence, or a party's: its words, digest, officers and keys. No passphrase."""
    node = situation.locked()
    party = node.party
    if code is not None and code != party.code:
        party = node.party_of_code(code)
    document = describe(party)
    return Told(document=document, lines=_lines(document))


@credence.command(
    "export",
    short_help="Write the file to hand over.",
    example=["verbale credence export", "verbale credence export /media/stick/ARV.credence"],
    then=["read your twelve words to the other side, who runs: verbale meet FILE"],
)
@click.argument("file", required=False, type=_PATH, metavar="[FILE]")
def export(situation: Situation, *, file: Path | None) -> Told:
    """Write this chancery's letter of credence to a file, HOME/CODE.credence if not said. It holds no secret."""
    from verbale.chancery.foundation import write_credence

    node = situation.locked()
    written = write_credence(node, file)
    document = describe(node.party) | {"file": str(written)}
    return Told(document=document, lines=[f"Hand over: {written}", f"And read out: {' '.join(document['words'])}"])


@credence.command(
    "renew",
    short_help="Sign the next version.",
    example=[
        "verbale credence renew",
        "verbale credence renew --new-keys",
        "verbale credence renew --recovery-key FILE",
    ],
    then=["verbale credence show", "verbale despatch --once"],
)
@click.option("--name", default="", metavar="NAME", help="another name of the institution")
@click.option("--threshold", "thresholds", multiple=True, metavar="ACT=N", help="how many officers an act needs")
@click.option("--new-keys", is_flag=True, help="make all keys of the house anew, the reading key among them")
@click.option("--new-recovery", is_flag=True, help="make a new recovery key, to be moved to a safe place")
@RECOVERY_KEY
def renew(
    situation: Situation,
    *,
    name: str,
    thresholds: tuple[str, ...],
    new_keys: bool,
    new_recovery: bool,
    recovery_key: Path | None,
) -> Told:
    """Sign the next version of the letter of credence: valid from today, for three years.

    It is signed by as many officers as the versions before and after ask for, and travels to every counterpart by
    itself; nobody has to meet again. With --new-keys, stop `verbale serve` first, and start it when this is done: old
    keys still open what was sealed to them.
    """
    from verbale.chancery.renewal import Change, renew_credence

    change = Change(name=name, thresholds=read_thresholds(thresholds))
    locked = situation.locked()
    if new_keys:
        check_not_served(locked)
    officers = signers(situation, locked, recovery_key)
    node = situation.unlocked()
    if new_recovery:
        change = replace(change, recovery=[_make_recovery(situation, node)])
    node = renew_credence(
        node,
        change,
        officers=officers,
        passphrase=situation.house_passphrase() if new_keys else "",
        new_keys=new_keys,
    )
    return renewed(situation, node, "renewed-credence")


@credence.command(
    "rotate-transport",
    short_help="Put a new transport key in force.",
    example=["verbale credence rotate-transport"],
    then=["verbale despatch --once"],
)
def rotate(situation: Situation) -> Told:
    """Put a new key in force that opens pouches. The old ones open for 90 days more, so nothing on its way is lost.

    The new key travels to every counterpart by itself. No officer signs it: the letter of credence leaves it to the
    front.
    """
    from verbale.chancery.renewal import rotate_transport

    node, keys = rotate_transport(situation.unlocked(), situation.house_passphrase())
    node.note(officer=situation.first_acting(node), act="rotated-transport", about=keys.signed.digest.hex())
    _write_file(node)
    return Told(document={"number": keys.number}, lines=[f"A new transport key is in force (keys {keys.number})."])


@credence.command(
    "address",
    short_help="Say where pouches are taken.",
    example=["verbale credence address https://notes.aldmark.example", "verbale credence address --none"],
    then=["verbale despatch --once"],
)
@click.argument("addresses", nargs=-1, metavar="[URL]…")
@click.option("--none", "nowhere", is_flag=True, help="nowhere: this chancery only calls out, or goes by hand")
def address(situation: Situation, *, addresses: tuple[str, ...], nowhere: bool) -> Told:
    """Say at which addresses this chancery takes pouches by network from now on, best first."""
    from verbale.chancery.renewal import set_addresses

    if bool(addresses) == nowhere:
        raise click.UsageError("Name addresses, or say --none.")
    node = situation.unlocked()
    keys = set_addresses(node, addresses)
    node.note(officer=situation.first_acting(node), act="set-addresses", about=keys.signed.digest.hex())
    _write_file(node)
    where = ", ".join(keys.addresses) or "nowhere; it calls out"
    return Told(
        document={"addresses": list(keys.addresses), "number": keys.number}, lines=[f"Pouches are taken at: {where}."]
    )


@credence.command(
    "pin",
    short_help="Say by which TLS keys it is known.",
    example=[
        "verbale credence pin chain.pem",
        "verbale credence pin chain.pem next.pem",
        "verbale credence pin --none",
    ],
    then=["verbale despatch --once", "verbale serve --tls-cert FILE --tls-key FILE"],
)
@click.argument("keys", nargs=-1, metavar="[KEY]…")
@click.option("--none", "nothing", is_flag=True, help="by none: public authorities vouch for the server again")
def pin(situation: Situation, *, keys: tuple[str, ...], nothing: bool) -> Told:
    """Say by which keys of its server this chancery is known from now on, in place of all public authorities.

    KEY is a file in PEM with the server's certificate or a public key, or a pin: 64 hex digits. Name the next key
    beside the present one in good time, and take the old one out when every counterpart has heard: who knows no pin of
    the key that the server shows does not send.
    """
    from verbale.chancery.renewal import set_pins

    if bool(keys) == nothing:
        raise click.UsageError("Name keys, or say --none.")
    pins = list(dict.fromkeys(_read_pin(key) for key in keys))
    node = situation.unlocked()
    renewed_keys = set_pins(node, pins)
    node.note(officer=situation.first_acting(node), act="set-pins", about=renewed_keys.signed.digest.hex())
    _write_file(node)
    said = [each.hex() for each in renewed_keys.pins]
    return Told(
        document={"pins": said, "number": renewed_keys.number},
        lines=[f"Known by:  {each}" for each in said] or ["Public authorities vouch for the server."],
    )


@credence.command(
    "revoke",
    short_help="Revoke a key.",
    example=['verbale credence revoke "Tomas Verhey"', "verbale credence revoke front", "verbale credence revoke 9a51"],
    then=["verbale credence renew --new-keys", "verbale officer remove NAME"],
)
@click.argument("key", metavar="KEY")
def revoke(situation: Situation, *, key: str) -> Told:
    """Revoke a key from this moment of the register on: what was entered before still counts, nothing after.

    KEY is an officer's name, front, house or opener, or the beginning of a key id as `credence show` gives it. Renew
    the letter of credence without the key as well.
    """
    from verbale.exchange.identity import revoke as revoke_key

    node = situation.locked()
    identifier = _key_id(node.party, key)
    officers = situation.acting(node)
    unlocked = situation.unlocked()
    revocation = revoke_key(unlocked.office, identifier, officers=officers, now=node.now())
    node.note(officer=situation.first_acting(node), act="revoked", about=identifier)
    document = {"key": identifier, "size": revocation.size, "revocation": revocation.signed.digest.hex()}
    return Told(document=document, lines=[f"The key {identifier[:16]} does not count from entry {revocation.size} on."])


def describe(party: "Party") -> dict[str, Any]:
    """A letter of credence as a script reads it."""
    from verbale.formats.words import words_of

    identity = party.credence.identity
    return {
        "code": party.code,
        "name": party.name,
        "version": party.credence.number,
        "digest": party.credence.digest.hex(),
        "party": party.id.hex(),
        "words": list(words_of(party.id, party.credence.digest)),
        "address": party.keys.addresses[0] if party.keys.addresses else None,
        "addresses": list(party.keys.addresses),
        "pins": [pin.hex() for pin in party.keys.pins],
        "suite": identity.suite,
        "valid_from": write_time(identity.valid_from),
        "valid_until": write_time(identity.valid_until),
        "officers": [{"name": officer.name, "key": officer.key_id} for officer in identity.officers],
        "thresholds": dict(identity.thresholds),
        "keys": {name: next(iter(identity.machine_keys(name))) for name in _MACHINES},
        "revoked": sorted(party.revoked),
    }


def read_thresholds(given: tuple[str, ...]) -> dict[str, int]:
    """Thresholds out of `ACT=N`."""
    thresholds = {}
    for each in given:
        act, _, number = each.partition("=")
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise click.BadParameter(f"{each!r} is not of the form letter=2", param_hint="--threshold")
        thresholds[act.strip()] = int(number)
    return thresholds


def renewed(situation: Situation, node: "Node", act: str) -> Told:
    """What is done and said after a new version was signed."""
    node.settle()
    node.note(officer=situation.first_acting(node), act=act, about=node.party.credence.digest.hex())
    _write_file(node)
    document = describe(node.party)
    lines = [f"Version {document['version']} is signed; it goes to every counterpart by itself.", *_lines(document)]
    return Told(document=document, lines=lines, then="verbale despatch --once")


def check_not_served(node: "Node") -> None:
    """Refuses while a server of this home lives: it would go on signing with the old keys.

    Raises:
        Refused: `served`.
    """
    import time

    from verbale.chancery.despatch.pulse import pulse_age

    age = pulse_age(node.home.folder, time.time())
    if age is not None and 0 <= age < 30:
        raise Refused(
            "served", "A server of this chancery is running, or was until just now; stop it and wait 30 seconds."
        )


def _read_pin(key: str) -> bytes:
    """A pin as it is written, or of the key in a file."""
    from verbale.chancery.despatch.pins import read_pin
    from verbale.cli.intake import read_whole

    if re.fullmatch(r"[0-9a-fA-F]{64}", key):
        return bytes.fromhex(key)
    return read_pin(read_whole(Path(key), limit=_CHAIN_SIZE, code="pin", what="A certificate with its chain"))


def _write_file(node: "Node") -> None:
    """The file to hand over, brought up to date; that this fails undoes nothing."""
    from verbale.chancery.foundation import write_credence
    from verbale.formats.errors import VerbaleError

    try:
        write_credence(node)
    except VerbaleError as refusal:
        warn(f"the file to hand over could not be written: {refusal.reason}")


def signers(situation: Situation, node: "Node", recovery_key: Path | None) -> "list[SigningKey]":
    """Who signs the next version: the officers who act, or the recovery key where their keys are lost."""
    from verbale.chancery.recoverykey import unlock_recovery

    if recovery_key is None:
        return situation.acting(node)
    return [unlock_recovery(recovery_key, situation.recovery_passphrase(new=False))]


def _make_recovery(situation: Situation, node: "Node") -> bytes:
    """Makes a new recovery key. If we crash before it is signed for, the old one counts, and this file is refused.

    Returns:
        Its public key.

    Raises:
        Refused: `recovery-here`, if the file of another is still here: it may be the one that counts.
    """
    import secrets

    from verbale.chancery.foundation import check_passphrase
    from verbale.chancery.recoverykey import recovery_file, save_recovery
    from verbale.formats.suite import SIGNING_SEED

    if recovery_file(node.home).exists():
        raise Refused(
            "recovery-here", "A recovery key is still in the home's keys folder; move it to a safe place first."
        )
    passphrase = check_passphrase(situation.recovery_passphrase(new=True))
    suite, seed = node.office.suite, secrets.token_bytes(SIGNING_SEED)
    factor = situation.work_factor()
    file = save_recovery(node.home, seed, passphrase, suite=suite.number, work_factor=factor)
    warn(f"move {file} to a safe place elsewhere, and delete it here.")
    return suite.signing_key(seed).public


def _key_id(party: "Party", key: str) -> str:
    from verbale.chancery.packing import is_beginning

    named = set()
    for version in party.chain:
        identity = version.identity
        named |= {officer.key_id for officer in identity.officers if officer.name == key}
        known = set(identity.officer_keys) | set(identity.machine_keys(*_MACHINES))
        if is_beginning(key.lower()):
            named |= {each for each in known if each.startswith(key.lower())}
    if key in _MACHINES:
        named = set(party.credence.identity.machine_keys(key))
    if len(named) > 1:
        raise Refused("ambiguous-id", "More than one key is named so; give its id, as `verbale credence show` does.")
    if not named:
        raise Refused("key-unknown", "No version of the letter of credence names this key.")
    return named.pop()


def _lines(document: dict[str, Any]) -> list[str]:
    thresholds = ", ".join(f"{act} {number}" for act, number in document["thresholds"].items() if number > 1)
    return [
        f"{document['code']}: {document['name']}",
        f"Version {document['version']}, {document['valid_from']} to {document['valid_until']}",
        f"Digest:   {document['digest']}",
        f"Words:    {' '.join(document['words'])}",
        f"Address:  {', '.join(document['addresses']) or 'none; by hand, or it calls'}",
        *(f"TLS key:  {each}" for each in document["pins"]),
        *(f"Officer:  {each['name']}, key {each['key'][:16]}" for each in document["officers"]),
        f"One officer signs{', but: ' + thresholds if thresholds else ' every act'}.",
        *(f"Revoked:  {each[:16]}" for each in document["revoked"]),
    ]
