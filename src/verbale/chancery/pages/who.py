"""Who sits at the desk, and what that officer may do there."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from verbale.chancery.officers import services as officers
from verbale.chancery.officers.models import Officer
from verbale.chancery.officers.roles import Act

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)
_KEPT = "_verbale_officer"
ROAD = "page"
"""By which road an act came that was done at the desk, as the audit names it."""


def at_desk(request: HttpRequest) -> Officer | None:
    """The officer who asks; `None` for nobody, or for an account that is no officer's. Asked once a request."""
    if not hasattr(request, _KEPT):
        found = officers.officer_of(request.user) if request.user.is_authenticated else None
        setattr(request, _KEPT, found)
    kept: Officer | None = getattr(request, _KEPT)
    return kept


def may(
    act: Act,
) -> Callable[[Callable[Concatenate[HttpRequest, P], Answer]], Callable[Concatenate[HttpRequest, P], Answer]]:
    """Closes a view to officers whose roles do not open it."""

    def close(
        view: Callable[Concatenate[HttpRequest, P], Answer],
    ) -> Callable[Concatenate[HttpRequest, P], Answer]:
        @wraps(view)
        def closed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            officer = at_desk(request)
            if officer is None or not officer.may(act):
                raise PermissionDenied(act.value)
            return view(request, *args, **kwargs)

        closed.act = act  # type: ignore[attr-defined]
        return closed

    return close


def asked_again(
    view: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], Answer]:
    """Asks for the password again, unless it was given for such a thing in the last five minutes."""
    asking: Callable[Concatenate[HttpRequest, P], Answer] = reauthentication_required(view)
    return asking


def officer_of(request: HttpRequest) -> Officer:
    """The officer who asks, where a view is closed to everybody else."""
    officer = at_desk(request)
    assert officer is not None
    return officer
