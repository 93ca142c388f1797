"""What needs every member: who has said it and in which letter, who has not, and whether it holds."""

from tests.practice.talks.scribe import World, contested_world, party, point, text_of
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.revision import LanguageVersion
from verbale.practice.talks.assents import Assent


def only(world: World, kind: str) -> Assent:
    """The one assent of a kind."""
    (found,) = [each for each in world.view.assents if each.kind == kind]
    return found


def test_a_closing_tells_who_has_said_it_where_and_who_has_not() -> None:
    world = World()
    assert world.view.assents == ()
    provision = world.provision("b")
    letters = {}
    for name in ("ARV", "BOR"):
        letters[party(name)] = world.write(name, Close(provisions=(provision,))).id
    closing = only(world, "close")
    assert (closing.point, closing.wording, closing.holds) == (point("b"), provision.wording, False)
    assert (closing.said, closing.missing) == (letters, (party("CAL"),))
    letters[party("CAL")] = world.write("CAL", Close(provisions=(provision,))).id
    closing = only(world, "close")
    assert (closing.said, closing.missing, closing.holds) == (letters, (), True)


def test_closings_stand_in_the_order_of_the_table_and_those_of_no_such_point_last() -> None:
    world = World()
    strange = Close(provisions=(world.provision("a", "Another."),))
    world.write("ARV", Close(provisions=(world.provision("c"),)), Close(provisions=(world.provision("b"),)))
    world.write("BOR", strange)
    assert [each.point for each in world.view.assents] == [point("a"), point("b"), point("c")]


def test_who_took_a_closing_back_has_not_said_it() -> None:
    world = World()
    world.write("ARV", Close(provisions=(world.provision("a"),)))
    world.write("BOR", Close(provisions=(world.provision("a"),)))
    world.write("ARV", Reopen(points=(point("a"),)))
    closing = only(world, "close")
    assert set(closing.said) == {party("BOR")}
    assert set(closing.missing) == {party("ARV"), party("CAL")}
    world.write("BOR", Reopen(points=(point("a"),)))
    assert world.view.assents == ()


def test_who_took_back_what_was_complete_has_said_it() -> None:
    world = World()
    for name in world.names:
        world.write(name, Close(provisions=(world.provision("a"),)))
    world.write("ARV", Reopen(points=(point("a"),), reason="New facts."))
    closing, reopening = world.view.assents
    assert (closing.kind, closing.holds, closing.missing) == ("close", True, ())
    assert (reopening.kind, reopening.point, reopening.holds) == ("reopen", point("a"), False)
    assert set(reopening.said) == {party("ARV")}
    assert set(reopening.missing) == {party("BOR"), party("CAL")}
    for name in ("BOR", "CAL"):
        world.write(name, Reopen(points=(point("a"),)))
    # The reopening took the closings along, and nobody says anything of the point now.
    assert world.view.assents == ()


def test_closings_that_contradict_one_another_hold_neither() -> None:
    world = World()
    known = world.view.frontier
    for words in (None, "One may."):
        for name in world.names:
            world.write(name, Close(provisions=(world.provision("a", words),)), causes=known)
    closings = [each for each in world.view.assents if each.kind == "close"]
    assert [(each.missing, each.holds) for each in closings] == [((), False), ((), False)]


def test_who_left_is_not_missed() -> None:
    world = World()
    world.write("ARV", Close(provisions=(world.provision("a"),)))
    world.write("CAL", Leave())
    assert only(world, "close").missing == (party("BOR"),)


def test_adoptions_and_initials_of_the_whole_hold_once_every_member_says_them() -> None:
    world = World()
    text = world.view.text
    for name in world.names:
        assert not any(each.holds for each in world.view.assents)
        world.write(
            name, *(Adopt(text=text, stage=stage) for stage in ("basis", "text")), Initial(text=text, scope="whole")
        )
    assert {each.kind for each in world.view.assents} == {"basis", "text", "whole"}
    assert all(each.holds and not each.missing and each.text == text for each in world.view.assents)


def test_an_adoption_taken_back_in_time_is_not_said() -> None:
    world = World()
    text = world.view.text
    world.write("ARV", Adopt(text=text, stage="text"))
    world.write("ARV", Adopt(text=text, stage="text", withdraws=True))
    assert world.view.assents == ()


def test_of_two_texts_that_every_member_adopted_neither_holds() -> None:
    world = World()
    for text in (world.view.text, bytes(32)):
        for name in world.names:
            world.write(name, Adopt(text=text, stage="text"))
    assert [(each.missing, each.holds) for each in world.view.assents] == [((), False), ((), False)]


def test_a_version_in_another_language_is_initialled_beside_the_text() -> None:
    world = World()
    version = text_of("a Un doit.\nb Deux.", title="Projet")
    world.write("ARV", version, LanguageVersion(text=version.digest, of=world.view.text, origins=(), authentic=True))
    for text in (world.view.text, version.digest):
        for name in world.names:
            world.write(name, Initial(text=text, scope="whole"))
    assert [each.holds for each in world.view.assents] == [True, True]


def test_points_and_pages_are_initialled_one_by_one() -> None:
    world = World()
    text = world.view.text
    provisions = tuple(sorted((world.provision(each) for each in "ab"), key=lambda each: each.point))
    for name in world.names:
        world.write(name, Initial(text=text, scope="point", provisions=provisions))
    world.write("BOR", Initial(text=text, scope="page", page=2))
    world.write("BOR", Initial(text=text, scope="page", page=3))
    world.write("BOR", Initial(text=text, scope="page", page=3, withdraws=True))
    points = [each for each in world.view.assents if each.kind == "point"]
    assert {(each.point, each.wording) for each in points} == {(each.point, each.wording) for each in provisions}
    assert all(each.holds and each.text == text for each in points)
    page = only(world, "page")
    assert (page.page, page.holds, set(page.said)) == (2, False, {party("BOR")})


def test_nothing_is_closed_where_the_opening_is_contested() -> None:
    world = contested_world()
    (closing,) = world.view.assents
    assert (closing.kind, closing.missing, closing.holds) == ("close", (), False)
