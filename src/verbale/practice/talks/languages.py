"""Language versions, as a caller sees them: which points each renders, which it lacks, and which are stale.

A version renders the text that it names, in the wordings that this one has. Where another wording stands since, by a
newer basis or because every member accepted one, what it renders is stale: it has to be translated anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from verbale.formats.talks.revision import LanguageVersion
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.cut import DELETED, Cut
from verbale.practice.talks.held import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageState:
    """A language version.

    Attributes:
        letter, party: where it stands, and who laid it.
        version: what it says of itself.
        laid: its text.
        aligned: by its own points the points of the talks that each renders.
        missing: the points of the text in force that it does not render.
        stale: the points that it renders in another wording than the one that stands.
        beyond: its points that render none.
        superseded: whether who laid it laid a later one in the same language.
        adopted, authenticated: whether every member adopted its text, or initialled the whole of it.
    """

    letter: bytes
    party: bytes
    version: LanguageVersion
    laid: LaidText = field(repr=False)
    aligned: Mapping[str, tuple[str, ...]] = field(repr=False)
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    beyond: tuple[str, ...]
    superseded: bool
    adopted: bool
    authenticated: bool

    @property
    def language(self) -> str:
        """Its language tag."""
        return self.laid.language

    @property
    def title(self) -> str:
        """What it is called."""
        return self.laid.title

    @property
    def rendered(self) -> tuple[str, ...]:
        """The points of the talks that it renders, stale or not, each once, in its own order."""
        return tuple(dict.fromkeys(each for some in self.aligned.values() for each in some))


def show_languages(cut: Cut) -> Iterator[LanguageState]:
    """The language versions, in the order for display."""
    table, gazette = cut.table, cut.table.gazette
    every = table.held(LanguageVersion, cut.letters)
    there = {gazette.points[point]: point for point in cut.points if point not in cut.gone}
    for held in every:
        version, laid = held.act, _laid(cut, held)
        read = table.read(version.text, table.ledger.pasts[held.letter])
        given = {each.point: each.origins for each in version.origins}
        own = [each.id for each in read.points] if read else []
        sources = {name: tuple(each for each in given.get(name, (name,)) if each in there) for name in own}
        aligned = {name: some for name, some in sources.items() if some}
        rendered = {each for some in aligned.values() for each in some}
        yield LanguageState(
            letter=table.ledger.ids[held.letter],
            party=table.members[held.member],
            version=version,
            laid=laid,
            aligned=aligned,
            missing=tuple(name for name, point in there.items() if name not in rendered and _is_due(cut, point)),
            stale=tuple(name for name, point in there.items() if name in rendered and _is_stale(cut, held, point)),
            beyond=tuple(name for name in own if name not in aligned),
            superseded=any(_supersedes(cut, other, held, laid.language) for other in every),
            adopted=cut.did_all(version.text, "text"),
            authenticated=cut.did_all(version.text, "initialled"),
        )


def _laid(cut: Cut, held: Held[LanguageVersion]) -> LaidText:
    """The text of a version: as its own letter lays it, else as it was laid first."""
    past = cut.table.ledger.pasts[held.letter]
    laid = [(number, text) for number, text in cut.table.texts[held.act.text] if past >> number & 1]
    return next((text for number, text in laid if number == held.letter), laid[0][1])


def _is_due(cut: Cut, point: int) -> bool:
    """Whether a version has to have a point: one of the text in force that was not struck out since."""
    return (cut.roll is None or point in cut.roll.places) and cut.statuses[point] != DELETED


def _is_stale(cut: Cut, held: Held[LanguageVersion], point: int) -> bool:
    roll = cut.table.roll(held.act.of, cut.letters)
    added = cut.table.added.get(point)
    if roll is not None and point in roll.places:
        return cut.current[point] != roll.wordings[roll.places[point]]
    return added is None or cut.current[point] != added.wording


def _supersedes(cut: Cut, other: Held[LanguageVersion], held: Held[LanguageVersion], language: str) -> bool:
    later = other.at != held.at and (
        other.place > held.place
        if other.letter == held.letter
        else bool(cut.table.ledger.pasts[other.letter] >> held.letter & 1)
    )
    return later and other.member == held.member and _laid(cut, other).language == language
