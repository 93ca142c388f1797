"""What waits for an officer: the rows of the desk, and the numbers beside the rooms."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import QuerySet

from verbale.chancery.alarms.models import Alarm
from verbale.chancery.letters.models import Copy, Evidence, Letter
from verbale.chancery.pages import house, shelves
from verbale.chancery.pages.fixed import ANSWERS, BACK, CAME, PLACED, WENT
from verbale.chancery.pages.models import WaitingCredence
from verbale.chancery.pages.names import Names
from verbale.chancery.pages.reading import AlarmRow, DeskCounts, DeskView, LetterRow
from verbale.chancery.pages.shelves import MOST
from verbale.formats.errors import VerbaleError

FEW = 6
RECENT = timedelta(days=30)


def desk(names: Names, now: datetime, *, unanswered: int) -> DeskView:
    """What waits, newest first.

    Args:
        names: the parties.
        now: the time.
        unanswered: how many letters wait for an answer, as `waiting_in_rooms` counted them.
    """
    underway, returned = shelves.underway(), _returned(names, now)
    counts = DeskCounts(
        unanswered=unanswered,
        sealed=len(set(Copy.objects.filter(direction=CAME, state=PLACED).values_list("letter", flat=True)[:MOST])),
        returned=len(returned),
        underway=len(underway),
        credences=WaitingCredence.objects.count(),
    )
    return DeskView(
        unanswered=_few(shelves.unanswered(), names),
        sealed=_few(shelves.sealed(), names) if counts.sealed else (),
        returned=_few(Letter.objects.filter(letter__in=returned[:FEW], direction=WENT), names) if returned else (),
        underway=_few(Letter.objects.filter(letter__in=underway[-FEW:], direction=WENT), names) if underway else (),
        recent=_few(Letter.objects.filter(direction=CAME), names),
        alarms=_alarms(names),
        counts=counts,
    )


def waiting_in_rooms(names: Names, now: datetime) -> dict[str, int]:
    """How many things wait in a room, for the head of every page."""
    return {"in": _count_unanswered(names, now), "parties": WaitingCredence.objects.count()}


_counted: dict[tuple[str, int, int, int], int] = {}


def _count_unanswered(names: Names, now: datetime) -> int:
    """How many letters wait for an answer; counted anew when a letter or a line of evidence has come since.

    Opening a letter and answering it both write a line of evidence, so the two newest rows say that nothing changed.
    PostgreSQL may show a row later than one with a higher number; so no count is kept beyond its minute.
    """
    letter = Letter.objects.order_by("-id").values_list("id", flat=True).first() or 0
    line = Evidence.objects.order_by("-id").values_list("id", flat=True).first() or 0
    state = (names.house.id, letter, line, int(now.timestamp()) // 60)
    kept = _counted.get(state)
    if kept is None:
        kept = _count_anew(names)
        _counted.clear()
        _counted[state] = kept
    return kept


def _count_anew(names: Names) -> int:
    """Counts along indices instead of a search: what was opened less what was answered, or is a statement in talks."""
    with suppress(VerbaleError):
        # So that talks that a letter opened since are known to be such. A number beside a room is no place for a
        # refusal; the pages of the talks say it.
        house.node().talks().all()
    opened = Letter.objects.filter(direction=CAME, opened=True).count()
    answered = Evidence.objects.filter(party=bytes.fromhex(names.house.id), stage__in=ANSWERS)
    return max(0, opened - answered.count() - shelves.statements_unanswered().count())


def _returned(names: Names, now: datetime) -> list[bytes]:
    """Letters that came back of late, the newest first."""
    lines = Evidence.objects.filter(stage__in=BACK, time__gte=now - RECENT).order_by("-time")
    house = bytes.fromhex(names.house.id)
    found = [bytes(letter) for letter, party in lines.values_list("letter", "party")[:MOST] if bytes(party) != house]
    return list(dict.fromkeys(found))


def _few(chosen: QuerySet[Letter], names: Names) -> Sequence[LetterRow]:
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
