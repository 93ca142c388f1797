"""What a member that means harm can do to the state of the others: nothing that they would not see, and no consent."""

from collections.abc import Sequence
from dataclasses import replace

from tests.practice.talks.scribe import BEGINNING, NO_MARKS, World, party, point, read_lines, text_of
from verbale.formats import limits
from verbale.formats.talks.acts import write_act
from verbale.formats.talks.agreement import Adopt, Close, Leave, Reopen
from verbale.formats.talks.causes import Causes, Marks
from verbale.formats.talks.opening import Opening
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Provision, Reference, added_point, wording_digest
from verbale.formats.talks.remark import Remark
from verbale.formats.talks.revision import Revision
from verbale.practice.talks.letter import TalksLetter, read_letter
from verbale.practice.talks.state import State, fold


def talk(world: World, count: int) -> None:
    """Letters that decide nothing, so that what is written upon them has a longer past."""
    for _ in range(count):
        world.write("CAL", Remark(topic="comment", text="We go on."))


def closing(world: World, name: str, *causes: TalksLetter) -> TalksLetter:
    return world.write(name, Close(provisions=(world.provision("a"),)), causes=[each.id for each in causes])


def reopening(world: World, name: str, *causes: TalksLetter) -> TalksLetter:
    return world.write(name, Reopen(points=(point("a"),)), causes=[each.id for each in causes])


def test_a_closing_that_is_complete_is_not_undone_by_another_closing_with_other_causes() -> None:
    world = World()
    opening = world.letters[0]
    early = closing(world, "BOR", opening)
    talk(world, 5)
    late = closing(world, "ARV")
    closing(world, "CAL", early, late)
    assert world.status("a") == "closed"
    # Taken back too late: whoever closed last did not know. A second closing that knows of it, and of less else, is
    # no way to make it known in time.
    back = reopening(world, "BOR", early)
    assert world.status("a") == "closed"
    closing(world, "ARV", back)
    assert world.status("a") == "closed"


def test_an_adoption_that_is_complete_is_not_undone_by_another_adoption_with_other_causes() -> None:
    world = World()
    opening, text = world.letters[0], world.view.text
    early = world.write("BOR", Adopt(text=text, stage="text"), causes=[opening.id])
    talk(world, 5)
    late = world.write("ARV", Adopt(text=text, stage="text"))
    world.write("CAL", Adopt(text=text, stage="text"), causes=[early.id, late.id])
    back = world.write("BOR", Adopt(text=text, stage="text", withdraws=True), causes=[early.id])
    world.write("ARV", Adopt(text=text, stage="text"), causes=[back.id])
    assert world.view.adopted == text


def test_a_closing_that_was_held_back_does_not_close_again_what_all_opened() -> None:
    world = World()
    opening = world.letters[0]
    talk(world, 5)
    for name in world.names:
        closing(world, name)
    for name in world.names:
        reopening(world, name)
    assert world.status("a") == "open"
    closing(world, "ARV", opening)
    assert world.status("a") == "open"


def test_a_letter_to_some_members_counts_for_nobody_whatever_else_was_opened_among_them() -> None:
    world = World()
    told = [*world.letters]
    private = replace(world.says("ARV", "a", "accept"), recipients=(party("BOR"),))
    few = Opening(members=tuple(sorted((party("ARV"), party("BOR")))), text=text_of(world.source).digest)
    sub = replace(world.write("ARV", text_of(world.source), few, causes=None), recipients=(party("BOR"),))
    state = fold([*told, private, sub], read=read_lines)
    counts = {each.letter: each.code for each in state.asides}
    assert counts[private.id] == "not-to-all"
    assert sub.id not in counts
    whole = replace(told[0], recipients=(party("BOR"),))
    assert [each.code for each in fold([whole], read=read_lines).asides] == ["not-to-all"]
    # The members of the talks themselves are told alike, with and without it.
    alone = fold([*told, private], read=read_lines)
    assert alone.now().digest == fold(told, read=read_lines).now().digest
    assert alone.now().frontier == (told[0].id,)


def test_a_letter_that_waits_is_kept_with_those_to_whom_it_went() -> None:
    world = World()
    lost = world.says("BOR", "a", "accept")
    late = replace(world.says("ARV", "a", "accept"), recipients=(party("BOR"),))
    state = State.read(fold([world.letters[0], late], read=read_lines).write(), read=read_lines)
    state.add(lost)
    assert [(each.letter, each.code) for each in state.asides] == [(late.id, "not-to-all")]


def test_a_flood_of_points_keeps_nobody_from_writing() -> None:
    world = World()
    texts = tuple(f"Flood {number}." for number in range(64))
    split = Proposal(verb="SPLIT", point=point("d"), basis=world.provision("d").wording, texts=texts)
    world.write("ARV", *[split] * (limits.TALKS_POINTS // len(texts) + 1))
    assert len(world.view.points) > limits.TALKS_POINTS
    world.says("BOR", "a", "accept")
    assert world.point("a").positions[party("BOR")].position == "accept"
    assert world.state.differences() == ()
    world.says("CAL", "a", "accept", marks=Marks(state=bytes(32), rows="", points=""))
    assert [each.frame for each in world.state.differences()] == [True]


def test_a_flood_of_letters_side_by_side_keeps_nobody_from_writing() -> None:
    world = World()
    opening = world.letters[0]
    world.says("BOR", "a", "reject")
    for number in range(limits.TALKS_CAUSES + 2):
        world.write("ARV", Remark(topic="comment", text=f"Flood {number}."), causes=[opening.id])
    state, own = world.state, world.letters[1].id
    assert len(state.now().frontier) == limits.TALKS_CAUSES + 3
    view = state.next(party("BOR"))
    assert own in view.frontier
    assert len(view.frontier) == limits.TALKS_CAUSES
    assert len(state.next(party("nobody")).frontier) == limits.TALKS_CAUSES
    causes = Causes(causes=view.frontier, marks=view.marks)
    parts = [write_act(causes), write_act(Remark(topic="comment", text="We go on."))]
    letter = read_letter(letter=bytes(32), sender=party("BOR"), created=BEGINNING, parts=parts)
    assert letter is not None
    state.add(letter)
    assert state.differences() == ()
    after = state.next(party("BOR"))
    assert after is state.now()
    assert letter.id in after.frontier


def crafted(name: str, sender: str, causes: Sequence[bytes], *parts: tuple[str, str]) -> TalksLetter:
    """A letter under an id of somebody's choice: no signed letter can name itself, or one that names it."""
    upon = write_act(Causes(causes=tuple(sorted(causes)), marks=NO_MARKS))
    letter = read_letter(
        letter=name.encode().ljust(32), sender=party(sender), created=BEGINNING, parts=[*parts, upon], recipients=None
    )
    assert letter is not None
    return letter


def test_letters_that_name_each_other_or_themselves_wait_for_ever_and_are_named() -> None:
    world = World()
    before = world.view.digest
    leave = write_act(Leave())
    first = crafted("first", "ARV", [b"second".ljust(32), world.letters[0].id], leave)
    second = crafted("second", "ARV", [first.id], leave)
    itself = crafted("itself", "ARV", [b"itself".ljust(32)], leave)
    state = fold([second, itself, *world.letters, first], read=read_lines)
    assert state.waiting == {first.id: (second.id,), second.id: (first.id,), itself.id: (itself.id,)}
    assert (state.now().digest, state.now().left) == (before, ())
    kept = State.read(state.write(), read=read_lines)
    assert kept.waiting == state.waiting


def test_nesting_without_end_and_other_junk_is_kept_aside_by_its_code() -> None:
    world = World()
    before = world.view.digest
    junk = [
        ("talks-positions", '{"points":' + "[" * 100_000),
        ("talks-close", '{"a":' * 17 + "1" + "}" * 17),
        ("talks-leave", '{"v":1,"v":1}'),
        ("talks-adopt", "No JSON."),
    ]
    letter = world.write("ARV", junk=junk)
    codes = ["json-depth", "json-depth", "json-duplicate", "json-syntax"]
    assert [each.code for each in letter.asides] == codes
    assert world.view.left == ()
    world.says("BOR", "a", "accept")
    assert world.state.differences() == ()
    assert before != world.view.digest


def test_who_speaks_of_others_moves_nobody() -> None:
    world = World()
    claim = "BOR accepts all of it, and so does CAL."
    remark = Remark(topic="cooperation", text=claim, points=(point("a"),), voice="named", allies=("BOR", "CAL"))
    world.write("ARV", remark, join_positions([world.position("ARV", "a", "accept")]))
    close = Close(provisions=(world.provision("a"),))
    world.write("ARV", close, close)
    assert world.status("a") == "open"
    assert list(world.point("a").positions) == [party("ARV")]
    assert world.view.silent(point("a")) == tuple(sorted(map(party, ("BOR", "CAL"))))


def test_marks_that_lie_are_told_with_their_sender_and_change_nothing() -> None:
    world = World()
    world.says("BOR", "a", "reject")
    lie = Marks(state=bytes(32), rows="0" * 48, points="0" * 16)
    letter = world.says("ARV", "a", "accept", marks=lie)
    (found,) = world.state.differences()
    assert (found.letter, found.party, found.theirs) == (letter.id, party("ARV"), bytes(32))
    assert set(found.rows) == set(map(party, world.names))
    assert world.point("a").positions[party("BOR")].position == "reject"


def test_words_that_nobody_wrote_are_never_agreed_by_who_did_not_name_them() -> None:
    world = World()
    for name in ("ARV", "BOR"):
        world.says(name, "a", "accept", upon="Unwritten.")
    world.says("CAL", "a", "accept")
    assert world.status("a") == "open"
    assert world.point("a").text == "One shall."
    assert {each.on for each in world.point("a").positions.values()} == {"unknown", "current"}


def test_an_act_of_a_stranger_under_the_name_of_a_point_or_an_act_of_others_is_none() -> None:
    world = World()
    proposal = world.write("BOR", Proposal(verb="ADD", text="New."))
    added = added_point(proposal.id, 0)
    world.names = (*world.names, "DOR")
    world.states["DOR"] = world.state
    world.write(
        "DOR",
        Sponsor(proposal=Reference(letter=proposal.id, place=0)),
        Close(provisions=(Provision(point=added, wording=wording_digest("New.")),)),
    )
    assert world.status(added) == "proposed"
    assert [each.code for each in world.state.asides] == ["not-a-member"]


def test_a_letter_that_one_member_was_not_sent_makes_it_wait_and_is_named_until_it_comes() -> None:
    world = World()
    held_back = world.says("ARV", "a", "reject", to=["BOR"])
    answer = world.says("BOR", "a", "accept")
    assert world.states["CAL"].waiting == {answer.id: (held_back.id,)}
    mine = world.says("CAL", "a", "accept")
    world.states["CAL"].add(held_back)
    assert world.states["CAL"].waiting == {}
    assert world.states["CAL"].now().digest == world.states["BOR"].now().digest
    assert mine.id in world.states["BOR"].now().letters


def test_a_text_that_is_laid_twice_at_once_is_answered_by_points_that_are_named() -> None:
    world = World(penholder="ARV")
    known = world.view.frontier
    laid, first = text_of("a One may."), world.view.text
    for name in ("ARV", "BOR"):
        world.write(name, laid, Revision(text=laid.digest, replaces=first), causes=known)
    assert world.view.text == laid.digest
    world.write("CAL", join_positions([world.position("CAL", "a", "accept")], text=laid.digest, said="a"))
    assert [each.code for each in world.state.asides] == ["text-unknown"]
    assert world.point("a").positions[party("CAL")].on == "current"
