"""What is kept of a fault that nobody foresaw: its type and the places it went through, never its words.

A traceback's last line, and the values in it, may hold a letter's text or a passphrase; file, line and function of
each frame do not.
"""

import os
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

_KEPT = 64 * 1024


def note_fault(fault: BaseException, arguments: Sequence[str]) -> Path | None:
    """Appends a fault to the log of the home.

    Args:
        fault: what was raised.
        arguments: the command line; of it only the verbs and the names of options are kept.

    Returns:
        The log; `None` if there is no home to write it in.
    """
    home = _home(arguments)
    if not home.is_dir():
        return None
    log = home / "logs" / "errors.log"
    try:
        log.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600), "a") as stream:
            if stream.tell() > _KEPT:
                stream.truncate(0)
            stream.write(describe(fault, arguments))
    except OSError:
        return None
    return log


def describe(fault: BaseException, arguments: Sequence[str]) -> str:
    """A fault as it is kept: time, command, type and places."""
    lines = [f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} verbale {' '.join(_words(arguments))}"]
    while True:
        lines.append(f"  {type(fault).__module__}.{type(fault).__qualname__}")
        lines += [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(fault)]
        cause = fault.__cause__ or fault.__context__
        if cause is None:
            return "\n".join(lines) + "\n"
        fault = cause


def _frames(fault: BaseException) -> Sequence[traceback.FrameSummary]:
    return traceback.StackSummary.extract(traceback.walk_tb(fault.__traceback__), lookup_lines=False)


def _words(arguments: Sequence[str]) -> list[str]:
    """The verbs and the names of options: what stands before the first option, and what begins with two dashes."""
    verbs = []
    for word in arguments[:2]:
        if not (word.isascii() and word.isalpha()):
            break
        verbs.append(word)
    return verbs + [word.partition("=")[0] for word in arguments if word.startswith("--")]


def _home(arguments: Sequence[str]) -> Path:
    for at, word in enumerate(arguments):
        if word == "--home" and at + 1 < len(arguments):
            return Path(arguments[at + 1])
        if word.startswith("--home="):
            return Path(word.partition("=")[2])
    return Path(os.environ.get("VERBALE_HOME") or "~/.verbale").expanduser()
