"""The node as a WSGI application: what `verbale serve` serves, and what another server may serve beside a despatch.

    gunicorn --threads 8 "verbale.chancery.wsgi:application"

takes the home from `VERBALE_HOME` and the passphrase from `VERBALE_PASSPHRASE` or the file that
`VERBALE_PASSPHRASE_FILE` names; run `verbale despatch` beside it.
"""

import os
import threading
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from wsgiref.types import StartResponse

from verbale.chancery import setup
from verbale.chancery.delivery.application import Application
from verbale.chancery.delivery.endpoint import Endpoint
from verbale.chancery.delivery.floor import Floor
from verbale.chancery.delivery.framing import Environ
from verbale.chancery.delivery.health import Health
from verbale.chancery.despatch.options import Options, read_options
from verbale.chancery.despatch.rounds import utc_now
from verbale.chancery.logs import set_up_logs
from verbale.chancery.office import Node, open_node
from verbale.chancery.rooms import Rooms
from verbale.formats.errors import Unavailable


def make_application(node: Node, options: Options, *, port: int | None = None) -> Application:
    """The application of one process of a node. Its pages are loaded by a thread of their own.

    Args:
        node: the chancery, unlocked.
        options: what the operator set.
        port: the one that this process itself listens on, so that it can cut connections that hardly move.
    """
    rooms = Rooms(node=node)
    threading.Thread(target=rooms.load, name="pages", daemon=True).start()
    if port is not None:
        floor = Floor(port=port)
        threading.Thread(
            target=floor.watch, args=(threading.Event(), time.monotonic), name="floor", daemon=True
        ).start()
    lanes = node.store.lanes

    def heard(peer: bytes) -> None:
        lanes.heard(peer, now=utc_now())

    return Application(
        office=node.office,
        store=node.store,
        endpoint=Endpoint(office=node.office, clock=node.now, heard=heard, proxies=options.proxies),
        health=Health(office=node.office, home=node.home.folder),
        pages=rooms,
        metrics=options.metrics,
    )


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The application of the home that the environment names."""
    return _of_environment()(environ, start_response)


@cache
def _of_environment() -> Application:
    set_up_logs()
    os.environ["VERBALE_ROOMS"] = "all"
    node = open_node(setup.home_of_environment(), _passphrase())
    node.store.close()
    return make_application(node, read_options())


def _passphrase() -> str:
    """The first line of the file that is named, or what the environment says; it is then forgotten there.

    Raises:
        Unavailable: `passphrase-missing`.
    """
    said = os.environ.pop("VERBALE_PASSPHRASE", "")
    file = os.environ.get("VERBALE_PASSPHRASE_FILE")
    if file:
        try:
            said = Path(file).read_text("utf-8").partition("\n")[0].removesuffix("\r")
        except (OSError, UnicodeDecodeError):
            said = ""
    if not said:
        reason = "Name the file of the house's passphrase in VERBALE_PASSPHRASE_FILE, or set VERBALE_PASSPHRASE."
        raise Unavailable("passphrase-missing", reason)
    return said
