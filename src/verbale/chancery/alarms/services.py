"""Puts alarms away: what an officer has looked at stands no longer, and may be raised again."""

from datetime import datetime

from verbale.chancery.alarms.models import Alarm
from verbale.formats.errors import Refused


def put_away(alarm: int, *, officer: str, now: datetime) -> None:
    """Puts an alarm away.

    Raises:
        Refused: `alarm-unknown`, if there is none of this number, or somebody did so before.
    """
    standing = Alarm.objects.filter(id=alarm, put_away_at=None)
    if not standing.update(put_away_at=now, put_away_by=officer):
        raise Refused("alarm-unknown", "No alarm of this number stands.")
