"""What is prepared in the talks: read once more, dropped, or signed and sent as one letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house
from verbale.chancery.pages.forms import Speak
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks import prepared as prepareds
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.talks.point import next_to_answer
from verbale.chancery.pages.views.showing import show
from verbale.chancery.pages.views.talks.finding import find_newest
from verbale.chancery.pages.views.talks.speaking import may_speak, signing_form, speak
from verbale.chancery.pages.who import may
from verbale.chancery.talks.preparing import Preparing, say_prepared

PREFIX = "send"


@require_safe
@may(Act.READ)
def prepared(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """All that is prepared in a dossier."""
    return _show(request, find_newest(request, dossier))


@require_POST
@may(Act.DRAFT)
def drop(request: HttpRequest, dossier: bytes, name: str) -> HttpResponse:
    """Drops a position or a proposal that was not sent."""
    found = find_newest(request, dossier)
    Preparing(found.talks.node).drop(found.id, name, now=house.node().now())
    messages.info(request, _("Dropped."))
    return redirect("prepared", found.id.hex())


@require_POST
@may(Act.SPEAK)
def send(request: HttpRequest, dossier: bytes) -> HttpResponse:
    """Signs all that is prepared, and sends it to every member as one letter."""
    found = find_newest(request, dossier)
    form = signing_form(request, Speak, prefix=PREFIX, data=True)
    kept = found.prepared
    spoken = speak(request, found, form, say_prepared(kept))
    if isinstance(spoken, Trouble):
        return _show(request, found, spoken, form)
    # If we crash here, what was sent stays prepared; it is shown beside the same positions as sent, and can be dropped.
    Preparing(found.talks.node).take_out(found.id, kept, now=house.node().now())
    return redirect("table", found.id.hex())


def _show(request: HttpRequest, found: Dossier, bar: Trouble | None = None, form: Speak | None = None) -> HttpResponse:
    shown: dict[str, object] = {
        "room": "talks",
        "tab": "prepared",
        "dossier": found,
        "page": prepareds.lay_out(found),
        "codes": found.others,
        "next": next_to_answer(found),
    }
    if may_speak(request, found):
        shown["send"] = form or signing_form(request, Speak, prefix=PREFIX, data=False)
    return show(request, "pages/talks/prepared.html", shown, bar)
