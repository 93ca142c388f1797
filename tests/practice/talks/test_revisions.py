"""Revised texts and language versions: points keep their ids, and what became of each is told."""

from collections.abc import Sequence

import pytest

from tests.practice.talks.scribe import World, party, point, text_of
from verbale.formats.talks.agreement import Adopt, Initial, Leave
from verbale.formats.talks.positions import join_positions
from verbale.formats.talks.proposal import Proposal
from verbale.formats.talks.provision import added_point, wording_digest
from verbale.formats.talks.revision import LanguageVersion, Origin, Revision
from verbale.formats.talks.text import LaidText
from verbale.practice.talks.letter import TalksLetter

REVISED = "e Zero shall.\nb Two may.\na One shall.\nx Three and four."


def origins(**given: str) -> tuple[Origin, ...]:
    found = (Origin(point=point(new), origins=tuple(sorted(map(point, old)))) for new, old in given.items())
    return tuple(sorted(found, key=lambda each: each.point))


def revise(
    world: World, name: str, source: str = REVISED, given: Sequence[Origin] = (), causes: Sequence[bytes] = ()
) -> TalksLetter:
    laid, state = text_of(source, "Revision"), world.states[name]
    replaces = (state.upon(causes) if causes else state.now()).text
    return world.write(name, laid, Revision(text=laid.digest, replaces=replaces, origins=tuple(given)), causes=causes)


def test_a_revision_of_the_penholder_takes_the_place_and_wordings_that_changed_are_due_again() -> None:
    world = World(penholder="ARV")
    for name in world.names:
        world.says(name, "a", "accept")
        world.says(name, "b", "accept")
    revise(world, "ARV", given=origins(x="cd"))
    assert world.view.penholder == party("ARV")
    assert [each.text for each in world.view.points if each.status in ("agreed", "open")] == [
        "Zero shall.",
        "Two may.",
        "One shall.",
        "Three and four.",
    ]
    assert [world.status(each) for each in "abcdex"] == ["agreed", "open", "merged", "merged", "open", "open"]
    assert world.point("b").positions[party("BOR")].due_again
    assert world.point("x").origins == tuple(sorted((point("c"), point("d"))))
    assert [each.in_force for each in world.view.texts] == [False, True]
    assert world.view.in_force == world.view.texts[1]
    assert [each.number for each in world.view.points if each.status in ("agreed", "open")] == ["1", "2", "3", "4"]


def test_points_that_a_revision_does_not_have_stay_visible_where_they_were() -> None:
    world = World(penholder="ARV")
    revise(world, "ARV", "b Two shall.\nd Four shall.")
    assert [each.id for each in world.view.points] == [point(each) for each in "abcd"]
    assert [each.status for each in world.view.points] == ["removed", "open", "removed", "open"]
    assert [each.gone for each in world.view.points] == [True, False, True, False]
    revise(world, "ARV", "b Two shall.\na One shall.")
    assert [world.status(each) for each in "abcd"] == ["open", "open", "removed", "removed"]


def test_a_point_that_a_proposal_added_can_be_continued_by_a_revision() -> None:
    world = World(penholder="ARV")
    letter = world.write("BOR", Proposal(verb="ADD", text="Five shall.", after=point("d")))
    new = added_point(letter.id, 0)
    assert world.status(new) == "proposed"
    revise(world, "ARV", world.source + "\nf Five shall.", (Origin(point=point("f"), origins=(new,)),))
    assert [each.id for each in world.view.points] == [*map(point, "abcd"), new]
    assert (world.status(new), world.point(new).number) == ("open", "5")
    assert world.point(new).positions[party("BOR")].on == "current"


def test_a_point_that_is_split_gives_points_with_ids_of_their_own() -> None:
    world = World(penholder="ARV")
    revise(world, "ARV", "a One.\ny Shall.\nb Two shall.", origins(a="a", y="a"))
    statuses = {each.id: each.status for each in world.view.points}
    assert statuses[point("a")] == "split"
    assert statuses[point("y")] == "open"
    (fresh,) = [each for each in world.view.points if each.text == "One."]
    assert fresh.id not in {point(each) for each in "aby"}
    assert fresh.origins == (point("a"),)


def test_without_a_penholder_a_revision_stands_once_every_member_adopts_it_as_the_basis() -> None:
    world = World()
    before = world.view.text
    letter = revise(world, "BOR")
    text = text_of(REVISED).digest
    assert world.view.text == before
    world.write("ARV", join_positions([], text=text, said="aaaa"))
    for name in world.names:
        assert world.view.text == before
        world.write(name, Adopt(text=text, stage="basis"))
    assert world.view.text == text
    assert world.point("b").positions[party("ARV")].on == "current"
    assert world.view.texts[1].letter == letter.id


def test_a_wording_of_a_revision_that_is_no_basis_yet_can_be_accepted_by_all() -> None:
    world = World()
    revise(world, "BOR")
    for name in world.names:
        world.write(name, join_positions([], text=text_of(REVISED).digest, said="-a--"))
    assert world.point("b").text == "Two may."


def test_signs_for_the_text_in_force_count_once_a_revision_that_they_knew_is_the_basis() -> None:
    world = World()
    revised = revise(world, "BOR")
    for name in world.names:
        world.write(name, join_positions([], text=text_of(world.source).digest, said="-a--"), causes=[revised.id])
    for name in world.names:
        world.write(name, Adopt(text=text_of(REVISED).digest, stage="basis"), causes=[revised.id])
    assert (world.status("b"), world.point("b").text) == ("agreed", "Two shall.")
    assert world.point("b").base == wording_digest("Two may.")


def test_two_revisions_that_nobody_put_in_order_leave_the_text_before() -> None:
    world = World(penholder="ARV")
    first = world.view.text
    known = world.view.frontier
    revise(world, "ARV", "a One may.", causes=known)
    assert world.view.text != first
    revise(world, "ARV", "a One might.", causes=known)
    assert world.view.text == first
    third = world.write(
        "ARV", laid := text_of("a One will."), Revision(text=laid.digest, replaces=first), causes=world.view.frontier
    )
    assert world.view.text == laid.digest
    assert third.id in world.view.letters


def test_revisions_that_nobody_put_in_order_take_no_point_from_the_text_before() -> None:
    world = World(penholder="ARV")
    for name in world.names:
        for where in "abcd":
            world.says(name, where, "accept")
    known = world.view.frontier
    for source in ("a One may.\nx New.", "a One might.\ny Other."):
        revise(world, "ARV", source, causes=known)
    assert [each.id for each in world.view.points] == [point(each) for each in "abcd"]
    assert {each.status for each in world.view.points} == {"agreed"}
    laid = text_of("b Two shall.\nx New.")
    world.write("ARV", laid, Revision(text=laid.digest, replaces=world.view.text))
    assert [world.status(each) for each in "abcdxy"] == ["removed", "agreed", "removed", "removed", "open", "open"]


def test_a_text_that_two_revisions_lay_at_once_is_laid_no_third_time() -> None:
    world = World()
    known = world.view.frontier
    for name in ("ARV", "BOR"):
        revise(world, name, causes=known)
    third = revise(world, "CAL")
    assert [(each.letter, each.code) for each in world.state.asides] == [(third.id, "text-twice")]


def test_a_wording_that_was_agreed_on_the_text_before_stands_no_more() -> None:
    world = World(penholder="ARV")
    for name in world.names:
        world.says(
            name,
            "b",
            "amend" if name == "ARV" else "accept",
            **({"text": "Two can."} if name == "ARV" else {"upon": "Two can."}),
        )
    assert world.point("b").text == "Two can."
    revise(world, "ARV")
    assert world.point("b").text == "Two may."
    for name in world.names:
        world.says(name, "b", "accept", upon="Two can.")
    assert world.point("b").text == "Two can."


@pytest.mark.parametrize("fault", ["text", "replaces", "twice"])
def test_a_revision_of_or_into_what_is_not_there_is_kept_aside(fault: str) -> None:
    world = World(penholder="ARV")
    laid = text_of("a One may.")
    good = Revision(text=laid.digest, replaces=world.view.text)
    if fault == "text":
        world.write("ARV", good)
    elif fault == "replaces":
        world.write("ARV", laid, Revision(text=laid.digest, replaces=bytes(32)))
    else:
        world.write("ARV", laid, good)
        world.write("BOR", laid, good)
    code = "text-twice" if fault == "twice" else "text-unknown"
    assert [each.code for each in world.state.asides] == [code]


def test_talks_whose_opening_lacks_its_text_have_no_points_and_keep_what_is_said() -> None:
    from tests.practice.talks.scribe import BEGINNING, Line, Lines
    from verbale.formats.talks.acts import write_act
    from verbale.formats.talks.opening import Opening
    from verbale.practice.talks.letter import read_letter
    from verbale.practice.talks.state import State

    assert Lines(points=[Line(id=point("a"), number="", title="", text="")]).points
    opening = Opening(members=tuple(sorted((party("ARV"), party("BOR")))), text=bytes(32))
    letter = read_letter(letter=bytes(32), sender=party("ARV"), created=BEGINNING, parts=[write_act(opening)])
    assert letter is not None
    state = State()
    state.add(letter)
    assert (state.now().points, state.now().text) == ((), b"")
    world = World()
    world.states = {"BOR": state}
    world.letters = [letter]
    world.write("BOR", Proposal(verb="ADD", text="New."))
    world.write("BOR", join_positions([world.position("BOR", "a", "accept")]))
    assert [each.status for each in state.now().points] == ["proposed"]
    assert list(state.now().unknown) == [point("a")]


def test_a_language_version_is_aligned_by_point_and_what_it_lacks_is_told() -> None:
    world = World()
    laid = LaidText(media="plain", source="a Un.\nq Deux.\nz Neuf.", title="Projet", language="fr")
    version = LanguageVersion(text=laid.digest, of=world.view.text, authentic=True, origins=origins(q="b"))
    letter = world.write("BOR", laid, version)
    (shown,) = world.view.languages
    assert (shown.letter, shown.party, shown.language, shown.title) == (letter.id, party("BOR"), "fr", "Projet")
    assert shown.aligned == {point("a"): (point("a"),), point("q"): (point("b"),)}
    assert shown.rendered == (point("a"), point("b"))
    assert set(shown.missing) == {point("c"), point("d")}
    assert shown.beyond == (point("z"),)
    assert shown.version.authentic
    assert (shown.stale, shown.superseded) == ((), False)
    world.write("CAL", LanguageVersion(text=bytes(32), of=world.view.text))
    world.write("CAL", LanguageVersion(text=laid.digest, of=bytes(32)))
    assert [each.code for each in world.state.asides] == ["text-unknown", "text-unknown"]


def lay_version(world: World, name: str, source: str, language: str = "fr", **given: str) -> LaidText:
    laid = LaidText(media="plain", source=source, title="Projet", language=language)
    world.write(name, laid, LanguageVersion(text=laid.digest, of=world.view.text, origins=origins(**given)))
    return laid


def test_a_point_may_be_rendered_in_two_and_two_in_one() -> None:
    world = World()
    lay_version(world, "BOR", "p Un.\nq Suite.\nr Deux et trois.", p="a", q="a", r="bc")
    (shown,) = world.view.languages
    assert shown.rendered == (point("a"), *sorted((point("b"), point("c"))))
    assert (shown.missing, shown.beyond) == ((point("d"),), ())


def test_what_a_version_renders_is_stale_once_another_wording_stands() -> None:
    world = World(penholder="ARV")
    lay_version(world, "BOR", "p Un.\nq Deux.\nr Trois.", p="a", q="b", r="c")
    for name in world.names:
        world.says(name, "a", "accept", upon="One may.")
    (shown,) = world.view.languages
    assert shown.stale == (point("a"),)
    revise(world, "ARV", "e One may.\nb Two may.\nc Three shall.\nd Four shall.", given=origins(e="a"))
    (shown,) = world.view.languages
    assert (shown.stale, shown.missing) == ((point("a"), point("b")), (point("d"),))


def test_points_that_are_gone_or_struck_out_are_not_missing() -> None:
    world = World(penholder="ARV")
    lay_version(world, "BOR", "p Un.", p="a")
    for name in world.names:
        world.says(name, "b", "accept", upon="")
    assert world.status("b") == "deleted"
    assert (world.point("b").settled, world.point("b").gone, world.point("a").settled) == (True, False, False)
    assert world.view.languages[0].missing == (point("c"), point("d"))
    revise(world, "ARV", "c Three shall.")
    (shown,) = world.view.languages
    assert (shown.missing, shown.beyond, shown.aligned) == ((point("c"),), (point("p"),), {})
    assert not shown.stale


def test_a_version_renders_a_point_that_was_added_in_the_words_that_it_was_added_with() -> None:
    world = World()
    letter = world.write("BOR", Proposal(verb="ADD", text="Five shall.", after=point("d")))
    new = added_point(letter.id, 0)
    laid = LaidText(media="plain", source="p Cinq.", title="Projet", language="fr")
    given = (Origin(point=point("p"), origins=(new,)),)
    world.write("BOR", laid, LanguageVersion(text=laid.digest, of=world.view.text, origins=given))
    assert world.view.languages[0].stale == tuple[str, ...]()
    assert new not in world.view.languages[0].missing
    for name in world.names:
        world.write(name, join_positions([world.position(name, new, "accept", "Five may.")]))
    assert world.view.languages[0].stale == (new,)


def test_a_version_is_superseded_by_a_later_one_of_its_sender_in_its_language() -> None:
    world = World()
    lay_version(world, "BOR", "p Un.", p="a")
    lay_version(world, "BOR", "p Uno.", "it", p="a")
    lay_version(world, "CAL", "p Une.", p="a")
    lay_version(world, "BOR", "p Un point.", p="a")
    shown = {(each.party, each.language, each.superseded) for each in world.view.languages}
    assert shown == {
        (party("BOR"), "fr", True),
        (party("BOR"), "it", False),
        (party("CAL"), "fr", False),
        (party("BOR"), "fr", False),
    }


def test_of_two_versions_in_one_letter_the_second_supersedes_the_first() -> None:
    world = World()
    laid = LaidText(media="plain", source="p Un.", title="Projet", language="fr")
    versions = [LanguageVersion(text=laid.digest, of=world.view.text, origins=origins(p=each)) for each in "ab"]
    world.write("BOR", laid, *versions)
    assert [each.superseded for each in world.view.languages] == [True, False]


def test_a_text_that_is_laid_again_has_the_name_that_its_own_letter_gives_it() -> None:
    world = World()
    for language in ("en", "fr"):
        lay_version(world, "BOR", "p Un.", language, p="a")
    assert [each.language for each in world.view.languages] == ["en", "fr"]
    world.write("CAL", world.view.languages[0].version)
    assert world.view.languages[2].language == "en"


def test_versions_that_all_initial_are_authentic_beside_the_text_and_do_not_contradict_it() -> None:
    world = World()
    laid = lay_version(world, "BOR", "p Un.", p="a")
    for name in world.names:
        assert world.view.authenticated is None
        for text in (laid.digest, world.view.text):
            world.write(name, Initial(text=text, scope="whole"))
    assert world.view.authenticated == world.view.text
    assert (world.view.languages[0].authenticated, world.view.languages[0].adopted) == (True, False)
    for name in world.names:
        world.write(name, Adopt(text=laid.digest, stage="text"))
    assert (world.view.adopted, world.view.languages[0].adopted) == (None, True)


def test_to_call_the_text_of_the_talks_a_version_takes_nothing_from_it() -> None:
    world = World()
    for name in world.names:
        world.write(name, Initial(text=world.view.text, scope="whole"))
    world.write("BOR", LanguageVersion(text=world.view.text, of=world.view.text))
    assert world.view.authenticated == world.view.text


def test_concordance_tells_where_a_point_comes_from_and_why() -> None:
    world = World(penholder="ARV")
    basis = world.point("b").wording
    letter = world.write("BOR", Proposal(verb="MOD", point=point("b"), basis=basis, text="Two may.", reason="Custom."))
    world.write("CAL", Proposal(verb="MOD", point=point("b"), basis=basis, text="Two can."))
    revise(world, "ARV", given=origins(x="cd"))
    added = world.write("CAL", Proposal(verb="ADD", text="New.", reason="Nobody thought of it."))
    rows = {each.point: each for each in world.view.concordance}
    assert [(each.point, each.number) for each in rows[point("b")].sources] == [(point("b"), "2"), (point("b"), "2")]
    assert letter.id in rows[point("b")].letters
    assert rows[point("b")].reasons == ("Custom.",)
    assert {each.point for each in rows[point("x")].sources} == {point("c"), point("d"), point("x")}
    assert rows[point("e")].number == "1"
    [new] = [each for each in rows.values() if not each.sources]
    assert (new.number, new.letters, new.reasons) == ("", (added.id,), ("Nobody thought of it.",))


def test_a_point_that_another_was_split_into_leads_to_the_letter_that_split_it() -> None:
    world = World()
    split = Proposal(verb="SPLIT", point=point("b"), basis=world.point("b").wording, texts=("One.", "Two."))
    letter = world.write("BOR", split)
    rows = {each.point: each for each in world.view.concordance}
    assert rows[point("b")].letters == (letter.id,)
    given = [each for each in rows.values() if not each.sources]
    assert [each.letters for each in given] == [(letter.id,), (letter.id,)]


def test_rounds_show_how_the_talks_converge() -> None:
    world = World()
    for name in world.names:
        world.says(name, "a", "accept")
        world.says(name, "b", "reserve")
    first = world.view.rounds
    assert first == (3,)
    for name in world.names:
        world.says(name, "b", "accept")
    world.says("ARV", "c", "accept")
    assert world.view.rounds == (3, 2, 2)
    assert world.state.at(world.letters[3].id).rounds == (4,)


def test_leaving_lets_a_revision_stand_that_only_the_one_who_left_had_not_adopted() -> None:
    world = World()
    revise(world, "BOR")
    for name in ("ARV", "BOR"):
        world.write(name, Adopt(text=text_of(REVISED).digest, stage="basis"))
    world.write("CAL", Leave())
    assert world.view.text == text_of(REVISED).digest


def test_another_wording_is_agreed_by_letters_that_know_the_text_in_force_whatever_else_they_do_not_know() -> None:
    world = World(penholder="ARV")
    opening = [world.letters[0].id]
    revised = revise(world, "ARV", "a One shall.\nb Two may.")
    world.says("CAL", "b", "discuss", causes=opening)
    amended = world.says("BOR", "a", "amend", text="One may.", causes=[revised.id])
    for name in ("ARV", "CAL"):
        world.says(name, "a", "accept", upon="One may.", causes=[amended.id])
    assert (world.status("a"), world.point("a").text) == ("agreed", "One may.")


def test_which_point_of_a_text_is_which_of_another_is_told_by_the_letters_that_laid_them() -> None:
    world = World(penholder="ARV")
    first = world.view.text
    revise(world, "ARV", "a One.\ny Shall.\nb Two shall.\nx Three and four.\nz New.", origins(a="a", y="a", x="cd"))
    second = world.view.text
    revise(world, "ARV", "y Shall not.\nx Three.\nw And four.\nb Two shall.", origins(x="x", w="x"))
    third = world.view.text
    assert named(world.view.matches(first, second)) == ["aa", "ay", "bb", "cx", "dx"]
    assert named(world.view.matches(second, first)) == ["aa", "ya", "bb", "xc", "xd"]
    assert named(world.view.matches(second, third)) == ["yy", "xx", "xw", "bb"]
    assert named(world.view.matches(first, third)) == ["ay", "cx", "dx", "cw", "dw", "bb"]
    assert named(world.view.matches(third, first)) == ["ya", "bb", "xc", "wc", "xd", "wd"]
    assert named(world.view.matches(first, first)) == ["aa", "bb", "cc", "dd"]
    other = text_of("a Een.", "Overeenkomst")
    world.write("BOR", other, LanguageVersion(text=other.digest, of=third))
    assert world.view.matches(first, other.digest) is None
    assert world.view.matches(other.digest, first) is None


def test_a_point_that_comes_from_one_point_by_two_ways_is_matched_once() -> None:
    world = World(penholder="ARV")
    first = world.view.text
    revise(world, "ARV", "a One.\ny Shall.\nb Two shall.", origins(a="a", y="a"))
    revise(world, "ARV", "v One shall.", tuple(_continuing(world, "v", "One.", "Shall.")))
    assert named(world.view.matches(first, world.view.text)) == ["av"]


def _continuing(world: World, name: str, *words: str) -> list[Origin]:
    found = [each.id for each in world.view.points if each.text in words]
    return [Origin(point=point(name), origins=tuple(sorted(found)))]


def named(matches: Sequence[tuple[str, str]] | None) -> list[str]:
    """Pairs of points by the letters that name them."""
    letters = {point(each): each for each in "abcdexyzvw"}
    assert matches is not None
    return [letters[old] + letters[new] for old, new in matches]


def test_a_text_that_is_both_a_revision_and_a_version_can_be_the_one_that_all_adopt() -> None:
    world = World(penholder="ARV")
    laid = LaidText(media="plain", source="a Un.\nb Deux.", title="Projet", language="fr")
    before = world.view.text
    world.write("ARV", laid, LanguageVersion(text=laid.digest, of=before, origins=origins(a="a", b="b")))
    for name in world.names:
        world.write(name, Adopt(text=laid.digest, stage="text"))
    assert world.view.adopted is None
    world.write("ARV", Revision(text=laid.digest, replaces=before, origins=()))
    assert world.view.adopted == laid.digest
