"""The doctor: what needs care, and how to mend it. Each check stands alone; one that fails hides no other.

Findings are of two weights. What *needs care* makes `verbale doctor` end with 1; a *note* is worth knowing. No check
shows a name, a subject or a text of a letter.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from verbale.chancery.care.backup import last_backup
from verbale.chancery.contents import FileContents
from verbale.chancery.home import FileMark, Home, check_modes, list_modes
from verbale.chancery.store import SqlStore
from verbale.exchange.holding import is_behind
from verbale.exchange.records import House, Standing
from verbale.formats.errors import VerbaleError
from verbale.formats.hybrid import check_primitives

SOUND, NOTE, CARE = "sound", "note", "care"
_LITTLE_ROOM = 256 << 20
_LEAST_SHARE = 0.02
_ENDS_SOON = timedelta(days=60)
_BACKUP_AGE = timedelta(days=7)
_HEAD_AGE = timedelta(days=2)
_KEYS_AGE = timedelta(days=30)
_CLOCK_SLACK = timedelta(minutes=10)
_MANY_WAIT = timedelta(hours=24)
_SAFE_ON = ("fsync", "full_page_writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found.

    Attributes:
        check: the name of the check.
        weight: `sound`, `note` or `care`.
        finding: one sentence.
        remedy: what to do; empty if nothing.
    """

    check: str
    weight: str
    finding: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What the checks look at."""

    home: Home
    store: SqlStore
    contents: FileContents
    now: datetime
    deep: bool

    def house(self) -> House:
        """The house."""
        with self.store.read() as view:
            return view.house()


Check = Callable[[Patient], Iterator[Finding]]
_CHECKS: list[tuple[str, Check]] = []


def _check(name: str) -> Callable[[Check], Check]:
    def enter(check: Check) -> Check:
        _CHECKS.append((name, check))
        return check

    return enter


def examine(patient: Patient, *, progress: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Runs every check.

    Args:
        patient: the chancery.
        progress: called with the name of each check as it begins.
    """
    findings = []
    for name, check in _CHECKS:
        progress(name)
        found = list(_safely(name, check, patient))
        findings += found or [Finding(check=name, weight=SOUND, finding="Nothing to say.")]
    return findings


def _safely(name: str, check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        yield from check(patient)
    except VerbaleError as wrong:
        yield Finding(check=name, weight=CARE, finding=f"The check could not be made: {wrong.reason}")
    except (OSError, sqlite3.Error) as fault:
        yield Finding(check=name, weight=CARE, finding=f"The check could not be made ({type(fault).__name__}).")


@_check("folder")
def _folder(patient: Patient) -> Iterator[Finding]:
    try:
        check_modes(patient.home)
    except VerbaleError as wrong:
        yield Finding(check="folder", weight=CARE, finding=wrong.reason, remedy="chmod -R go= HOME")
        return
    for path in list_modes(patient.home):
        yield Finding(
            check="folder",
            weight=CARE,
            finding=f"Others may read {path.relative_to(patient.home.folder)} in the chancery's folder.",
            remedy="chmod -R go= HOME",
        )


@_check("primitives")
def _primitives(_: Patient) -> Iterator[Finding]:
    check_primitives()
    yield Finding(check="primitives", weight=SOUND, finding="Signatures and sealing give the known answers.")


@_check("database")
def _database(patient: Patient) -> Iterator[Finding]:
    if os.environ.get("DATABASE_URL"):
        yield from _careless_server(patient)
        return
    with closing(sqlite3.connect(f"{patient.home.database.as_uri()}?mode=ro", uri=True)) as connection:
        answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != ("ok",):
        yield Finding(
            check="database",
            weight=CARE,
            finding="The database file is damaged.",
            remedy="Stop the chancery, keep a copy of its folder, and restore the newest backup: verbale restore FILE",
        )


def _careless_server(patient: Patient) -> Iterator[Finding]:
    """A PostgreSQL server that forgets commits in a power cut: no connection can ask it for better (law 2)."""
    with patient.store.engine.reading() as sql:
        for name in _SAFE_ON:
            if sql.row(f"SHOW {name}") != ("on",):
                yield Finding(
                    check="database",
                    weight=CARE,
                    finding=f"The database server runs with {name} off: a power cut may lose what was receipted.",
                    remedy=f"Set {name} = on in postgresql.conf, and restart the server.",
                )


@_check("contents")
def _contents(patient: Patient) -> Iterator[Finding]:
    """Every content that is referred to is there; with `deep`, each is what its name says."""
    for digest in sorted(patient.store.referenced_contents()):
        try:
            if patient.deep:
                patient.contents.verify(digest)
            else:
                patient.contents.length(digest)
        except VerbaleError as wrong:
            yield Finding(
                check="contents",
                weight=CARE,
                finding=wrong.reason,
                remedy="Restore this file from a backup, or ask the letter's sender to send it again.",
            )


@_check("register")
def _register(patient: Patient) -> Iterator[Finding]:
    with patient.store.read() as view:
        head, waiting, house = view.head(), view.unsequenced(), view.house().party
        cosigned = view.cosignatures(house.origin)
        behind = is_behind(FileMark(patient.home).read(), view)
    if behind:
        yield Finding(
            check="register",
            weight=CARE,
            finding="The register is older than the head marked outside the database, as after a restore.",
            remedy="verbale recover",
        )
    if waiting:
        yield Finding(check="register", weight=NOTE, finding=f"{waiting} entries wait for their place.")
    if head is not None and not cosigned and patient.now - head.at > _HEAD_AGE:
        yield Finding(
            check="register",
            weight=NOTE,
            finding="No counterpart has cosigned a head of the register yet.",
            remedy="Exchange a pouch with a party; it cosigns by itself.",
        )


@_check("hold")
def _hold(patient: Patient) -> Iterator[Finding]:
    if held := patient.house().held:
        yield Finding(
            check="hold",
            weight=CARE,
            finding=f"The chancery is held ({held}) and signs nothing.",
            remedy="Hear every counterpart, then let the officers end the hold: verbale recover",
        )


@_check("credence")
def _credence(patient: Patient) -> Iterator[Finding]:
    party = patient.house().party
    until = party.credence.identity.valid_until
    if until - patient.now < _ENDS_SOON:
        yield Finding(
            check="credence",
            weight=CARE,
            finding=f"The letter of credence ends on {until:%Y-%m-%d}.",
            remedy="verbale credence renew",
        )
    if patient.now - party.keys.made > _KEYS_AGE:
        yield Finding(
            check="credence",
            weight=NOTE,
            finding=f"The transport key is in use since {party.keys.made:%Y-%m-%d}.",
            remedy="verbale credence rotate-transport",
        )


@_check("clock")
def _clock(patient: Patient) -> Iterator[Finding]:
    """The house's own record and its counterparts' cosignatures bracket the present."""
    with patient.store.read() as view:
        head, house = view.head(), view.house().party
        times = [each.time for each in view.cosignatures(house.origin)]
    newest = max([*times, house.accredited_at, *([head.at] if head else [])])
    if newest - patient.now > _CLOCK_SLACK:
        yield Finding(
            check="clock",
            weight=CARE,
            finding="This machine's clock is behind times that are on record here.",
            remedy="Set the clock; see `timedatectl`.",
        )


@_check("disk")
def _disk(patient: Patient) -> Iterator[Finding]:
    usage = shutil.disk_usage(patient.home.folder)
    if usage.free < _LITTLE_ROOM or usage.free < usage.total * _LEAST_SHARE:
        yield Finding(
            check="disk",
            weight=CARE if usage.free < _LITTLE_ROOM // 8 else NOTE,
            finding=f"{usage.free >> 20} MiB are free on the chancery's disk.",
            remedy="Make room; letters are refused as unavailable before anything is lost.",
        )


@_check("parties")
def _parties(patient: Patient) -> Iterator[Finding]:
    with patient.store.read() as view:
        parties = view.parties()
    for party in parties:
        if party.standing is Standing.SUSPENDED:
            remedy = f"Speak with them, then: verbale parties restore {party.code}"
            yield Finding(check="parties", weight=CARE, finding=f"{party.code} is suspended.", remedy=remedy)
        elif party.standing is Standing.RECOVERING:
            remedy = f"Speak with them, then: verbale parties confirm {party.code}"
            yield Finding(check="parties", weight=CARE, finding=f"{party.code} says it recovers.", remedy=remedy)
        until = party.credence.identity.valid_until
        if until < patient.now:
            yield Finding(
                check="parties",
                weight=CARE,
                finding=f"The credence of {party.code} ended on {until:%Y-%m-%d}; nothing is sealed to it.",
                remedy="Ask them for their newest letter of credence.",
            )


@_check("despatch")
def _despatch(patient: Patient) -> Iterator[Finding]:
    with patient.store.read() as view:
        for party in view.parties():
            pair = view.pair(party.id)
            due = view.items(party.id, above=pair.theirs.through, limit=64)
            silent = pair.heard_at is None or patient.now - pair.heard_at > _MANY_WAIT
            if due and silent and patient.now - party.accredited_at > _MANY_WAIT:
                yield Finding(
                    check="despatch",
                    weight=NOTE,
                    finding=f"{len(due)} items wait for {party.code}, not heard for a day or more.",
                    remedy=f"Carry them by hand: verbale pouch pack --for {party.code} -o FILE",
                )


@_check("alarms")
def _alarms(patient: Patient) -> Iterator[Finding]:
    with patient.store.read() as view:
        alarms = view.alarms()
    for alarm in alarms:
        yield Finding(
            check="alarms", weight=CARE, finding=f"{alarm.reason} [{alarm.code}]", remedy="verbale alarms list"
        )


@_check("backup")
def _backup(patient: Patient) -> Iterator[Finding]:
    taken = last_backup(patient.home)
    since = taken or patient.house().party.accredited_at
    if patient.now - since > _BACKUP_AGE:
        finding = "The last backup is older than a week." if taken else "No backup was ever taken."
        yield Finding(check="backup", weight=CARE, finding=finding, remedy="verbale backup FILE")
    elif taken is None:
        yield Finding(check="backup", weight=NOTE, finding="No backup was taken yet.", remedy="verbale backup FILE")
