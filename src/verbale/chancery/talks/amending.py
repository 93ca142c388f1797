"""What a file changes in the text in force, as proposals: a new text, or a Word file with tracked changes.

A Word file with tracked changes is compared with itself, the rejected side against the accepted one: its author has
said already what became of what. Any other text is compared with the text in force; points that are alike are taken to
be the same, as a person confirmed or as likeness suggests. That one was split or several merged, only a person says.
The proposals are shown before they are signed.
"""

from dataclasses import replace

from verbale.chancery.talks.newtext import Outcome, find_outcomes, read_tracked
from verbale.chancery.talks.points import Matches
from verbale.chancery.talks.texts import need_text
from verbale.chancery.texts.reading import text_of_side
from verbale.chancery.word.changes import ACCEPTED, WordText
from verbale.chancery.word.passages import passages
from verbale.formats.errors import Refused
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.view import View
from verbale.practice.texts.matches import LIKELY, likeliest
from verbale.practice.texts.text import Text


def read_new_text(
    view: View, new: Text, *, matches: Matches | None = None, reason: str = "", renumber: bool = False
) -> list[Proposal]:
    """What a new text changes in the text in force, a proposal a point.

    Args:
        view: the state of play.
        new: the text.
        matches: which points became which, see `pick_pairs`; as likeness suggests, if nobody said.
        reason: why, of each proposal.
        renumber: whether other numbers are proposed too.

    Raises:
        Refused: `talks-no-text`, if no text is in force; `point-unknown`, `ambiguous-id`; `matches-tangled`, if points
            were split and merged at once.
    """
    pairs = likeliest(need_text(view), new, least=LIKELY) if matches is None else matches
    return _proposals(find_outcomes(view, new, pairs), reason, renumber=renumber)


def read_redline(view: View, word: WordText, *, reason: str = "", renumber: bool = False) -> list[Proposal]:
    """What tracked changes change in the text in force, a proposal a paragraph.

    Args:
        view: the state of play.
        word: the file.
        reason: why, of each proposal.
        renumber: whether other numbers are proposed too.

    Raises:
        Refused: `talks-no-text`; `redline-basis`, if a paragraph that was changed is not in the text in force.
    """
    new = text_of_side(word, ACCEPTED)
    tracked = read_tracked(view, new, passages(word))
    if tracked.strange:
        shown = tracked.strange[0][:60]
        raise Refused("redline-basis", f"“{shown}…” was changed in the file and is no point of the text in force.")
    return _proposals(find_outcomes(view, new, tracked.pairs, aside=tracked.aside), reason, renumber=renumber)


def _proposals(outcomes: list[Outcome], reason: str, *, renumber: bool) -> list[Proposal]:
    return [
        replace(each.proposal, reason=reason)
        for each in outcomes
        if not each.asked_for or (renumber and each.proposal.verb == "RENUMBER")
    ]
