"""The numbers of Word's lists, which stand nowhere in the text: computed as Word shows them.

ISO/IEC 29500-1 §17.9: a paragraph, or its style, names a list and a level; the list's definition says how each level
counts and how its number is written (`%1.`, `(%2)`, `%1.%2`). Lists of one definition count on together; one that is to
begin anew says so, and does so where it is used first. A level begins anew when one above it goes on, unless it says
otherwise. Bullets have no number, but count. Of tracked changes both sides are told: what the paragraph was before
stands in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from docx.oxml.ns import qn

from verbale.chancery.word.counting import BULLET, DECIMAL, write_number
from verbale.chancery.word.parts import Element
from verbale.formats import limits

_LEVELS = 9
_DIGITS = 9
_DEEPEST = 32
_OFF = {"0", "false", "off"}
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What Word shows before a paragraph: a number as the list writes it (`1.`, `(a)`, `Article 3`), or a bullet."""

    text: str = ""
    bullet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How a level of a list counts.

    Attributes:
        start: its first number.
        form: how a number is written.
        text: what is shown, with `%1` for the number of the first level.
        restart: how many levels from the first one on make it begin anew; those above it, if not said.
        legal: whether all numbers in it are shown in digits.
        style: the paragraph style whose paragraphs stand on it.
    """

    start: int = 1
    form: str = DECIMAL
    text: str = "%1."
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list that paragraphs name: the definition that it counts with, its levels, and where it begins anew."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The list and level that a paragraph or a style names; nothing where it leaves that to what it is based on."""

    number: str | None = None
    level: int | None = None
    style: str = ""


class Numbering:
    """The lists of one document, counted from its beginning on."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        """Reads the definitions.

        Args:
            numbering: the root of `numbering.xml`, if there is one.
            styles: the root of `styles.xml`, if there is one: a style may put its paragraphs into a list.
        """
        self._styles, self._usual = _read_styles(styles)
        self._lists = {} if numbering is None else dict(_read_lists(numbering, _numbering_styles(styles)))
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element, *, former: bool = False) -> Label:
        """What is shown before the next paragraph.

        Args:
            paragraph: the paragraph.
            former: whether it is to be read as it was before its tracked changes.
        """
        place = self._place(paragraph, former=former)
        found = self._lists.get(place.number or "")
        if found is None:
            return Label()
        at = self._level(place, found)
        level = found.levels.get(at)
        if level is None:
            return Label()
        counts = self._count(place.number or "", found, at)
        if level.form == BULLET:
            return Label(bullet=True)
        return Label(text=_write(level, found.levels, counts))

    def _count(self, number: str, found: _List, at: int) -> Mapping[int, int]:
        """Counts on, and gives the numbers of all levels that are open."""
        counts = self._counts.setdefault(found.definition, {})
        if at in found.starts and (number, at) not in self._begun:
            self._begun.add((number, at))
            counts[at] = found.starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else found.levels[at].start
        for above in range(at):
            # A level that was skipped is taken to have begun.
            if above not in counts:
                counts[above] = found.levels.get(above, Level()).start
        for below in [each for each in counts if each > at]:
            restart = found.levels.get(below, Level()).restart
            if at < (below if restart is None else restart):
                del counts[below]
        return counts

    def _level(self, place: _Place, found: _List) -> int:
        """The level that a paragraph stands on; of a style that has no say in it, the one that names the style."""
        if place.style:
            for at, level in found.levels.items():
                if level.style == place.style:
                    return at
        return place.level or 0

    def _place(self, paragraph: Element, *, former: bool) -> _Place:
        properties = paragraph.find(qn("w:pPr"))
        before = None if properties is None else properties.find(qn("w:pPrChange"))
        if former and before is not None:
            properties = before.find(qn("w:pPr"))
        if properties is None:
            return self._styles.get(self._usual, _Place())
        own = _read_place(properties.find(qn("w:numPr")), former=former)
        if own.number is not None:
            return own
        style = _value(properties.find(qn("w:pStyle"))) or self._usual
        of_style = self._styles.get(style, _Place())
        return of_style if own.level is None else replace(of_style, level=own.level, style="")


def _write(level: Level, levels: Mapping[int, Level], counts: Mapping[int, int]) -> str:
    text = level.text if len(level.text) <= limits.PART_NUMBER else ""
    for at in range(_LEVELS):
        mark = f"%{at + 1}"
        if mark in text:
            own = levels.get(at, Level())
            form = DECIMAL if level.legal else own.form
            text = text.replace(mark, write_number(counts.get(at, own.start), form))
    return text.strip()


# --- Definitions ----------------------------------------------------------------------------------------------------


def _read_lists(numbering: Element, linked: Mapping[str, str]) -> Iterator[tuple[str, _List]]:
    """The lists that paragraphs may name, by their numbers.

    Args:
        numbering: the root of `numbering.xml`.
        linked: by styles of lists, the list that each names.
    """
    definitions = {each.get(qn("w:abstractNumId"), ""): each for each in numbering.findall(qn("w:abstractNum"))}
    named = {each.get(qn("w:numId"), ""): each for each in numbering.findall(qn("w:num"))}
    for number, element in named.items():
        definition = _value(element.find(qn("w:abstractNumId"))) or ""
        for _ in range(_DEEPEST):
            link = _value(definitions[definition].find(qn("w:numStyleLink"))) if definition in definitions else None
            other = named.get(linked.get(link or "", ""))
            if other is None or link is None:
                break
            definition = _value(other.find(qn("w:abstractNumId"))) or ""
        if definition in definitions:
            levels = _read_levels(definitions[definition])
            for override in element.findall(qn("w:lvlOverride")):
                levels |= _read_levels(override)
            yield number, _List(definition=definition, levels=levels, starts=dict(_read_starts(element)))


def _read_levels(element: Element) -> dict[int, Level]:
    levels = ((_whole(each.get(qn("w:ilvl")), 0), each) for each in element.findall(qn("w:lvl")))
    return {at: _read_level(each) for at, each in levels if at < _LEVELS}


def _read_level(level: Element) -> Level:
    restart = _value(level.find(qn("w:lvlRestart")))
    legal = level.find(qn("w:isLgl"))
    return Level(
        start=_whole(_value(level.find(qn("w:start"))), 1),
        form=_read_form(level),
        text=_value(level.find(qn("w:lvlText"))) or "",
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and _value(legal) not in _OFF,
        style=_value(level.find(qn("w:pStyle"))) or "",
    )


def _read_form(level: Element) -> str:
    """The form of a level's numbers; one with zeros in front stands in two ways, for readers that know it or not."""
    form = level.find(qn("w:numFmt"))
    if form is None:
        form = next(iter(level.findall(f"{_CHOICE}/*/{qn('w:numFmt')}")), None)
    if form is None:
        return DECIMAL
    if _value(form) == "custom":
        first = form.get(qn("w:format"), "").split(",")[0].strip()
        return f"zeros{len(first)}" if first.isdecimal() else DECIMAL
    return _value(form) or DECIMAL


def _read_starts(number: Element) -> Iterator[tuple[int, int]]:
    for override in number.findall(qn("w:lvlOverride")):
        start = _value(override.find(qn("w:startOverride")))
        if start is not None:
            yield _whole(override.get(qn("w:ilvl")), 0), _whole(start, 1)


# --- Styles ---------------------------------------------------------------------------------------------------------


def _read_styles(styles: Element | None) -> tuple[dict[str, _Place], str]:
    """The list and level that each style puts its paragraphs into, its forerunners' included; and the usual style."""
    own: dict[str, tuple[_Place, str | None]] = {}
    usual = ""
    for style in [] if styles is None else styles.findall(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        properties = style.find(qn("w:pPr"))
        place = _read_place(None if properties is None else properties.find(qn("w:numPr")))
        own[name] = replace(place, style=name), _value(style.find(qn("w:basedOn")))
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default"), "0") not in _OFF:
            usual = name
    return {name: _inherited(own, name) for name in own}, usual


def _inherited(own: Mapping[str, tuple[_Place, str | None]], name: str) -> _Place:
    seen = set[str]()
    at: int | None = None
    following: str | None = name
    while following is not None and following in own and following not in seen:
        seen.add(following)
        place, parent = own[following]
        at = place.level if at is None else at
        if place.number is not None:
            return replace(place, level=at)
        following = parent
    return _Place()


def _numbering_styles(styles: Element | None) -> dict[str, str]:
    """By styles of lists, the list that each names."""
    found = {}
    for style in [] if styles is None else styles.findall(qn("w:style")):
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if style.get(qn("w:type")) == "numbering" and number is not None:
            found[style.get(qn("w:styleId"), "")] = _value(number) or ""
    return found


def _read_place(named: Element | None, *, former: bool = False) -> _Place:
    if named is None or (former and named.find(qn("w:ins")) is not None):
        return _Place()
    level = _value(named.find(qn("w:ilvl")))
    return _Place(
        number=_value(named.find(qn("w:numId"))), level=None if level is None else min(_whole(level, 0), _LEVELS - 1)
    )


def _value(element: Element | None) -> str | None:
    found: str | None = None if element is None else element.get(qn("w:val"))
    return found


def _whole(text: str | None, otherwise: int) -> int:
    """A small whole number; a list that claims a larger one counts as if it said nothing."""
    return int(text) if text and len(text) <= _DIGITS and text.isascii() and text.isdecimal() else otherwise
