"""The numbers of Word's lists, which stand nowhere in the text: computed as Word shows them.

ISO/IEC 29500-1 §17.9: a paragraph names a list and a level; the list's definition says how each level counts and how
its number is written (`%1.`, `(%2)`, `%1.%2`). A level begins anew when one above it goes on. Bullets have no number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx.oxml.ns import qn

from verbale.chancery.word.parts import Element

BULLET = "bullet"
_LEVELS = 9
_DIGITS = 9
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a level of a list counts."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class Numbering:
    """The lists of one document, counted from its beginning on."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Reads the definitions.

        Args:
            numbering: the root of `numbering.xml`, if there is one.
            styles: the root of `styles.xml`, if there is one: a style may put its paragraphs into a list.
        """
        self._definitions: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._styles = _read_styles(styles)
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._read(numbering)

    def number(self, paragraph: Element) -> tuple[str, bool]:
        """The number of the next paragraph, and whether it is a bullet instead."""
        place = self._place(paragraph)
        if place is None:
            return "", False
        definition, at = place
        level = self._levels[definition].get(at)
        if level is None or level.form == "none":
            return "", False
        if level.form == BULLET:
            return "", True
        counts = self._counts.setdefault(definition, {})
        counts[at] = counts.get(at, level.start - 1) + 1
        for lower in [each for each in counts if each > at]:
            del counts[lower]
        return self._write(definition, level, counts), False

    def _write(self, definition: str, level: Level, counts: Mapping[int, int]) -> str:
        text = level.text
        for at in range(_LEVELS):
            mark = f"%{at + 1}"
            if mark in text:
                own = self._levels[definition].get(at, Level())
                text = text.replace(mark, _count(counts.get(at, own.start), own.form))
        return text.strip().removesuffix(".")

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        named = None if properties is None else properties.find(qn("w:numPr"))
        number, at = _read_place(named)
        if number is None and properties is not None:
            style = properties.find(qn("w:pStyle"))
            number, of_style = self._styles.get(_value(style) or "", (None, None))
            at = of_style if at is None else at
        definition = self._definitions.get(number or "")
        return None if definition is None else (definition, at or 0)

    def _read(self, numbering: Element) -> None:
        for abstract in numbering.findall(qn("w:abstractNum")):
            levels = {_whole(each.get(qn("w:ilvl")), 0): _read_level(each) for each in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for number in numbering.findall(qn("w:num")):
            abstract = _value(number.find(qn("w:abstractNumId"))) or ""
            name = number.get(qn("w:numId"), "")
            overrides = dict(_read_overrides(number, self._levels.get(abstract, {})))
            if overrides:
                # A list that begins anew has counts of its own.
                self._levels[f"{abstract}/{name}"] = self._levels.get(abstract, {}) | overrides
                self._definitions[name] = f"{abstract}/{name}"
            elif abstract in self._levels:
                self._definitions[name] = abstract


def _read_styles(styles: Element | None) -> dict[str, tuple[str | None, int | None]]:
    """The list and level that each style puts its paragraphs into, its forerunners' included."""
    if styles is None:
        return {}
    own: dict[str, tuple[tuple[str | None, int | None], str | None]] = {}
    for style in styles.findall(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        named = None if properties is None else properties.find(qn("w:numPr"))
        own[style.get(qn("w:styleId"), "")] = _read_place(named), _value(style.find(qn("w:basedOn")))
    return {name: _inherited(own, name) for name in own}


def _inherited(
    own: Mapping[str, tuple[tuple[str | None, int | None], str | None]], name: str
) -> tuple[str | None, int | None]:
    seen = set[str]()
    at: int | None = None
    following: str | None = name
    while following is not None and following in own and following not in seen:
        seen.add(following)
        (number, level), parent = own[following]
        at = level if at is None else at
        if number is not None:
            return number, at
        following = parent
    return None, None


def _read_place(named: Element | None) -> tuple[str | None, int | None]:
    if named is None:
        return None, None
    level = _value(named.find(qn("w:ilvl")))
    return _value(named.find(qn("w:numId"))), None if level is None else _whole(level, 0)


def _read_level(level: Element) -> Level:
    return Level(
        start=_whole(_value(level.find(qn("w:start"))), 1),
        form=_value(level.find(qn("w:numFmt"))) or "decimal",
        text=_value(level.find(qn("w:lvlText"))) or "",
    )


def _read_overrides(number: Element, levels: Mapping[int, Level]) -> Iterator[tuple[int, Level]]:
    for override in number.findall(qn("w:lvlOverride")):
        at = _whole(override.get(qn("w:ilvl")), 0)
        own, start = override.find(qn("w:lvl")), _value(override.find(qn("w:startOverride")))
        level = _read_level(own) if own is not None else levels.get(at, Level())
        yield (
            at,
            Level(start=_whole(start, level.start), form=level.form, text=level.text),
        )


def _value(element: Element | None) -> str | None:
    found: str | None = None if element is None else element.get(qn("w:val"))
    return found


def _whole(text: str | None, otherwise: int) -> int:
    """A small whole number; a list that claims a larger one counts as if it said nothing."""
    return int(text) if text and len(text) <= _DIGITS and text.isdecimal() else otherwise


def _count(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        # After z come aa, bb …, as Word counts.
        text = _LETTERS[(number - 1) % 26] * ((number - 1) // 26 + 1) if 0 < number <= 26 * 32 else str(number)
    elif form in ("lowerRoman", "upperRoman"):
        text = _roman(number)
    else:
        return str(number)
    return text.upper() if form.startswith("upper") else text


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, signs in _ROMAN:
        times, number = divmod(number, value)
        text += signs * times
    return text
