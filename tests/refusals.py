"""What a reader says: the code of its refusal, and nothing that is no refusal."""

from collections.abc import Callable
from typing import Any

from verbale.formats.errors import VerbaleError


def refusal_of(read: Callable[..., Any], *arguments: Any, **named: Any) -> str:
    """The refusal as `family:code`; empty if there is none. Any other exception is the reader's fault and passes."""
    try:
        read(*arguments, **named)
    except VerbaleError as refusal:
        return f"{refusal.family}:{refusal.code}"
    return ""
