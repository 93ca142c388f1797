"""What a running chancery says: JSON lines under a service, plain lines at a terminal, to standard error.

Ids and codes, never contents: no subject, no name of a file, no passphrase, nothing that another side wrote but a code
of ours. Control characters are escaped in every value, so that no log line can write another, or move a terminal's
cursor. A fault of the software is told by its kind and the places that it went through, not by its words, for those
may hold what was being read.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TypeAlias

import structlog

Event: TypeAlias = MutableMapping[str, Any]

_PLACES = 12
_QUIET = ("httpx", "httpcore", "granian.access", "asyncio")


def get_log(name: str) -> structlog.stdlib.BoundLogger:
    """The log of a room. Says nothing anywhere until logs are set up: a command answers for itself."""
    log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return log


def set_up_logs(*, plain: bool | None = None) -> None:
    """Lets everything in this process speak in one form.

    Args:
        plain: whether a person reads it; if not said, whether standard error is a terminal.
    """
    plain = sys.stderr.isatty() if plain is None else plain
    last: Any = structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def tell_fault(log: Any, event: str, fault: BaseException, **about: Any) -> None:  # noqa: ANN401 - structlog's own type is lazy
    """Tells of a fault of this software: its kind and where it was, without its words."""
    log.error(event, fault=type(fault).__name__, places=places_of(fault), **about)


def places_of(fault: BaseException) -> list[str]:
    """The places that a fault went through, the last one first."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in reversed(frames)][:_PLACES]


def strip_faults(_log: Any, _name: str, event: Event) -> Event:  # noqa: ANN401 - the form of structlog's processors
    """Puts kind and places in the stead of an exception that a library logs."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    fault = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(fault, BaseException):
        event["fault"], event["places"] = type(fault).__name__, places_of(fault)
    return event


def escape_controls(_log: Any, _name: str, event: Event) -> Event:  # noqa: ANN401 - the form of structlog's processors
    """Escapes what a terminal would obey."""
    for name, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[name] = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    strip_faults,
    escape_controls,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
# Or a warning would go to standard error in the form of the standard library.
logging.getLogger("verbale").addHandler(logging.NullHandler())
