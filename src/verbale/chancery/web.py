"""The web server's own process: granian with its workers, which have the unlocked keys from it by being forked."""

import multiprocessing
import os
from collections.abc import Callable
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from verbale.chancery.bind import Bind
from verbale.chancery.despatch.options import Options
from verbale.chancery.logs import set_up_logs
from verbale.chancery.office import Node
from verbale.chancery.processes import die_with_parent
from verbale.chancery.wsgi import make_application

THREADS = 16
"""More than the endpoint's places, so that pages and health are answered beside twelve slow pouches."""
_CONNECTIONS = 4096
_HEADER = 16 * 1024
_HEADER_MILLISECONDS = 15_000
_PATIENCE = 3


def run_web(node: Node, options: Options, place: Bind, *, workers: int) -> None:
    """Serves a node until the process is told to end.

    Args:
        node: the chancery, unlocked; no connection of its store may be open.
        options: what the operator set.
        place: where to listen.
        workers: how many processes serve; more than one is for PostgreSQL.
    """
    multiprocessing.set_start_method("fork", force=True)
    parent = os.getpid()

    def load() -> Callable[..., Any]:
        die_with_parent(parent)
        set_up_logs()
        return make_application(node, options, port=place.port)

    server = Server(
        "verbale",
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        # One request at a time on a connection: the floor under connections counts on it, and large bodies are faster.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_HEADER),
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig={"formatters": {}, "handlers": {}, "loggers": {"_granian": {"propagate": True}}},
        ssl_cert=place.certificate,
        ssl_key=place.key,
        workers_kill_timeout=_PATIENCE,
    )
    server.serve(target_loader=load, wrap_loader=False)
