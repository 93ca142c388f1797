"""The static files' addresses: each names the content that it leads to, so that a browser may keep it for long."""

import hashlib
from functools import lru_cache

from django.contrib.staticfiles.storage import StaticFilesStorage

from verbale.chancery.pages.options import STATIC


class NamedFiles(StaticFilesStorage):
    """Adds the beginning of a file's digest to its address."""

    def url(self, name: str | None) -> str:
        """The address of a file."""
        plain = super().url(name)
        return f"{plain}?{_digest(name)}" if name else plain


@lru_cache(maxsize=64)
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
