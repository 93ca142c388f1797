"""The marks of a drafter: numbers of provisions, options, placeholders, headings.

Numbers may themselves be bracketed or set in bold (`[2bis.`, `**1.**`); a mark is read where it stands and left there.
Source: practice §6 `Reader rules`.
"""

import re
from dataclasses import dataclass

_NUMBER = re.compile(
    r"(?P<before>[ \t]*(?:>[ \t]*)?[\[{*_]*)"
    r"(?P<number>"
    r"\d{1,4}(?:\.\d{1,3})*(?:[ ]?(?:bis|ter|quater))?(?:\.|\))(?=[\]}*_]*(?:[ \t]|$))"  # 1.  2.3.  4bis.  5)
    r"|\d{1,4}(?:\.\d{1,3})+(?=[\]}*_]*[ \t])"  # 2.3
    r"|\((?:\d{1,3}|[a-z]{1,2}|[ivxl]{1,6})\)(?=[\]}*_]*(?:[ \t]|$))"  # (1)  (a)  (iv)
    r"|(?:[a-z]|[ivxl]{2,6})\)(?=[\]}*_]*[ \t])"  # a)  iv)
    r"|Article[ \t]+(?:\d{1,3}|[IVXL]{1,6})(?:[ ]?(?:bis|ter))?(?=[ \t.:])"  # Article 3
    r")(?P<after>[\]}*_]*[ \t]*)"
)
_OPTION = re.compile(
    r"\bOption[ \t]+(?:\(?(?:\d{1,2}|[IVX]{1,5}|[a-z])\)?)(?![\w])|\b(?:Alt|ALT)\.?[ \t]*\d{1,2}(?![\w])",
)
_PLACEHOLDER = re.compile(r"[ \t]*[\[{(][ \t*_]*[Pp]laceholder\b")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?!#)")
_TITLED = re.compile(
    r"[ \t*_]*(?:preamble|(?:article|annex|appendix|chapter|section|part|title)[ \t]+[\w.]{1,8})\b[^\n]{0,80}",
    re.IGNORECASE,
)
_NUMBER_DRESS = "[]{}*_ \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The number at the head of a piece of text.

    Attributes:
        number: as it is shown, without a full stop behind it: `1`, `2.3`, `(a)`, `Article 3`; empty if there is none.
        length: how many characters the mark takes, with the white space behind it; 0 if there is none.
    """

    number: str
    length: int


def read_number(text: str) -> Numbered:
    """Reads the number that a piece of text begins with."""
    found = _NUMBER.match(text)
    if found is None:
        return Numbered(number="", length=0)
    return Numbered(number=" ".join(found["number"].split()).removesuffix("."), length=found.end())


def count_options(text: str) -> int:
    """How many marks of an option there are: `Option 1`, `Option (a)`, `Option II`, `Alt 2`."""
    return sum(1 for _ in _OPTION.finditer(text))


def is_option(text: str) -> bool:
    """Whether a piece of text begins with the mark of an option."""
    return _OPTION.match(text.lstrip(_NUMBER_DRESS + "\r\n")) is not None


def is_placeholder(text: str) -> bool:
    """Whether a piece of text is kept free for another: `[Placeholder for annexes]`."""
    return _PLACEHOLDER.match(text) is not None


def is_heading(text: str, *, markdown: bool) -> bool:
    """Whether a piece of text is a heading: Markdown's marks, or one short line that names an article or a part."""
    line = text.strip()
    if markdown:
        return _HEADING.match(text) is not None
    return "\n" not in line and _TITLED.fullmatch(line) is not None


def heading_level(text: str) -> int:
    """How deep Markdown's heading is; 1 for one without marks."""
    marks = len(text.lstrip(" ")) - len(text.lstrip(" ").lstrip("#"))
    return min(max(marks, 1), 6)
