"""Enters what officers did: the only place that writes the audit."""

from datetime import UTC, datetime

from verbale.chancery.audit.models import Act


def enter(*, officer: str, act: str, road: str, about: str = "", at: datetime | None = None) -> None:
    """Enters one act.

    Args:
        officer: who; empty if nobody signed in.
        act: what, as a word of the house: `signed-in`, `cleared`, `opened`.
        road: `page`, `command` or `worker`.
        about: the id of what it was done to; never its content.
        at: when; now if not said.
    """
    Act.objects.create(at=at or datetime.now(UTC), officer=officer, act=act, about=about, road=road)
