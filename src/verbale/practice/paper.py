"""A letter's text as it is written: Markdown or plain text, read into numbered paragraphs.

Blank lines part paragraphs. A line that begins with a number begins a paragraph too, where a list may begin: at the
head of a paragraph, after another numbered one, or with the first number there is (`1.`, `(a)`, `(i)`). The number is
kept as it is shown, beside the text: `1`, `2.3`, `(a)`; of `1.` and `2.3.` the last full stop goes. Marks of Markdown
stay as they were written: what officers clear is what they wrote, and a page shows it.

What a reader could not see has no place in a signed text: no control characters, no overrides of the direction of
writing, no isolate left open. Row W04 of the attack catalogue; Unicode UAX #9.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from verbale.formats import limits
from verbale.formats.errors import Malformed
from verbale.formats.names import normal

_MARK = re.compile(
    r"[ ]{0,3}(?:"
    r"(?P<plain>\d{1,3}(?:\.\d{1,3})*)\.(?=[ \t])"  # 1.  2.3.
    r"|(?P<nested>\d{1,3}(?:\.\d{1,3})+)(?=[ \t])"  # 2.3
    r"|(?P<closed>(?:\d{1,3}|[a-z]|[ivx]{2,5})\))(?=[ \t])"  # 1)  a)  iv)
    r"|(?P<round>\((?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})\))(?=[ \t])"  # (1)  (a)  (iv)
    r")[ \t]+(?=\S)"
)
_FIRST = {"1", "a", "i"}
_OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e")
_ISOLATES, _POP = set("\u2066\u2067\u2068"), "\u2069"
_BARRED = {"Cc", "Co", "Cs", "Cn"}
_ALLOWED = {"\n", "\t"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a letter's text, with the number that it shows; the number may be empty."""

    number: str
    text: str = field(repr=False)


def read_paper(data: bytes) -> tuple[Paragraph, ...]:
    """Reads a letter's text.

    Args:
        data: the file; UTF-8, with or without a byte order mark.

    Raises:
        Malformed: `body-size`, `body-encoding`, `body-character` or `body-empty`.
    """
    if len(data) > limits.BODY:
        raise Malformed("body-size", f"The text of a letter has more than {limits.BODY} bytes.")
    try:
        text = data.decode("utf-8", "strict").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        raise Malformed("body-encoding", f"The text of a letter is not UTF-8, from byte {wrong.start} on.") from None
    return read_text(text)


def read_text(text: str) -> tuple[Paragraph, ...]:
    """The same for a text that is decoded already.

    Raises:
        Malformed: `body-size`, `body-character` or `body-empty`.
    """
    plain = normal(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    _check_characters(plain)
    paragraphs = tuple(_paragraph(lines) for lines in islice(_split(plain.split("\n")), limits.PARTS + 1))
    if len(paragraphs) > limits.PARTS:
        raise Malformed("body-size", f"The text of a letter has more than {limits.PARTS} paragraphs.")
    if not paragraphs:
        raise Malformed("body-empty", "The text of the letter is empty.")
    return paragraphs


def make_paragraph(number: str, text: str) -> Paragraph:
    """A paragraph that came from elsewhere, with its number beside it or at its head.

    Raises:
        Malformed: `body-character`.
    """
    plain = normal(text).strip()
    _check_characters(plain)
    _check_characters(number)
    return Paragraph(number=number, text=plain) if number else _paragraph(plain.split("\n"))


def _split(lines: Sequence[str]) -> Iterator[list[str]]:
    """The lines of each paragraph."""
    current: list[str] = []
    numbered = False
    for line in lines:
        mark = _MARK.match(line)
        if current and (not line.strip() or (mark and (numbered or _is_first(mark)))):
            yield current
            current = []
        if line.strip():
            if not current:
                numbered = mark is not None
            current.append(line)
    if current:
        yield current


def _paragraph(lines: Sequence[str]) -> Paragraph:
    mark = _MARK.match(lines[0])
    if mark is None:
        return Paragraph(number="", text="\n".join(line.rstrip() for line in lines).strip("\n"))
    # The lines below a number are indented to it; what is indented further (a table, an address) stays so.
    rest = [_outdent(line, mark.end()).rstrip() for line in lines[1:]]
    return Paragraph(number=_number(mark), text="\n".join([lines[0][mark.end() :].rstrip(), *rest]))


def _number(mark: re.Match[str]) -> str:
    return next(value for value in mark.groupdict().values() if value)


def _is_first(mark: re.Match[str]) -> bool:
    return _number(mark).strip("()") in _FIRST


def _outdent(line: str, width: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, width) :]


def _check_characters(text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    for paragraph in text.split("\n"):
        _check_line(paragraph)


def _check_line(line: str) -> None:
    if line.isprintable():
        return
    depth = 0
    for sign in line:
        if sign in _ISOLATES:
            depth += 1
        elif sign == _POP:
            depth -= 1
        if sign == "\0":
            raise Malformed("body-encoding", "The text of a letter holds a zero byte: it is no text, or not UTF-8.")
        if depth < 0 or sign in _OVERRIDES or (sign not in _ALLOWED and unicodedata.category(sign) in _BARRED):
            raise Malformed("body-character", f"A letter's text holds a character that hides (U+{ord(sign):04X}).")
    if depth:
        raise Malformed("body-character", "A letter's text leaves a direction of writing open at the end of a line.")
