"""The officers' acts, as rows: what a command enters without Django."""

from datetime import datetime

from verbale.chancery.sql import Sql, insert

_ENTER = insert("audit_act", ("at", "officer", "act", "about", "road"))


def enter(sql: Sql, *, at: datetime, officer: str, act: str, about: str, road: str) -> None:
    """Enters one act; see `audit.services.enter`."""
    sql.run(_ENTER, sql.moment(at), officer, act, about, road)
