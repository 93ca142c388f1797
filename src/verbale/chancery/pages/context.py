"""What every page knows: the house, the officer, the rooms, the head of the register, the hour."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from verbale.chancery.officers.models import Officer
from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import desk, record
from verbale.chancery.pages.names import Names, load_names
from verbale.chancery.pages.reading import Room
from verbale.chancery.pages.who import at_desk

_NAMES = "_verbale_names"
_WAITING = "_verbale_waiting"


def names_of(request: HttpRequest) -> Names:
    """The names of all parties, read once a request."""
    if not hasattr(request, _NAMES):
        setattr(request, _NAMES, load_names())
    names: Names = getattr(request, _NAMES)
    return names


def waiting_of(request: HttpRequest) -> Mapping[str, int]:
    """How many things wait in the rooms, counted once a request."""
    if not hasattr(request, _WAITING):
        setattr(request, _WAITING, desk.waiting_in_rooms(names_of(request), timezone.now()))
    waiting: Mapping[str, int] = getattr(request, _WAITING)
    return waiting


def chancery(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; somebody who is not signed in learns the house's name and nothing else."""
    names, now = names_of(request), timezone.now()
    officer = at_desk(request)
    known = {"house": names.house, "officer": officer, "now": now, "zone": _zone(now)}
    if officer is None:
        return known
    return known | {
        "rooms": _rooms(officer, waiting_of(request)),
        "foot": record.foot(names),
        "may": {act.value: officer.may(act) for act in Act},
    }


def _rooms(officer: Officer, waiting: Mapping[str, int]) -> tuple[Room, ...]:
    rooms = (
        Room(key="desk", name=_("Desk"), url=reverse("desk")),
        Room(key="in", name=_("In"), url=reverse("in"), waiting=waiting["in"]),
        Room(key="out", name=_("Out"), url=reverse("out")),
        Room(key="talks", name=_("Dossiers"), url=reverse("dossiers")),
        Room(key="texts", name=_("Texts"), url=reverse("texts"), also="x"),
        Room(key="parties", name=_("Parties"), url=reverse("parties"), waiting=waiting["parties"]),
        Room(key="register", name=_("Register"), url=reverse("register")),
        Room(key="settings", name=_("Settings"), url=reverse("settings")),
    )
    return rooms if officer.may(Act.LIST) else rooms[-1:]


def _zone(now: object) -> str:
    local = timezone.localtime(now)  # type: ignore[arg-type]
    offset = local.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset is not None else 0
    if not minutes:
        return "UTC"
    sign, rest = ("+" if minutes > 0 else "\u2212"), abs(minutes)
    return f"UTC{sign}{rest // 60}" + (f":{rest % 60:02}" if rest % 60 else "")
