"""The state of play after some letters, as a caller sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from verbale.formats.talks.agreement import UNANIMOUS, Unanimous
from verbale.formats.talks.causes import Marks
from verbale.formats.talks.text import LaidText
from verbale.practice.talks import showing
from verbale.practice.talks.assents import Assent, show_assents
from verbale.practice.talks.concordance import ConcordanceRow, show_concordance, show_matches, show_rounds
from verbale.practice.talks.cut import Cut
from verbale.practice.talks.happenings import Happening, show_happenings
from verbale.practice.talks.languages import LanguageState, show_languages
from verbale.practice.talks.marks import make_marks, state_digest
from verbale.practice.talks.packages import PackageState, show_packages
from verbale.practice.talks.proposals import ProposalState, RemarkState, show_proposals, show_remarks
from verbale.practice.talks.shown import Alternative, PointState, PositionState


@dataclass(frozen=True, slots=True, kw_only=True)
class TextState:
    """A text that was laid on the table.

    Attributes:
        letter, party: the letter that holds it, and who sent it.
        laid: the text.
        in_force: whether it is the text of the talks now.
    """

    letter: bytes
    party: bytes
    laid: LaidText = field(repr=False)
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActState:
    """An act that holds once every member has done it: where it stands, and whose it is."""

    letter: bytes
    place: int
    party: bytes
    act: Unanimous


class View:
    """What some letters give; made by `State.now` and `State.at`."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut

    @property
    def opening(self) -> bytes:
        """The id of the letter that opened the talks."""
        return self._cut.table.ledger.ids[self._cut.table.number]

    @property
    def members(self) -> tuple[bytes, ...]:
        """The parties, rising."""
        return self._cut.table.members

    @property
    def left(self) -> tuple[bytes, ...]:
        """The parties that left."""
        return tuple(name for member, name in enumerate(self._cut.table.members) if member not in self._cut.active)

    @property
    def agreement(self) -> str:
        """`whole`, where nothing is agreed until everything is agreed, or `point`."""
        return self._cut.table.opening.agreement

    @property
    def penholder(self) -> bytes | None:
        """Who may revise the text."""
        return self._cut.table.opening.penholder

    @property
    def contested(self) -> bool:
        """Whether another letter opens talks in the same dossier; nothing is agreed while it is so."""
        return self._cut.contested

    @property
    def text(self) -> bytes:
        """The digest of the text in force; empty if there is none."""
        return self._cut.roll.text if self._cut.roll else b""

    @property
    def adopted(self) -> bytes | None:
        """The text that every member adopted."""
        return self._cut.adopted

    @property
    def authenticated(self) -> bytes | None:
        """The text that every member initialled as a whole."""
        return self._cut.authenticated

    @cached_property
    def texts(self) -> tuple[TextState, ...]:
        """The texts on the table, in order."""
        table = self._cut.table
        return tuple(
            TextState(
                letter=table.ledger.ids[held.letter],
                party=table.members[held.member],
                laid=held.act,
                in_force=held.act.digest == self.text,
            )
            for held in table.held(LaidText, self._cut.letters)
        )

    @cached_property
    def in_force(self) -> TextState | None:
        """The text of the talks now; nothing if there is none."""
        return next((each for each in self.texts if each.in_force), None)

    @cached_property
    def points(self) -> tuple[PointState, ...]:
        """The points of the table, in order."""
        return showing.show_points(self._cut)

    def point(self, name: str) -> PointState | None:
        """A point of the table."""
        return next((each for each in self.points if each.id == name), None)

    @property
    def letters(self) -> tuple[bytes, ...]:
        """The letters that count, in the order for display."""
        ledger = self._cut.table.ledger
        return tuple(ledger.ids[number] for number in ledger.order if self._cut.letters >> number & 1)

    def letters_of(self, party: bytes) -> frozenset[bytes]:
        """The letters of one member."""
        cut, member = self._cut, self._cut.table.member(party)
        lane = [] if member is None else cut.table.lanes[member]
        return frozenset(cut.table.ledger.ids[each.number] for each in lane if cut.letters >> each.number & 1)

    @property
    def frontier(self) -> tuple[bytes, ...]:
        """The letters that nothing follows: what the next letter names as its causes."""
        return self._cut.table.ledger.frontier(self._cut.letters)

    @cached_property
    def digest(self) -> bytes:
        """The digest of the state."""
        return state_digest(self._cut)

    @cached_property
    def marks(self) -> Marks:
        """What the next letter carries to name the state that it is written upon."""
        return make_marks(self._cut)

    @cached_property
    def awaited(self) -> Mapping[bytes, tuple[str, ...]]:
        """Who is awaited, on which points."""
        return showing.awaited(self._cut)

    def silent(self, point: str) -> tuple[bytes, ...]:
        """The members that said nothing on a point; silence is never acceptance."""
        number = self._cut.table.gazette.find_point(point)
        return tuple(
            name
            for name, row in zip(self.members, self._cut.rows, strict=True)
            if number is None or not row.codes[number]
        )

    def alternatives(self, point: str) -> tuple[Alternative, ...]:
        """The other wordings of a point that somebody stands for."""
        number = self._cut.table.gazette.find_point(point)
        return () if number is None else showing.alternatives(self._cut, number)

    def history(self, point: str, party: bytes) -> tuple[PositionState, ...]:
        """What a party ever said on a point, the newest first."""
        number, member = self._cut.table.gazette.find_point(point), self._cut.table.member(party)
        return () if number is None or member is None else tuple(showing.history(self._cut, number, member))

    def words(self, wording: bytes) -> str | None:
        """The words of a wording, if they are known here."""
        number = self._cut.table.gazette.find_wording(wording)
        return None if number is None else self._cut.table.gazette.words.get(number)

    @cached_property
    def unknown(self) -> Mapping[str, Mapping[bytes, PositionState]]:
        """Positions on points that no text and no proposal has: kept, and shown as such."""
        cut, gazette = self._cut, self._cut.table.gazette
        shown = set(cut.points)
        strange = [point for point in gazette.rising() if point not in shown]
        columns = ((gazette.points[point], showing.show_column(cut, point)) for point in strange)
        return {name: column for name, column in columns if column}

    @cached_property
    def proposals(self) -> tuple[ProposalState, ...]:
        """The proposals, in order."""
        return tuple(show_proposals(self._cut))

    @cached_property
    def remarks(self) -> tuple[RemarkState, ...]:
        """The remarks, in order."""
        return tuple(show_remarks(self._cut))

    @cached_property
    def packages(self) -> tuple[PackageState, ...]:
        """The packages, in order."""
        return tuple(show_packages(self._cut))

    @cached_property
    def languages(self) -> tuple[LanguageState, ...]:
        """The language versions, in order."""
        return tuple(show_languages(self._cut))

    @cached_property
    def concordance(self) -> tuple[ConcordanceRow, ...]:
        """Where each point comes from."""
        return tuple(show_concordance(self._cut))

    def matches(self, old: bytes, new: bytes) -> tuple[tuple[str, str], ...] | None:
        """Which points of one text are which of another; nothing if no letter says so. See `show_matches`."""
        return show_matches(self._cut, old, new)

    @cached_property
    def rounds(self) -> tuple[int, ...]:
        """How many points were open after each round."""
        return tuple(show_rounds(self._cut))

    @cached_property
    def assents(self) -> tuple[Assent, ...]:
        """What needs every member and some member has said: how far it has come."""
        return tuple(show_assents(self._cut))

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """What came about with some letter, in the order for display."""
        return tuple(show_happenings(self._cut))

    @cached_property
    def due(self) -> tuple[tuple[str, PositionState], ...]:
        """The points with the positions on them that wait until a day, by that day."""
        return tuple(sorted(showing.due(self._cut), key=lambda pair: pair[1].until or date.max))

    @cached_property
    def acts(self) -> tuple[ActState, ...]:
        """Closings, reopenings, adoptions, initials and leavings, each as a member said it, in order."""
        table = self._cut.table
        return tuple(
            ActState(
                letter=table.ledger.ids[held.letter],
                place=held.place,
                party=table.members[held.member],
                act=held.act,
            )
            for held in table.held(UNANIMOUS, self._cut.letters)
        )
