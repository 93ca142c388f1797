"""Which point became which: suggested by likeness, said by a person, and never the one for the other."""

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.bringing import NEW, SPLIT, brought, chosen, matching, rows, verbs
from tests.chancery.pages.talks.playing import SOURCE, Play
from verbale.chancery.pages.talks import lists
from verbale.chancery.talks.intake import bring
from verbale.chancery.talks.matching import Matching, Matchings
from verbale.practice.texts.text import read_text


def test_a_new_text_asks_which_point_became_which(play: Play) -> None:
    url = brought(play)
    answer = play.page.get(url)
    said = text_of(answer)
    assert "Two pairs of points are much alike, and wait for your word." in said
    assert "None is taken for the same before somebody says so" in said
    assert "of 100 alike" in said
    found = rows(play, url)
    assert [(row.old.number, row.new.number) for row in found] == [("1.1", "1.1"), ("2.1", "2.1")]
    assert matching(play).pairs == ()
    kept = play.node().texts().all(play.dossier)
    assert [each.origin for each in kept if each.origin == "new.md"] == ["new.md"]
    assert "One text is on its way into these talks." in text_of(play.page.get(play.url("import")))


def test_a_person_confirms_and_refuses_pair_by_pair(play: Play) -> None:
    url = brought(play)
    first, second = rows(play, url)
    answer = play.page.post(url, {first.name: "yes", second.name: "", "act": "keep"})
    assert answer.status_code == 302
    assert [(row.name, row.said) for row in rows(play, f"{url}?show=said")] == [(first.name, "yes")]
    assert [row.name for row in rows(play, url)] == [second.name]
    play.page.post(url, {second.name: "no", "act": "keep"})
    assert [row.said for row in rows(play, f"{url}?show=refused")] == ["no"]
    assert "Nothing is left to be decided." in text_of(play.page.get(url))
    play.page.post(f"{url}?show=refused", {second.name: "", "act": "keep"})
    play.page.post(f"{url}?show=said", {first.name: "", "act": "keep"})
    assert len(rows(play, url)) == 2
    assert matching(play) == Matching(basis=matching(play).basis)


def test_all_that_a_page_shows_is_confirmed_at_once_but_for_what_was_denied(play: Play) -> None:
    url = brought(play)
    first, second = rows(play, url)
    play.page.post(url, {first.name: "no", second.name: "", "act": "all"})
    assert [row.name for row in rows(play, f"{url}?show=said")] == [second.name]
    assert [row.name for row in rows(play, f"{url}?show=refused")] == [first.name]


def test_lists_are_looked_through_page_by_page(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ROWS", 1)
    url = brought(play)
    first = play.page.get(url).context["page"]
    shown = first.stretch
    assert (shown.first, shown.ends, shown.total, shown.before) == (1, 1, 2, "")
    passed = play.page.post(url, {first.rows[0].name: "", "act": "keep"})
    assert passed["Location"].endswith("?from=1")
    second = play.page.get(passed["Location"]).context["page"]
    assert second.rows[0].old.number == "2.1"
    assert second.stretch.before
    assert not second.stretch.behind
    done = play.page.post(f"{url}?show=suggested&from=1", {second.rows[0].name: "yes", "act": "keep"})
    assert play.page.get(done["Location"]).context["page"].rows[0].old.number == "1.1"
    assert play.page.get(f"{url}?from=many").status_code == 200
    assert play.page.get(f"{url}?show=no-list").context["page"].which == "suggested"


def test_points_that_go_come_or_stay_are_listed(play: Play) -> None:
    url = brought(play)
    for which, numbers in (("going", ["1.1", "2.1"]), ("coming", ["1.1", "2.1"]), ("same", ["1.2", "2.2"])):
        page = play.page.get(f"{url}?show={which}").context["page"]
        assert [each.number for each in page.spots] == numbers
    assert "None." in text_of(play.page.get(f"{url}?show=aside"))


def test_what_became_of_a_point_is_chosen_anew(play: Play) -> None:
    url = brought(play, SPLIT)
    old = play.point("1.2")
    news = {point.number: point.id for point in read_text(SPLIT, "markdown").points}
    where = f"{url}/points/{old}"
    answer = play.page.get(where)
    assert "What became of 1.2?" in text_of(answer)
    assert "Tick the point of the new text that it became; several, if it was split; none, if it goes." in text_of(
        answer
    )
    shown = " ".join(each.spot.id for each in answer.context["page"].candidates)
    said = {"same": [news["1.2"], news["1.3"]], "shown": shown}
    assert play.page.post(where, said).status_code == 302
    assert [each.said for each in play.page.get(where).context["page"].candidates] == [True, True]
    assert "split: one of its pieces" in text_of(play.page.get(f"{url}?show=said"))
    assert "Where does 1.3 come from?" in text_of(play.page.get(f"{url}/points/{news['1.3']}"))
    play.page.post(where, {"same": [], "shown": shown})
    assert matching(play).pairs == ()
    assert len(matching(play).refused) == 2
    assert rows(play, url) == []


def test_where_a_new_point_comes_from_is_chosen_and_points_are_merged(play: Play) -> None:
    play.open()
    merged = SOURCE.replace("\n\n1.2 Each", " Each").replace("1.1 The Parties", "1.1 Both: The Parties")
    url = brought(play, merged)
    (new,) = (point.id for point in read_text(merged, "markdown").points if point.text.startswith("Both"))
    both = [play.point("1.1"), play.point("1.2")]
    play.page.post(f"{url}/points/{new}", {"same": both, "shown": " ".join(both)})
    assert "merged: it went into this one" in text_of(play.page.get(f"{url}?show=said"))
    play.page.post(f"{url}/proposals", chosen(play, f"{url}/proposals", act="prepare"))
    assert verbs(play) == ["MERGE"]


def test_points_are_looked_for_by_words_and_by_number(play: Play) -> None:
    url = brought(play)
    where = f"{url}/points/{play.point('1.1')}"
    assert len(play.page.get(where).context["page"].candidates) == 2
    found = play.page.get(f"{where}?words=borland").context["page"].candidates
    assert [each.spot.number for each in found] == ["2.1"]
    assert [each.spot.number for each in play.page.get(f"{where}?words=1.1").context["page"].candidates] == ["1.1"]
    assert "No point is so." in text_of(play.page.get(f"{where}?words=nothing"))


def test_a_point_that_nobody_can_choose_for_has_no_page(play: Play) -> None:
    url = brought(play)
    for name in (play.point("1.2"), "0" * 16):
        assert play.page.get(f"{url}/points/{name}").status_code == 404
    assert play.page.get(play.url(f"import/{'0' * 64}")).status_code == 404
    assert play.page.get(play.url(f"import/{'0' * 64}/proposals")).status_code == 404
    assert play.page.get(play.url(f"import/{'0' * 64}/revise")).status_code == 404


def test_points_are_not_split_and_merged_at_once_and_nothing_is_stored(play: Play) -> None:
    source = SPLIT.replace("consult each", "consult every")
    url = brought(play, source)
    news = {point.number: point.id for point in read_text(source, "markdown").points}
    play.page.post(f"{url}/points/{play.point('1.2')}", {"same": [news["1.2"], news["1.3"]], "shown": ""})
    before = matching(play)
    answer = play.page.post(f"{url}/points/{play.point('1.1')}", {"same": news["1.2"], "shown": ""})
    assert answer.status_code == 422
    assert "A point would be split and merged at once" in text_of(answer)
    assert "Nothing has been stored." in text_of(answer)
    again = play.page.post(url, {f"m-{play.point('1.1')}{news['1.2']}": "yes", "act": "keep"})
    assert again.status_code == 422
    assert matching(play) == before


def test_fields_that_name_no_pair_say_nothing(play: Play) -> None:
    url = brought(play)
    play.page.post(url, {"m-short": "yes", "x" * 34: "yes", f"m-{'0' * 32}": "maybe", "act": "keep"})
    assert matching(play).pairs == ()


def test_another_text_in_force_is_said(play: Play) -> None:
    url = brought(play)
    digest = bytes.fromhex(url.rpartition("/")[2])
    talks = play.node().talks()
    stale = Matching(basis=bytes(32))
    Matchings(play.node()).keep(play.dossier, digest, stale, author="Ilse", now=play.node().now())
    assert "Another text is in force by now." in text_of(play.page.get(url))
    bring(talks, play.dossier, read_text(NEW, "markdown"), author="Ilse", now=play.node().now())
    assert "Another text is in force by now." not in text_of(play.page.get(url))
