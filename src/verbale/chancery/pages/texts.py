"""Negotiating texts as the pages show them: a row of the list, and one text with its counts, flags and blocks.

Nothing in a text is repaired: half a bracket is shown as half a bracket, and named by its line. A page shows as much of
a text as somebody reads in one sitting; what has more brackets than any draft is shown without marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.drawing import draw_segments
from verbale.chancery.talks.pages import Known
from verbale.chancery.texts.room import KeptText
from verbale.practice.texts.text import Text
from verbale.practice.texts.views import Shown, show

Words = str | Promise

VIEWS: Mapping[str, Words] = {"compilation": _("As it stands"), "clean": _("Without what is in brackets")}

MEDIA: Mapping[str, Words] = {"markdown": _("Markdown"), "plain": _("plain text"), "word": _("Word")}

SIDES: Mapping[str, Words] = {
    "accepted": _("all changes accepted"),
    "rejected": _("all changes rejected"),
}

FLAGS: Mapping[str, Words] = {
    "bracket-never-closed": _("A bracket opens and does not close before the next heading."),
    "bracket-closes-nothing": _("A bracket closes that did not open under this heading."),
    "points-alike": _("Another point has the same words."),
    "left-out-picture": _("The file holds pictures, which are not in the text."),
    "left-out-note": _("The file holds footnotes or endnotes, which are not in the text."),
    "left-out-comment": _("The file holds comments, which are not in the text."),
    "left-out-symbol": _("The file holds signs of a symbol font, which are not in the text."),
    "left-out-formula": _("The file holds formulas, which are not in the text."),
}
_LETTERS = 150_000
MARKS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A text in the list.

    Attributes:
        digest: its name, in hex.
        url: of its page.
        title: what it is called here.
        origin: the file that it was, or who sent it.
        kind: what kind of file.
        side: which side of a Word file's changes; empty if it is of neither.
        kept_at: when it was kept first.
        points, blocks, options: how many.
        opened, closed, unmatched, deepest: of its brackets.
        flags: how many things a person should look at.
        dossier: the title of its talks; empty if it belongs to none that are open here.
        dossier_url: of their table.
    """

    digest: str
    url: str
    title: str = field(repr=False)
    origin: str
    kind: Words
    side: Words
    kept_at: datetime
    points: int
    blocks: int
    options: int
    opened: int
    closed: int
    unmatched: int
    deepest: int
    flags: int
    dossier: str = field(repr=False)
    dossier_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A thing to look at: where it is, what it is, and a link to the block."""

    line: int
    said: Words
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A text.

    Attributes:
        row: as the list has it.
        view: a key of `VIEWS`.
        views: all of them: their names and addresses.
        flags: what to look at, by line.
        paragraphs: whether lines are counted as paragraphs, as in a Word file.
        blocks: the blocks of this page.
        begins: the place of the first of them.
        before, behind: addresses of the pages before and behind; empty if there is none.
    """

    row: TextRow
    view: str
    views: Sequence[tuple[str, Words, str]]
    flags: Sequence[Flagged]
    paragraphs: bool
    blocks: Sequence[SafeString] = field(repr=False)
    begins: int
    before: str
    behind: str


def rows(kept: Sequence[KeptText], known: Sequence[Known]) -> list[TextRow]:
    """The rows of a list."""
    titles = {each.dossier: each.title for each in known}
    return [row_of(each, titles) for each in kept]


def row_of(kept: KeptText, titles: Mapping[bytes, str]) -> TextRow:
    """The row of a text.

    Args:
        kept: the text.
        titles: of the talks that are open here.
    """
    counts, brackets = kept.counts, kept.counts["brackets"]
    there = kept.dossier is not None and kept.dossier in titles
    return TextRow(
        digest=kept.digest.hex(),
        url=reverse("text", args=[kept.digest.hex()]),
        title=kept.title,
        origin=kept.origin,
        kind=MEDIA[kept.media],
        side=SIDES.get(kept.side, ""),
        kept_at=kept.kept_at,
        points=counts["points"],
        blocks=counts["blocks"],
        options=counts["options"],
        opened=brackets["open"],
        closed=brackets["close"],
        unmatched=brackets["unmatched"],
        deepest=brackets["max_depth"],
        flags=len(counts["flags"]),
        dossier=titles[kept.dossier] if there and kept.dossier else "",
        dossier_url=reverse("table", args=[kept.dossier.hex()]) if there and kept.dossier else "",
    )


def lay_out(kept: KeptText, text: Text, known: Sequence[Known], *, view: str, begins: int) -> TextPage:
    """A page of a text.

    Args:
        kept: the text as its row has it.
        text: the text.
        known: the talks that are open here.
        view: a key of `VIEWS`.
        begins: the place of the block that the page begins with.
    """
    pages = pages_of(text)
    at = max((place for place, first in enumerate(pages) if first <= begins), default=0)
    ends = pages[at + 1] if at + 1 < len(pages) else len(text.blocks)
    url = reverse("text", args=[kept.digest.hex()])
    query = "" if view == "compilation" else f"view={view}&"
    return TextPage(
        row=row_of(kept, {each.dossier: each.title for each in known}),
        view=view,
        views=[(key, name, url if key == "compilation" else f"{url}?view={key}") for key, name in VIEWS.items()],
        flags=list(flagged(kept.counts["flags"], text, pages)),
        paragraphs=kept.media == "word",
        blocks=list(_blocks(text, view, pages[at], ends)),
        begins=pages[at],
        before=f"{url}?{query}from={pages[at - 1]}" if at else "",
        behind=f"{url}?{query}from={ends}" if ends < len(text.blocks) else "",
    )


def pages_of(text: Text) -> list[int]:
    """The blocks that pages begin with: as much on each as somebody reads in one sitting."""
    found, letters = [0], 0
    for block in text.blocks:
        letters += block.end - block.start
        if letters > _LETTERS and block.place:
            found.append(block.place)
            letters = block.end - block.start
    return found


def flagged(flags: Sequence[Mapping[str, Any]], text: Text, pages: Sequence[int]) -> Iterator[Flagged]:
    """What a person should look at, with where it is.

    Args:
        flags: as `verbale.chancery.texts.room.count` tells them.
        text: the text.
        pages: the blocks that pages begin with.
    """
    lines, line, seen = [], 1, 0
    for block in text.blocks:
        line += text.source.count("\n", seen, block.start)
        seen = block.start
        lines.append(line)
    place = 0
    for flag in flags:
        while place + 1 < len(lines) and lines[place + 1] <= flag["line"]:
            place += 1
        page = max(first for first in pages if first <= place)
        url = f"?from={page}#b-{place}" if page else f"#b-{place}"
        line = (flag["line"] + 1) // 2 if text.media == "word" else flag["line"]
        yield Flagged(line=line, said=FLAGS.get(flag["code"], flag["said"]), url=url if flag["line"] else "")


def _blocks(text: Text, view: str, begins: int, ends: int) -> Iterator[SafeString]:
    if text.brackets.opened + text.brackets.closed > MARKS:
        for block in text.blocks[begins:ends]:
            yield format_html('<p id="b-{}" dir="auto">{}</p>', block.place, _clipped(text.words_of(block)))
        return
    for shown in show(text, view):
        if begins <= shown.block.place < ends and shown.block.kind != "rule":
            yield _block(shown)


def _block(shown: Shown) -> SafeString:
    block = shown.block
    inner = draw_segments(each._replace(text=_clipped(each.text)) for each in shown.segments)
    if block.kind == "heading":
        return format_html('<h3 id="b-{}" dir="auto">{}</h3>', block.place, SafeString(inner.lstrip("#\ufeff ")))
    if block.kind in ("table", "matter"):
        return format_html('<pre id="b-{}" dir="auto" tabindex="0">{}</pre>', block.place, inner)
    return format_html('<p id="b-{}" dir="auto">{}</p>', block.place, inner)


def _clipped(words: str) -> str:
    if len(words) <= _LETTERS:
        return words
    return f"{words[:_LETTERS]} … {gettext('[cut here on this page; the text goes on]')}"
