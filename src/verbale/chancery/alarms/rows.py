"""Alarms, as rows."""

from datetime import datetime

from verbale.chancery.sql import Sql, insert, read_time
from verbale.exchange.records import Alarm

_COLUMNS = ("code", "party", "reason", "at")
_STANDING = f"SELECT {', '.join(_COLUMNS)} FROM alarms_alarm WHERE put_away_at IS NULL ORDER BY at, id"
_PUT = insert("alarms_alarm", (*_COLUMNS, "put_away_by"), conflict="ON CONFLICT DO NOTHING")


def list_standing(sql: Sql) -> list[Alarm]:
    """All alarms that nobody has put away, oldest first."""
    return [
        Alarm(code=code, party=party or None, reason=reason, at=read_time(at))
        for code, party, reason, at in sql.rows(_STANDING)
    ]


def put_alarm(sql: Sql, alarm: Alarm) -> None:
    """Raises an alarm, unless one of the same code and party still stands."""
    sql.run(_PUT, alarm.code, alarm.party or b"", alarm.reason, sql.moment(alarm.at), "")


def put_away(sql: Sql, code: str, party: bytes | None, *, by: str, at: datetime) -> int:
    """Puts alarms of a code away, those of one party or all; tells how many."""
    about = "" if party is None else " AND party = %s"
    statement = (
        f"UPDATE alarms_alarm SET put_away_at = %s, put_away_by = %s WHERE put_away_at IS NULL AND code = %s{about}"
    )
    return sql.run(statement, sql.moment(at), by, code, *([] if party is None else [party]))
