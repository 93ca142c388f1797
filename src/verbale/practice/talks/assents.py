"""What holds once every member has said it, as a caller sees it: who has, in which letter, and who has not.

It tells how far a closing, a reopening, an adoption or initials have come, and that they hold only where they do: who
took back in time has not said it; who took back what was complete has. Source: protocol §7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verbale.formats.talks.agreement import Initial
from verbale.practice.talks.closings import closed_alike, closing
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.force import holds, within
from verbale.practice.talks.held import Acts

CLOSE, REOPEN, BASIS, TEXT, WHOLE, POINT, PAGE = "close", "reopen", "basis", "text", "whole", "point", "page"
_KINDS = {CLOSE: 0, REOPEN: 0, BASIS: 1, TEXT: 2, WHOLE: 3, POINT: 4, PAGE: 5}
_STAGES = {"basis": BASIS, "text": TEXT, "initialled": WHOLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assent:
    """What every member has to say, and who says it.

    Attributes:
        kind: `close` or `reopen` a point; adopt a text as `basis` or as `text`; initial the `whole` of a text, a
            `point` or a `page` of it.
        said: the letter of each member that says it.
        missing: the members that have not left and do not say it, rising.
        holds: whether it holds. Where every member says each of two things that exclude one another, neither does.
        point, wording: of a closing, a reopening, initials of a point.
        text: the digest of the text, of an adoption and of initials.
        page: its number, of initials of a page.
    """

    kind: str
    said: Mapping[bytes, bytes]
    missing: tuple[bytes, ...]
    holds: bool
    point: str = ""
    wording: bytes = b""
    text: bytes = b""
    page: int = 0


def show_assents(cut: Cut) -> list[Assent]:
    """What some member has said and every member has to say: on points in their order, on texts, on what is in them.

    A reopening that every member has said is none any more: it has taken the closing with it.
    """
    found = [each for assents in (_on_points(cut), _on_texts(cut), _initials(cut)) for each in assents if each.said]
    gazette = cut.table.gazette
    places = {gazette.points[point]: place for place, point in enumerate(cut.points)}
    return sorted(found, key=lambda each: (_KINDS[each.kind], places.get(each.point, len(places)), *_about(each)))


def _about(assent: Assent) -> tuple[object, ...]:
    return assent.point, assent.kind, assent.wording, assent.text, assent.page


def letters_of(cut: Cut, acts: Acts, known: int | None) -> dict[bytes, bytes]:
    """The letter in which each member says something: the earliest that it has not taken back.

    Args:
        cut: the letters.
        acts: who did it and who took it back.
        known: the causes of what is complete, which nothing outside of them takes back; nothing if it is not complete.
    """
    ledger, found = cut.table.ledger, {}
    undone = within(cut.letters if known is None else known, acts.undone)
    for member, numbers in within(cut.letters, acts.done).items():
        takes_back = undone.get(member, ())
        left = [each for each in numbers if not any(ledger.pasts[other] >> each & 1 for other in takes_back)]
        if left:
            found[cut.table.members[member]] = ledger.ids[min(left, key=ledger.rank)]
    return found


def _on_points(cut: Cut) -> Iterator[Assent]:
    for points in closed_alike(cut.table):
        yield from _closings(cut, points)


def _closings(cut: Cut, points: Sequence[int]) -> Iterator[Assent]:
    """The closings and the reopening of points that the same letters close and open again."""
    gazette, state = cut.table.gazette, closing(cut.table, points[0], cut.letters)
    said = [letters_of(cut, acts, state.holds.get(wording)) for wording, acts in state.acts.items()]
    missing = [_missing(cut, each) for each in said]
    reopens = letters_of(cut, state.again, None)
    for point in points:
        name = gazette.points[point]
        for place, wording in enumerate(cut.table.closes[point]):
            yield Assent(
                kind=CLOSE,
                said=said[place],
                missing=missing[place],
                holds=cut.closed.get(point) == [wording],
                point=name,
                wording=gazette.wordings[wording],
            )
        yield Assent(kind=REOPEN, said=reopens, missing=_missing(cut, reopens), holds=False, point=name)


def _on_texts(cut: Cut) -> Iterator[Assent]:
    for (text, stage), acts in cut.table.adoptions.items():
        kind = _STAGES[stage]
        known = holds(cut.table, acts, cut.letters)
        alone = kind == BASIS or cut.is_version(text) or text == (cut.adopted if kind == TEXT else cut.authenticated)
        said = letters_of(cut, acts, known)
        yield Assent(kind=kind, said=said, missing=_missing(cut, said), holds=known is not None and alone, text=text)


def _initials(cut: Cut) -> Iterator[Assent]:
    found: dict[tuple[bytes, str, bytes, int], Acts] = {}
    for held in cut.table.held(Initial, cut.letters):
        for key in _initialled(held.act):
            found.setdefault(key, Acts()).add(held.member, held.letter, undoes=held.act.withdraws)
    for (text, point, wording, page), acts in found.items():
        known = holds(cut.table, acts, cut.letters)
        said = letters_of(cut, acts, known)
        yield Assent(
            kind=POINT if point else PAGE,
            said=said,
            missing=_missing(cut, said),
            holds=known is not None,
            text=text,
            point=point,
            wording=wording,
            page=page,
        )


def _initialled(act: Initial) -> list[tuple[bytes, str, bytes, int]]:
    """The pieces of a text that are initialled one by one."""
    if act.scope == PAGE:
        return [(act.text, "", b"", act.page)]
    return [(act.text, each.point, each.wording, 0) for each in act.provisions]


def _missing(cut: Cut, said: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    return tuple(name for member in cut.active if (name := cut.table.members[member]) not in said)
