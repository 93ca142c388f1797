"""The node as one WSGI application: the endpoint's resources first, everything else by the pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from wsgiref.types import StartResponse

from verbale.chancery.delivery.endpoint import Endpoint
from verbale.chancery.delivery.framing import Environ, is_loopback
from verbale.chancery.delivery.health import Health
from verbale.chancery.delivery.turning import PLAIN, STATUS, Headers, Turned, answer_turned
from verbale.chancery.despatch.names import CREDENCE_PATH, CREDENCE_TYPE, POUCH_PATH
from verbale.chancery.store import SqlStore
from verbale.exchange.ports import Office
from verbale.formats import canonical
from verbale.formats.credencefile import write_credence_file
from verbale.formats.errors import VerbaleError

Pages: TypeAlias = Callable[[Environ, StartResponse], Iterable[bytes]]
Shown: TypeAlias = tuple[int, str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The application of one process.

    Attributes:
        office, store: the house.
        endpoint: takes pouches.
        health: of the machine.
        pages: answers everything else.
        metrics: whether figures are shown.
    """

    office: Office
    store: SqlStore
    endpoint: Endpoint
    health: Health
    pages: Pages
    metrics: bool = False
    _shown: dict[str, Callable[[Environ], Shown]] = field(init=False)

    def __post_init__(self) -> None:
        shown = {CREDENCE_PATH: self._credence, "/health": self._health, "/metrics": self._figures}
        object.__setattr__(self, "_shown", shown)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        path = environ.get("PATH_INFO", "")
        if path == POUCH_PATH:
            return self.endpoint(environ, start_response)
        if path in self._shown:
            return self._show(environ, start_response, self._shown[path])
        return self.pages(environ, start_response)

    def _show(
        self, environ: Environ, start_response: StartResponse, look: Callable[[Environ], Shown]
    ) -> Iterable[bytes]:
        try:
            if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                raise Turned(405, "method", "refused", "This is only shown.")
            status, content_type, body = look(environ)
        except Turned as turned:
            line, headers, refusal = answer_turned(turned)
            start_response(line, headers)
            return refusal
        shown: Headers = [*PLAIN, ("Content-Type", content_type), ("Content-Length", str(len(body)))]
        start_response(STATUS[status], shown)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _credence(self, _environ: Environ) -> Shown:
        try:
            with self.office.store.read() as view:
                house = view.house().party
        except VerbaleError:
            raise Turned(503, "not-now", "unavailable", "The chancery cannot answer now; try again later.", 5) from None
        return 200, CREDENCE_TYPE, write_credence_file(house.chain, house.keys)

    def _health(self, _environ: Environ) -> Shown:
        seen: dict[str, Any] = self.health.look()
        return (200 if seen["ok"] else 503), "application/json", canonical.write(seen)

    def _figures(self, environ: Environ) -> Shown:
        if not (self.metrics and is_loopback(environ)):
            raise Turned(404, "not-found", "refused", "There is nothing here.")
        # Imported where it is asked for: few nodes do.
        from verbale.chancery.delivery.figures import CONTENT_TYPE, Figures  # noqa: PLC0415

        figures = Figures(store=self.store, gate=self.endpoint.gate, counts=self.endpoint.counts)
        return 200, CONTENT_TYPE, figures.page()
