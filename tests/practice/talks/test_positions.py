"""Positions: bound to a wording, due again when it changes, silence apart, contradictions shown."""

from datetime import date

import pytest

from tests.practice.talks.scribe import World, party, point, read_lines, text_of
from tests.refusals import refusal_of
from verbale.formats.talks.agreement import Close, Leave
from verbale.formats.talks.positions import Position, join_positions
from verbale.formats.talks.provision import wording_digest
from verbale.formats.talks.revision import Revision
from verbale.practice.talks.state import at, fold

ONE, TWO = wording_digest("One shall."), wording_digest("Two shall.")


def test_silence_is_a_state_of_its_own_and_never_acceptance() -> None:
    world = World()
    world.says("ARV", "a", "accept")
    world.says("BOR", "a", "accept")
    shown = world.point("a")
    assert shown.status == "open"
    assert set(shown.positions) == {party("ARV"), party("BOR")}
    assert len(shown.positions) == 2
    assert party("CAL") not in shown.positions
    assert world.view.silent(point("a")) == (party("CAL"),)
    assert world.view.silent("ff" * 8) == world.view.members
    assert world.view.awaited[party("CAL")] == tuple(point(each) for each in "abcd")


def test_a_point_is_agreed_once_everybody_accepts_and_ad_referendum_says_so() -> None:
    world = World()
    for name in world.names:
        world.says(name, "a", "accept")
        world.says(name, "b", "accept", ad_referendum=name == "CAL")
        world.says(name, "c", "maintain" if name == "ARV" else "accept")
        world.says(name, "d", "editorial" if name == "ARV" else "accept")
    assert [each.status for each in world.view.points] == ["agreed", "agreed-ad-ref", "agreed", "open"]


def test_a_position_tells_all_that_it_says() -> None:
    world = World()
    letter = world.says(
        "BOR", "b", "reserve", reserve="scrutiny", until=date(2026, 11, 30), reason="Capital.", not_negotiable=True
    )
    shown = world.point("b")
    found = shown.positions[party("BOR")]
    assert (found.party, found.position, found.wording, found.letter) == (party("BOR"), "reserve", TWO, letter.id)
    assert (found.reserve, found.until, found.reason) == ("scrutiny", date(2026, 11, 30), "Capital.")
    assert found.not_negotiable
    assert not found.due_again
    assert not found.ad_referendum
    assert (found.on, found.stands_for, found.at) == ("current", None, letter.created)
    world.says("BOR", "b", "reserve")
    again = world.point("b")
    assert again.positions[party("BOR")].reserve == "general"
    with pytest.raises(KeyError):
        again.positions[party("ARV")]


def test_a_wording_that_all_accept_takes_the_place_and_positions_on_the_old_one_are_due_again() -> None:
    world = World()
    world.says("ARV", "b", "accept")
    world.says("BOR", "b", "amend", text="Two may.")
    assert world.status("b") == "open"
    (other,) = world.view.alternatives(point("b"))
    assert (other.text, other.parties) == ("Two may.", (party("BOR"),))
    assert world.view.alternatives("ff" * 8) == ()
    world.says("CAL", "b", "accept", upon="Two may.")
    shown = world.point("b")
    assert shown.wording == TWO
    assert shown.positions[party("CAL")].on == "alternative"
    world.says("ARV", "b", "accept", upon="Two may.")
    shown = world.point("b")
    assert (shown.status, shown.text) == ("agreed", "Two may.")
    assert (shown.wording, shown.base) == (wording_digest("Two may."), TWO)
    assert shown.positions[party("BOR")].on == "current"
    # Who turns away later does not bring the old wording back, and is shown on the wording that stands.
    world.says("ARV", "b", "accept", upon="Two shall.")
    shown = world.point("b")
    assert (shown.status, shown.text) == ("open", "Two may.")
    assert shown.positions[party("ARV")].due_again
    assert point("b") in world.view.awaited[party("ARV")]


@pytest.mark.parametrize("at_once", [False, True])
def test_the_words_of_the_text_stand_again_once_all_turn_back_to_them_by_a_sign_for_each_point(at_once: bool) -> None:
    world, other = World(), wording_digest("Two may.")
    for name in world.names:
        world.says(name, "b", "accept", upon="Two may.")
    assert (world.status("b"), world.point("b").wording) == ("agreed", other)
    known = world.view.frontier if at_once else ()
    for name in world.names:
        assert world.point("b").wording == other
        world.write(name, join_positions([], text=text_of(world.source).digest, said="-a--"), causes=known)
    assert (world.status("b"), world.point("b").wording) == ("agreed", TWO)
    world.says("CAL", "b", "reject")
    assert (world.status("b"), world.point("b").wording) == ("open", TWO)


def test_a_wording_that_nobody_knows_is_kept_and_shown_as_such() -> None:
    world = World()
    world.says("BOR", "a", "accept", upon="Nobody wrote this.")
    shown = world.point("a")
    assert shown.positions[party("BOR")].on == "unknown"
    assert world.view.words(shown.positions[party("BOR")].wording) is None
    assert world.view.words(bytes(32)) is None
    assert world.view.words(ONE) == "One shall."
    assert shown.wording == ONE


def test_a_point_that_nobody_knows_is_kept_beside_the_table() -> None:
    world = World()
    world.says("BOR", "nowhere", "reject", upon="What?")
    assert world.view.point(point("nowhere")) is None
    assert list(world.view.unknown) == [point("nowhere")]
    assert world.view.unknown[point("nowhere")][party("BOR")].position == "reject"


def test_contradictory_positions_of_one_letter_are_shown_as_such() -> None:
    world = World()
    first, other = (
        join_positions([Position(point=point("a"), wording=ONE, word=word)]) for word in ("accept", "reject")
    )
    world.write("BOR", first, other, first)
    shown = world.point("a")
    found = shown.positions[party("BOR")]
    assert found.position == "contradictory"
    assert {each.position for each in found.contradictory} == {"accept", "reject"}
    assert point("a") in world.view.awaited[party("BOR")]
    world.says("BOR", "a", "accept")
    shown = world.point("a")
    assert shown.positions[party("BOR")].position == "accept"


def test_contradictory_positions_of_concurrent_letters_are_shown_until_a_later_one_settles_them() -> None:
    world = World()
    opening = [world.letters[0].id]
    world.says("BOR", "a", "accept", causes=opening)
    world.says("BOR", "a", "reject", causes=opening)
    world.says("BOR", "b", "accept", causes=opening)
    world.says("BOR", "b", "accept", causes=opening)
    world.says("BOR", "c", "accept", causes=opening)
    shown = {each.id: each.positions[party("BOR")] for each in world.view.points if each.positions}
    assert shown[point("a")].position == "contradictory"
    assert {each.letter for each in shown[point("a")].contradictory} == {each.id for each in world.letters[1:3]}
    assert shown[point("b")].position == shown[point("c")].position == "accept"
    for name in ("ARV", "CAL"):
        world.says(name, "a", "accept")
        world.says(name, "b", "accept")
    assert (world.status("a"), world.status("b")) == ("open", "agreed")
    world.says("BOR", "a", "accept")
    assert world.status("a") == "agreed"


def test_many_positions_are_said_in_one_go_by_a_sign_for_each_point() -> None:
    world = World()
    text = world.view.text
    world.write("ARV", join_positions([world.position("ARV", "b", "discuss")], text=text, said="aax-"))
    found = [each.positions.get(party("ARV")) for each in world.view.points]
    assert [each and each.position for each in found] == ["accept", "discuss", "reject", None]
    world.write("ARV", join_positions([], text=text, said="---d"))
    found = [each.positions.get(party("ARV")) for each in world.view.points]
    assert [each and each.position for each in found] == ["accept", "discuss", "reject", "discuss"]


@pytest.mark.parametrize(
    ("said", "text", "code"),
    [("aa", None, "positions-length"), ("aaaa", bytes(32), "text-unknown")],
)
def test_positions_on_a_text_that_they_do_not_fit_are_kept_aside(said: str, text: bytes | None, code: str) -> None:
    world = World()
    world.write("ARV", join_positions([], text=text or world.view.text, said=said))
    (aside,) = world.state.asides
    assert (aside.code, aside.kind, aside.place) == (code, "talks-positions", 0)
    assert not any(each.positions for each in world.view.points)


def test_whoever_settles_a_contradiction_agrees_though_another_letter_came_between() -> None:
    world = World()
    opening = [world.letters[0].id]
    torn = [world.says("ARV", "a", word, causes=opening).id for word in ("accept", "reject")]
    world.says("CAL", "a", "accept", causes=opening)
    world.says("ARV", "a", "accept", causes=sorted(torn))
    assert world.status("a") == "open"
    world.says("BOR", "a", "accept")
    assert world.status("a") == "agreed"
    world = World()
    amended = [world.says("BOR", "a", "amend", text="One may.").id]
    torn = [world.says("ARV", "a", word, upon="One may.", causes=amended).id for word in ("accept", "reject")]
    world.says("CAL", "b", "discuss", causes=[world.letters[0].id])
    world.says("ARV", "a", "accept", upon="One may.", causes=sorted(torn))
    world.says("CAL", "a", "accept", upon="One may.")
    assert (world.status("a"), world.point("a").text) == ("agreed", "One may.")


def test_a_letter_may_be_written_upon_several() -> None:
    world = World()
    opening = [world.letters[0].id]
    upon = [world.says(name, "a", "accept", causes=opening).id for name in ("BOR", "ARV")]
    shown = world.state.upon(upon).point(point("a"))
    assert shown is not None
    assert set(shown.positions) == {party("ARV"), party("BOR")}


def test_the_history_of_a_cell_names_every_letter_the_newest_first() -> None:
    world = World()
    letters = [world.says("BOR", "a", word) for word in ("reject", "reserve", "accept")]
    found = world.view.history(point("a"), party("BOR"))
    assert [(each.position, each.letter) for each in found] == [
        ("accept", letters[2].id),
        ("reserve", letters[1].id),
        ("reject", letters[0].id),
    ]
    earlier = world.state.upon([letters[1].id]).history(point("a"), party("BOR"))
    assert [each.letter for each in earlier] == [letters[1].id, letters[0].id]
    both = world.write("CAL", *(join_positions([world.position("CAL", "a", word)]) for word in ("accept", "reject")))
    shown = world.view.history(point("a"), party("CAL"))
    assert [(each.position, each.letter) for each in shown] == [("accept", both.id), ("reject", both.id)]
    assert world.view.history(point("a"), party("ARV")) == ()
    assert world.view.history(point("a"), bytes(32)) == ()
    assert world.view.history("ff" * 8, party("BOR")) == ()


def test_the_state_is_shown_as_it_was_for_a_letter_and_at_a_moment() -> None:
    world = World()
    first = world.says("ARV", "a", "accept")
    second = world.says("BOR", "a", "reject")
    state = world.state
    assert state.at(first.id).digest == fold(world.letters[:2], read=read_lines).now().digest
    assert at(world.letters, first.created, read=read_lines).digest == state.at(first.id).digest
    assert state.at(second.created).digest == state.now().digest
    assert state.at(second.id).letters == tuple(each.id for each in world.letters)
    assert refusal_of(state.at, bytes(32)) == "refused:letter-unknown"
    assert refusal_of(state.at, first.created.replace(year=2025)) == "refused:talks-unopened"


def test_a_letter_written_by_a_moment_counts_only_with_all_its_causes() -> None:
    world = World()
    first = world.says("ARV", "a", "accept")
    early = world.says("BOR", "b", "accept")
    world.letters[-1] = type(early)(
        id=early.id, sender=early.sender, created=world.letters[0].created, acts=early.acts, causes=early.causes
    )
    before = first.created.replace(minute=0)
    assert at(world.letters, before, read=read_lines).letters == (world.letters[0].id,)


def test_text_of_the_talks_is_told() -> None:
    world = World()
    (text,) = world.view.texts
    assert text.in_force
    assert text.laid == text_of(world.source)
    assert (text.party, text.letter) == (party("ARV"), world.view.opening)
    assert world.view.agreement == "point"
    assert world.view.left == ()
    assert world.view.penholder is None


def test_what_stands_until_a_day_is_told_by_that_day() -> None:
    world = World()
    world.says("ARV", "b", "reserve", reserve="scrutiny", until=date(2026, 5, 1))
    world.says("BOR", "a", "accept", ad_referendum=True, until=date(2026, 4, 1))
    world.says("CAL", "a", "reserve")
    world.says("CAL", "d", "reserve", until=date(2026, 4, 2))
    world.says("CAL", "d", "accept")
    due = [(name, each.party, each.position) for name, each in world.view.due]
    assert due == [(point("a"), party("BOR"), "accept"), (point("b"), party("ARV"), "reserve")]


def test_what_was_taken_on_another_wording_or_is_closed_falls_due_no_more() -> None:
    world = World(penholder="ARV")
    for where in "abc":
        world.says("BOR", where, "reserve", until=date(2026, 5, 1))
    for name in world.names:
        world.write(name, Close(provisions=(world.provision("a"),)))
    laid = text_of("a One shall.\nb Two may.\nc Three shall.\nd Four shall.", title="Second draft")
    world.write("ARV", laid, Revision(text=laid.digest, replaces=world.view.text, origins=()))
    assert [name for name, _ in world.view.due] == [point("c")]
    world.write("BOR", Leave())
    assert world.view.due == ()
