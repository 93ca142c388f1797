"""Where each point comes from: the concordance, a column for each text that was in force before.

New point ← its numbers in earlier texts ← the letters that proposed words for it ← their reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.utils.functional import Promise

from verbale.chancery.pages.reading import PartyName
from verbale.chancery.pages.talks.dossier import Cited, Dossier
from verbale.chancery.pages.talks.statuses import STATUSES
from verbale.practice.talks.concordance import ConcordanceRow
from verbale.practice.talks.shown import PointState

UNNUMBERED = "¶"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A text that was in force: what it is called, who laid it, and its letter if that is here."""

    title: str
    party: PartyName
    letter: Cited | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """A point and where it comes from.

    Attributes:
        url, number, title, status: of the point now.
        places: its numbers in each of the earlier texts, in the order of the columns; empty where it is not there.
        letters: the letters that proposed words for it.
        reasons: why, as they say.
        changed: whether it comes from another number or several points, is new, or somebody proposed words.
    """

    url: str
    number: str
    title: str
    status: str | Promise
    places: tuple[str, ...]
    letters: tuple[Cited, ...]
    reasons: tuple[str, ...] = field(repr=False)
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """The concordance.

    Attributes:
        texts: the earlier texts, the newest first: a column each.
        groups: the rows under the heading that they stand under.
        rows, moved: how many points there are, and how many come from elsewhere or have proposals.
    """

    texts: Sequence[Earlier]
    groups: Sequence[tuple[str, Sequence[OriginRow]]]
    rows: int
    moved: int


def lay_out(dossier: Dossier, *, changed: bool) -> Origins:
    """The concordance of a dossier.

    Args:
        dossier: the talks.
        changed: whether only rows that tell something are shown.
    """
    texts = list(_earlier(dossier))
    rows, under = [], ""
    for each in dossier.view.concordance:
        point = dossier.states[each.point]
        # A point that was added stands under the heading of the one that it stands behind.
        under = (point.under[-1] if point.under else "") if each.sources else under
        rows.append((under, _row(dossier, each, point, texts)))
    shown = [pair for pair in rows if pair[1].changed or not changed]
    return Origins(
        texts=[earlier for _digest, earlier in texts],
        groups=[(head, [row for _, row in some]) for head, some in groupby(shown, key=itemgetter(0))],
        rows=len(rows),
        moved=sum(row.changed for _, row in rows),
    )


def _earlier(dossier: Dossier) -> Iterator[tuple[bytes, Earlier]]:
    """The texts that were in force before, the newest first."""
    were = {source.text for row in dossier.view.concordance for source in row.sources}
    for each in reversed(dossier.view.texts):
        digest = each.laid.digest
        if digest in were and not each.in_force:
            letter = dossier.letters.get(each.letter)
            yield digest, Earlier(title=each.laid.title, party=dossier.names.of(each.party), letter=letter)


def _row(dossier: Dossier, row: ConcordanceRow, point: PointState, texts: Sequence[tuple[bytes, Earlier]]) -> OriginRow:
    by_text: dict[bytes, list[str]] = {}
    for source in row.sources:
        by_text.setdefault(source.text, []).append(source.number or UNNUMBERED)
    places = tuple(", ".join(by_text.get(digest, ())) for digest, _ in texts)
    return OriginRow(
        url=dossier.point_url(point.id),
        number=point.number or UNNUMBERED,
        title=point.title,
        status=STATUSES[row.status],
        places=places,
        letters=tuple(dossier.letters[letter] for letter in row.letters if letter in dossier.letters),
        reasons=row.reasons,
        changed=bool(row.letters) or point.gone or _is_changed(by_text, point, places),
    )


def _is_changed(by_text: Mapping[bytes, Sequence[str]], point: PointState, places: Sequence[str]) -> bool:
    number = point.number or UNNUMBERED
    return not by_text or any(place != number for place in places)
