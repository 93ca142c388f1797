"""Order: the same letters give the same state however they come; what is missing is waited for and named."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.practice.talks.crowd import crowd
from tests.practice.talks.scribe import BEGINNING, World, party, point, read_lines
from tests.refusals import refusal_of
from tools.system import ROOT
from tools.vectors.sheets import read_sheet
from verbale.formats.talks.acts import write_act
from verbale.formats.talks.agreement import Leave
from verbale.formats.talks.causes import Causes, Marks
from verbale.practice.talks.ledger import Ledger
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import State, fold
from verbale.practice.talks.view import View

ORDERS = 3_000


def everything(view: View) -> tuple[object, ...]:
    """All that a view shows."""
    points = [
        (each.id, each.number, each.status, each.wording, each.text, each.origins, each.packages, each.contested)
        for each in view.points
    ]
    positions = [(each.id, dict(each.positions), view.alternatives(each.id)) for each in view.points]
    unknown = {name: dict(column) for name, column in view.unknown.items()}
    return (
        view.digest,
        view.marks,
        points,
        positions,
        unknown,
        view.letters,
        view.frontier,
        view.awaited,
        view.packages,
        view.proposals,
        view.remarks,
        view.languages,
        view.concordance,
        view.rounds,
        view.texts,
        view.acts,
        view.assents,
        view.happenings,
        view.due,
        (view.members, view.left, view.text, view.adopted, view.authenticated, view.contested),
    )


def shuffled(letters: Sequence[TalksLetter], seed: int) -> list[TalksLetter]:
    """The letters in an order drawn by a seed."""
    order = list(letters)
    random.Random(seed).shuffle(order)
    return order


@pytest.mark.parametrize("seed", range(12))
def test_any_order_shows_everything_alike(seed: int) -> None:
    letters = crowd(seed, letters=60)
    first = fold(letters, read=read_lines)
    shown = everything(first.now())
    for other in range(6):
        state = fold(shuffled(letters, other), read=read_lines)
        assert everything(state.now()) == shown
        assert state.asides == first.asides
        assert state.differences() == ()


def test_thousands_of_orders_give_one_digest() -> None:
    letters = crowd(7, letters=24, names=("ARV", "BOR", "CAL", "DOR", "EST"))
    digest = fold(letters, read=read_lines).now().digest
    for seed in range(ORDERS):
        assert fold(shuffled(letters, seed), read=read_lines).now().digest == digest, f"order {seed}"


def test_hundreds_of_statements_of_five_parties_give_one_digest() -> None:
    letters = crowd(11, letters=300, names=("ARV", "BOR", "CAL", "DOR", "EST"))
    digest = fold(letters, read=read_lines).now().digest
    for seed in range(5):
        assert fold(shuffled(letters, seed), read=read_lines).now().digest == digest


@given(st.integers(0, 1 << 32), st.integers(0, 1 << 32))
def test_one_by_one_is_the_same_as_at_once_at_every_step(seed: int, order: int) -> None:
    letters = shuffled(crowd(seed, letters=14), order)
    state = State(read=read_lines)
    for count, letter in enumerate(letters, 1):
        state.add(letter)
        state.add(letter)
        again = fold(letters[:count], read=read_lines)
        if not again.waiting or letter.id not in again.waiting:
            assert everything(state.now()) == everything(again.now())
        assert state.waiting == again.waiting


@given(st.integers(0, 1 << 32))
def test_what_a_letter_was_written_upon_is_shown_alike_with_and_without_what_came_later(seed: int) -> None:
    letters = crowd(seed, letters=18)
    state = fold(letters, read=read_lines)
    for count in range(1, len(letters) + 1, 5):
        sooner = fold(letters[:count], read=read_lines).now()
        assert state.among(each.id for each in letters[:count]).digest == sooner.digest
        assert state.upon(sooner.frontier).marks == sooner.marks


def test_the_order_for_display_takes_the_smallest_id_of_those_that_may_come() -> None:
    for seed in range(20):
        letters = crowd(seed, letters=40)
        state = fold(shuffled(letters, seed), read=read_lines)
        counted = set(state.now().letters)
        assert state.now().letters == tuple(each for each in kahn(letters) if each in counted)


def kahn(letters: Sequence[TalksLetter]) -> tuple[bytes, ...]:
    """Kahn's order, written anew."""
    left = {letter.id: set(letter.upon) for letter in letters}
    order: list[bytes] = []
    while left:
        name = min(name for name, causes in left.items() if not causes)
        del left[name]
        for causes in left.values():
            causes.discard(name)
        order.append(name)
    return tuple(order)


def test_a_letter_without_its_causes_waits_is_named_and_changes_nothing() -> None:
    world = World()
    lost = world.says("ARV", "a", "accept")
    late = world.says("BOR", "a", "reject")
    last = world.says("CAL", "a", "discuss")
    state = State(read=read_lines)
    assert refusal_of(state.now) == "refused:talks-unopened"
    assert state.add(world.letters[0]) == (world.letters[0].id,)
    before = state.now().digest
    assert state.add(last) == ()
    assert state.add(last) == ()
    assert state.add(late) == ()
    assert state.waiting == {late.id: (lost.id,), last.id: (late.id,)}
    assert state.now().digest == before
    assert state.add(lost) == (lost.id, late.id, last.id)
    assert state.waiting == {}
    assert state.add(late) == ()
    assert state.now().digest == world.view.digest


def test_a_letter_that_is_neither_an_opening_nor_has_causes_is_kept_aside() -> None:
    world = World()
    stray = world.write("BOR", Leave(), causes=None)
    assert [(each.letter, each.place, each.kind, each.code) for each in world.state.asides] == [
        (stray.id, -1, "", "no-opening")
    ]


def test_junk_in_a_letter_is_kept_aside_by_name_and_the_rest_counts() -> None:
    world = World()
    marks = world.view.marks
    causes = write_act(Causes(causes=world.view.frontier, marks=marks))
    junk = [("talks-positions", "{}"), ("talks-dance", "{}"), ("text", "Hello."), causes]
    letter = world.write("BOR", Leave(), junk=junk)
    assert [(each.place, each.kind, each.code) for each in world.state.asides] == [
        (1, "talks-positions", "member"),
        (2, "talks-dance", "talks-kind"),
        (4, "talks-causes", "causes-twice"),
    ]
    assert world.view.left == (party("BOR"),)
    assert letter.asides == world.state.asides


def test_a_letter_with_no_part_of_talks_is_none_of_them() -> None:
    read = read_letter(letter=bytes(32), sender=bytes(32), created=BEGINNING, parts=[("text", "Hello.")])
    assert read is None


def test_a_state_that_differs_is_named_by_its_rows_and_points() -> None:
    world = World()
    world.says("ARV", "a", "accept")
    sound = world.view.marks
    wrong = World()
    wrong.says("ARV", "a", "reject")
    theirs = wrong.view.marks
    place = world.view.members.index(party("ARV"))
    assert sound.rows[:16] != theirs.rows[:16] or place
    letter = world.says("BOR", "a", "accept", marks=theirs)
    (found,) = world.state.differences()
    assert (found.letter, found.party, found.rows, found.points) == (
        letter.id,
        party("BOR"),
        (party("ARV"),),
        (point("a"),),
    )
    assert (found.ours, found.theirs, found.frame) == (sound.state, theirs.state, False)
    world.says("CAL", "a", "accept", marks=Marks(state=bytes(32), rows="", points=""))
    assert [each.frame for each in world.state.differences()].count(True) == 1
    assert len(world.state.differences()) == 2


def test_the_same_letters_at_every_party_differ_nowhere() -> None:
    world = World()
    for name in (*world.names, *world.names, *world.names):
        world.says(name, "a", "accept")
    assert all(state.differences() == () for state in world.states.values())


def test_letters_that_not_everybody_has_are_no_causes() -> None:
    world = World()
    known = [each.id for each in world.letters]
    private = world.says("ARV", "a", "accept", to=())
    state = world.states["ARV"]
    assert state.now().frontier == (private.id,)
    assert state.among([*known, bytes(32)]).frontier == tuple(known)
    assert state.among(known).digest == world.states["BOR"].now().digest


def test_an_empty_ledger_has_no_letters() -> None:
    ledger = Ledger()
    assert (ledger.all, ledger.frontier(0), ledger.missing()) == (0, (), {})


def test_the_vectors_give_one_state_from_both_ends() -> None:
    sheet = read_sheet(ROOT / "tests" / "vectors" / "talks.json")
    given = {each["name"]: each.get("expect") for each in sheet["vectors"]}
    pairs = [name for name in given if f"{name}, the other way round" in given]
    assert 2 * len(pairs) + 1 == len(given)
    for name in pairs:
        assert given[name] == given[f"{name}, the other way round"]
