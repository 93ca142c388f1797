"""A new text on its way into talks: nobody's likeness is a person's word, and a person's word is kept."""

import pytest

from tests.chancery.talks.conftest import SOURCE, Table
from tests.refusals import refusal_of
from verbale.chancery.talks.intake import Intake, begin, begin_tracked, bring, check_tangles, decide
from verbale.chancery.talks.matching import Choice, Matching, Matchings
from verbale.chancery.talks.proposing import propose
from verbale.chancery.texts.reading import text_of_side
from verbale.chancery.word.changes import ACCEPTED, read_changes
from verbale.chancery.word.redline import write_redline
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.view import View
from verbale.practice.texts.text import Text, read_text

NEW = SOURCE.replace("consult each year", "consult every year").replace("[Placeholder]", "Borland")
SPLIT = SOURCE.replace(
    "2. Each Party notifies the others of [all] works on the shore.",
    "2. Each Party notifies the others.\n\n2bis. Each Party notifies the works on the shore.",
)


@pytest.fixture
def view(table: Table) -> View:
    table.open()
    return table.now("ARV")


def intake(view: View, source: str = NEW, matching: Matching | None = None) -> Intake:
    """A new text, and what was said of it."""
    return Intake(view=view, new=read_text(source, "markdown"), matching=matching or begin(view))


def by_number(text: Text) -> dict[str, str]:
    """The ids of the points of a text."""
    return {point.number: point.id for point in text.points}


def test_what_is_alike_is_suggested_and_not_taken(view: View) -> None:
    found = intake(view)
    new = by_number(found.new)
    assert [(each.old, each.new) for each in found.suggestions] == [
        (view.points[0].id, new["1"]),
        (view.points[2].id, new["3"]),
    ]
    assert found.pairs == []
    assert len(found.same) == 2
    assert [each.number for each in found.going] == ["1", "3"]
    assert [each.number for each in found.coming] == ["1", "3"]
    assert [each.verb for each in found.proposals] == ["ADD", "SUP", "ADD", "SUP"]


def test_what_a_person_says_is_the_same_is_changed(view: View) -> None:
    suggested = [(each.old, each.new) for each in intake(view).suggestions]
    found = intake(view, matching=decide(begin(view), same=suggested))
    assert found.suggestions == []
    assert found.pairs == suggested
    assert [each.verb for each in found.proposals] == ["MOD", "MOD"]
    assert found.partners(suggested[0][0]) == {suggested[0][1]}
    assert found.partners(suggested[0][1]) == {suggested[0][0]}


def test_what_a_person_says_is_not_is_not_suggested_again(view: View) -> None:
    first, second = ((each.old, each.new) for each in intake(view).suggestions)
    said = decide(begin(view), other=[first])
    found = intake(view, matching=said)
    assert [(each.old, each.new) for each in found.suggestions] == [second]
    assert found.refused == [first]
    again = intake(view, matching=decide(said, unsaid=[first]))
    assert len(again.suggestions) == 2
    turned = decide(decide(begin(view), same=[first]), other=[first])
    assert (turned.pairs, turned.refused) == ((), (first,))


def test_pieces_of_a_point_are_suggested_and_said(view: View) -> None:
    found = intake(view, SPLIT)
    old, new = by_number_of(view)["2"], by_number(found.new)
    pairs = [(old, new["2"]), (old, new["2bis"])]
    assert sorted((each.old, each.new) for each in found.suggestions) == sorted(pairs)
    assert {each.kind for each in found.suggestions} == {"match", "split"}
    (proposal,) = intake(view, SPLIT, decide(begin(view), same=pairs)).proposals
    assert (proposal.verb, len(proposal.texts)) == ("SPLIT", 2)


def by_number_of(view: View) -> dict[str, str]:
    """The ids of the points of the talks."""
    return {each.number: each.id for each in view.points}


def test_points_are_not_split_and_merged_at_once() -> None:
    a, b, x, y = ("0" * 16, "1" * 16, "2" * 16, "3" * 16)
    check_tangles([(a, x), (a, y)])
    check_tangles([(a, x), (b, x)])
    assert refusal_of(check_tangles, [(a, x), (a, y), (b, y)]) == "refused:matches-tangled"


def test_the_likest_are_offered_and_those_that_were_chosen_stand_first(view: View) -> None:
    found = intake(view)
    old, new = by_number_of(view)["1"], by_number(found.new)
    assert [point.number for point, _ in found.candidates(old)] == ["1", "3"]
    said = intake(view, matching=decide(begin(view), same=[(old, new["3"])]))
    assert [point.number for point, _ in said.candidates(old)] == ["3", "1"]
    assert [point.number for point, _ in said.candidates(new["3"])] == ["1", "3"]
    score = {point.number: score for point, score in found.candidates(old)}["1"]
    assert 80 < score < 100


def test_each_proposal_is_chosen_for_itself(view: View) -> None:
    suggested = [(each.old, each.new) for each in intake(view).suggestions]
    said = decide(begin(view), same=suggested)
    first, second = (f"MOD:{old}" for old, _ in suggested)
    stays = f"NOC:{view.points[1].id}"
    choices = {
        first: Choice(take=True, editorial=True, reason="As instructed"),
        second: Choice(take=False),
        stays: Choice(take=True),
    }
    found = intake(view, matching=Matching(basis=said.basis, pairs=said.pairs, choices=choices, reason="To be shorter"))
    assert [(each.verb, each.reason) for each in found.proposals] == [
        ("EDITORIAL", "As instructed"),
        ("NOC", "To be shorter"),
    ]


def test_words_are_proposed_in_the_form_that_a_letter_has(view: View) -> None:
    found = intake(view, SOURCE + "\n5. E\u0301tat.\n")
    assert [each.text for each in found.proposals] == ["\u00c9tat."]


def test_what_was_said_of_points_that_are_not_there_counts_for_nothing(view: View) -> None:
    stale = Matching(basis=bytes(32), pairs=(("0" * 16, "1" * 16),), refused=(("2" * 16, "3" * 16),))
    found = intake(view, matching=stale)
    assert (found.pairs, found.refused) == ([], [])
    assert begin(view, stale).basis == view.text


def test_a_point_that_was_proposed_is_there_to_be_continued(table: Table) -> None:
    table.open()
    table.say("ARV", propose([Proposal(verb="ADD", text="A last point of these talks.", number="5", after="")]))
    view = table.now("ARV")
    added = next(each for each in view.points if each.status == "proposed")
    found = intake(view, SOURCE + "\n5. A very last point of these talks.\n")
    assert [each.old for each in found.suggestions] == [added.id]
    same = intake(view, SOURCE + "\n5. A last point of these talks.\n")
    assert same.suggestions == []
    assert added.id in {old for old, _ in same.same}
    assert same.proposals == []


def redline(*changes: tuple[str, str]) -> bytes:
    """A Word file in which somebody changed the text in force."""
    old = [f"{point.number}. {point.text}" for point in read_text(SOURCE, "markdown").points]
    new = list(old)
    for was, became in changes:
        new = [each.replace(was, became) for each in new]
    return write_redline(old, new, author="BOR")


def test_the_author_of_a_file_says_which_is_which_and_a_person_says_otherwise(view: View) -> None:
    word = read_changes(redline(("each year", "every year")))
    new = text_of_side(word, ACCEPTED)
    said = begin_tracked(view, new, word)
    pair = (view.points[0].id, new.points[0].id)
    assert pair in said.pairs
    assert said.tracked == said.pairs
    found = Intake(view=view, new=new, matching=said)
    assert [each.verb for each in found.proposals] == ["MOD"]
    denied = decide(said, other=[pair])
    again = begin_tracked(view, new, word, denied)
    assert pair not in again.pairs
    assert [each.verb for each in Intake(view=view, new=new, matching=again).proposals] == ["ADD", "SUP"]


def test_a_file_of_another_text_is_refused(view: View) -> None:
    word = read_changes(write_redline(["Nothing of ours."], ["Something."], author="BOR"))
    assert refusal_of(begin_tracked, view, text_of_side(word, ACCEPTED), word) == "refused:redline-basis"


def test_points_of_which_a_file_says_nothing_are_told(view: View) -> None:
    old = [f"{point.number}. {point.text}" for point in read_text(SOURCE, "markdown").points[:2]]
    word = read_changes(write_redline(["Cover", *old], ["Cover", *old[:1]], author="BOR"))
    new = text_of_side(word, ACCEPTED)
    found = Intake(view=view, new=new, matching=begin_tracked(view, new, word))
    assert [each.text[:5] for each in found.aside] == ["The s", "This ", "Cover"]
    assert [each.number for each in found.going] == ["2"]
    assert [each.verb for each in found.proposals] == ["SUP"]


def test_a_text_that_is_brought_again_keeps_what_was_said_of_it(table: Table) -> None:
    table.open()
    talks, view = table["ARV"].node.talks(), table.now("ARV")
    new = read_text(NEW, "markdown")
    matchings, now = Matchings(talks.node), talks.node.now()
    assert bring(talks, table.dossier, new, author="Ilse", now=now) == Matching(basis=view.text)
    pair = (view.points[0].id, new.points[0].id)
    matchings.change(table.dossier, new.digest, lambda said: decide(said, same=[pair]), author="Ilse", now=now)
    assert bring(talks, table.dossier, new, author="Rood", now=now).pairs == (pair,)
    assert matchings.of(table.dossier, new.digest) == Matching(basis=view.text, pairs=(pair,))
