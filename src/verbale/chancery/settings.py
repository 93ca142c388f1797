"""Django's settings, made from the environment.

    VERBALE_HOME     the chancery's folder
    DATABASE_URL     postgresql://…; an SQLite file in the home if not said
    VERBALE_ROOMS    `storage`: the tables of the exchange alone, for commands and workers; `all`: the pages too

Migrations of the storage apps depend on each other alone, so they are the same with and without the rooms of the pages.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from verbale.chancery.engines import database_settings

HOME = Path(os.environ.get("VERBALE_HOME", "~/.verbale")).expanduser()
ROOMS = os.environ.get("VERBALE_ROOMS", "all")

# --- Storage ---------------------------------------------------------------------------------------------------------

STORAGE_APPS = [
    "verbale.chancery.parties",
    "verbale.chancery.letters",
    "verbale.chancery.despatch",
    "verbale.chancery.register",
    "verbale.chancery.drafting",
    "verbale.chancery.contents",
    "verbale.chancery.audit",
    "verbale.chancery.alarms",
    "verbale.chancery.texts",
    "verbale.chancery.talks",
]
INSTALLED_APPS = list(STORAGE_APPS)
DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(HOME, os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
# Logging is set up by whoever runs (`serve`, the command), not by importing Django.
LOGGING_CONFIG = None

# --- Secrets ---------------------------------------------------------------------------------------------------------


def _secret_key() -> str:
    """The key of sessions and tokens: of the home, or one that lasts as long as the process where there is no home."""
    try:
        return (HOME / "secret-key").read_text("ascii").strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(64)


SECRET_KEY = _secret_key()

# --- Pages -----------------------------------------------------------------------------------------------------------

if ROOMS == "all":
    from verbale.chancery.pages.options import APPS, page_settings

    INSTALLED_APPS += APPS
    globals().update(page_settings(os.environ))
