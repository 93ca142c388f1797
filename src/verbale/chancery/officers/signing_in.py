"""Sign-ins, sign-outs and failed tries, entered in the audit of the house. No password, no typed name."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.backends.db import SessionStore

from verbale.chancery.audit import services as audit

ROAD = "page"


def connect() -> None:
    """Listens to the three signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="officers.signed-in")
    user_logged_out.connect(_signed_out, dispatch_uid="officers.signed-out")
    user_login_failed.connect(_failed, dispatch_uid="officers.sign-in-failed")


def _signed_in(sender: object, user: User, **_kwargs: Any) -> None:  # noqa: ANN401 (a signal's own form)
    # Sessions that ended by themselves leave here; nobody else would take them away.
    SessionStore.clear_expired()
    audit.enter(officer=_name(user), act="signed-in", road=ROAD)


def _signed_out(sender: object, user: User | None, **_kwargs: Any) -> None:  # noqa: ANN401
    if user is not None:
        audit.enter(officer=_name(user), act="signed-out", road=ROAD)


def _failed(sender: object, **_kwargs: Any) -> None:  # noqa: ANN401
    # A name that was typed may be a password by mistake: it is not kept.
    audit.enter(officer="", act="sign-in-failed", road=ROAD)


def _name(user: User) -> str:
    officer = getattr(user, "officer", None)
    return officer.name if officer is not None else user.get_username()
