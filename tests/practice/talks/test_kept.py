"""A state that is kept is the state that was, grows as it would have, and is refused when damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.talks.crowd import crowd
from tests.practice.talks.scribe import NO_MARKS, World, party, point, read_lines
from tests.practice.talks.test_order import everything, shuffled
from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats.errors import Malformed
from verbale.formats.talks.agreement import Leave
from verbale.formats.talks.causes import Marks
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.provision import wording_digest
from verbale.practice.talks.gazette import ReadText
from verbale.practice.talks.record import read_notes
from verbale.practice.talks.state import State, fold


def read_nothing(source: str, media: str) -> ReadText:
    raise AssertionError("a text that was read before is not read again")


@pytest.mark.parametrize("seed", range(10))
def test_a_kept_state_shows_everything_as_before(seed: int) -> None:
    letters = shuffled(crowd(seed, letters=50), seed)
    state = fold(letters, read=read_lines)
    kept = State.read(state.write(), read=read_nothing)
    assert everything(kept.now()) == everything(state.now())
    assert (kept.asides, kept.waiting, kept.differences()) == (state.asides, state.waiting, state.differences())
    assert kept.write() == state.write()
    for party_id in state.now().members:
        for each in state.now().points:
            assert kept.now().history(each.id, party_id) == state.now().history(each.id, party_id)


@pytest.mark.parametrize("seed", range(6))
def test_a_kept_state_grows_as_it_would_have(seed: int) -> None:
    letters = shuffled(crowd(seed, letters=50), seed + 1)
    state = State(read=read_lines)
    for count, letter in enumerate(letters):
        state.add(letter)
        if count % 9 == 0:
            state = State.read(state.write(), read=read_lines)
    assert everything(state.now()) == everything(fold(letters, read=read_lines).now())


def test_a_kept_state_keeps_waiting_letters_differences_and_clashes() -> None:
    world = World()
    wrong = Marks(state=bytes(32), rows="", points="")
    opening = [world.letters[0].id]
    world.says("BOR", "a", "amend", text="One may.", reason="So.", causes=opening, marks=wrong)
    world.says("BOR", "a", "reject", causes=opening)
    world.says("CAL", "a", "accept", upon="Unknown.", causes=opening)
    lost = world.says("ARV", "a", "accept")
    late = world.write("ARV", *[each.act for each in lost.acts], junk=[("talks-dance", "{}")])
    state = fold([each for each in world.letters if each is not lost], read=read_lines)
    kept = State.read(state.write(), read=read_lines)
    assert kept.waiting == {late.id: (lost.id,)}
    assert len(kept.differences()) == 1
    assert kept.differences() == state.differences()
    shown = kept.now().point(point("a"))
    assert shown is not None
    assert shown.positions[party("BOR")].position == "contradictory"
    assert [each.reason for each in kept.now().history(point("a"), party("BOR"))].count("So.") == 1
    kept.add(lost)
    assert [each.code for each in kept.asides] == ["talks-kind"]
    assert kept.now().digest == world.view.digest
    assert kept.now().words(wording_digest("One may.")) == "One may."


def test_a_kept_state_keeps_the_wording_that_a_letter_witnessed() -> None:
    world = World()
    world.says("BOR", "a", "amend", text="One may.")
    for name in ("ARV", "CAL"):
        world.says(name, "a", "accept", upon="One may.")
    world.says("BOR", "a", "discuss")
    kept = State.read(world.state.write(), read=read_lines)
    shown = kept.now().point(point("a"))
    assert shown is not None
    assert (shown.text, shown.status) == ("One may.", "open")
    assert everything(kept.now()) == everything(world.view)


def test_a_kept_state_keeps_which_rows_and_points_of_another_house_differed() -> None:
    world, wrong = World(), World()
    world.says("ARV", "a", "accept")
    wrong.says("ARV", "a", "reject")
    world.says("BOR", "a", "accept", marks=wrong.view.marks)
    (found,) = world.state.differences()
    assert (found.rows, found.points) == ((party("ARV"),), (point("a"),))
    assert State.read(world.state.write(), read=read_lines).differences() == (found,)


def test_notes_are_kept_as_long_as_letters_may_make_them() -> None:
    source = "\n".join(f"p{number} Words." for number in range(6))
    world = World(source=source)
    world.write(
        "ARV",
        join_positions(
            [world.position("ARV", f"p{number}", "amend", "é" * 60_000, text="é" * 60_000) for number in range(6)]
        ),
    )
    kept = State.read(world.state.write(), read=read_lines)
    assert everything(kept.now()) == everything(world.view)
    assert [each.text for each in kept.now().history(point("p5"), party("ARV"))] == ["é" * 60_000]


def test_a_state_with_a_letter_that_belongs_to_no_talks_is_kept_again_and_again() -> None:
    world = World()
    lost = world.write("ARV", Leave(), causes=None)
    state = fold([world.letters[0], lost], read=read_lines)
    assert [each.code for each in state.asides] == ["no-opening"]
    kept = State.read(state.write(), read=read_lines)
    assert kept.write() == state.write()
    follower = world.write("BOR", Leave(), causes=[lost.id], marks=NO_MARKS)
    kept.add(follower)
    assert [each.code for each in kept.asides] == ["no-opening", "no-opening"]


def test_a_kept_note_that_says_too_much_is_named() -> None:
    with pytest.raises(Malformed, match="A note on a position has a member that is not part of its format"):
        read_notes('{"notes":[{"at":0,"more":1}]}')


def test_a_state_without_an_opening_can_be_kept() -> None:
    world = World()
    world.says("ARV", "a", "accept")
    state = State(read=read_lines)
    state.add(world.letters[1])
    kept = State.read(state.write(), read=read_lines)
    kept.add(world.letters[0])
    assert kept.now().digest == world.view.digest


KEPT = fold(crowd(1, letters=12), read=read_lines).write()


@given(st.data())
def test_a_kept_state_that_was_damaged_anywhere_is_refused(data: st.DataObject) -> None:
    assert refusal_of(State.read, data.draw(damaged(KEPT))) == "malformed:state-form"
