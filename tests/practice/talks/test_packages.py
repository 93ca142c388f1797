"""Packages: what they hold up, what their acceptance changes, and what a condition means."""

from tests.practice.talks.scribe import World, party, point
from verbale.formats.talks.agreement import Leave
from verbale.formats.talks.package import Package, PackageAnswer
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal
from verbale.practice.talks.letter import TalksLetter


def offer(world: World, name: str, form: str, where: str, condition: str = "") -> TalksLetter:
    provisions = tuple(sorted((world.provision(each) for each in where), key=lambda each: each.point))
    conditions = tuple(world.provision(each) for each in condition)
    return world.write(name, Package(form=form, provisions=provisions, condition=conditions, title="A"))


def answer(world: World, letter: TalksLetter, name: str, word: str = "accept", choice: str = "") -> TalksLetter:
    said = PackageAnswer(package=world.reference(letter), answer=word, choice=point(choice) if choice else "")
    return world.write(name, said)


def test_a_package_holds_up_what_is_agreed_and_tells_what_its_acceptance_would_change() -> None:
    world = World()
    for name in world.names:
        world.says(name, "a", "accept")
    letter = offer(world, "BOR", "all", "ab")
    (package,) = world.view.packages
    assert (package.letter, package.place, package.party, package.status) == (letter.id, 0, party("BOR"), "offered")
    assert (package.holds_up, package.would_change) == ((point("a"),), (point("b"),))
    assert package.answers == {party("BOR"): "accept"}
    assert world.point("a").packages == world.point("b").packages == (0,)
    assert world.point("b").positions[party("BOR")].position == "package"
    # Who accepted before does so still, package or not.
    assert world.point("a").positions[party("BOR")].position == "accept"


def test_every_answer_is_told_with_the_letter_that_gives_it() -> None:
    world = World()
    letter = offer(world, "BOR", "all", "ab")
    other = offer(world, "ARV", "all", "cd")
    answer(world, other, "CAL")
    first = answer(world, letter, "CAL", "discuss")
    then = world.state.at(first.id).packages
    second = answer(world, letter, "CAL", "reject")
    (package,) = [each for each in world.view.packages if each.letter == letter.id]
    said = [(each.party, each.letter, each.answer.answer) for each in package.said]
    assert said == [(party("CAL"), first.id, "discuss"), (party("CAL"), second.id, "reject")]
    assert [len(each.said) for each in then if each.letter == letter.id] == [1]
    assert [each.answers[party("CAL")] for each in then if each.letter == letter.id] == ["discuss"]
    before = world.state.upon([letter.id]).packages
    assert [each.answers for each in before] == [{party("BOR"): "accept"}]


def test_points_of_a_package_are_agreed_together_once_every_member_accepts_it() -> None:
    world = World()
    letter = offer(world, "BOR", "all", "ab")
    answer(world, letter, "ARV")
    assert world.status("a") == "open"
    answer(world, letter, "CAL")
    assert [world.status(each) for each in "abcd"] == ["agreed", "agreed", "open", "open"]
    (package,) = world.view.packages
    assert (package.status, package.holds_up, package.would_change) == ("accepted", (), ())
    assert world.point("a").packages == ()
    world.says("CAL", "a", "discuss")
    assert [world.status(each) for each in "ab"] == ["open", "agreed"]


def test_a_package_in_other_words_brings_them_in() -> None:
    world = World()
    world.says("ARV", "a", "amend", text="One may.")
    provisions = tuple(sorted((world.provision("a", "One may."), world.provision("b")), key=lambda each: each.point))
    letter = world.write("ARV", Package(form="all", provisions=provisions))
    for name in ("BOR", "CAL"):
        answer(world, letter, name)
    assert (world.status("a"), world.point("a").text) == ("agreed", "One may.")


def test_one_of_several_needs_one_choice_of_all() -> None:
    world = World()
    letter = offer(world, "BOR", "one", "ab")
    answer(world, letter, "ARV", choice="a")
    answer(world, letter, "CAL", choice="b")
    assert (world.view.packages[0].status, world.view.packages[0].choice) == ("offered", "")
    answer(world, letter, "CAL", choice="a")
    assert (world.view.packages[0].status, world.view.packages[0].choice) == ("accepted", point("a"))
    assert [world.status(each) for each in "ab"] == ["agreed", "open"]


def test_an_offer_on_a_condition_holds_once_the_condition_is_agreed() -> None:
    world = World()
    offer(world, "BOR", "conditional", "a", "b")
    for name in ("ARV", "CAL"):
        world.says(name, "a", "accept")
        world.says(name, "b", "accept")
    assert [world.status(each) for each in "ab"] == ["open", "open"]
    world.says("BOR", "b", "accept")
    assert [world.status(each) for each in "ab"] == ["agreed", "agreed"]
    assert world.view.packages[0].holds_up == (point("a"), point("b"))


def test_an_acceptance_within_one_package_is_lent_to_no_other() -> None:
    world = World()
    for name in world.names:
        world.says(name, "b", "accept")
    # Two are bound to the point by an offer that holds; the third offered it only together with another one.
    offer(world, "ARV", "conditional", "a", "b")
    offer(world, "BOR", "conditional", "a", "b")
    whole = offer(world, "CAL", "all", "ac")
    assert world.point("a").positions[party("CAL")].position == "package"
    assert (world.status("a"), world.view.packages[2].status) == ("open", "offered")
    for name in ("ARV", "BOR"):
        answer(world, whole, name)
    assert [world.status(each) for each in "abc"] == ["agreed"] * 3


def test_who_turns_from_a_package_is_bound_by_no_other_that_names_the_point() -> None:
    world = World(names=("ARV", "BOR"))
    for name in world.names:
        world.says(name, "d", "accept")
    whole = offer(world, "ARV", "all", "ac")
    offer(world, "ARV", "conditional", "a", "d")
    answer(world, whole, "BOR")
    assert world.status("a") == "agreed"
    answer(world, whole, "BOR", "discuss")
    assert [world.status(each) for each in "acd"] == ["open", "open", "agreed"]


def test_an_acceptance_holds_by_any_package_that_its_party_accepts() -> None:
    world = World()
    first, second = offer(world, "ARV", "all", "ab"), offer(world, "ARV", "all", "ac")
    for name in ("BOR", "CAL"):
        answer(world, first, name)
        answer(world, second, name)
    answer(world, second, "CAL", "reject")
    assert [each.status for each in world.view.packages] == ["accepted", "rejected"]
    assert [world.status(each) for each in "abc"] == ["agreed", "agreed", "open"]


def test_who_left_neither_rejects_a_package_nor_chooses_for_the_others() -> None:
    world = World()
    whole, one = offer(world, "ARV", "all", "ab"), offer(world, "ARV", "one", "cd")
    answer(world, whole, "CAL", "reject")
    answer(world, one, "CAL", choice="d")
    answer(world, whole, "BOR")
    answer(world, one, "BOR", choice="c")
    assert [each.status for each in world.view.packages] == ["rejected", "offered"]
    world.write("CAL", Leave())
    assert [(each.status, each.choice) for each in world.view.packages] == [("accepted", ""), ("accepted", point("c"))]
    assert [world.status(each) for each in "abcd"] == ["agreed", "agreed", "agreed", "open"]


def test_a_package_that_everybody_left_is_accepted_by_nobody() -> None:
    world = World(names=("ARV", "BOR"))
    whole = offer(world, "ARV", "all", "ab")
    answer(world, whole, "BOR")
    for name in world.names:
        world.write(name, Leave())
    assert world.view.packages[0].status == "offered"


def test_conditions_that_wait_for_each_other_hold_nothing() -> None:
    world = World()
    offer(world, "BOR", "conditional", "a", "b")
    offer(world, "CAL", "conditional", "b", "a")
    for name in ("ARV", "CAL"):
        world.says(name, "a", "accept")
    for name in ("ARV", "BOR"):
        world.says(name, "b", "accept")
    assert [world.status(each) for each in "ab"] == ["open", "open"]


def test_a_package_is_rejected_withdrawn_or_answered_with_contradictions() -> None:
    world = World()
    letters = [offer(world, "BOR", "all", "ab") for _ in range(4)]
    answer(world, letters[0], "CAL", "reject")
    answer(world, letters[1], "BOR", "withdraw")
    known = world.view.frontier
    for word in ("accept", "reject"):
        said = PackageAnswer(package=world.reference(letters[2]), answer=word)
        world.write("CAL", said, causes=known)
    answer(world, letters[3], "CAL", "discuss")
    assert [each.status for each in world.view.packages] == ["rejected", "withdrawn", "offered", "offered"]
    assert world.view.packages[2].answers[party("CAL")] == "contradictory"
    assert world.view.packages[3].answers[party("CAL")] == "discuss"
    assert world.point("a").packages == (2, 3)


def test_answers_that_do_not_fit_are_kept_aside() -> None:
    world = World()
    whole, one = offer(world, "BOR", "all", "ab"), offer(world, "BOR", "one", "ab")
    answer(world, whole, "CAL", "withdraw")
    answer(world, whole, "CAL", choice="a")
    answer(world, one, "CAL")
    answer(world, one, "CAL", choice="d")
    answer(world, world.letters[0], "CAL")
    assert [each.code for each in world.state.asides] == [
        "package-of-another",
        "package-choice",
        "package-choice",
        "package-choice",
        "act-unknown",
    ]


def test_a_position_in_the_same_letter_goes_before_what_a_package_implies() -> None:
    world = World()
    provisions = tuple(sorted((world.provision(each) for each in "ab"), key=lambda each: each.point))
    position = join_positions([world.position("BOR", "a", "reserve")])
    world.write("BOR", Package(form="all", provisions=provisions), position)
    found = [world.point(each).positions[party("BOR")].position for each in "ab"]
    assert found == ["reserve", "package"]


def test_a_proposal_in_the_same_letter_goes_before_what_a_package_implies() -> None:
    world = World()
    provisions = tuple(sorted((world.provision(each) for each in "ab"), key=lambda each: each.point))
    against = Proposal(verb="SUP", point=point("a"), basis=world.provision("a").wording)
    for acts in (
        (Package(form="all", provisions=provisions), against),
        (against, Package(form="all", provisions=provisions)),
    ):
        world.write("BOR", *acts)
        found = [world.point(each).positions[party("BOR")].position for each in "ab"]
        assert found == ["reject", "package"]
