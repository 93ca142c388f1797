"""From numbers to what a caller sees: points, positions, who is awaited, alternatives, the history of a cell."""

from collections.abc import Iterator
from functools import partial

from verbale.formats.talks.positions import AD_REFERENDUM, NO_NOTE, WORDS
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.record import CLASH, PACKAGE, Record, Roll, sign_of, stands_for, wording_of
from verbale.practice.talks.shown import SETTLED, Alternative, Column, PointState, PositionState
from verbale.practice.texts.point import first_words

_WAITS = f"r{AD_REFERENDUM}".encode()
_WORDS = {**WORDS, PACKAGE: "package", CLASH: "contradictory"}


def show_points(cut: Cut) -> tuple[PointState, ...]:
    """The points of the table."""
    origins: dict[int, tuple[int, ...]] = {}
    shown: dict[int, tuple[Roll, int]] = {}
    for roll in cut.rolls:
        origins |= roll.origins
        shown |= {point: (roll, place) for place, point in enumerate(roll.points)}
    packages = _packages(cut)
    return tuple(_show_point(cut, point, shown.get(point), origins.get(point, ()), packages) for point in cut.points)


def _show_point(
    cut: Cut,
    point: int,
    found: tuple[Roll, int] | None,
    origins: tuple[int, ...],
    packages: dict[int, list[int]],
) -> PointState:
    gazette = cut.table.gazette
    roll, place = found or (None, 0)
    number, title = roll.shown[place] if roll else _shown_as_added(cut, point)
    return PointState(
        id=gazette.points[point],
        number=cut.numbers.get(point, number),
        title=title,
        under=roll.under[place] if roll else (),
        status=cut.statuses[point],
        wording=gazette.wordings[cut.current[point]],
        text=gazette.words.get(cut.current[point]),
        base=gazette.wordings[cut.wordings.base(point, cut.letters)],
        positions=show_column(cut, point),
        origins=tuple(gazette.points[each] for each in origins),
        packages=tuple(packages.get(point, ())),
        contested=len(cut.closed.get(point, ())) > 1,
    )


def _shown_as_added(cut: Cut, point: int) -> tuple[str, str]:
    added = cut.table.added[point]
    return added.proposal.number, first_words(cut.table.gazette.words[added.wording])


def _packages(cut: Cut) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, offer in enumerate(cut.offers):
        if offer.status == "offered":
            for each in offer.package.tied:
                found.setdefault(cut.table.gazette.point(each.point), []).append(place)
    return found


def show_column(cut: Cut, point: int) -> Column:
    """The positions on a point."""
    return Column(partial(_speakers, cut, point), partial(show_position, cut, point))


def _speakers(cut: Cut, point: int) -> tuple[bytes, ...]:
    return tuple(name for name, row in zip(cut.table.members, cut.rows, strict=True) if row.codes[point])


def show_position(cut: Cut, point: int, party: bytes) -> PositionState:
    """Where a party stands on a point."""
    member = cut.table.member(party)
    assert member is not None
    row = cut.rows[member]
    clashes = row.clashes.get(point, ())
    each = tuple(_show(cut, point, code, letter) for code, letter in clashes)
    rank = cut.table.ledger.rank
    ordered = sorted(each, key=lambda said: (rank(cut.table.ledger.index[said.letter]), said.position, said.wording))
    return _show(cut, point, row.codes[point], row.holders[point], tuple(ordered))


def _show(cut: Cut, point: int, code: int, letter: int, contradictory: tuple[PositionState, ...] = ()) -> PositionState:
    table, sign = cut.table, sign_of(code)
    record = table.records[letter]
    note = NO_NOTE if contradictory else record.note(point)
    return PositionState(
        party=table.members[record.member],
        position=_WORDS[sign],
        wording=table.gazette.wordings[wording_of(code)],
        letter=table.ledger.ids[letter],
        at=record.created,
        on=what_it_is_now(cut, point, code),
        stands_for=table.gazette.wordings[stands_for(code)] or None,
        ad_referendum=sign == AD_REFERENDUM,
        text=note.text,
        reason=note.reason,
        reserve=(note.reserve or "general") if sign == "r" else "",
        until=note.until,
        not_negotiable=note.not_negotiable,
        contradictory=contradictory,
    )


def what_it_is_now(cut: Cut, point: int, code: int) -> str:
    """What the wording of a position is now: `current`, `earlier`, `alternative` or `unknown`."""
    wording, current = wording_of(code), cut.current[point]
    if current in (wording, stands_for(code)):
        return "current"
    if wording in cut.earlier(point):
        return "earlier"
    return "alternative" if wording in cut.table.gazette.words else "unknown"


def awaited(cut: Cut) -> dict[bytes, tuple[str, ...]]:
    """Who is awaited on which open points: silent there, or due again, or contradictory."""
    found: dict[bytes, tuple[str, ...]] = {}
    open_points = [point for point in cut.points if cut.statuses[point] not in SETTLED]
    for member in cut.active:
        codes = cut.rows[member].codes
        waits = [point for point in open_points if _is_awaited(cut, point, codes[point])]
        if waits:
            found[cut.table.members[member]] = tuple(cut.table.gazette.points[point] for point in waits)
    return found


def _is_awaited(cut: Cut, point: int, code: int) -> bool:
    if not code or sign_of(code) == CLASH:
        return True
    current = cut.current[point]
    return current not in (wording_of(code), stands_for(code)) and wording_of(code) in cut.earlier(point)


def due(cut: Cut) -> Iterator[tuple[str, PositionState]]:
    """Reserves and acceptances ad referendum that stand on points that are not settled, where they say until when."""
    waiting = [point for point in cut.points if cut.statuses[point] not in SETTLED]
    for member in cut.active:
        signs = cut.rows[member].signs
        for point in waiting:
            if signs[point] in _WAITS:
                position = show_position(cut, point, cut.table.members[member])
                if position.until and not position.due_again:
                    yield cut.table.gazette.points[point], position


def alternatives(cut: Cut, point: int) -> tuple[Alternative, ...]:
    """The other wordings of a point that somebody stands for now, the most supported first."""
    gazette = cut.table.gazette
    parties: dict[int, list[bytes]] = {}
    for name, row in zip(cut.table.members, cut.rows, strict=True):
        wording = stands_for(row.codes[point])
        if wording and wording != cut.current[point]:
            parties.setdefault(wording, []).append(name)
    found = [
        Alternative(wording=gazette.wordings[each], text=gazette.words.get(each), parties=tuple(names))
        for each, names in parties.items()
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.parties), each.wording)))


def history(cut: Cut, point: int, member: int) -> Iterator[PositionState]:
    """Every statement of a member on a point, the newest first, with the letter that says it."""
    ledger = cut.table.ledger
    places = ledger.places()
    lane: list[Record] = [each for each in cut.table.lanes[member] if cut.letters >> each.number & 1]
    for record in sorted(lane, key=lambda each: places[each.number], reverse=True):
        if code := record.code(point):
            for each in record.clashes.get(point, (code,)):
                yield _show(cut, point, each, record.number)
