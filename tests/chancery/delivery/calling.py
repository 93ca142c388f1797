"""Calling a WSGI application as a server would, without one."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


class Input(io.BytesIO):
    """A body that tells whether it was touched."""

    touched = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Reads."""
        self.touched = True
        return super().read(size)


@dataclass
class Answered:
    """What an application answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(json.loads(self.body)["error"]["code"])


def call(application: Any, *, body: bytes = b"", length: int | None = None, **changes: Any) -> Answered:
    """Calls an application with POST /pouch, or what the changes make of it."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/pouch",
        "REMOTE_ADDR": "192.0.2.7",
        "CONTENT_LENGTH": str(len(body) if length is None else length),
        "wsgi.input": Input(body),
    }
    answered = Answered()

    def start(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Any:
        answered.status = int(status.split(maxsplit=1)[0])
        answered.headers = {name.lower(): value for name, value in headers}
        return None

    result = application(environ | changes, start)
    answered.body = b"".join(_closing(result))
    return answered


def _closing(result: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from result
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()
