"""Word's tracked changes: who put which words in and who took which out, and the two texts that come of it.

ISO/IEC 29500-1 §17.13.5. `w:ins` and `w:moveTo` hold what acceptance keeps, `w:del` and `w:moveFrom` what it drops; one
within the other (put in by one author, taken out by another) is in neither text. The same marks in a paragraph's own
properties speak of its end: where that falls, the paragraph goes on in the next. A row of a table may be put in or
taken out whole. Type faces and their changes, instructions of fields, comments, letterhead and notes are no text; what
is left out and might matter is named. Numbers that Word computes stand beside the words, as they are on each side.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from verbale.chancery.word.numbers import Numbering
from verbale.chancery.word.package import no_word_file
from verbale.chancery.word.parts import Element, Parts, open_parts
from verbale.formats import limits
from verbale.formats.errors import Malformed, Refused
from verbale.practice.texts.marks import is_label

ACCEPTED, REJECTED = "accepted", "rejected"
_PARAGRAPHS = 50_000
_RUNS = 500_000
_AUTHOR = 200
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_P, _ROW, _PROPERTIES, _FACE = f"{_W}p", f"{_W}tr", f"{_W}pPr", f"{_W}rPr"
_INSERTED = {f"{_W}ins": False, f"{_W}moveTo": True}
_DELETED = {f"{_W}del": False, f"{_W}moveFrom": True}
_TEXTS = {f"{_W}t", f"{_W}delText"}
_SIGNS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ELSEWHERE = {f"{_W}altChunk", f"{_W}subDoc"}
_LEFT_OUT = {
    f"{_W}drawing": "picture",
    f"{_W}pict": "picture",
    f"{_W}object": "picture",
    f"{_W}footnoteReference": "note",
    f"{_W}endnoteReference": "note",
    f"{_W}commentReference": "comment",
    f"{_W}sym": "symbol",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "formula",
}
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_WHITE = str.maketrans("\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changed something, and when.

    Attributes:
        author: as the file names it.
        at: as the file says it, RFC 3339; empty if it does not say.
        moved: whether it came from or went to another place of the text.
    """

    author: str
    at: str = ""
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRun:
    """Words that were changed together, or not at all.

    Attributes:
        text: the words; a tab as a tab, a break of the line as one.
        inserted: who put them in; `None` if they always stood there.
        deleted: who took them out.
    """

    text: str = field(repr=False)
    inserted: Change | None = None
    deleted: Change | None = None

    @property
    def change(self) -> str:
        """`ins`, `del` or nothing; what was put in and taken out again is `del`."""
        return "del" if self.deleted else "ins" if self.inserted else ""

    @property
    def author(self) -> str:
        """Who changed them last; empty if nobody."""
        last = self.deleted or self.inserted
        return last.author if last else ""

    @property
    def at(self) -> str:
        """When; empty if nobody did, or the file does not say."""
        last = self.deleted or self.inserted
        return last.at if last else ""

    def is_on(self, which: str) -> bool:
        """Whether the words stand on a side."""
        return (self.deleted if which == ACCEPTED else self.inserted) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordParagraph:
    """A paragraph, up to its mark.

    Attributes:
        runs: its words.
        mark: what became of its end; a run without words.
        style: the name of its style, in small letters; empty if it has none.
        number: what Word shows before it, computed; not part of the words. Empty on a side where its end fell.
        former: the same as it was before all changes.
    """

    runs: tuple[WordRun, ...]
    mark: WordRun = WordRun(text="")
    style: str = ""
    number: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordText:
    """A text with its tracked changes.

    Attributes:
        paragraphs: in their order, those of tables too.
        left_out: what the file holds and the text does not: `picture`, `note`, `comment`, `symbol`, `formula`.
    """

    paragraphs: tuple[WordParagraph, ...]
    left_out: frozenset[str] = frozenset()

    @property
    def changed(self) -> bool:
        """Whether anything is tracked in it."""
        return any(run.change for paragraph in self.paragraphs for run in (*paragraph.runs, paragraph.mark))

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who changed anything, in the order of the text."""
        runs = (run for paragraph in self.paragraphs for run in (*paragraph.runs, paragraph.mark))
        changes = (change for run in runs for change in (run.inserted, run.deleted) if change)
        return tuple(dict.fromkeys(change.author for change in changes))


def read_changes(data: bytes) -> WordText:
    """Reads a Word file.

    Args:
        data: the file.

    Raises:
        Malformed: `docx-form`, `docx-size` or `docx-doctype`.
        Refused: `docx-macro`, `docx-external` or `docx-chunk`.
    """
    return read_opened(open_parts(data))


def read_opened(parts: Parts) -> WordText:
    """Reads the parts of a Word file that was opened.

    Raises:
        Malformed: `docx-form` or `docx-size`.
        Refused: `docx-chunk`.
    """
    body = parts.document.find(f"{_W}body")
    if body is None:
        raise no_word_file()
    numbers = {which: Numbering(parts.numbering, parts.styles) for which in (ACCEPTED, REJECTED)}
    reader = _Reader(numbers, _style_names(parts.styles))
    reader.blocks(body, _NONE)
    return WordText(paragraphs=tuple(reader.paragraphs), left_out=frozenset(reader.left_out))


def side(text: WordText, which: str, *, with_empty: bool = False) -> tuple[str, ...]:
    """The words of one of the two texts, a paragraph an entry; a tab or a break of the line is one space.

    Args:
        text: the text with its changes.
        which: `accepted` or `rejected`.
        with_empty: whether paragraphs with nothing but white space are kept.
    """
    found = (plain_white("".join(run.text for run in runs)) for runs, _ in _paragraphs_of(text, which))
    return tuple(words for words in found if with_empty or words.strip())


def numbered_side(text: WordText, which: str) -> tuple[str, ...]:
    """The same with the numbers that Word shows, each with a tab behind it, whether it is computed or typed."""
    found = []
    for runs, number in _paragraphs_of(text, which):
        words = "".join(run.text for run in runs)
        if words.strip():
            found.append(f"{number}\t{plain_white(words).lstrip()}" if number else marked_white(words))
    return tuple(found)


def joined(text: WordText, which: str) -> Iterator[tuple[WordRun, ...]]:
    """The runs of each paragraph of a side, those joined whose marks between them fell."""
    return (runs for runs, _ in _paragraphs_of(text, which))


def _paragraphs_of(text: WordText, which: str) -> Iterator[tuple[tuple[WordRun, ...], str]]:
    """The paragraphs of a side with their numbers; joined ones have what the last of them is, as in Word."""
    carried: list[WordRun] = []
    for paragraph in text.paragraphs:
        carried += (run for run in paragraph.runs if run.is_on(which))
        if paragraph.mark.is_on(which):
            yield tuple(carried), paragraph.number if which == ACCEPTED else paragraph.former
            carried = []
    if any(run.text for run in carried):
        yield tuple(carried), ""


def plain_white(text: str) -> str:
    """The same text, every tab and break of a line as one space; its length stays."""
    return text.translate(_WHITE)


def marked_white(text: str) -> str:
    """The same, but for a tab behind a number that was typed: so a number is parted from its words, however made."""
    label, tab, _ = text.lstrip().partition("\t")
    if not tab or not is_label(label):
        return plain_white(text)
    at = len(text) - len(text.lstrip()) + len(label)
    return f"{plain_white(text[:at])}\t{plain_white(text[at + 1 :])}"


def merge_runs(runs: Iterable[WordRun]) -> tuple[WordRun, ...]:
    """The same words in as few runs as their changes allow; type faces part none."""
    found = []
    for (inserted, deleted), alike in groupby(runs, key=lambda run: (run.inserted, run.deleted)):
        text = "".join(run.text for run in alike)
        if text:
            found.append(WordRun(text=text, inserted=inserted, deleted=deleted))
    return tuple(found)


_NONE = WordRun(text="")


class _Reader:
    """Goes through the body once; `around` is a run without words that tells what the elements around it say."""

    def __init__(self, numbers: Mapping[str, Numbering], styles: Mapping[str, str]) -> None:
        self.paragraphs: list[WordParagraph] = []
        self.left_out: set[str] = set()
        self._numbers = numbers
        self._styles = styles
        self._runs = 0
        self._letters = 0

    def blocks(self, element: Element, around: WordRun) -> None:
        for child in _children(element):
            if child.tag == _P:
                self._paragraph(child, around)
            else:
                self.blocks(child, _within(child, around))

    def _paragraph(self, element: Element, around: WordRun) -> None:
        runs: list[WordRun] = []
        inner: list[tuple[Element, WordRun]] = []
        self._words(element, around, runs, inner)
        properties = element.find(_PROPERTIES)
        mark = around
        if properties is not None:
            for each in properties.findall(_FACE)[:1]:
                for child in each:
                    mark = _changed(child, mark)
        self.paragraphs.append(
            WordParagraph(
                runs=merge_runs(runs),
                mark=mark,
                style=self._style(properties),
                number=self._number(element, mark, ACCEPTED),
                former=self._number(element, mark, REJECTED),
            )
        )
        self._runs += len(runs)
        self._letters += sum(len(run.text) for run in runs)
        if len(self.paragraphs) > _PARAGRAPHS or self._runs > _RUNS or self._letters > limits.TALKS_SOURCE:
            raise Malformed("docx-size", "The text of the Word file is longer than is read.")
        # A text box stands in a paragraph, and its own paragraphs after it.
        for nested, changes in inner:
            self._paragraph(nested, changes)

    def _words(
        self, element: Element, around: WordRun, runs: list[WordRun], inner: list[tuple[Element, WordRun]]
    ) -> None:
        for child in _children(element):
            tag = child.tag
            if tag == _P:
                inner.append((child, around))
            elif tag in _TEXTS:
                runs.append(replace(around, text=child.text or ""))
            elif tag in _SIGNS:
                runs.append(replace(around, text=_SIGNS[tag]))
            elif tag not in (_PROPERTIES, _FACE):
                if tag in _LEFT_OUT:
                    self.left_out.add(_LEFT_OUT[tag])
                self._words(child, _within(child, around), runs, inner)

    def _number(self, element: Element, mark: WordRun, which: str) -> str:
        """What Word shows before a paragraph on a side; one whose end fell is none there, and counts nothing."""
        return self._numbers[which].label(element, former=which == REJECTED).text if mark.is_on(which) else ""

    def _style(self, properties: Element | None) -> str:
        style = None if properties is None else properties.find(f"{_W}pStyle")
        return "" if style is None else self._styles.get(style.get(f"{_W}val", ""), "")


def _children(element: Element) -> Iterator[Element]:
    """What stands in an element; of two ways to show the same thing the first."""
    if element.tag == f"{_MC}AlternateContent":
        yield from list(element)[:1]
        return
    for child in element:
        if child.tag in _ELSEWHERE:
            raise Refused("docx-chunk", "The Word file holds a file of another kind.")
        yield child


def _within(element: Element, around: WordRun) -> WordRun:
    """What the elements around a place say once an element is entered; a row says it in its properties."""
    if element.tag == _ROW:
        for properties in element.findall(f"{_W}trPr")[:1]:
            for child in properties:
                around = _changed(child, around)
        return around
    return _changed(element, around)


def _changed(element: Element, around: WordRun) -> WordRun:
    if element.tag in _INSERTED:
        return replace(around, inserted=_change(element, moved=_INSERTED[element.tag]))
    if element.tag in _DELETED:
        return replace(around, deleted=_change(element, moved=_DELETED[element.tag]))
    return around


def _change(element: Element, *, moved: bool) -> Change:
    at = element.get(f"{_W}date", "")
    author = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in element.get(f"{_W}author", ""))
    return Change(author=author.strip()[:_AUTHOR], at=at if _WHEN.fullmatch(at) else "", moved=moved)


def _style_names(styles: Element | None) -> dict[str, str]:
    if styles is None:
        return {}
    found = {}
    for style in styles.findall(f"{_W}style"):
        name = style.find(f"{_W}name")
        found[style.get(f"{_W}styleId", "")] = "" if name is None else name.get(f"{_W}val", "").lower()
    return found
