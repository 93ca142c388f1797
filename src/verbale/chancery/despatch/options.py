"""What the environment says about the network road.

Where a variable is not set or empty, the first of its meanings holds:

    VERBALE_DIAL     which addresses may be dialled: `public`, `private` or `loopback`
    VERBALE_BEAT     seconds between the register's beats: 3600
    VERBALE_KNOCK    seconds between knocks of a chancery without an address of its own: 60
    VERBALE_PROXIES  none, or addresses of reverse proxies whose word about the caller is taken, with commas between
    VERBALE_METRICS  nothing, or `1`: figures at /metrics, for callers on the loopback alone
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from verbale.chancery.despatch.dial import Rule, read_rule
from verbale.formats.errors import Refused

BEAT = timedelta(hours=1)
KNOCK = timedelta(minutes=1)
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the environment says; see the head of this module."""

    dial: Rule = Rule.PUBLIC
    beat: timedelta = BEAT
    knock: timedelta = KNOCK
    proxies: frozenset[str] = frozenset()
    metrics: bool = False


def read_options(environment: Mapping[str, str] = os.environ) -> Options:
    """Reads the environment.

    Raises:
        Refused: `dial-rule` or `setting`.
    """
    return Options(
        dial=read_rule(environment.get("VERBALE_DIAL", "")),
        beat=_seconds(environment, "VERBALE_BEAT", BEAT),
        knock=_seconds(environment, "VERBALE_KNOCK", KNOCK),
        proxies=_addresses(environment, "VERBALE_PROXIES"),
        metrics=environment.get("VERBALE_METRICS", "") not in {"", "0"},
    )


def _seconds(environment: Mapping[str, str], name: str, otherwise: timedelta) -> timedelta:
    text = environment.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= _DAY):
        raise Refused("setting", f"{name} is a number of seconds from 1 to {_DAY}.")
    return timedelta(seconds=int(text))


def _addresses(environment: Mapping[str, str], name: str) -> frozenset[str]:
    try:
        found = [ip_address(each.strip()) for each in environment.get(name, "").split(",") if each.strip()]
    except ValueError:
        raise Refused("setting", f"{name} is a list of IP addresses with commas between.") from None
    return frozenset(map(str, found))
