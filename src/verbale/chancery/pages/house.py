"""The house behind the pages: the node with the keys that `serve` holds; officers' keys, unlocked at the act."""

from collections.abc import Iterable

from allauth.core import ratelimit
from django.http import HttpRequest

from verbale.chancery import office as offices
from verbale.chancery.keysafe import SUITES
from verbale.chancery.office import Node
from verbale.exchange.ports import Office
from verbale.formats.errors import Refused
from verbale.formats.suite import SigningKey, Suite

TRIES = "passphrase"


def node() -> Node:
    """The node that this server runs.

    Raises:
        Unavailable: `no-house`.
    """
    return offices.current()


def office() -> Office:
    """What the use cases work with."""
    return node().office


def suites() -> tuple[Suite, ...]:
    """The suites that a credence may name."""
    return SUITES


def unlock(request: HttpRequest, signers: Iterable[tuple[str, str]]) -> list[SigningKey]:
    """Unlocks officers' keys for one act.

    Args:
        request: whose tries are counted; a guess costs a second of this machine.
        signers: names and passphrases.

    Raises:
        Refused: `too-many-tries`, or as `Node.officer`.
        Unavailable, Malformed, Untrusted: as `Node.officer`.
    """
    if not ratelimit.consume(request, action=TRIES):
        raise Refused("too-many-tries", "There were too many tries at a passphrase.")
    return [node().officer(name, passphrase) for name, passphrase in signers]
