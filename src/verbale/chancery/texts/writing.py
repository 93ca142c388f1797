"""A text as a file, in the form that the file's name asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from verbale.chancery.takeaway.akoma import write_akoma, write_akoma_versions
from verbale.chancery.takeaway.page import write_comparison, write_page
from verbale.chancery.texts.paragraphs import paragraphs_of
from verbale.chancery.word.redline import write_plain, write_redline
from verbale.formats.errors import Refused
from verbale.practice.texts.compare import Change, compare
from verbale.practice.texts.matches import likeliest
from verbale.practice.texts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is to be written.

    Attributes:
        text: the text.
        title: what it is called.
        old: the older text, where the changes against it are to be tracked.
        author: whose those changes are.
        at: when they were made, RFC 3339 in UTC; empty if that is not told.
    """

    text: Text
    title: str = field(repr=False)
    old: Text | None = None
    author: str = ""
    at: str = ""


def write_text_file(name: str, writing: Writing) -> bytes:
    """Writes a text in the form that the end of a file's name asks for.

    Raises:
        Refused: `export-form`, if there is none, or it holds no tracked changes and some are asked for.
    """
    end = PurePath(name).suffix.lower()
    write = _FORMS.get(end)
    if write is None:
        raise Refused("export-form", "A text is written as .md, .txt, .docx, .html or .xml.")
    if writing.old is not None and end not in _TRACKED:
        raise Refused("export-form", "Changes against an older text are written as .docx, .html or .xml.")
    return write(writing)


def _write_source(writing: Writing) -> bytes:
    return writing.text.source.encode()


def _write_word(writing: Writing) -> bytes:
    new = paragraphs_of(writing.text)
    if writing.old is None:
        return write_plain(new)
    return write_redline(paragraphs_of(writing.old), new, author=writing.author, at=writing.at)


def _write_page(writing: Writing) -> bytes:
    if writing.old is None:
        return write_page(writing.text, title=writing.title).encode()
    return write_comparison(_compared(writing.old, writing.text), title=writing.title).encode()


def _write_akoma(writing: Writing) -> bytes:
    if writing.old is None:
        return write_akoma(writing.text, title=writing.title)
    return write_akoma_versions(writing.old, writing.text, _compared(writing.old, writing.text), title=writing.title)


def _compared(old: Text, new: Text) -> tuple[Change, ...]:
    return compare(old, new, likeliest(old, new))


_FORMS: Mapping[str, Callable[[Writing], bytes]] = {
    ".md": _write_source,
    ".txt": _write_source,
    ".docx": _write_word,
    ".html": _write_page,
    ".xml": _write_akoma,
}
_TRACKED = (".docx", ".html", ".xml")
