"""What needs every member: closing and reopening, adopting, initialling; leaving; contested openings."""

import pytest

from tests.practice.talks.scribe import World, party, point, text_of
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.provision import wording_digest
from verbale.practice.talks.state import fold


def close_all(world: World, where: str = "a") -> None:
    provision = world.provision(where)
    for name in world.names:
        world.write(name, Close(provisions=(provision,)))


def test_a_point_is_closed_once_every_member_closes_it() -> None:
    world = World()
    provision = world.provision("a")
    for name in world.names[:2]:
        world.write(name, Close(provisions=(provision,)))
        assert world.status("a") == "open"
    world.write("CAL", Close(provisions=(provision,)))
    assert world.status("a") == "closed"
    world.says("ARV", "a", "reject")
    assert world.status("a") == "closed"
    assert point("a") not in world.view.awaited[party("BOR")]
    assert [type(each.act) for each in world.view.acts] == [Close] * 3


def test_a_closed_point_is_open_again_once_every_member_agrees_and_can_be_closed_again() -> None:
    world = World()
    close_all(world)
    for name in world.names:
        assert world.status("a") == "closed"
        world.write(name, Reopen(points=(point("a"),), reason="New facts."))
    assert world.status("a") == "open"
    close_all(world)
    assert world.status("a") == "closed"


def test_a_point_that_is_open_again_can_be_closed_in_other_words() -> None:
    world = World()
    close_all(world)
    for name in world.names:
        world.write(name, Reopen(points=(point("a"),)))
    for name in world.names:
        assert world.status("a") == "open"
        world.write(name, Close(provisions=(world.provision("a", "One may."),)))
    assert (world.status("a"), world.point("a").contested) == ("closed", False)
    assert world.point("a").wording == wording_digest("One may.")
    for name in world.names:
        world.write(name, Reopen(points=(point("a"),)))
    close_all(world)
    assert world.point("a").wording == wording_digest("One shall.")


def test_closings_that_contradict_one_another_can_be_opened_again_and_one_be_chosen() -> None:
    world = World()
    for words in (None, "One may."):
        for name in world.names:
            world.write(name, Close(provisions=(world.provision("a", words),)))
    assert world.point("a").contested
    for name in world.names:
        world.write(name, Reopen(points=(point("a"),)))
    assert (world.status("a"), world.point("a").contested) == ("open", False)
    close_all(world)
    assert world.status("a") == "closed"


def test_reopenings_that_do_not_know_the_closing_do_not_undo_it() -> None:
    world = World()
    known = world.view.frontier
    for name in world.names:
        world.write(name, Reopen(points=(point("a"),)), causes=known)
    for name in world.names:
        world.write(name, Close(provisions=(world.provision("a"),)), causes=known)
    assert world.status("a") == "closed"


def test_who_closed_may_take_it_back_until_the_others_closed_too() -> None:
    world = World()
    provision = world.provision("a")
    world.write("ARV", Close(provisions=(provision,)))
    world.write("ARV", Reopen(points=(point("a"),)))
    for name in ("BOR", "CAL"):
        world.write(name, Close(provisions=(provision,)))
    assert world.status("a") == "open"
    world.write("ARV", Close(provisions=(provision,)))
    assert world.status("a") == "closed"


def test_taking_back_that_the_others_did_not_know_of_comes_too_late() -> None:
    world = World()
    provision = world.provision("a")
    world.write("ARV", Close(provisions=(provision,)))
    known = world.view.frontier
    for name in ("BOR", "CAL"):
        world.write(name, Close(provisions=(provision,)), causes=known)
    world.write("ARV", Reopen(points=(point("a"),)), causes=known)
    assert world.status("a") == "closed"


def test_closing_in_other_words_takes_the_first_closing_back() -> None:
    world = World()
    other = world.provision("a", "One may.")
    world.write("ARV", Close(provisions=(world.provision("a"),)))
    world.write("ARV", Close(provisions=(other,)))
    for name in ("BOR", "CAL"):
        world.write(name, Close(provisions=(world.provision("a"),)))
    assert world.status("a") == "open"
    for name in ("BOR", "CAL"):
        world.write(name, Close(provisions=(other,)))
    assert world.status("a") == "closed"
    assert world.point("a").wording == wording_digest("One may.")


def test_closings_that_contradict_one_another_close_nothing() -> None:
    world = World()
    known = world.view.frontier
    for words in (None, "One may."):
        for name in world.names:
            world.write(name, Close(provisions=(world.provision("a", words),)), causes=known)
    assert world.status("a") == "open"
    assert world.point("a").contested


def test_a_text_is_adopted_and_authentic_once_every_member_says_so() -> None:
    world = World()
    text = world.view.text
    for name in world.names:
        assert (world.view.adopted, world.view.authenticated) == (None, None)
        world.write(name, Adopt(text=text, stage="text"), Initial(text=text, scope="whole"))
    assert (world.view.adopted, world.view.authenticated) == (text, text)
    assert {each.status for each in world.view.points} == {"closed"}
    world.write("ARV", Initial(text=text, scope="whole", withdraws=True))
    assert world.view.authenticated == text


def test_initials_of_a_page_or_a_point_make_no_text_authentic() -> None:
    world = World()
    for name in world.names:
        world.write(name, Initial(text=world.view.text, scope="page", page=1))
        world.write(name, Initial(text=world.view.text, scope="point", provisions=(world.provision("a"),)))
    assert world.view.authenticated is None
    assert len(world.view.acts) == 6


def test_two_texts_that_every_member_adopted_are_neither_adopted() -> None:
    world = World()
    for text in (world.view.text, bytes(32)):
        for name in world.names:
            world.write(name, Adopt(text=text, stage="text"))
    assert world.view.adopted is None


def test_an_adoption_that_is_taken_back_in_time_does_not_count() -> None:
    world = World()
    text = world.view.text
    world.write("ARV", Adopt(text=text, stage="text"))
    world.write("ARV", Adopt(text=text, stage="text", withdraws=True))
    for name in ("BOR", "CAL"):
        world.write(name, Adopt(text=text, stage="text"))
    assert world.view.adopted is None


def test_who_left_is_not_waited_for_and_says_no_more() -> None:
    world = World()
    for name in ("ARV", "BOR"):
        world.says(name, "a", "accept")
    world.write("CAL", Leave(reason="Instructions."))
    assert world.status("a") == "agreed"
    assert world.view.left == (party("CAL"),)
    assert party("CAL") not in world.view.awaited
    late = world.says("CAL", "a", "reject")
    assert world.status("a") == "agreed"
    (aside,) = world.state.asides
    assert (aside.letter, aside.place, aside.code) == (late.id, -1, "left-before")


def test_a_wording_that_the_others_accepted_stands_once_the_last_who_did_not_left() -> None:
    world = World()
    world.says("ARV", "a", "amend", text="One may.")
    world.says("BOR", "a", "accept", upon="One may.")
    world.write("CAL", Leave())
    assert world.point("a").text == "One may."
    world.says("ARV", "b", "accept")
    assert world.status("a") == "agreed"


def test_nothing_is_agreed_where_everybody_left() -> None:
    world = World()
    for name in world.names:
        world.says(name, "a", "accept")
    for name in world.names:
        world.write(name, Leave())
    assert world.status("a") == "open"
    assert world.view.adopted is None


def test_a_second_opening_contests_the_talks_and_nothing_is_agreed_there() -> None:
    world = World()
    for name in world.names:
        world.says(name, "a", "accept")
    close_all(world, "b")
    laid = text_of("z Another.")
    opening = Opening(members=world.view.members, text=laid.digest)
    second = world.write("BOR", laid, opening, causes=None)
    assert world.view.contested
    assert world.view.opening == min(second.id, world.letters[0].id)
    statuses = {each.status for each in world.state.at(world.letters[-2].id).points}
    assert statuses == {"agreed", "closed", "open"}
    assert {each.status for each in world.view.points} == {"open"}
    mixed = world.write("CAL", Leave(), causes=[second.id, world.letters[0].id])
    assert [(each.letter, each.code) for each in world.state.asides] == [(mixed.id, "openings-mixed")]


@pytest.mark.parametrize("by", ["stranger", "member"])
def test_an_opening_by_a_stranger_or_within_talks_opens_nothing(by: str) -> None:
    world = World()
    laid = text_of("z Another.")
    opening = Opening(members=world.view.members, text=laid.digest)
    name = "XXX" if by == "stranger" else "BOR"
    if by == "member":
        world.write(name, laid, opening)
    else:
        world.names = [*world.names, "XXX"]
        world.write(name, laid, opening, causes=None)
    assert not world.view.contested
    code = "no-opening" if by == "stranger" else "opened-already"
    assert [each.code for each in world.state.asides] == [code]


def test_a_stranger_says_nothing() -> None:
    world = World()
    known = world.view.frontier
    world.states["XXX"] = world.states["ARV"]
    world.write("XXX", Leave(), causes=known)
    assert [each.code for each in world.state.asides] == ["not-a-member"]
    assert world.view.letters == (world.letters[0].id,)


def test_a_letter_that_was_written_upon_no_leaving_counts_though_its_party_left() -> None:
    world = World()
    opening = [world.letters[0].id]
    left = world.write("CAL", Leave(), causes=opening)
    beside = world.says("CAL", "a", "reject", causes=opening)
    after = world.write("CAL", Leave(), causes=[left.id])
    assert [each.letter for each in world.state.asides] == [after.id]
    shown = world.state.upon([beside.id]).point(point("a"))
    assert shown is not None
    assert shown.positions[party("CAL")].letter == beside.id
    assert [each.letter for each in world.view.history(point("a"), party("CAL"))] == [beside.id]


def test_of_two_openings_the_one_with_the_smaller_id_is_shown_whichever_came_first() -> None:
    world = World()
    world.write(
        "BOR", (laid := text_of("a Another.")), Opening(members=world.view.members, text=laid.digest), causes=None
    )
    views = [fold(letters, read=world.read).now() for letters in (world.letters, world.letters[::-1])]
    first = min(world.letters, key=lambda letter: letter.id)
    assert {view.text for view in views} == {next(act.act.text for act in first.acts if isinstance(act.act, Opening))}
    assert all(view.contested for view in views)
