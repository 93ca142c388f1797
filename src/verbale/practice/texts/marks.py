"""The marks of a drafter: numbers of provisions, options, places kept free, headings.

A number may be bracketed or set in bold (`[2bis.]`, `**1.**`): what encloses the number alone goes with it, what
encloses more (`[2. The Parties]`, `**3. Timing**`) stays with the words, for a bracket is part of what is said. Titles
of articles and parts are known in some languages, so that versions of a text can be laid side by side. Only ASCII
digits number anything. Every expression here takes time in proportion to what it reads. Source: practice §6
`Reader rules`.
"""

import re
from dataclasses import dataclass

from verbale.formats import limits

_AGAIN = r"(?:[ ]?(?:bis|ter|quater|quinquies|sexies|septies|octies))"
_AGAIN_BEHIND = re.compile(rf"(?<=.){_AGAIN}\Z")
_ENDS = r"(?=[\]}*_]{0,8}(?:[ \t\r\n\[]|\Z))"
_BLANK_BEHIND = r"(?=[\]}*_]{0,8}(?:[ \t\r\n]|\Z))"
_ARTICLES = "article|artikel|artículo|artigo|articolo|статья|стаття|член|المادة"
_NUMBER = re.compile(
    r"[ \t\r\n\ufeff]*+(?:>[ \t]*+)?(?P<before>[\[{*_]{0,8})"
    r"(?P<number>"
    rf"[0-9]{{1,4}}(?:\.[0-9]{{1,3}}){{0,9}}(?:[a-z]|{_AGAIN})?[.)]{_ENDS}"  # 1.  2.3.  4bis.  13a.  5)
    rf"|[0-9]{{1,4}}(?:\.[0-9]{{1,3}}){{1,9}}{_BLANK_BEHIND}(?![ \t]*[°%])"  # 2.3
    rf"|[0-9]{{1,3}}{_AGAIN}{_ENDS}"  # 3bis
    rf"|\((?:[0-9]{{1,3}}|[a-zа-яё]{{1,2}}|[ivxl]{{1,6}}){_AGAIN}?\){_ENDS}"  # (1)  (a)  (iv)
    rf"|(?:[a-zа-яё]|[ivxl]{{2,6}})\){_BLANK_BEHIND}"  # a)  iv)
    rf"|(?P<article>(?i:{_ARTICLES}))[ \t]{{1,8}}(?:[0-9]{{1,3}}|[IVXLC]{{1,7}}){_AGAIN}?[.:]"  # Article 3.
    rf"{_BLANK_BEHIND}"
    r")(?P<after>[\]}*_]{0,8})[ \t\r\n]*+",
)
_OPTION = re.compile(
    r"\bOption[ \t]{1,8}(?:\(?(?:[0-9]{1,2}|[IVX]{1,5}|[a-z])\)?)(?!\w)|\b(?:Alt|ALT)\.?[ \t]{0,8}[0-9]{1,2}(?!\w)",
)
_OPTION_WORD = re.compile(r"(?:Option|Alt|ALT)\.?[ ]?")
_DEFINITION = re.compile(
    r"[ \ufeff]{0,3}\[(?P<label>[^\[\]\n]{1,999})\]:[ \t]{0,8}<?(?P<address>[^\s<>]{1,2000}+)>?(?P<rest>[^\n]*+)"
)
_AFTER_ADDRESS = re.compile(r"[ \t\r]*+(?:[\"'(][^\n]*+)?")
_PLACEHOLDER = re.compile(r"[ \t\r\n]*+[\[{(][ \t*_]*+[Pp]laceholder\b")
_HEADING = re.compile(r"[ \ufeff]{0,3}#{1,6}(?!#)")
_SLASH = re.compile(r"(?<=\S)[ \t]{1,4}/[ \t]{1,4}(?=\S)")
_PAIRS = {"[": "]", "{": "}", "*": "*", "_": "_"}
_DRESS = "[]{}*_ \t\r\n\ufeff"

# Words that name a heading, with its level: what is under what.
_TITLES = {
    1: "preamble|préambule|preámbulo|преамбула|preambule|präambel",
    2: "annex|annexe|anexo|appendix|приложение|bijlage|anhang|part|partie|parte|часть|deel|teil|title|titre|título",
    3: "chapter|chapitre|capítulo|глава|hoofdstuk|kapitel",
    4: "section|sección|раздел|afdeling|abschnitt",
    5: _ARTICLES,
}
_LEVELS = {word: level for level, words in _TITLES.items() for word in words.split("|")}
_INITIALS = {word[0] for word in _LEVELS} | {"第"}
_TITLE_LONGEST = 300
_WORDS = "|".join(sorted((word for word, level in _LEVELS.items() if level > 1), key=len, reverse=True))
_TITLED = re.compile(
    rf"(?P<word>{_WORDS})[ \t]{{1,8}}"
    rf"(?P<which>[0-9]{{1,3}}{_AGAIN}?|[IVXLC]{{1,7}}{_AGAIN}?|[A-Z]|premier|première|unique|первая)(?![\w-])"
    r"(?P<rest>.{0,200})",
    re.IGNORECASE,
)
# What a pattern that passes over capitals takes besides: a dotless i for an i, and so on.
_WHICH = re.compile(rf"[0-9]{{1,3}}{_AGAIN}?|[ivxlc]{{1,7}}{_AGAIN}?|[a-z]|premier|première|unique|первая")
_NUMBERED_FIRST = re.compile(
    r"第(?P<which>[0-9一二三四五六七八九十百零〇]{1,8})(?P<word>[条條章节節部编編])(?P<rest>.{0,200})"
)
_LABEL = re.compile(
    rf"(?:(?i:{_WORDS})[ ]{{1,8}}|§[ ]?)?[\[(]?"
    r"(?:[0-9]{1,4}|(?P<letter>[^\W\d_])(?P=letter){0,3}|[ivxlc]{1,8}|[IVXLC]{1,8}|[一二三四五六七八九十]{1,3})"
    rf"(?:\.[0-9]{{1,3}}){{0,9}}(?:(?<=[0-9])[a-z])?{_AGAIN}?[\])]?[.:、．]?"
    r"|第[0-9一二三四五六七八九十百零〇]{1,8}[条條章节節部編编]",
)
_NUMERAL = re.compile(r"([ivx]|[ivxlc]{2,7})((?:bis|ter|quater)?)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIRST = {"premier": 1, "première": 1, "unique": 1, "первая": 1}
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The number at the head of a piece of text.

    Attributes:
        number: as it is shown, without a full stop or colon behind it: `1`, `2.3`, `(a)`, `Article 3`; empty if there
            is none.
        length: how many characters the mark takes, with the white space behind it; 0 if there is none.
        kept: brackets and emphasis before or behind the number that enclose more than it.
    """

    number: str
    length: int
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a heading's line calls what follows.

    Attributes:
        level: how far down it stands: 1 preamble, 2 part or annex, 3 chapter, 4 section, 5 article.
        which: its number, whatever the language and the numerals; 0 of a preamble, 1 for `A`.
    """

    level: int
    which: str


def read_number(text: str) -> Numbered:
    """Reads the number that a piece of text begins with."""
    found = _NUMBER.match(text)
    if found is None or (found["article"] or "article").casefold() not in _LEVELS:
        return Numbered(number="", length=0, kept="")
    before, after = list(found["before"]), list(found["after"])
    while before and after and _PAIRS[before[-1]] == after[0]:
        before.pop()
        after.pop(0)
    number = " ".join(found["number"].split()).rstrip(".:")
    return Numbered(number=number, length=found.end(), kept="".join(before + after))


def read_shown_number(text: str) -> Numbered:
    """The same of a paragraph of Word: what it shows before a tab is its number, whatever it looks like."""
    line = text.partition("\n")[0]
    label, tab, _ = line.partition("\t")
    number = " ".join(label.split()).rstrip(".: ")
    if not tab or not number or len(label) > limits.PART_NUMBER:
        return read_number(text)
    rest = text[len(label) :]
    return Numbered(number=number, length=len(text) - len(rest.lstrip()), kept="")


def is_label(text: str) -> bool:
    """Whether a few signs with a tab behind them are a number that somebody typed: `1.`, `A`, `(iv)`, `Article 3`."""
    if _LABEL.fullmatch(text.strip()) is None:
        return False
    return text.count("(") <= text.count(")") and text.count("[") == text.count("]")


def is_first(number: str) -> bool:
    """Whether a number can be the first of a list."""
    return number.strip("()") in {"1", "a", "i", "а"}


def without_again(number: str) -> str:
    """A number without `bis` and the like behind it."""
    return _AGAIN_BEHIND.sub("", number)


def count_options(text: str) -> int:
    """How many marks of an option there are: `Option 1`, `Option (a)`, `Option II`, `Alt 2`."""
    return sum(1 for _ in _OPTION.finditer(text))


def read_option(text: str) -> str:
    """The mark of an option that a piece of text begins with, perhaps behind brackets; empty if there is none."""
    found = _OPTION.match(bare) if (bare := text.lstrip(_DRESS)).startswith(("Option", "Alt", "ALT")) else None
    return " ".join(found.group().split()) if found else ""


def is_first_option(option: str) -> bool:
    """Whether the mark of an option is that of the first of some: `Option 1`, `Option (a)`, `Alt1`."""
    return ordinal(_OPTION_WORD.sub("", option)) == "1"


def is_placeholder(text: str) -> bool:
    """Whether a piece of text is kept free for another: `[Placeholder for annexes]`."""
    return "laceholder" in text and _PLACEHOLDER.match(text) is not None


def find_slashes(text: str) -> tuple[int, ...]:
    """Where a slash stands between words: alternatives perhaps, and only if a person says so."""
    return tuple(found.start() + found.group().index("/") for found in _SLASH.finditer(text))


def is_address(words: str) -> bool:
    """Whether some words without white space look like the address of a link."""
    return any(sign in words for sign in ":/#.")


def read_definition(line: str) -> str:
    """The label that a line gives to an address, as Markdown's definitions do; empty if it is none."""
    found = _DEFINITION.match(line)
    if found is None or not is_address(found["address"]) or _AFTER_ADDRESS.fullmatch(found["rest"]) is None:
        return ""
    return found["label"]


def is_marked_heading(line: str) -> bool:
    """Whether a line is a heading by Markdown's marks."""
    return _HEADING.match(line) is not None


def heading_level(line: str) -> int:
    """How deep Markdown's marks put a heading."""
    bare = line.lstrip(" \ufeff")
    return len(bare) - len(bare.lstrip("#"))


def read_title(line: str) -> Title | None:
    """Reads a line that names an article, a part, an annex or the preamble; a sentence about one is none."""
    bare = line.strip(" \t\r*_#\ufeff")
    if bare[:1].casefold() not in _INITIALS or len(bare) > _TITLE_LONGEST:
        return None
    if _LEVELS.get(bare.rstrip(":.").casefold()) == 1:
        return Title(level=1, which="0")
    found = _TITLED.fullmatch(bare)
    if found and _is_title(found["rest"]):
        return _read_titled(found)
    found = _NUMBERED_FIRST.fullmatch(bare)
    if found and _is_title(found["rest"]):
        level = {"条": 5, "條": 5, "章": 3, "节": 4, "節": 4}.get(found["word"], 2)
        return Title(level=level, which=ordinal(found["which"]))
    return None


def name_of(heading: str) -> Title | None:
    """What a heading calls itself, whatever else it says; nothing if it names no article or part."""
    bare = heading.strip(" \t\r*_#[{\ufeff")
    found = _TITLED.match(bare)
    return _read_titled(found) if found else read_title(bare)


def _read_titled(found: re.Match[str]) -> Title | None:
    level = _LEVELS.get(found["word"].casefold())
    if level is None or not _WHICH.fullmatch(found["which"].casefold()):
        return None
    return Title(level=level, which=ordinal(found["which"]))


def _is_title(rest: str) -> bool:
    """Whether what follows `Article 3` in a line can be its title: no sentence, and none that goes on."""
    title = rest.strip()
    if title.startswith((".", ":", "—", "–", "-", "(", "[")):
        return not title.endswith((";", ",")) and (len(title) == 1 or not title.endswith("."))
    return not title or (not title[0].islower() and not title.endswith((".", ";", ":", ",", "。", "；")))


def ordinal(mark: str) -> str:
    """A number by itself, whatever it is written in: `3` of `(c)`, `III`, `3.` and `в)`; `2bis` stays so."""
    bare = "".join(mark.casefold().split()).strip("().")
    if bare in _FIRST:
        return str(_FIRST[bare])
    if len(bare) == 1 and bare in _CYRILLIC:
        return str(_CYRILLIC.index(bare) + 1)
    found = _NUMERAL.fullmatch(bare)
    if found:
        return f"{_roman(found[1])}{found[2]}"
    if len(bare) == 1 and "a" <= bare <= "z":
        return str(ord(bare) - ord("a") + 1)
    return bare


def _roman(numeral: str) -> int:
    values = [_ROMAN[sign] for sign in numeral]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))
