"""What every request passes: headers, sizes, the session's clock, the language.

None of it reads a body or opens a session that is not there: the delivery endpoint passes here too, with gigabytes.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation

from verbale.chancery.pages.options import COMPLETE, IDLE, LARGEST_UPLOAD, LONGEST, STREAMING
from verbale.chancery.pages.views import errors
from verbale.chancery.pages.who import at_desk
from verbale.formats.errors import VerbaleError

Respond = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

SINCE = "verbale-since"
SEEN = "verbale-seen"
_TOUCH_SECONDS = 60


class Headers:
    """Headers that no framework sets: what a page may use of the browser, and that nothing of it is kept."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers a request."""
        response = self._respond(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Letters are not left in the caches of shared machines; static files have said their own.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Sizes:
    """Refuses a body that no form of ours has, before anything of it is read or written to the disk."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers a request."""
        return self._respond(request)

    def process_view(
        self, request: HttpRequest, _view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Looks at the length, unless the view reads its body by itself."""
        match = request.resolver_match
        if match is not None and match.url_name in STREAMING:
            return None
        length = request.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > LARGEST_UPLOAD:
            return errors.too_large(request)
        return None


class SessionClock:
    """Ends a session that lay idle for half an hour, or that began twelve hours ago."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers a request."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and BACKEND_SESSION_KEY in request.session:
            _keep_time(request, timezone.now())
        return self._respond(request)


def _keep_time(request: HttpRequest, now: datetime) -> None:
    session, at = request.session, int(now.timestamp())
    since = datetime.fromtimestamp(session.setdefault(SINCE, at), UTC)
    seen = datetime.fromtimestamp(session.setdefault(SEEN, at), UTC)
    if now - seen > IDLE or now - since > LONGEST:
        auth.logout(request)
    elif (now - seen).total_seconds() > _TOUCH_SECONDS:
        # Once a minute, not at each request: a write waits for the disk.
        session[SEEN] = at


class Language:
    """Chooses the language: the officer's, or the browser's if all its texts are there, or English.

    A language whose texts are not all there is shown only to an officer who asked for it: a page half in another
    language, read from the wrong side, serves nobody.
    """

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers a request."""
        language = _chosen(request) or _asked(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _chosen(request: HttpRequest) -> str:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return ""
    officer = at_desk(request)
    return officer.language if officer is not None and officer.language in dict(settings.LANGUAGES) else ""


def _asked(request: HttpRequest) -> str:
    asked = translation.get_language_from_request(request)
    return asked if asked in COMPLETE else settings.LANGUAGE_CODE


class Refusals:
    """Shows a refusal that a view had no place for; a fault of ours goes on to the page for such."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers a request."""
        return self._respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says why."""
        return errors.refused(request, exception) if isinstance(exception, VerbaleError) else None
