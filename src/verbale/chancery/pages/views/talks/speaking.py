"""Signing a statement in talks on a page: officers give their passphrases at the act, and one letter goes to all."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbale.chancery.officers.roles import Act
from verbale.chancery.pages import house, trouble
from verbale.chancery.pages.forms import Signing
from verbale.chancery.pages.reading import Trouble
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.pages.who import ROAD, at_desk, officer_of
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.saying import Composer, Speaker, say
from verbale.exchange.records import Letter
from verbale.formats.errors import VerbaleError

KEPT = gettext_lazy("Kept as a draft. It goes when what is prepared is sent as a letter.")
Form = TypeVar("Form", bound=Signing)


def signing_form(request: HttpRequest, kind: type[Form], *, prefix: str, data: bool, **more: object) -> Form:
    """A form that asks for the officers whom a letter needs.

    Args:
        request: who asks.
        kind: the form.
        prefix: of its fields, where a page has several.
        data: whether it was filled in.
        more: what the form needs beside that.
    """
    with house.office().store.read() as view:
        identity = view.house().party.credence.identity
    return kind(
        request.POST if data else None,
        prefix=prefix,
        officers=[each.name for each in identity.officers],
        needed=identity.thresholds["letter"],
        me=officer_of(request).name,
        **more,
    )


def draft_form(request: HttpRequest, kind: type[Form], *, prefix: str, data: bool, **more: object) -> Form:
    """The same form without signatures, for what is kept in the house and said later."""
    return kind(request.POST if data else None, prefix=prefix, officers=(), needed=0, me="", **more)


def form_of(request: HttpRequest, found: Dossier, kind: type[Form], /, *, prefix: str, **more: object) -> Form | None:
    """The form that the officer who asks may fill in: to sign it, or to keep it; `None` if neither."""
    if may_speak(request, found):
        return signing_form(request, kind, prefix=prefix, data=False, **more)
    return draft_form(request, kind, prefix=prefix, data=False, **more) if may_draft(request, found) else None


def speaker_of(request: HttpRequest, form: Signing) -> Speaker:
    """The officers who signed a form.

    Raises:
        Refused, Unavailable, Malformed, Untrusted: as `house.unlock`.
    """
    return Speaker(officers=house.unlock(request, form.signers), name=officer_of(request).name, road=ROAD)


def speak(request: HttpRequest, dossier: Dossier, form: Signing, compose: Composer) -> Letter | Trouble:
    """Makes a statement in talks: one letter to every member; or tells why it was not made.

    Args:
        request: who asks.
        dossier: the talks; only the newest state can be spoken to.
        form: with passphrases; found to be right already, or it says here what is wrong.
        compose: the statement.
    """
    return sign(request, form, lambda speaker: say(dossier.talks, dossier.id, compose, speaker=speaker))


def sign(request: HttpRequest, form: Signing, send: Callable[[Speaker], Letter]) -> Letter | Trouble:
    """Does what a form asks for with the keys of those who sign it; or tells why it was not done."""
    if not form.is_valid():
        return trouble.form_trouble(trouble.NOTHING_SIGNED)
    try:
        letter = send(speaker_of(request, form))
    except VerbaleError as fault:
        form.mark_refusal(fault.code)
        return trouble.trouble(fault, trouble.NOTHING_SIGNED)
    messages.success(request, _("Signed and entered. The letter goes to every member with the next pouch."))
    return letter


def keep(request: HttpRequest, dossier: Dossier, form: Signing, compose: Composer) -> Trouble | None:
    """Keeps a statement beside what else is prepared; or tells why it was not kept."""
    return keep_act(request, dossier, compose) if form.is_valid() else trouble.form_trouble(trouble.NOTHING_STORED)


def keep_act(request: HttpRequest, dossier: Dossier, compose: Composer) -> Trouble | None:
    """The same, of a statement that no form is filled in for."""
    try:
        preparing, now = Preparing(dossier.talks.node), house.node().now()
        preparing.keep_acts(dossier.id, compose(dossier.view), author=officer_of(request).name, now=now)
    except VerbaleError as fault:
        return trouble.trouble(fault, trouble.NOTHING_STORED)
    messages.success(request, KEPT)
    return None


def may_draft(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the officer who asks may keep something to be said in these talks."""
    return _may(request, dossier, Act.DRAFT)


def may_speak(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the officer who asks may sign something in these talks, and the house may say something in them."""
    return _may(request, dossier, Act.SPEAK)


def _may(request: HttpRequest, dossier: Dossier, act: Act) -> bool:
    officer = at_desk(request)
    return dossier.speaks and officer is not None and officer.may(act)
