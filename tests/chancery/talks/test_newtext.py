"""A new text beside the text in force: what it makes of each point, and what a Word file says by tracking changes."""

import pytest

from tests.chancery.talks.conftest import SOURCE, Table
from tests.refusals import refusal_of
from verbale.chancery.talks.newtext import Outcome, find_outcomes, read_tracked
from verbale.chancery.talks.proposing import propose
from verbale.chancery.texts.paragraphs import paragraphs_of
from verbale.chancery.texts.reading import text_of_side
from verbale.chancery.word.changes import ACCEPTED, read_changes
from verbale.chancery.word.passages import passages
from verbale.chancery.word.redline import write_redline
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.view import View
from verbale.practice.texts.text import Text, read_text

DRESSED = SOURCE.replace("The Parties", "*The Parties*").replace("Each Party", "**Each Party**")


def verbs(outcomes: list[Outcome]) -> list[str]:
    """What is proposed, in order."""
    return [each.proposal.verb for each in outcomes]


def tracked(old: str, *changes: tuple[str, str]) -> tuple[Text, tuple[str, ...], bytes]:
    """A Word file in which words of a text were changed: its accepted side, its paragraphs, and itself."""
    before = tuple(each.replace("# ", "").replace("#", "") for each in paragraphs_of(read_text(old, "markdown")))
    after = list(before)
    for was, became in changes:
        after = [each.replace(was, became) for each in after]
    data = write_redline(before, [each for each in after if each], author="BOR")
    return text_of_side(read_changes(data), ACCEPTED), before, data


def outcomes_of(view: View, data: bytes) -> list[Outcome]:
    """What a Word file makes of the points."""
    word = read_changes(data)
    new = text_of_side(word, ACCEPTED)
    said = read_tracked(view, new, passages(word))
    return find_outcomes(view, new, said.pairs, aside=said.aside)


@pytest.fixture
def view(table: Table) -> View:
    table.open()
    return table.now("ARV")


def test_a_point_that_stays_may_be_asked_to_stay(view: View) -> None:
    outcomes = find_outcomes(view, read_text(SOURCE, "markdown"), ())
    assert verbs(outcomes) == ["NOC"] * 4
    assert all(each.asked_for for each in outcomes)
    assert len({each.key for each in outcomes}) == 4


def test_nothing_is_taken_for_the_same_that_nobody_matched(view: View) -> None:
    new = read_text(SOURCE.replace("consult each year", "consult every year"), "markdown")
    outcomes = find_outcomes(view, new, ())
    assert verbs(outcomes) == ["ADD", "SUP", "NOC", "NOC", "NOC"]
    pair = (view.points[0].id, new.points[0].id)
    assert verbs(find_outcomes(view, new, [pair])) == ["MOD", "NOC", "NOC", "NOC"]


def test_a_point_that_is_put_aside_neither_goes_nor_comes(view: View) -> None:
    new = read_text(SOURCE.replace("consult each year", "consult every year"), "markdown")
    aside = {view.points[0].id, new.points[0].id}
    assert verbs(find_outcomes(view, new, (), aside=aside)) == ["NOC"] * 3


def test_another_number_is_an_outcome_beside_the_words(view: View) -> None:
    new = read_text(SOURCE.replace("4. This", "5. This").replace("[five] [ten]", "ten"), "markdown")
    outcomes = find_outcomes(view, new, [(view.points[3].id, new.points[3].id)])
    assert verbs(outcomes) == ["NOC", "NOC", "NOC", "MOD", "RENUMBER"]
    assert outcomes[-1].proposal.number == "5"


def test_tracked_changes_say_which_point_became_which(view: View) -> None:
    gone = "2. Each Party notifies the others of [all] works on the shore."
    _, _, data = tracked(SOURCE, ("[shall][should] ", "shall "), (gone, ""))
    outcomes = [each for each in outcomes_of(view, data) if not each.asked_for]
    assert [(each.proposal.verb, each.proposal.point) for each in outcomes] == [
        ("MOD", view.points[0].id),
        ("SUP", view.points[1].id),
    ]


def test_a_heading_of_the_file_is_no_new_point_and_a_point_that_is_not_in_it_does_not_go(view: View) -> None:
    new, before, _ = tracked(SOURCE)
    data = write_redline(before[:-1], (*before[:-2], before[-2], "9. A last point."), author="BOR")
    word = read_changes(data)
    said = read_tracked(view, text_of_side(word, ACCEPTED), passages(word))
    assert view.points[3].id in said.aside
    assert verbs([each for each in outcomes_of(view, data) if not each.asked_for]) == ["ADD"]
    assert new.points


def test_signs_of_emphasis_are_no_other_words_in_a_file_that_cannot_have_them(table: Table) -> None:
    table.open(source=DRESSED)
    view = table.now("ARV")
    plainly, _, _ = tracked(SOURCE)
    word = read_changes(write_redline(paragraphs_of(plainly), (*paragraphs_of(plainly), "9. Last."), author="BOR"))
    new = text_of_side(word, ACCEPTED)
    said = read_tracked(view, new, passages(word))
    assert len(said.pairs) == 4
    outcomes = find_outcomes(view, new, said.pairs, aside=said.aside)
    assert verbs([each for each in outcomes if not each.asked_for]) == ["ADD"]


def test_a_paragraph_that_was_changed_and_is_no_point_is_named(view: View) -> None:
    word = read_changes(
        write_redline(["Agreement on the sea", "1. X."], ["Agreement on the shore", "1. X."], author="B")
    )
    said = read_tracked(view, text_of_side(word, ACCEPTED), passages(word))
    assert said.strange == ("Agreement on the sea",)


def test_what_was_proposed_already_is_matched_with_its_proposal(table: Table) -> None:
    table.open()
    table.say("ARV", propose([Proposal(verb="ADD", text="A last point.", number="5", after="")]))
    view = table.now("ARV")
    added = next(each for each in view.points if each.status == "proposed")
    new = read_text(SOURCE + "\n5. A very last point.\n", "markdown")
    pair = (added.id, new.points[4].id)
    found = [each for each in find_outcomes(view, new, [pair]) if not each.asked_for]
    assert [(each.proposal.verb, each.proposal.point) for each in found] == [("MOD", added.id)]
    assert [piece.op for piece in found[0].words] == ["=", "+", "="]
    _, before, _ = tracked(SOURCE)
    word = read_changes(write_redline((*before, "5. A last point."), (*before, "5. A very last point."), author="BOR"))
    accepted = text_of_side(word, ACCEPTED)
    said = read_tracked(view, accepted, passages(word))
    assert (added.id, accepted.points[-1].id) in said.pairs
    assert said.strange == ()


def test_points_of_no_text_are_refused(view: View) -> None:
    new = read_text(SOURCE, "markdown")
    assert refusal_of(find_outcomes, view, new, [("0" * 16, new.points[0].id)]) == "refused:point-unknown"
