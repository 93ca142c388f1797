"""The hold: a chancery that finds itself behind its own past signs nothing but offers of channels.

It is behind if its newest head is older than the one that it marked outside the store, or than anything a counterpart
shows. Going on would sign a second history under one name (law 6). Officers end a hold by a recovery
(`verbale.exchange.recover`). Source: protocol §6.
"""

from dataclasses import replace
from datetime import datetime

from verbale.exchange.ports import Office, Scope, Transaction, View
from verbale.exchange.records import Alarm, Pair, register_origin
from verbale.formats.errors import Refused

BEHIND_MARK = "behind-own-mark"
BEHIND_PARTY = "behind-counterpart"
RESTORED = "restored"
_REASONS = {
    RESTORED: "It was put back from a backup, and the world went on since.",
    BEHIND_MARK: "The register is older than the head that was marked outside the database, as after a restore.",
    BEHIND_PARTY: "A counterpart shows more of this chancery's own record than is here, as after a restore.",
}


def check_free(office: Office, view: View) -> None:
    """Refuses if the house is held, or is found behind its mark just now.

    Raises:
        Refused: `held`.
    """
    held = view.house().held or (BEHIND_MARK if is_behind_mark(office, view) else "")
    if held:
        raise Refused(
            "held", f"This chancery is held and signs nothing. {_REASONS.get(held, '')} See `verbale recover`."
        )


def is_behind_mark(office: Office, view: View) -> bool:
    """Whether the newest head in the store is older than the one marked outside it."""
    return is_behind(office.mark.read(), view)


def is_behind(marked: tuple[str, int, bytes] | None, view: View) -> bool:
    """Whether the newest head in the store is older than a mark."""
    head = view.head()
    if marked is None:
        return False
    origin, size, root = marked
    house = view.house().party
    if house.origin != origin:
        # Either a recovery began a new register and its first head is not signed yet, or the store is from before one.
        return origin not in {register_origin(house.id, each) for each in range(1, house.generation)}
    return head is None or head.size < size or (head.size == size and head.root != root)


def has_answered(pair: Pair) -> bool:
    """Whether a counterpart answered a pouch that was packed since the hold began; a pouch of before may be old."""
    return bool(pair.asked) and pair.seen_pouch >= (pair.asked, 0)


def hold(office: Office, code: str, *, party: bytes | None, now: datetime) -> None:
    """Holds the house, durably, and raises an alarm."""
    with office.store.begin() as tx:
        tx.lock((Scope.HOUSE, b""))
        put_hold(tx, code, party=party, now=now)


def put_hold(tx: Transaction, code: str, *, party: bytes | None, now: datetime) -> None:
    """Writes the hold and its alarm. Needs `HOUSE`."""
    house = tx.house()
    if not house.held:
        tx.put_house(replace(house, held=code))
    tx.put_alarm(Alarm(code=code, party=party, reason=_REASONS[code], at=now))
