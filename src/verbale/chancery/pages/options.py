"""Django's settings of the pages, apart from those of storage.

    VERBALE_TLS        `1` if the pages are reached by https: `serve` has TLS options, or a proxy ends it
    VERBALE_HOSTS      names under which the pages are reached, with commas between; the loopback's if not said
    VERBALE_TIME_ZONE  the house's time zone; UTC if not said

With https the cookies carry `__Host-`, are Secure, and the browser is told to come by https alone. Plain http is for
the loopback, where such cookies would never come back.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).parent
STATIC = HERE / "static"
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
LARGEST_UPLOAD = 5 << 20
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
# Views whose body is not a form, by the names of their addresses: they read it themselves, in blocks.
STREAMING = frozenset({"pouch"})

LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
# Languages whose texts are all there: only these are chosen for a browser that asks for them.
COMPLETE = frozenset({"en"})

APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "verbale.chancery.officers",
    # Before allauth, whose templates it replaces.
    "verbale.chancery.pages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "verbale.chancery.pages.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "verbale.chancery.pages.middleware.Sizes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "verbale.chancery.pages.middleware.SessionClock",
    "verbale.chancery.pages.middleware.Language",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "verbale.chancery.pages.middleware.Refusals",
]

CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "verbale.chancery.pages.context.chancery",
]

POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "script-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


def page_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """All settings of the pages.

    Args:
        environment: where `VERBALE_TLS`, `VERBALE_HOSTS` and `VERBALE_TIME_ZONE` are read from.
    """
    tls = environment.get("VERBALE_TLS", "") not in {"", "0"}
    hosts = [host.strip() for host in environment.get("VERBALE_HOSTS", "").split(",") if host.strip()]
    return {
        "ROOT_URLCONF": "verbale.chancery.urls",
        "WSGI_APPLICATION": None,
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [_templates()],
        "ALLOWED_HOSTS": hosts or LOOPBACK,
        "APPEND_SLASH": False,
        "TIME_ZONE": environment.get("VERBALE_TIME_ZONE", "UTC"),
        **_languages(),
        **_files(),
        **_sessions(tls=tls),
        **_transport(tls=tls),
        **_sign_in(),
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT},
    }


def _languages() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": LANGUAGES,
        "LOCALE_PATHS": [str(HERE / "locale")],
        "USE_I18N": True,
    }


def _files() -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(STATIC),
        # Ours and no others, where they lie: nothing is gathered, and what a library brings along is not served.
        "WHITENOISE_MAX_AGE": 365 * 24 * 3600,
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "verbale.chancery.pages.files.NamedFiles"},
        },
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 << 10,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 100,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 1,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": LARGEST_UPLOAD,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    }


def _sessions(*, tls: bool) -> dict[str, Any]:
    host = "__Host-" if tls else ""
    return {
        "SESSION_COOKIE_NAME": f"{host}verbale-session",
        "SESSION_COOKIE_SECURE": tls,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": int(IDLE.total_seconds()),
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_SERIALIZER": "django.contrib.sessions.serializers.JSONSerializer",
        "CSRF_COOKIE_NAME": f"{host}verbale-csrf",
        "CSRF_COOKIE_SECURE": tls,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "verbale.chancery.pages.views.errors.stale_form",
        "LANGUAGE_COOKIE_NAME": f"{host}verbale-language",
        "LANGUAGE_COOKIE_SECURE": tls,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    }


def _transport(*, tls: bool) -> dict[str, Any]:
    return {
        "SECURE_SSL_REDIRECT": False,
        "SECURE_HSTS_SECONDS": 63_072_000 if tls else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        # Not `no-referrer`: a browser would then send `Origin: null` with our own forms, and the check against forged
        # ones would refuse them.
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": POLICY},
    }


def _sign_in() -> dict[str, Any]:
    return {
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "desk",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["verbale.chancery.officers.hashing.Hasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 8},
            },
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "ACCOUNT_ADAPTER": "verbale.chancery.officers.adapter.OfficersAdapter",
        "ACCOUNT_FORMS": {"login": "verbale.chancery.officers.forms.SignInForm"},
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
        "ACCOUNT_PREVENT_ENUMERATION": "strict",
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "ACCOUNT_RATE_LIMITS": {
            "login": "30/m/ip",
            "login_failed": "10/5m/ip,10/5m/key",
            "reauthenticate": "10/5m/user",
            "change_password": "5/m/user",
            "passphrase": "10/5m/user",  # of an officer's key, at an act
        },
        "MFA_ADAPTER": "verbale.chancery.officers.adapter.FactorsAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Verbale",
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_RECOVERY_CODE_COUNT": 10,
        "USERSESSIONS_TRACK_ACTIVITY": False,
        "SILENCED_SYSTEM_CHECKS": [
            "security.W008",  # plain http is answered on the loopback alone; elsewhere there is no http port at all
            "security.W005",  # other hosts under the operator’s name are not ours to bind
            "security.W021",  # nor is the browsers’ list
        ],
    }
