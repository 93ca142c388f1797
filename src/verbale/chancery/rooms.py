"""The pages as the endpoint's neighbour: loaded beside it, so that pouches are taken from the first moment on."""

import gc
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse

from verbale.chancery import setup
from verbale.chancery.delivery.framing import Environ
from verbale.chancery.delivery.turning import Turned, answer_turned
from verbale.chancery.home import Home, locked
from verbale.chancery.logs import get_log, tell_fault
from verbale.chancery.office import Node, set_current
from verbale.formats.errors import Unavailable

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

_PATIENCE = 60.0

_log = get_log("verbale.pages")


@dataclass(slots=True, kw_only=True)
class Rooms:
    """The pages of a node.

    Attributes:
        node: the chancery, unlocked.
    """

    node: Node
    _ready: threading.Event = field(default_factory=threading.Event)
    _handler: "WSGIHandler | None" = None
    _by_https: bool = False

    def load(self) -> None:
        """Loads them; a fault is told, and every page then says that it cannot be shown."""
        try:
            self._handler = self._load()
        except Exception as fault:  # noqa: BLE001 - pouches are taken even if no page can be shown
            tell_fault(_log, "pages-fault", fault)
        finally:
            self._ready.set()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request, after the pages were loaded."""
        self._ready.wait(_PATIENCE)
        if self._handler is None:
            reason = "The pages cannot be shown; the server's log says why."
            status, headers, body = answer_turned(Turned(503, "pages-missing", "unavailable", reason, 30))
            start_response(status, headers)
            return body
        if self._by_https:
            # A proxy ended TLS before us and the operator said so; no header of a caller is believed about it.
            environ["wsgi.url_scheme"] = "https"
        return self._handler(environ, start_response)

    def _load(self) -> "WSGIHandler":
        # Imported here: Django and the pages take longer than everything before them.
        setup.configure(self.node.home, rooms="all")
        from django.conf import settings  # noqa: PLC0415
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

        self._by_https = bool(settings.SESSION_COOKIE_SECURE)
        set_current(self.node)
        handler = get_wsgi_application()
        _furnish(self.node.home)
        # What is loaded now stays to the end. The collector, which would look through all of it with every tenth page,
        # leaves it out from here on.
        gc.collect()
        gc.freeze()
        return handler


def _furnish(home: Home) -> None:
    """Makes what the pages need and is not there yet: their tables, the first account. One process at a time does."""
    from verbale.chancery.officers.first import take_first  # noqa: PLC0415

    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with locked(home):
                if setup.is_behind():
                    setup.migrate()
                take_first(home)
                return
        except Unavailable as busy:
            if busy.code != "home-busy" or time.monotonic() > deadline:
                raise
        time.sleep(0.2)
