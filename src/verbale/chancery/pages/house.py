"""The house behind the pages: its office with the keys that `serve` holds, and its officers' keys, unlocked at the act."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.core import ratelimit
from django.http import HttpRequest

from verbale.chancery import keysafe
from verbale.chancery.home import Home
from verbale.chancery.keysafe import SUITES
from verbale.exchange.ports import Office
from verbale.formats.errors import Refused, Unavailable
from verbale.formats.suite import SigningKey, Suite

TRIES = "10/5m/user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The node that the pages belong to."""

    home: Home
    office: Office


_running: list[Running] = []


def open_house(home: Home, office: Office) -> None:
    """Gives the pages their house, once in a process, before the first request."""
    _running[:] = [Running(home=home, office=office)]


def running() -> Running:
    """The node that runs.

    Raises:
        Unavailable: `no-house`.
    """
    if not _running:
        raise Unavailable("no-house", "No chancery is open in this process.")
    return _running[0]


def office() -> Office:
    """What the use cases work with."""
    return running().office


def suites() -> tuple[Suite, ...]:
    """The suites that a credence may name."""
    return SUITES


def unlock(request: HttpRequest, signers: Iterable[tuple[str, str]]) -> list[SigningKey]:
    """Unlocks officers' keys for one act.

    Args:
        request: whose tries are counted; a guess costs a second of this machine.
        signers: names and passphrases.

    Raises:
        Refused: `too-many-tries`, or as `keysafe.unlock_officer`.
        Unavailable, Malformed, Untrusted: as `keysafe.unlock_officer`.
    """
    if not ratelimit.consume(request, action="passphrase", config={"passphrase": TRIES}):
        raise Refused("too-many-tries", "There were too many tries at a passphrase.")
    home = running().home
    return [keysafe.unlock_officer(home, name, passphrase) for name, passphrase in signers]
