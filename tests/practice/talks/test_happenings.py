"""What came about in talks, with which letter, and by whose word."""

from itertools import permutations, product

import pytest

from tests.practice.talks.crowd import crowd
from tests.practice.talks.scribe import World, contested_world, point, read_lines, text_of
from verbale.formats.talks.agreement import Adopt, Close, Initial, Leave, Reopen
from verbale.formats.talks.revision import Revision
from verbale.practice.talks.state import fold


def close_all(world: World, *where: str) -> list[bytes]:
    provisions = tuple(sorted((world.provision(each) for each in where), key=lambda each: each.point))
    return [world.write(name, Close(provisions=provisions)).id for name in world.names]


def test_nothing_came_about_before_every_member_said_it() -> None:
    world = World()
    for name in ("ARV", "BOR"):
        world.write(name, Close(provisions=(world.provision("a"),)), Adopt(text=world.view.text, stage="text"))
    assert list(world.view.happenings) == []


def test_points_are_closed_and_opened_again_with_the_letters_that_say_so() -> None:
    world = World()
    closes = close_all(world, "b", "a")
    reopens = [world.write(name, Reopen(points=(point("a"),))).id for name in world.names]
    again = close_all(world, "a")
    both, only_a, last = (
        [each for each in world.view.happenings if point("b") in each.points],
        [each for each in world.view.happenings if each.points == (point("a"),)],
        world.view.happenings[-1],
    )
    assert [(each.kind, each.letter, each.said) for each in both] == [("closed", closes[-1], tuple(closes))]
    assert [(each.kind, each.letter, each.said) for each in only_a] == [
        ("closed", closes[-1], tuple(closes)),
        ("reopened", reopens[-1], tuple(reopens)),
        ("closed", again[-1], tuple(again)),
    ]
    assert last.letter == again[-1]


def test_points_that_the_same_letters_close_are_told_together_in_the_order_of_the_table() -> None:
    world = World()
    close_all(world, "d", "a", "c")
    (closed,) = world.view.happenings
    assert closed.points == (point("a"), point("c"), point("d"))
    world = World(penholder="ARV")
    laid = text_of("d Four shall.\nc Three shall.\nb Two shall.\na One shall.", title="Second draft")
    world.write("ARV", laid, Revision(text=laid.digest, replaces=world.view.text, origins=()))
    close_all(world, "d", "a", "c")
    assert world.view.happenings[-1].points == (point("d"), point("c"), point("a"))


def test_a_closing_is_complete_when_the_last_who_did_not_close_left() -> None:
    world = World()
    for name in ("ARV", "BOR"):
        world.write(name, Close(provisions=(world.provision("a"),)))
    left = world.write("CAL", Leave())
    (closed,) = world.view.happenings
    assert (closed.kind, closed.letter, len(closed.said)) == ("closed", left.id, 2)


def test_closings_that_contradict_one_another_are_told_so() -> None:
    world = World()
    known = world.view.frontier
    for words in (None, "One may."):
        for name in world.names:
            world.write(name, Close(provisions=(world.provision("a", words),)), causes=known)
    assert [each.kind for each in world.view.happenings][-1] == "contested"
    assert len(world.view.happenings[-1].said) == 6


def test_a_closing_of_no_point_of_the_table_came_to_nothing() -> None:
    world = World()
    strange = world.provision("a")
    strange = type(strange)(point="0" * 16, wording=strange.wording)
    for name in world.names:
        world.write(name, Close(provisions=(strange,)))
    assert list(world.view.happenings) == []


def test_a_text_is_adopted_and_authentic_with_the_last_letter_that_says_so() -> None:
    world = World()
    text = world.view.text
    adopts = [world.write(name, Adopt(text=text, stage="text")).id for name in world.names]
    initials = [world.write(name, Initial(text=text, scope="whole")).id for name in world.names]
    assert [(each.kind, each.text, each.letter, each.said) for each in world.view.happenings] == [
        ("adopted", text, adopts[-1], tuple(adopts)),
        ("authenticated", text, initials[-1], tuple(initials)),
    ]


def test_a_second_text_that_all_adopt_takes_the_adoption_of_the_first_along() -> None:
    world = World()
    for text in (world.view.text, bytes(32)):
        for name in world.names:
            world.write(name, Adopt(text=text, stage="text"))
    assert [(each.kind, bool(each.text), len(each.said)) for each in world.view.happenings] == [
        ("adopted", True, 3),
        ("adopted", False, 0),
    ]


def test_a_revised_text_comes_in_force_by_its_penholder_or_by_all() -> None:
    for penholder in ("BOR", None):
        world = World(penholder=penholder)
        laid = text_of("a One shall.\nb Two may.\nc Three shall.\nd Four shall.", title="Second draft")
        revised = world.write("BOR", laid, Revision(text=laid.digest, replaces=world.view.text, origins=()))
        basis = [] if penholder else [world.write(n, Adopt(text=laid.digest, stage="basis")).id for n in world.names]
        (happening,) = world.view.happenings
        assert (happening.kind, happening.text) == ("in-force", laid.digest)
        assert (happening.letter, happening.said) == ((basis or [revised.id])[-1], tuple(basis))


def test_what_came_about_is_what_it_was_at_an_earlier_moment() -> None:
    world = World()
    closes = close_all(world, "a")
    close_all(world, "b")
    (then,) = world.state.at(closes[-1]).happenings
    assert then.points == (point("a"),)


def test_nothing_is_closed_where_the_opening_is_contested() -> None:
    world = contested_world()
    assert world.state.at(world.letters[-2].id).happenings
    assert list(world.view.happenings) == []


@pytest.mark.parametrize("knowing", [False, True], ids=["unknown", "known"])
def test_who_says_the_same_twice_at_once_is_heard_alike_in_any_order(knowing: bool) -> None:
    world = World()
    opening, text = [world.letters[0].id], world.view.text
    for name in ("ARV", "ARV", "BOR", "CAL"):
        world.write(name, Adopt(text=text, stage="text"), causes=opening)
    close_all(world, "a")
    frontier = world.view.frontier
    for _ in range(3):
        world.write("ARV", Reopen(points=(point("a"),)), causes=frontier)
    for name in ("BOR", "CAL"):
        world.write(name, Reopen(points=(point("a"),)), causes=() if knowing else frontier)
    first = world.view
    for adopted, reopened in product(permutations(range(1, 5)), permutations(range(8, 11))):
        order = [0, *adopted, *range(5, 8), *reopened, *range(11, len(world.letters))]
        view = fold([world.letters[each] for each in order], read=world.read).now()
        assert (view.digest, view.happenings, view.assents) == (first.digest, first.happenings, first.assents)
    assert {each.kind for each in first.happenings} == {"adopted", "closed", "reopened"}


@pytest.mark.parametrize("seed", range(24))
def test_what_came_about_last_is_what_holds_now(seed: int) -> None:
    view = fold(crowd(seed, letters=80, names=("ARV", "BOR")), read=read_lines).now()
    last: dict[str, str] = {}
    for each in view.happenings:
        last |= dict.fromkeys(each.points, each.kind) | ({} if each.points else {each.kind: each.text.hex()})
    closings = [each for each in view.assents if each.kind == "close"]
    assert {each.point for each in closings if each.holds} == {name for name, kind in last.items() if kind == "closed"}
    assert {each.id for each in view.points if each.contested} == {name for name in last if last[name] == "contested"}
    shown = {"adopted": view.adopted, "authenticated": view.authenticated}
    assert {kind: last.get(kind, "") for kind in shown} == {kind: (text or b"").hex() for kind, text in shown.items()}
    assert last.get("in-force", view.text.hex()) == view.text.hex()
