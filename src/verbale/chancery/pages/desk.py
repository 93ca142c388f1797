"""What waits for an officer: the rows of the desk, and the numbers beside the rooms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from verbale.chancery.alarms.models import Alarm
from verbale.chancery.letters.models import Copy, Evidence, Letter
from verbale.chancery.pages import shelves
from verbale.chancery.pages.models import WaitingCredence
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import AlarmRow, DeskCounts, DeskView, LetterRow
from verbale.exchange.records import Direction
from verbale.formats.receipt import Stage

FEW = 6
RECENT = timedelta(days=30)
_ANSWERS = (Stage.ACKNOWLEDGED.value, Stage.REFUSED.value)
_BACK = (Stage.REFUSED.value, Stage.LAPSED.value)
# Driven by the few pairs, each along its index, not by the many items.
_UNDERWAY = """
    SELECT item.about, item.number, pair.theirs_beyond
    FROM parties_pair AS pair JOIN despatch_item AS item ON item.peer = pair.peer AND item.number > pair.theirs_through
    WHERE item.kind = 'letter' ORDER BY item.id DESC LIMIT %s
"""
_MOST_UNDERWAY = 1000


def desk(names: Names, now: datetime) -> DeskView:
    """What waits, newest first."""
    counts = _count(names, now)
    underway = _underway()
    return DeskView(
        unanswered=_few(shelves.unanswered(), names) if counts.unanswered else (),
        sealed=_few(shelves.sealed(), names) if counts.sealed else (),
        returned=_few(_returned(names, now), names) if counts.returned else (),
        underway=_few(Letter.objects.filter(letter__in=underway[:FEW], direction="out"), names) if underway else (),
        recent=_few(Letter.objects.filter(direction=Direction.IN.value), names),
        alarms=_alarms(names),
        counts=counts,
    )


def waiting_in_rooms(names: Names) -> dict[str, int]:
    """How many things wait in a room, for the head of every page."""
    return {"in": _count_unanswered(names), "parties": WaitingCredence.objects.count()}


def _count(names: Names, now: datetime) -> DeskCounts:
    return DeskCounts(
        unanswered=_count_unanswered(names),
        sealed=Copy.objects.filter(direction="in", state="placed").values("letter").distinct().count(),
        returned=_returned(names, now).count(),
        underway=len(_underway()),
        credences=WaitingCredence.objects.count(),
    )


def _count_unanswered(names: Names) -> int:
    """Two counts along indices instead of a search: what was opened less what was answered."""
    opened = Letter.objects.filter(direction=Direction.IN.value, opened=True).count()
    answered = Evidence.objects.filter(party=bytes.fromhex(names.house.id), stage__in=_ANSWERS)
    return max(0, opened - answered.values("letter").distinct().count())


def _underway() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_UNDERWAY, [_MOST_UNDERWAY])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    waiting = [bytes(about) for about, number, beyond in rows if str(number) not in beyond.split()]
    return list(dict.fromkeys(waiting))


def _returned(names: Names, now: datetime) -> Any:  # noqa: ANN401 (a queryset of the library's own type)
    lines = Evidence.objects.filter(stage__in=_BACK, time__gte=now - RECENT)
    ours = lines.filter(~Q(party=bytes.fromhex(names.house.id)))
    return Letter.objects.filter(direction=Direction.OUT.value, letter__in=ours.values("letter"))


def _few(chosen: Any, names: Names) -> Sequence[LetterRow]:  # noqa: ANN401 (the same)
    return shelves.rows(list(chosen.order_by("-at", "-id")[:FEW]), names)


def _alarms(names: Names) -> tuple[AlarmRow, ...]:
    standing = Alarm.objects.filter(put_away_at=None).order_by("at", "id")[:20]
    return tuple(
        AlarmRow(
            id=each.pk,
            code=each.code,
            reason=each.reason,
            party=names.of(bytes(each.party)) if each.party else None,
            at=each.at,
        )
        for each in standing
    )
