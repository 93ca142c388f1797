"""`verbale serve`: pages, endpoint, despatch and clocks of one home, in one command.

    parent      unlocks the keys once, watches the others, prints the page's address
    web         the server with its workers: endpoint and pages
    despatch    the lanes and the beats

The parent holds no connection and no thread when it forks. When the house's key file changes it unlocks it again and
starts the others anew. Off the loopback the server speaks TLS and nothing else.
"""

import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from verbale.chancery.bind import Bind, check_bind, check_free, read_bind
from verbale.chancery.despatch.options import Options, read_options
from verbale.chancery.logs import get_log, set_up_logs
from verbale.chancery.office import Node, open_node
from verbale.chancery.processes import Child, Family
from verbale.formats.errors import VerbaleError

_DESCRIPTORS = 65_536
_SECRET = ("VERBALE_PASSPHRASE", "VERBALE_OFFICER_PASSPHRASE", "VERBALE_NEW_OFFICER_PASSPHRASE")

_log = get_log("verbale.serve")


def serve(
    home: Path,
    bind: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    passphrase: str,
    *,
    workers: int = 1,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serves a home until the process is told to end.

    Args:
        home: the chancery's folder.
        bind: `HOST:PORT`.
        tls_cert: the certificate and its chain, in PEM.
        tls_key: its key.
        passphrase: the house's.
        workers: processes of the web server; more than one is for PostgreSQL.
        ready: told the page's address once the server listens; printed to standard error if not said.

    Raises:
        Refused: `bind`, `tls-needed`, `tls-files`, `passphrase`, `setting` or `dial-rule`.
        Unavailable: `address-in-use`, `serve-failed`, or as the store says.
    """
    options, place = read_options(), read_bind(bind, tls_cert, tls_key)
    check_bind(place)
    set_up_logs()
    _set_environment(home, place)
    _set_limits()
    house = _House(home=home, passphrase=passphrase, node=open_node(home, passphrase))
    _name_hosts(house.node, place)
    check_free(place)
    house.node.store.close()
    family = Family(
        children=[
            Child(name="web", run=lambda: _serve_web(house.node, options, place, workers)),
            Child(name="despatch", run=lambda: _serve_despatch(house.node, options)),
        ],
        renewed=house.look,
    )
    (ready or _print_address)(place.address)
    family.keep()


@dataclass(slots=True, kw_only=True)
class _House:
    """The unlocked house as the parent holds it."""

    home: Path
    passphrase: str = field(repr=False)
    node: Node
    _file: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self._file = self._look_at_file()

    def look(self) -> bool:
        """Whether the house's keys changed; then they are unlocked again."""
        file = self._look_at_file()
        if file == self._file:
            return False
        self._file = file
        try:
            self.node = open_node(self.home, self.passphrase)
        except VerbaleError as wrong:
            # Perhaps half of a change, or another passphrase: what was unlocked stays, and the log says so.
            _log.error("keys-not-renewed", code=wrong.code)
            return False
        finally:
            self.node.store.close()
        return True

    def _look_at_file(self) -> tuple[int, int]:
        try:
            found = self.node.home.house_key.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns


def _serve_web(node: Node, options: Options, place: Bind, workers: int) -> None:
    # Imported in the child: the others need no web server.
    from verbale.chancery.web import run_web  # noqa: PLC0415

    _look_at_pins(node, place)
    run_web(node, options, place, workers=workers)


def _serve_despatch(node: Node, options: Options) -> None:
    # Imported in the child: the others call nobody.
    from verbale.chancery.despatch.service import run_despatch  # noqa: PLC0415

    run_despatch(node, options)


def _set_environment(home: Path, place: Bind) -> None:
    """What the settings of the pages are made from. Passphrases go, for a server shows its environment to many."""
    for name in _SECRET:
        os.environ.pop(name, None)
    os.environ["VERBALE_HOME"] = str(home.absolute())
    os.environ["VERBALE_ROOMS"] = "all"
    if place.certificate is not None:
        os.environ["VERBALE_TLS"] = "1"


def _name_hosts(node: Node, place: Bind) -> None:
    """Unless the operator says otherwise, the pages are reached where the house takes its pouches."""
    if os.environ.get("VERBALE_HOSTS"):
        return
    own = [urlsplit(address).hostname or "" for address in node.party.keys.addresses]
    names = dict.fromkeys(["localhost", "127.0.0.1", "[::1]", _bracketed(place.host), *map(_bracketed, own)])
    os.environ["VERBALE_HOSTS"] = ",".join(name for name in names if name)


def _look_at_pins(node: Node, place: Bind) -> None:
    """Says in the log that counterparts will turn away: the house has pins, and the certificate is of another key."""
    if place.certificate is None or not (pins := node.party.keys.pins):
        return
    # Imported here: a server without TLS needs no certificates.
    from verbale.chancery.despatch.pins import read_pin  # noqa: PLC0415

    if read_pin(place.certificate.read_bytes()) not in pins:
        _log.warning("certificate-not-pinned")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _set_limits() -> None:
    """Room for many connections, and no picture of the memory, which holds keys, on the disk."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _print_address(address: str) -> None:
    sys.stderr.write(f"The pages are at {address}\n")
    sys.stderr.flush()
