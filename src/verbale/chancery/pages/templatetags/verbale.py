"""The parts of a page: seal mark, ladder, stage word, fact, marking, words, error bar, moments, and text of others.

Text that a party wrote is never trusted to be of the page's language or direction: `said` and `named` set it apart
(`bdi`, `dir`, `lang`), so that it cannot turn the line around it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import segno
from django import template
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from verbale.chancery.pages import marks, wording
from verbale.chancery.pages.drawing import draw_pieces
from verbale.chancery.pages.reading import LadderView, PartyName, Trouble
from verbale.exchange.records import Direction
from verbale.practice.texts.words import Piece

register = template.Library()

RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
_UNITS = ("B", "KiB", "MiB", "GiB")
_THIN = "\u202f"  # parts groups of three and of four; never breaks a line


@register.inclusion_tag("pages/parts/seal.html")
def seal(party: PartyName, *, small: bool = False) -> dict[str, object]:
    """The seal mark of a party; `small` is the one in the head, without a caption and hidden from readers."""
    return {"rosette": marks.draw(bytes.fromhex(party.id), party.code), "code": party.code, "small": small}


@register.inclusion_tag("pages/parts/ladder.html", takes_context=True)
def ladder(context: Context, view: LadderView, label: str) -> dict[str, object]:
    """The evidence ladder of a letter with one recipient."""
    return {"ladder": view, "label": label, "now": context.get("now")}


@register.inclusion_tag("pages/parts/trouble.html")
def trouble(view: Trouble | None) -> dict[str, object]:
    """The bar that says what failed, what was not done, and what to do next."""
    return {"trouble": view}


@register.inclusion_tag("pages/parts/marking.html")
def marking(words: str) -> dict[str, object]:
    """The marking at the head and foot of a letter."""
    return {"marking": words}


@register.inclusion_tag("pages/parts/field.html")
def field(bound: object, *, help_text: str = "", kind: str = "field") -> dict[str, object]:
    """A labelled field, with its error in words beside it."""
    return {"field": bound, "help": help_text, "kind": kind}


@register.inclusion_tag("pages/parts/mark.html")
def mark(name: str) -> dict[str, object]:
    """A small drawn mark: `has`, `not` or `search`."""
    return {"name": name}


@register.simple_tag
def qr(text: str) -> SafeString:
    """A square that a camera reads; drawn here, so that no picture is fetched."""
    drawn = segno.make(text, error="m").svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 (drawn from a matrix of squares; none of the text stands in it)


@register.simple_tag
def fact(words: object, url: str) -> SafeString:
    """A word with a proof behind it."""
    return format_html('<a class="fact" href="{}">{}</a>', url, words)


@register.filter
def stage(code: str) -> object:
    """The word for a stage."""
    return wording.stage_word(code)


@register.filter
def letter_class(code: str) -> object:
    """The name of a class of letter."""
    return wording.class_name(code)


@register.filter
def standing(code: str) -> object:
    """The words for where a negotiating text stands."""
    return wording.TEXT_STANDINGS.get(code, code)


@register.filter
def kind(code: str) -> object:
    """The name of a kind of statement."""
    return wording.kind_name(code)


@register.filter
def act(code: str) -> object:
    """The name of an act that officers sign."""
    return wording.ACTS.get(code, code)


@register.filter
def road(code: str) -> object:
    """The road that something came by."""
    return wording.ROADS.get(code, code)


@register.filter
def media(media_type: str) -> object:
    """The name of a kind of file."""
    return wording.media_name(media_type)


@register.filter
def in_words(number: int) -> object:
    """A number at the head of a sentence: spelt out up to twelve."""
    return wording.NUMBERS[number] if 0 <= number < len(wording.NUMBERS) else thousands(number)


@register.filter
def came(direction: Direction) -> bool:
    """Whether a letter came in."""
    return direction is Direction.IN


@register.filter
def direction(language: str) -> str:
    """The direction of a text in a language; `auto` if no language is said."""
    if not language:
        return "auto"
    primary, *rest = language.casefold().split("-")
    return "rtl" if primary in RTL_LANGUAGES or "arab" in rest or "hebr" in rest else "ltr"


@register.simple_tag
def said(text: str, language: str = "") -> SafeString:
    """A line that a party wrote, set apart from the line that it stands in."""
    if not language:
        return format_html('<bdi dir="auto">{}</bdi>', text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), text)


@register.filter
def changes(pieces: Iterable[Piece], leave_out: str = "") -> SafeString:
    """A difference with what went and what came; one side alone if the other's sign, `-` or `+`, is left out."""
    return draw_pieces(pieces, leave_out=leave_out)


@register.filter
def named(text: str) -> SafeString:
    """A code, number or name, set apart from the line that it stands in."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def grouped(digest: str, groups: int = 4) -> str:
    """The beginning of a digest in groups of four."""
    return _THIN.join(digest[at : at + 4] for at in range(0, 4 * groups, 4))


@register.filter
def thousands(number: int) -> str:
    """A number in groups of three."""
    return f"{number:,}".replace(",", _THIN)


@register.filter
def size(length: int) -> str:
    """A length in bytes, in the unit that fits."""
    amount = float(length)
    for unit in _UNITS:
        if amount < 1024 or unit == _UNITS[-1]:
            break
        amount /= 1024
    digits = 0 if amount >= 10 or unit == "B" else 1
    return f"{formats.number_format(round(amount, digits) if digits else round(amount))}\u00a0{unit}"


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime, style: str = "short") -> SafeString:
    """A moment in the time of the house: `short` for lists, `hour` beside a stage, `long` on paper, `day`."""
    local = timezone.localtime(at)
    now: datetime = context["now"]
    words = {
        "short": _short,
        "hour": _hour,
        "day": _day,
        "long": _long,
    }[style](local, timezone.localtime(now))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words)


def _short(at: datetime, now: datetime) -> str:
    hour = formats.time_format(at, "H:i")
    if at.date() == now.date():
        return gettext("Today %(hour)s") % {"hour": hour}
    if timedelta(0) <= now.date() - at.date() < timedelta(days=6):
        return f"{formats.date_format(at, 'D')} {hour}"
    return _day(at, now)


def _hour(at: datetime, now: datetime) -> str:
    return formats.time_format(at, "H:i") if at.date() == now.date() else _short(at, now)


def _day(at: datetime | date, now: datetime) -> str:
    return formats.date_format(at, "j M" if at.year == now.year else "j M Y")


def _long(at: datetime, now: datetime) -> str:
    return formats.date_format(at, "j F Y" if get_language() in {None, "en"} else "DATE_FORMAT")


@register.filter
def weekday(at: datetime) -> str:
    """The day in full, for the head of the desk."""
    return formats.date_format(timezone.localtime(at), "l, j F")


@register.simple_tag(takes_context=True)
def until(context: Context, at: datetime) -> SafeString:
    """How long something still lasts, in words, rounded down; late in red, with the word for it."""
    left = at - context["now"]
    if left < timedelta(0):
        days = (-left).days
        words = ngettext("late by a day", "late by %(days)s days", days) % {"days": days} if days else gettext("late")
        return format_html('<span class="care">{}</span>', words)
    if left < timedelta(days=1):
        hours = int(left.total_seconds() // 3600)
        words = ngettext("%(hours)s hour left", "%(hours)s hours left", hours) % {"hours": hours}
    else:
        words = ngettext("%(days)s day left", "%(days)s days left", left.days) % {"days": left.days}
    return format_html("<span>{}</span>", words)
