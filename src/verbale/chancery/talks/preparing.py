"""Keeping what a house means to say in talks, until it goes as one letter.

One sealed document a dossier, changed as a whole: four hundred points are answered in one sitting, and a page that
shows them opens one file. A position is kept with the wording that the officer read. Where another wording came since,
nothing is sent: what was prepared for one text is not said of another.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from verbale.chancery.drafting.drafts import Safe
from verbale.chancery.office import Node
from verbale.chancery.sql import Engine, Sql, upsert
from verbale.chancery.talks.points import call
from verbale.chancery.talks.prepared import (
    MOST_PREPARED,
    Prepared,
    PreparedAct,
    PreparedPosition,
    PreparedProposal,
    read_prepared,
    write_prepared,
)
from verbale.chancery.talks.proposing import say_proposal
from verbale.chancery.talks.responding import say_position
from verbale.chancery.talks.saying import Composer, Statement
from verbale.formats import canonical, limits
from verbale.formats.errors import Refused
from verbale.formats.talks.acts import Act, write_act
from verbale.formats.talks.causes import Causes
from verbale.formats.talks.positions import Position, join_positions
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.shown import PointState
from verbale.practice.talks.view import View

_COLUMNS = ("dossier", "sealed", "changed_at")
_PUT = upsert("talks_prepared", _COLUMNS, key=("dossier",))
_SELECT = "SELECT sealed FROM talks_prepared WHERE dossier = %s"
_LONGEST = 4 * limits.BODY


class Preparing:
    """What is prepared in all dossiers of a house. Each method is a transaction of its own, durable on return."""

    def __init__(self, node: Node) -> None:
        self._engine: Engine = node.store.engine
        self._safe: Safe = node.safe

    def of(self, dossier: bytes) -> Prepared:
        """What is prepared in a dossier.

        Raises:
            Unavailable: `keys-locked`.
            Malformed, Untrusted: its row is damaged.
        """
        with self._engine.reading() as sql:
            row = sql.row(_SELECT, dossier)
        return self._read(None if row is None else bytes(row[0]))

    def keep_positions(self, dossier: bytes, positions: Sequence[Position], *, author: str, now: datetime) -> None:
        """Keeps positions, each in the place of what was prepared on its point.

        Raises:
            Refused: `prepared-many`; Malformed: what no letter could say, with the code of its reader.
        """
        write_act(join_positions(positions))
        fresh = {each.point: PreparedPosition(position=each, author=author, kept_at=now) for each in positions}

        def change(prepared: Prepared) -> Prepared:
            kept = [fresh.pop(each.position.point, each) for each in prepared.positions]
            return replace(prepared, positions=(*kept, *fresh.values()))

        self._change(dossier, change, now)

    def keep_proposals(self, dossier: bytes, proposals: Sequence[Proposal], *, author: str, now: datetime) -> None:
        """Keeps proposals behind those that are kept; one that is kept already is kept once.

        Raises:
            Refused: `prepared-many`; Malformed: what no letter could say, with the code of its reader.
        """
        fresh = [PreparedProposal(proposal=each, author=author, kept_at=now) for each in proposals]

        def change(prepared: Prepared) -> Prepared:
            kept = {each.proposal: each for each in (*fresh, *prepared.proposals)}
            order = dict.fromkeys(each.proposal for each in (*prepared.proposals, *fresh))
            return replace(prepared, proposals=tuple(kept[each] for each in order))

        self._change(dossier, change, now)

    def keep_acts(self, dossier: bytes, statement: Statement, *, author: str, now: datetime) -> None:
        """Keeps what a statement says, with its words, behind what is kept; an act that is kept already is kept once.

        Raises:
            Refused: `prepared-many`; Malformed: what no letter could say, with the code of its reader.
        """
        fresh = {
            act: PreparedAct(act=act, line=line, author=author, kept_at=now)
            for act, line in zip(statement.acts, statement.lines, strict=True)
            if not isinstance(act, Causes)
        }

        def change(prepared: Prepared) -> Prepared:
            kept = [fresh.pop(each.act, each) for each in prepared.acts]
            return replace(prepared, acts=(*kept, *fresh.values()))

        self._change(dossier, change, now)

    def drop(self, dossier: bytes, name: str, *, now: datetime) -> None:
        """Drops what is prepared on a point, or a proposal or another act by its name; again is no error."""

        def change(prepared: Prepared) -> Prepared:
            return Prepared(
                positions=tuple(each for each in prepared.positions if each.position.point != name),
                proposals=tuple(each for each in prepared.proposals if each.name != name),
                acts=tuple(each for each in prepared.acts if each.name != name),
            )

        self._change(dossier, change, now)

    def take_out(self, dossier: bytes, sent: Prepared, *, now: datetime) -> None:
        """Takes out what was sent, and leaves what was changed while it was on its way."""

        def change(prepared: Prepared) -> Prepared:
            return Prepared(
                positions=tuple(each for each in prepared.positions if each not in sent.positions),
                proposals=tuple(each for each in prepared.proposals if each not in sent.proposals),
                acts=tuple(each for each in prepared.acts if each not in sent.acts),
            )

        self._change(dossier, change, now)

    def _change(self, dossier: bytes, change: Callable[[Prepared], Prepared], now: datetime) -> None:
        with self._engine.writing() as sql:
            row = sql.row_to_change(_SELECT, dossier)
            found = self._read(None if row is None else bytes(row[0]))
            changed = change(found)
            if changed == found:
                return
            if len(changed) > MOST_PREPARED:
                raise Refused("prepared-many", f"More than {MOST_PREPARED} positions and proposals go in no letter.")
            self._put(sql, dossier, changed, now)

    def _put(self, sql: Sql, dossier: bytes, prepared: Prepared, now: datetime) -> None:
        if not len(prepared):
            sql.run("DELETE FROM talks_prepared WHERE dossier = %s", dossier)
            return
        sealed = self._safe.seal(canonical.write(write_prepared(prepared)))
        sql.run(_PUT, dossier, sealed, sql.moment(now))

    def _read(self, sealed: bytes | None) -> Prepared:
        if sealed is None:
            return Prepared()
        return read_prepared(canonical.read(self._safe.open(sealed), limit=_LONGEST))


def say_prepared(prepared: Prepared) -> Composer:
    """All that is prepared, in one statement.

    The composer raises:
        Refused: `prepared-none`, or `prepared-stale` if a wording changed since a position or a proposal was prepared.
    """

    def compose(view: View) -> Statement:
        if not len(prepared):
            raise Refused("prepared-none", "Nothing is prepared in these talks.")
        points = {each.id: each for each in view.points}
        if stale := prepared.stale(view):
            shown = ", ".join(call(points[each]) if each in points else each[:8] for each in stale[:8])
            raise Refused("prepared-stale", f"The wording changed since something was prepared on: {shown}.")
        positions = [each.position for each in prepared.positions]
        proposals = [each.proposal for each in prepared.proposals]
        lines = [say_position(points[each.point], each) for each in positions]
        lines += [say_proposal(each, points) for each in proposals]
        lines += [each.line for each in prepared.acts]
        acts: list[Act] = [join_positions(positions)] if positions else []
        acts += [*proposals, *(each.act for each in prepared.acts)]
        return Statement(acts=acts, subject=_subject(prepared, points), lines=lines)

    return compose


def _subject(prepared: Prepared, points: dict[str, PointState]) -> str:
    positions, proposals = len(prepared.positions), len(prepared.proposals)
    said = []
    if positions == 1:
        said.append(f"a position on point {call(points[prepared.positions[0].position.point])}")
    elif positions:
        said.append(f"positions on {positions} points")
    if proposals:
        said.append(f"{proposals} proposals" if proposals > 1 else "a proposal")
    if prepared.acts:
        said.append("more" if said else "a remark, a package or a sponsor")
    words = " and ".join(said)
    return words[0].upper() + words[1:]
