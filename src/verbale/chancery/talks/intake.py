"""A new text on its way into talks: which point became which, what is suggested, and what would be proposed.

Nothing is taken for the same without a person, but for points whose words are the same, and for what the author of a
Word file said by tracking the changes. Likeness suggests, and suggests something else when a person said no.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from verbale.chancery.talks.matching import Choice, Matching, Matchings
from verbale.chancery.talks.newtext import Outcome, find_outcomes, proposed_points, read_tracked
from verbale.chancery.talks.points import Pair
from verbale.chancery.talks.room import Talks
from verbale.chancery.talks.saying import check_member
from verbale.chancery.talks.texts import need_laid, need_text, own_points
from verbale.chancery.word.changes import WordText
from verbale.chancery.word.passages import passages
from verbale.formats.errors import Refused
from verbale.formats.names import normal
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.view import View
from verbale.practice.texts.matches import Match, likeness, likest, likest_parts
from verbale.practice.texts.point import Point
from verbale.practice.texts.text import Text


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A new text, and what was said of it.

    Attributes:
        view: the state of play.
        new: the text.
        matching: what was said.
    """

    view: View = field(repr=False)
    new: Text = field(repr=False)
    matching: Matching = field(repr=False)

    @cached_property
    def olds(self) -> Mapping[str, Point]:
        """The points that the new text may continue, by the ids that pairs give them, in order.

        They are those of the text in force that are not gone, and those that were proposed since.
        """
        old = need_text(self.view)
        own = own_points(old, self.view)
        found = {each.id: each for each in old.points if each.id in own and not own[each.id].gone}
        return found | {each.id: each for each in proposed_points(self.view)}

    @cached_property
    def news(self) -> Mapping[str, Point]:
        """The points of the new text by id, in order."""
        return {each.id: each for each in self.new.points}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each point in its own text."""
        return {name: place for some in (self.news, self.olds) for place, name in enumerate(some)}

    @cached_property
    def same(self) -> Sequence[Pair]:
        """The points that have the same words in both."""
        waiting = {each.wording: each.id for each in proposed_points(self.view) if each.id not in self.news}
        strange = [each for each in self.new.points if each.id not in self.olds]
        again = [(waiting.pop(each.wording), each.id) for each in strange if each.wording in waiting]
        return [*((name, name) for name in self.olds if name in self.news), *again]

    @cached_property
    def pairs(self) -> Sequence[Pair]:
        """What was said to be the same and still can be, in the order of the older text."""
        olds, news = {old for old, _ in self.same}, {new for _, new in self.same}
        return [(old, new) for old, new in self._known(self.matching.pairs) if old not in olds and new not in news]

    @cached_property
    def refused(self) -> Sequence[Pair]:
        """What a person said is not the same, in the order of the older text."""
        return self._known(self.matching.refused)

    @cached_property
    def suggestions(self) -> Sequence[Match]:
        """What likeness suggests beyond what was said, in the order of the older text."""
        but = set(self.matching.refused)
        suggested = likest(self._left(self.olds, 0), self._left(self.news, 1), but=but)
        pairs = {*self.pairs, *((each.old, each.new) for each in suggested)}
        same = {name for pair in self.same for name in pair}
        gone, come = ([each for name, each in some.items() if name not in same] for some in (self.olds, self.news))
        parts = likest_parts(gone, come, pairs, but=but)
        return sorted((*suggested, *parts), key=lambda each: (self.places[each.old], self.places[each.new]))

    @cached_property
    def going(self) -> Sequence[Point]:
        """The points of the talks that continue in none that anybody named."""
        aside = set(self.matching.aside)
        return [each for each in self._left(self.olds, 0) if each.id not in aside]

    @cached_property
    def coming(self) -> Sequence[Point]:
        """The points of the new text that continue none that anybody named."""
        aside = set(self.matching.aside)
        return [each for each in self._left(self.news, 1) if each.id not in aside]

    @cached_property
    def aside(self) -> Sequence[Point]:
        """The points of which a Word file says nothing, those of the talks first."""
        aside = set(self.matching.aside)
        return [each for each in (*self._left(self.olds, 0), *self._left(self.news, 1)) if each.id in aside]

    @cached_property
    def outcomes(self) -> Sequence[Outcome]:
        """What the new text makes of each point.

        Raises:
            Refused: as `find_outcomes`.
        """
        return find_outcomes(self.view, self.new, self.pairs, aside=self.matching.aside)

    def choice(self, outcome: Outcome) -> Choice:
        """What is to become of a proposal; whether it is made is always said."""
        chosen = self.matching.choices.get(outcome.key, Choice())
        return replace(chosen, take=not outcome.asked_for) if chosen.take is None else chosen

    def proposal(self, outcome: Outcome) -> Proposal:
        """A proposal as it was chosen, its words in normal form."""
        chosen, said = self.choice(outcome), outcome.proposal
        return replace(
            said,
            verb="EDITORIAL" if chosen.editorial and said.verb == "MOD" else said.verb,
            text=normal(said.text),
            texts=tuple(normal(each) for each in said.texts),
            number=normal(said.number),
            reason=chosen.reason or self.matching.reason,
        )

    @property
    def proposals(self) -> list[Proposal]:
        """What is to be proposed."""
        return [self.proposal(each) for each in self.outcomes if self.choice(each).take]

    def partners(self, name: str) -> set[str]:
        """The points that one is said to have become, or to come from."""
        side = 0 if name in self.olds else 1
        return {pair[1 - side] for pair in self.pairs if pair[side] == name}

    def candidates(self, name: str) -> list[tuple[Point, float]]:
        """The points that one may have become, or come from, and how alike they are: those that are said first."""
        mine = self.olds.get(name) or self.news[name]
        others, side = (self.news, 1) if name in self.olds else (self.olds, 0)
        settled = {pair[side] for pair in self.same}
        said = self.partners(name)
        found = [(each, likeness(mine, each)) for other, each in others.items() if other not in settled]
        return sorted(found, key=lambda each: (each[0].id not in said, -each[1]))

    def _known(self, said: Sequence[Pair]) -> list[Pair]:
        found = {(old, new) for old, new in said if old in self.olds and new in self.news}
        return sorted(found, key=lambda pair: (self.places[pair[0]], self.places[pair[1]]))

    def _left(self, points: Mapping[str, Point], side: int) -> list[Point]:
        taken = {pair[side] for pair in (*self.same, *self.pairs)}
        return [each for name, each in points.items() if name not in taken]


def begin(view: View, known: Matching | None = None) -> Matching:
    """What is said of a text when it is handed in: nothing, or what was said of it before.

    Raises:
        Refused: `talks-no-text`.
    """
    basis = need_laid(view).digest
    return Matching(basis=basis) if known is None else replace(known, basis=basis)


def begin_tracked(view: View, new: Text, word: WordText, known: Matching | None = None) -> Matching:
    """What the author of a Word file says by tracking the changes; what a person said before goes before that.

    Args:
        view: the state of play.
        new: the accepted side of the file.
        word: the file.
        known: what was said of the text before.

    Raises:
        Refused: `talks-no-text`; `redline-basis`, if no paragraph of the file is in the text in force.
    """
    tracked = read_tracked(view, new, passages(word))
    if not tracked.pairs:
        raise Refused("redline-basis", "No paragraph of the file is a point of the text in force.")
    said = begin(view, known)
    olds, news = {old for old, _ in said.pairs}, {new for _, new in said.pairs}
    but = {*said.refused}
    fresh = [each for each in tracked.pairs if each[0] not in olds and each[1] not in news and each not in but]
    return replace(
        said,
        pairs=(*said.pairs, *fresh),
        tracked=tracked.pairs,
        aside=tuple(sorted(tracked.aside)),
        strange=tracked.strange,
    )


def bring(
    talks: Talks, dossier: bytes, new: Text, *, word: WordText | None = None, author: str, now: datetime
) -> Matching:
    """Begins with a text on its way into talks; what was said of it before stays.

    Args:
        talks: the room.
        dossier: the talks.
        new: the text.
        word: the file that it is the accepted side of, if there are tracked changes in it.
        author: the officer.
        now: the time.

    Raises:
        Refused: `talks-unopened`, `not-a-member` or `talks-left`; as `begin` and `begin_tracked`.
        Unavailable, Malformed, Untrusted: as `Matchings`.
    """
    view, matchings = talks.now(dossier), Matchings(talks.node)
    check_member(talks, view)
    known = matchings.of(dossier, new.digest)
    said = begin(view, known) if word is None else begin_tracked(view, new, word, known)
    matchings.keep(dossier, new.digest, said, author=author, now=now)
    return said


def decide(
    matching: Matching, *, same: Sequence[Pair] = (), other: Sequence[Pair] = (), unsaid: Sequence[Pair] = ()
) -> Matching:
    """Says of pairs that they are the same, that they are not, or nothing any more.

    Raises:
        Refused: `matches-tangled`, if points would be split and merged at once.
    """
    not_same, not_other = {*other, *unsaid}, {*same, *unsaid}
    pairs = [each for each in dict.fromkeys((*matching.pairs, *same)) if each not in not_same]
    check_tangles(pairs)
    refused = [each for each in dict.fromkeys((*matching.refused, *other)) if each not in not_other]
    return replace(matching, pairs=tuple(pairs), refused=tuple(refused))


def check_tangles(pairs: Sequence[Pair]) -> None:
    """Refuses what no proposal could say: points that are split and merged at once.

    Raises:
        Refused: `matches-tangled`.
    """
    olds, news = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    if any(olds[old] > 1 and news[new] > 1 for old, new in pairs):
        raise Refused(
            "matches-tangled", "A point would be split and merged at once; say of each alone what became of it."
        )
