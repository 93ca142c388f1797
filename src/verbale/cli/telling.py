"""How the command speaks: answers on standard output, warnings and refusals on standard error.

With `--json` an answer is one JSON document in ASCII, whatever the terminal can show. Without it, it is lines for
people, in which nothing that came from outside can move the cursor, change a colour or turn the direction of writing:
a letter's text is shown, never obeyed (W04 of the attack catalogue).
"""

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from verbale.formats.errors import VerbaleError

_KEPT = {"\n", "\t", "\u200c", "\u200d", "\u200e", "\u200f", "\u061c"}
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_GAP = "  "
# Latin, Greek, Cyrillic, dashes and quotation marks: every sign of these takes one place on a terminal.
_ONE_PLACE_EACH = re.compile("[\x20-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a verb answers.

    Attributes:
        document: the answer with `--json`.
        lines: the answer for people, or what makes it where that takes long.
        then: the next likely command; nothing if there is none.
        failed: whether a check failed, so that the exit is 1.
    """

    document: Any
    lines: Sequence[str] | Callable[[], Sequence[str]] = ()
    then: str = ""
    failed: bool = False


def tell(told: Told, *, as_json: bool) -> None:
    """Prints an answer."""
    if as_json:
        click.echo(json.dumps(told.document, indent=2 if sys.stdout.isatty() else None))
        return
    for line in told.lines() if callable(told.lines) else told.lines:
        click.echo(visible(line))
    if told.then:
        hint(f"Then: {told.then}")


def refuse(error: VerbaleError, *, as_json: bool) -> None:
    """Prints a refusal: one exact reason."""
    click.echo(f"verbale: refused [{error.code}]: {visible(error.reason)}", err=True)
    if as_json:
        members = {"code": error.code, "family": error.family, "reason": error.reason}
        click.echo(json.dumps({"error": members}))


def warn(sentence: str) -> None:
    """Prints a warning."""
    click.echo(f"verbale: {visible(sentence)}", err=True)


def hint(words: str) -> None:
    """Prints words that help a person at a terminal; nothing where nobody reads."""
    if sys.stderr.isatty():
        click.echo(visible(words), err=True)


def visible(text: str) -> str:
    """A text in which whatever would not be seen is written out: `<U+202E>`."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign in _KEPT or unicodedata.category(sign) not in _HIDDEN else f"<U+{ord(sign):04X}>" for sign in text
    )


def on_one_line(text: str) -> str:
    """The same, with line ends as spaces."""
    return visible(" ".join(text.split()))


def columns(heads: Sequence[str], rows: Iterable[Sequence[str]], *, width: int | None = None) -> list[str]:
    """Lines of a table; the last column is cut where it does not fit.

    Args:
        heads: the words over the columns.
        rows: the cells.
        width: of the terminal; that of the one at hand if not said, and no bound where there is none.
    """
    table = [[on_one_line(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[place]) for row in table) for place in range(len(heads))]
    most = _terminal_width() if width is None else width
    return [_line(row, widths, most) for row in table]


def say_time(moment: datetime | None) -> str:
    """A time for people; a dash for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"


def say_size(length: int) -> str:
    """A number of bytes for people."""
    if length < 1024:
        return f"{length} B"
    size = float(length)
    for unit in ("KiB", "MiB", "GiB"):
        size /= 1024
        if size < 1024 or unit == "GiB":
            break
    return f"{size:.1f} {unit}"


def count(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: `1 letter`, `2 letters`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def _terminal_width() -> int:
    if not sys.stdout.isatty():
        return 0
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _line(row: Sequence[str], widths: Sequence[int], most: int) -> str:
    line = _GAP.join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
    if most and _width(line) > most:
        while line and _width(line) > most - 1:
            line = line[:-1]
        line += "…"
    return line


def _width(text: str) -> int:
    """How many places a text takes on a terminal."""
    if _ONE_PLACE_EACH.fullmatch(text):
        return len(text)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    marks = sum(unicodedata.combining(sign) > 0 or unicodedata.category(sign) == "Cf" for sign in text)
    return len(text) + wide - marks
