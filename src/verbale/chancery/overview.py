"""The whole at a glance: how many letters, what waits, how long the register is, which alarms stand."""

from dataclasses import dataclass
from datetime import datetime

from verbale.chancery.alarms import rows as alarms
from verbale.chancery.despatch import rows as despatch
from verbale.chancery.letters import lists
from verbale.chancery.office import Node
from verbale.exchange.holding import is_behind_mark
from verbale.exchange.ports import View
from verbale.formats import merkle
from verbale.formats.errors import Refused
from verbale.formats.fields import write_time

_HOLDS = "behind-"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmSeen:
    """An alarm as it is shown.

    Attributes:
        code, reason, at: as it was raised.
        party: the code of the party that it concerns; empty for the house.
    """

    code: str
    party: str
    reason: str
    at: datetime

    def document(self) -> dict[str, str | None]:
        """The alarm as a script reads it."""
        return {"code": self.code, "party": self.party or None, "reason": self.reason, "at": write_time(self.at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A chancery at a glance.

    Attributes:
        code: the chancery's own.
        held: the code of why it signs nothing; empty if it is free.
        letters_in, letters_out: how many letters came and went.
        waiting: how many letters wait, a recipient each, until the recipient says that it holds them.
        size, root: of the register.
        alarms: those that stand.
    """

    code: str
    held: str
    letters_in: int
    letters_out: int
    waiting: int
    size: int
    root: bytes
    alarms: tuple[AlarmSeen, ...]


def look(node: Node) -> Overview:
    """Reads a chancery at a glance, in one state."""
    with node.store.read() as view:
        came, went = lists.count_letters(view.sql)
        house = view.house()
        size = view.register_size()
        return Overview(
            code=house.party.code,
            held=house.held or ("behind-own-mark" if is_behind_mark(node.office, view) else ""),
            letters_in=came,
            letters_out=went,
            waiting=despatch.count_waiting(view.sql),
            size=size,
            root=merkle.root(size, view.nodes),
            alarms=_seen(view),
        )


def list_alarms(node: Node) -> tuple[AlarmSeen, ...]:
    """The alarms that stand, oldest first."""
    with node.store.read() as view:
        return _seen(view)


def put_away(node: Node, code: str, *, party: str | None, by: str) -> int:
    """Puts alarms of a code away.

    Args:
        node: the chancery.
        code: of the alarms.
        party: the code of the party that they concern; all that have the code, if not said.
        by: who looked at them.

    Returns:
        How many were put away.

    Raises:
        Refused: `alarm-unknown`, `party-unknown`, or `held` while the house is held for this reason.
    """
    about = node.party_of_code(party).id if party else None
    with node.store.read() as view:
        if view.house().held and code.startswith(_HOLDS):
            raise Refused("held", "The chancery is held for this reason; officers end that with `verbale recover`.")
    with node.store.engine.writing() as sql:
        done = alarms.put_away(sql, code, about, by=by, at=node.now())
    if not done:
        raise Refused("alarm-unknown", "No such alarm stands; `verbale alarms` lists those that do.")
    return done


def _seen(view: View) -> tuple[AlarmSeen, ...]:
    codes = {party.id: party.code for party in view.parties()}
    return tuple(
        AlarmSeen(
            code=each.code,
            party=codes.get(each.party, each.party.hex()[:16]) if each.party else "",
            reason=each.reason,
            at=each.at,
        )
        for each in view.alarms()
    )
