"""How the endpoint turns a request away: with a status, a code and one sentence."""

from dataclasses import dataclass
from typing import TypeAlias

from verbale.formats import canonical

Headers: TypeAlias = list[tuple[str, str]]

STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    408: "408 Request Timeout",
    411: "411 Length Required",
    413: "413 Content Too Large",
    429: "429 Too Many Requests",
    503: "503 Service Unavailable",
}
PLAIN: Headers = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
]
"""Headers of every answer of the endpoint."""


@dataclass(slots=True, eq=False)
class Turned(Exception):
    """A request that is turned away.

    Attributes:
        status: of HTTP.
        code, family, reason: as of every refusal.
        wait: after how many seconds the same may be tried again; 0 if that is not said.
    """

    status: int
    code: str
    family: str
    reason: str
    wait: int = 0


def answer_turned(turned: Turned) -> tuple[str, Headers, list[bytes]]:
    """Status line, headers and body of a refusal. The connection is closed: what follows may be the body's rest."""
    error = {"code": turned.code, "family": turned.family, "reason": turned.reason}
    body = canonical.write({"error": error})
    headers = [*PLAIN, ("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    headers.append(("Connection", "close"))
    if turned.wait:
        headers.append(("Retry-After", str(turned.wait)))
    return STATUS[turned.status], headers, [body]
