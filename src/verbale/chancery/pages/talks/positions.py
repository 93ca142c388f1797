"""A position as a page shows it: its word, its mark, and one short line beneath.

A word is never bigger than its evidence (law 4): an acceptance of an earlier wording is shown as due again, two
statements that contradict one another as contradictory, and silence as silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from verbale.formats.talks.positions import Position
from verbale.practice.talks.shown import PositionState

Words = str | Promise

NONE, AGAIN, CONTRADICTORY, REFERRED = "none", "again", "differs", "adref"

WORDS: Mapping[str, Words] = {
    "accept": _("accept"),
    REFERRED: _("accept ad ref."),
    "editorial": _("editorial"),
    "amend": _("amend"),
    "counter": _("counter-text"),
    "maintain": _("maintain"),
    "reject": _("reject"),
    "reserve": _("reserve"),
    "discuss": _("discuss"),
    AGAIN: _("due again"),
    CONTRADICTORY: _("contradictory"),
    NONE: _("not yet heard"),
}
"""The word for each mark, in the order of the legend; a mark is drawn by the symbol of the same name."""

RESERVES: Mapping[str, Words] = {
    "scrutiny": _("scrutiny"),
    "parliamentary": _("parliamentary"),
    "linguistic": _("linguistic"),
    "general": _("general"),
}
_MANY = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A position as one word with a mark.

    Attributes:
        mark: a key of `WORDS`.
        small: a line beneath; empty if there is nothing to say.
    """

    mark: str
    small: str = ""

    @property
    def word(self) -> str:
        """The word."""
        return str(WORDS[self.mark])


SILENT = Mark(mark=NONE)


def mark_of(position: PositionState | None) -> Mark:
    """What a page shows of a position; of nothing said, that nothing was said."""
    mark = key_of(position)
    if position is None:
        return SILENT
    if mark == CONTRADICTORY:
        words = sorted({str(WORDS[_key(each)]) for each in position.contradictory})
        return Mark(mark=mark, small=", ".join(words))
    if mark == AGAIN:
        return Mark(mark=mark, small=gettext("was %(word)s") % {"word": WORDS[_key(position)]})
    return Mark(mark=mark, small=_small(position))


def key_of(position: PositionState | None) -> str:
    """The key of its mark, where the word alone is shown."""
    if position is None:
        return NONE
    if position.position == "contradictory":
        return CONTRADICTORY
    return AGAIN if position.due_again else _key(position)


def prepared_mark(position: Position) -> Mark:
    """What a page shows of a position that was not said yet."""
    note = position.note
    said = [
        str(RESERVES[note.reserve or "general"]) if position.word == "reserve" else "",
        gettext("to %(day)s") % {"day": day(note.until)} if note.until else "",
        gettext("not negotiable") if note.not_negotiable else "",
    ]
    mark = REFERRED if position.ad_referendum else position.word
    return Mark(mark=mark, small=", ".join(each for each in said if each))


def _key(position: PositionState) -> str:
    if position.position in {"accept", "package"}:
        return REFERRED if position.ad_referendum else "accept"
    return position.position


def _small(position: PositionState) -> str:
    said = [
        str(RESERVES[position.reserve]) if position.reserve else "",
        gettext("in a package") if position.position == "package" else "",
        gettext("to %(day)s") % {"day": day(position.until)} if position.until else "",
        gettext("not negotiable") if position.not_negotiable else "",
        gettext("on another wording") if position.on == "alternative" and not position.text else "",
        gettext("on a wording not known here") if position.on == "unknown" else "",
    ]
    found = [each for each in said if each]
    if not found and position.reason and position.position in {"reject", "discuss"}:
        found = [gettext("reason given")]
    return ", ".join(found)


def day(at: date) -> str:
    """A day, short."""
    return formats.date_format(at, "j M Y" if get_language() in {None, "en"} else "SHORT_DATE_FORMAT")


def draw(mark: Mark, url: str) -> SafeString:
    """A position as a link to its point: two thousand of them stand on a page, and few differ."""
    return format_html(
        '<a class="pos{}" href="{}">{}</a>', " none" if mark.mark == NONE else "", url, _drawn(mark, get_language())
    )


@lru_cache(maxsize=_MANY)
def _drawn(mark: Mark, _language: str | None) -> SafeString:
    small = format_html("<small>{}</small>", mark.small) if mark.small else ""
    return format_html(
        '<svg class="mark" aria-hidden="true"><use href="#m-{}"/></svg><span>{}</span>{}', mark.mark, mark.word, small
    )
