"""Proposals: the verbs, sponsors, and what follows once every member sponsors one."""

import pytest

from tests.practice.talks.scribe import World, party, point
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal, Sponsor
from verbale.formats.talks.provision import Reference, added_point, wording_digest
from verbale.formats.talks.remark import Remark
from verbale.practice.talks.letter import TalksLetter


def propose(world: World, name: str, verb: str, where: str = "", **more: object) -> TalksLetter:
    basis = world.point(where).wording if where else None
    return world.write(name, Proposal(verb=verb, point=point(where) if where else "", basis=basis, **more))  # type: ignore[arg-type]


def sponsor(world: World, letter: TalksLetter, *names: str, withdraws: bool = False) -> None:
    for name in names:
        world.write(name, Sponsor(proposal=world.reference(letter), withdraws=withdraws))


@pytest.mark.parametrize(
    ("verb", "text", "word", "stands"),
    [
        ("MOD", "One may.", "amend", "One may."),
        ("EDITORIAL", "One shall ...", "editorial", "One shall ..."),
        ("SUP", "", "reject", ""),
        ("NOC", "", "maintain", "One shall."),
    ],
)
def test_a_proposal_is_a_position_of_its_sponsor_too(verb: str, text: str, word: str, stands: str) -> None:
    world = World()
    letter = propose(world, "BOR", verb, "a", text=text, reason="Because.", not_negotiable=True)
    found = world.point("a").positions[party("BOR")]
    assert (found.position, found.text, found.reason, found.letter) == (word, text, "Because.", letter.id)
    assert found.stands_for == wording_digest(stands)
    assert found.not_negotiable
    (shown,) = world.view.proposals
    assert (shown.letter, shown.place, shown.party, shown.points) == (letter.id, 0, party("BOR"), (point("a"),))
    assert (shown.sponsors, shown.supported) == ((party("BOR"),), False)


def test_a_position_in_the_same_letter_goes_before_what_a_proposal_implies() -> None:
    world = World()
    from verbale.formats.talks.positions import join_positions

    proposal = Proposal(verb="MOD", point=point("a"), basis=world.point("a").wording, text="One may.")
    world.write("BOR", proposal, join_positions([world.position("BOR", "a", "discuss")]))
    assert world.point("a").positions[party("BOR")].position == "discuss"


def test_a_point_that_every_member_wants_gone_is_deleted_and_stays_visible() -> None:
    world = World()
    letter = propose(world, "BOR", "SUP", "a")
    assert world.status("a") == "open"
    sponsor(world, letter, "ARV", "CAL")
    shown = world.point("a")
    assert (shown.status, shown.text) == ("deleted", "")
    assert world.view.words(shown.base) == "One shall."
    assert world.view.proposals[0].supported


def test_a_sponsor_may_withdraw_and_one_who_took_a_position_keeps_it() -> None:
    world = World()
    letter = propose(world, "BOR", "MOD", "a", text="One may.")
    sponsor(world, letter, "ARV", "CAL")
    assert world.status("a") == "agreed"
    assert world.view.proposals[0].sponsors == (party("BOR"), *sorted((party("ARV"), party("CAL"))))
    sponsor(world, letter, "ARV", withdraws=True)
    assert party("ARV") not in world.view.proposals[0].sponsors
    assert world.point("a").positions[party("ARV")].position == "accept"
    sponsor(world, letter, "BOR", withdraws=True)
    assert world.view.proposals[0].sponsors == (party("CAL"),)


def test_an_added_point_stands_where_it_was_put_and_is_proposed_until_all_accept() -> None:
    world = World()
    words = "A new one that has rather more than a dozen words in it, so cut."
    first = propose(world, "BOR", "ADD", after=point("b"), text=words, number="2bis")
    second = propose(world, "CAL", "ADD", after=point("b"), text="Another.")
    behind = propose(world, "ARV", "ADD", after=added_point(first.id, 0), text="Behind.")
    head = propose(world, "ARV", "ADD", text="First.")
    lost = propose(world, "ARV", "ADD", after="ff" * 8, text="Last.")
    ids = [each.id for each in world.view.points]
    new = {letter.id: added_point(letter.id, 0) for letter in (first, second, behind, head, lost)}
    assert ids[0] == new[head.id]
    assert ids[-1] == new[lost.id]
    assert ids.index(new[behind.id]) == ids.index(new[first.id]) + 1
    assert ids.index(point("b")) < ids.index(new[first.id]) < ids.index(new[second.id]) < ids.index(point("c"))
    shown = world.point(new[first.id])
    assert (shown.status, shown.number, shown.under) == ("proposed", "2bis", ())
    assert shown.title == "A new one that has rather more than a dozen words in …"
    assert world.point(new[second.id]).title == "Another."
    sponsor(world, first, "ARV", "CAL")
    assert world.status(new[first.id]) == "agreed"
    assert world.view.proposals[0].points == (new[first.id],)


def test_points_added_behind_one_that_is_not_there_come_last_in_their_order() -> None:
    world = World()
    for words in ("Five.", "Six."):
        world.write("BOR", Proposal(verb="ADD", text=words, after=point("nowhere")))
    world.write("CAL", Proposal(verb="SPLIT", point=point("gone"), basis=bytes(32), texts=("Seven.", "Eight.")))
    world.write("CAL", Proposal(verb="ADD", text="One bis.", after=point("a")))
    expected = [
        "One shall.",
        "One bis.",
        "Two shall.",
        "Three shall.",
        "Four shall.",
        "Five.",
        "Six.",
        "Seven.",
        "Eight.",
    ]
    assert [each.text for each in world.view.points] == expected


def test_the_words_of_a_proposal_are_known_whatever_its_sender_says_beside_it() -> None:
    world = World()
    proposal = Proposal(verb="MOD", point=point("a"), basis=world.provision("a").wording, text="One may.")
    world.write("BOR", proposal, join_positions([world.position("BOR", "a", "reject")]))
    world.says("CAL", "a", "accept", upon="One may.")
    shown = world.point("a").positions
    assert (shown[party("BOR")].position, shown[party("CAL")].on) == ("reject", "alternative")
    assert world.view.words(shown[party("CAL")].wording) == "One may."


def test_an_added_point_can_be_amended() -> None:
    world = World()
    new = added_point(propose(world, "BOR", "ADD", text="New.").id, 0)
    world.says("ARV", new, "amend", text="Newer.")
    for name in ("BOR", "CAL"):
        world.says(name, new, "accept", upon="Newer.")
    assert (world.status(new), world.point(new).text) == ("agreed", "Newer.")


def test_the_order_and_the_numbers_change_once_every_member_sponsors_it() -> None:
    world = World()
    letters = [
        propose(world, "BOR", "MOVE", "a", after=point("c")),
        propose(world, "BOR", "RENUMBER", "a", number="3a"),
        propose(world, "BOR", "MOVE", "d"),
    ]
    assert [each.id for each in world.view.points] == [point(each) for each in "abcd"]
    for letter in letters:
        sponsor(world, letter, "ARV", "CAL")
    assert [each.id for each in world.view.points] == [point(each) for each in "dbca"]
    assert world.point("a").number == "3a"
    assert not world.point("a").positions


def test_a_split_gives_points_and_a_merger_takes_them_in_once_every_member_sponsors_it() -> None:
    world = World()
    split = propose(world, "BOR", "SPLIT", "a", texts=("One.", "Shall."))
    given = [added_point(split.id, 0, nth) for nth in range(2)]
    assert [world.status(each) for each in ("a", *given)] == ["open", "proposed", "proposed"]
    assert [each.id for each in world.view.points][:3] == [point("a"), *given]
    assert world.view.proposals[0].points == (point("a"), *given)
    merge = propose(world, "CAL", "MERGE", "c", others=(point("d"),), text="Three and four.")
    sponsor(world, split, "ARV", "CAL")
    sponsor(world, merge, "ARV", "BOR")
    assert [world.status(each) for each in "abcd"] == ["split", "open", "agreed", "merged"]
    assert world.point("c").text == "Three and four."


def test_a_sponsor_of_nothing_is_kept_aside() -> None:
    world = World()
    stray = world.says("ARV", "a", "accept")
    unknown = Sponsor(proposal=Reference(letter=bytes(32), place=0))
    world.write("ARV", unknown, Sponsor(proposal=world.reference(stray)), Sponsor(proposal=world.reference(stray, 9)))
    assert [each.code for each in world.state.asides] == ["act-unknown"] * 3
    letter = propose(world, "BOR", "MOD", "a", text="One may.")
    world.write("CAL", Sponsor(proposal=world.reference(letter)), causes=[stray.id])
    assert [each.code for each in world.state.asides] == ["act-unknown"] * 4


def test_a_sponsor_of_a_deletion_that_spoke_in_the_same_letter_says_what_it_says_itself() -> None:
    from verbale.formats.talks.positions import join_positions

    world = World()
    letter = propose(world, "BOR", "MOD", "a", text="One may.")
    position = join_positions([world.position("CAL", "a", "discuss")])
    world.write("CAL", Sponsor(proposal=world.reference(letter)), position)
    assert world.point("a").positions[party("CAL")].position == "discuss"


def test_a_remark_is_shown_with_its_letter_and_its_party() -> None:
    world = World()
    letter = world.write("BOR", Remark(topic="concern", text="We fear.", voice="own"))
    assert [(each.letter, each.place, each.party, each.remark.text) for each in world.view.remarks] == [
        (letter.id, 0, party("BOR"), "We fear.")
    ]


@pytest.mark.parametrize(("verb", "text"), [("MOD", "One may."), ("SUP", "")])
def test_the_position_of_a_proposal_is_on_the_wording_that_it_starts_from(verb: str, text: str) -> None:
    world = World()
    basis = world.point("a").wording
    world.write("BOR", Proposal(verb=verb, point=point("a"), basis=basis, text=text))
    shown = world.point("a").positions[party("BOR")]
    assert (shown.wording, shown.on) == (basis, "current")
