"""Files that negotiating texts come in: Markdown, plain text, and either side of a Word file."""

from dataclasses import dataclass, field
from pathlib import PurePath

from verbale.chancery.word.changes import ACCEPTED, REJECTED, WordText, numbered_side, read_changes
from verbale.formats.errors import Refused
from verbale.practice.texts.text import Text, read_source, read_text

SIDES = (ACCEPTED, REJECTED)
_MEDIA = {".md": "markdown", ".markdown": "markdown", ".txt": "plain", ".docx": "word"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file that was read as a text.

    Attributes:
        text: the text.
        side: which side of its tracked changes; empty if it is no Word file.
        file: the file itself, where the text does not give it back.
        left_out: what the file holds and the text does not.
    """

    text: Text
    side: str = ""
    file: bytes | None = field(default=None, repr=False)
    left_out: tuple[str, ...] = ()


def media_of(name: str) -> str:
    """What kind of text a file is, by its name.

    Raises:
        Refused: `text-media`.
    """
    media = _MEDIA.get(PurePath(name).suffix.lower())
    if media is None:
        raise Refused("text-media", "A text is read out of a file that ends in .md, .txt or .docx.")
    return media


def read_file(name: str, data: bytes, which: str | None = None) -> ReadFile:
    """Reads a file as a text.

    Args:
        name: its name, which says what kind it is.
        data: what is in it.
        which: the side of a Word file's tracked changes; needed where there are any.

    Raises:
        Refused: `text-media`, `docx-tracked-changes` if no side is said of a file that has two, or as `read_changes`.
        Malformed: `text-size`, `text-encoding`, or as `read_changes`.
    """
    media = media_of(name)
    if media != "word":
        return ReadFile(text=read_source(data, media))
    word = read_changes(data)
    if which is None and word.changed:
        raise Refused(
            "docx-tracked-changes", "The Word file has tracked changes; say --side accepted or --side rejected."
        )
    return read_side(data, word, which or ACCEPTED)


def read_side(data: bytes, word: WordText, which: str) -> ReadFile:
    """One side of a Word file, as it was read, beside the file."""
    return ReadFile(
        text=text_of_side(word, which),
        side=which if word.changed else "",
        file=data,
        left_out=tuple(sorted(word.left_out)),
    )


def text_of_side(word: WordText, which: str) -> Text:
    """One of the two texts that a Word file with tracked changes holds, with the numbers that Word shows."""
    return read_text("\n\n".join(numbered_side(word, which)), "word")
