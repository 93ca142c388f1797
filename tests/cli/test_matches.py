"""Points that were split, merged, moved and numbered anew: said in matches and lists, and their ids survive."""

import json
from typing import Any

import pytest

from tests.cli.desk import SOURCE, Desk
from verbale.chancery.word.redline import write_redline

SPLIT = SOURCE.replace(
    "2. Each Party notifies the others of all works on the shore.",
    "2. Each Party notifies the others.\n\n2bis. Each Party notifies all works on the shore.",
)
MERGED = """# Agreement on the lake

1. The Parties [shall][should] consult each year.

2. Each Party notifies the others of all works on the shore, and the seat of the commission is agreed later.
"""


def matched(desk: Desk, *pairs: tuple[object, object]) -> object:
    """A file of matches."""
    return desk.file("matches.json", json.dumps([{"old": old, "new": new} for old, new in pairs]))


def plan(desk: Desk, source: str, *more: object) -> list[dict[str, Any]]:
    """The proposals that a new text would make."""
    file = desk.file("new.md", source)
    found: list[dict[str, Any]] = desk.other.ask("talks", "propose", desk.dossier, file, "--dry-run", *more)[
        "proposals"
    ]
    return found


def imported(desk: Desk, source: str) -> str:
    """The digest of a text that the first house read in."""
    return str(desk.one.ask("text", "import", desk.file("revised.md", source))["text"])


def revise(desk: Desk, source: str, *more: object) -> None:
    """A revised text is laid and becomes the basis."""
    text = imported(desk, source)
    desk.one.ask("talks", "revise", desk.dossier, "--text", text, *more)
    desk.carry()
    for house in (desk.one, desk.other):
        house.ask("talks", "adopt", desk.dossier, "--text", text, "--as", "basis")
    desk.carry()


def all_sponsor(desk: Desk, letter: str, *places: int) -> None:
    for place in places:
        desk.one.ask("talks", "sponsor", desk.dossier, f"{letter}:{place}")
    desk.carry()


def statuses(desk: Desk) -> list[tuple[str, str]]:
    rows = desk.one.ask("talks", "table", desk.dossier)["points"]
    return [(row["title"], row["status"]) for row in rows]


def test_likeness_suggests_what_was_split_and_what_was_merged(desk: Desk) -> None:
    text = imported(desk, SPLIT)
    found = desk.one.ask("text", "match", desk.text, text)
    assert [each["kind"] for each in found] == ["match", "split"]
    assert {each["old"] for each in found} == {desk.point("2")}
    back = desk.one.ask("text", "match", text, desk.text)
    assert [each["kind"] for each in back] == ["match", "merge"]
    matches = desk.folder / "matches.json"
    desk.one.ask("text", "match", desk.text, text, "-o", matches)
    changes = desk.one.ask("text", "diff", desk.text, text, "--matches", matches)
    assert [len(each["targets"]) for each in changes] == [1, 2, 2, 1]
    assert "split into 2, 2bis" in desk.one.run("text", "diff", desk.text, text, "--matches", matches).output
    desk.one.ask("text", "match", text, desk.text, "-o", matches)
    assert "merged out of 2, 2bis" in desk.one.run("text", "diff", text, desk.text, "--matches", matches).output


def test_a_new_text_proposes_to_split_a_point_and_the_pieces_go_on_in_a_revised_text(desk: Desk) -> None:
    matches = matched(desk, ("2", ["2", "2bis"]))
    (planned,) = plan(desk, SPLIT, "--matches", matches)
    assert (planned["verb"], planned["point"], len(planned["texts"])) == ("SPLIT", desk.point("2"), 2)
    letter = desk.other.ask("talks", "propose", desk.dossier, desk.folder / "new.md", "--matches", matches)["letter"]
    desk.carry()
    all_sponsor(desk, letter, 1)
    assert [status for _, status in statuses(desk)] == ["open", "split", "proposed", "proposed", "open"]
    pieces = [row for row in desk.one.ask("talks", "table", desk.dossier)["points"] if row["status"] == "proposed"]
    for house in (desk.one, desk.other):
        for piece in pieces:
            house.ask("talks", "respond", desk.dossier, piece["point"], "accept")
    desk.carry()
    revise(desk, SPLIT)
    points = desk.points()
    assert [points[number]["point"] for number in ("2", "2bis")] == [each["point"] for each in pieces]
    assert [points[number]["status"] for number in ("2", "2bis")] == ["agreed", "agreed"]


def test_a_new_text_proposes_to_merge_points_and_the_first_goes_on(desk: Desk) -> None:
    second, third = desk.point("2"), desk.point("3")
    matches = matched(desk, (["2", "3"], "2"))
    (planned,) = plan(desk, MERGED, "--matches", matches)
    assert (planned["verb"], planned["point"], planned["others"]) == ("MERGE", second, [third])
    letter = desk.other.ask("talks", "propose", desk.dossier, desk.folder / "new.md", "--matches", matches)["letter"]
    desk.carry()
    all_sponsor(desk, letter, 1)
    assert [status for _, status in statuses(desk)] == ["open", "agreed", "merged"]
    revise(desk, MERGED)
    assert desk.points()["2"]["point"] == second
    assert desk.points()["2"]["status"] == "agreed"


def test_a_list_proposes_the_same(desk: Desk) -> None:
    wishes = [
        {"verb": "SPLIT", "point": "2", "texts": ["Each Party notifies the others.", "Works are named."]},
        {"verb": "MERGE", "point": "1", "others": ["3"], "text": "The Parties consult, and agree on a seat."},
        {"verb": "MOVE", "point": "1", "after": "2"},
        {"verb": "RENUMBER", "point": "1", "number": "9"},
    ]
    asked = ("talks", "propose", desk.dossier, desk.file("list.json", json.dumps(wishes)))
    letter = desk.other.ask(*asked)["letter"]
    desk.carry()
    all_sponsor(desk, letter, 1, 2, 3, 4)
    rows = desk.one.ask("talks", "table", desk.dossier)["points"]
    assert [(row["number"], row["status"]) for row in rows] == [
        ("2", "split"),
        ("9", "agreed"),
        ("", "proposed"),
        ("", "proposed"),
        ("3", "merged"),
    ]


def test_points_that_were_split_and_merged_at_once_are_refused(desk: Desk) -> None:
    source = SPLIT.replace("3. The seat of the commission is agreed later.\n", "")
    matches = matched(desk, ("2", "2"), ("2", "2bis"), ("3", "2bis"))
    file = desk.file("new.md", source)
    assert desk.other.refused("talks", "propose", desk.dossier, file, "--matches", matches) == "matches-tangled"


def test_numbers_are_proposed_only_where_they_are_asked_for(desk: Desk) -> None:
    source = SOURCE.replace("3. The seat", "4. The seat").replace("2. Each", "3. Each").replace("all works", "works")
    assert [each["verb"] for each in plan(desk, source)] == ["MOD"]
    planned = plan(desk, source, "--renumber")
    assert [(each["verb"], each.get("number")) for each in planned] == [
        ("MOD", None),
        ("RENUMBER", "3"),
        ("RENUMBER", "4"),
    ]
    paragraphs = [line for line in SOURCE.splitlines() if line]
    new = [*paragraphs[:3], paragraphs[3].replace("3.", "4.")]
    redline = desk.file("redline.docx", write_redline(paragraphs, new, author="BOR"))
    asked = ("talks", "propose", desk.dossier, redline, "--dry-run")
    assert desk.other.ask(*asked)["proposals"] == []
    (only,) = desk.other.ask(*asked, "--renumber")["proposals"]
    assert (only["verb"], only["number"], only["point"]) == ("RENUMBER", "4", desk.point("3"))


def test_what_was_proposed_already_is_not_proposed_again(desk: Desk) -> None:
    source = SOURCE + "\n4. A last point.\n"
    desk.other.ask("talks", "propose", desk.dossier, desk.file("new.md", source))
    desk.carry()
    added = desk.point("4")
    assert desk.one.refused("talks", "propose", desk.dossier, desk.file("new.md", source)) == "proposals-none"
    longer = source.replace("A last point", "A last and final point")
    assert [each["verb"] for each in plan(desk, longer)] == ["ADD"]
    (only,) = plan(desk, longer.replace("4. A", "5. A"), "--matches", matched(desk, ("4", "5")), "--renumber")[:1]
    assert (only["verb"], only["point"]) == ("MOD", added)


def test_a_revised_text_splits_and_merges_and_it_is_seen_before(desk: Desk) -> None:
    first, second, third = (desk.point(number) for number in "123")
    text = imported(desk, SPLIT)
    asked = ("talks", "revise", desk.dossier, "--text", text, "--matches", matched(desk, ("2", ["2", "2bis"])))
    before = len(desk.one.ask("letter", "list", "--out"))
    foreseen = desk.one.ask(*asked, "--dry-run")
    assert [each["becomes"] for each in foreseen["points"]] == ["continued", "split", "split", "continued"]
    assert foreseen["gone"] == [{"point": second, "number": "2", "becomes": "split"}]
    shown = desk.one.run(*asked, "--dry-run").output
    assert "Points: 2 continued, 2 split." in shown
    assert len(desk.one.ask("letter", "list", "--out")) == before
    revise(desk, SPLIT, *asked[5:])
    rows = {row["point"]: row for row in desk.one.ask("talks", "table", desk.dossier)["points"]}
    assert rows[second]["status"] == "split"
    assert {first, third} <= rows.keys()
    pieces = [desk.points()["2bis"]["point"], *(name for name, row in rows.items() if row["title"].startswith("Each"))]
    concordance = {row["point"]: row for row in desk.one.ask("talks", "concordance", desk.dossier)["rows"]}
    assert all(concordance[each]["sources"][0]["point"] == second for each in pieces if each != second)
    merged = matched(desk, ("2", "2"), ("2bis", "2"), ("3", "2"))
    revise(desk, MERGED, "--matches", merged)
    rows = {row["point"]: row for row in desk.one.ask("talks", "table", desk.dossier)["points"]}
    assert [rows[each]["status"] for each in (first, second, third)] == ["open", "split", "merged"]
    text = desk.one.ask("talks", "table", desk.dossier)["text"]
    assert desk.one.refused("talks", "revise", desk.dossier, "--text", text, "--matches", merged) == "point-unknown"


def test_what_went_into_a_point_whose_words_stayed_is_merged_with_it(desk: Desk) -> None:
    source = SOURCE.replace("3. The seat of the commission is agreed later.\n", "")
    text = imported(desk, source)
    asked = ("talks", "revise", desk.dossier, "--text", text, "--dry-run")
    matches = matched(desk, ("3", "2"))
    foreseen = desk.one.ask(*asked, "--matches", matches)
    assert [each["becomes"] for each in foreseen["points"]] == ["continued", "merged"]
    assert [each["becomes"] for each in foreseen["gone"]] == ["merged", "merged"]
    assert "1 continued, 1 merged." in desk.one.run(*asked, "--matches", matches).output
    without = desk.one.ask(*asked)
    assert [each["becomes"] for each in without["gone"]] == ["removed"]
    assert "Points: 2 continued; removed: 3." in desk.one.run(*asked).output


@pytest.mark.parametrize("said", [[{"old": [], "new": "1"}], [{"old": "1", "new": ["1", 2]}], [{"old": 1, "new": "1"}]])
def test_a_file_of_matches_names_points_alone(desk: Desk, said: object) -> None:
    file = desk.file("matches.json", json.dumps(said))
    assert desk.one.refused("text", "diff", desk.text, desk.text, "--matches", file) == "matches-form"


def test_a_match_between_texts_names_points_of_both(desk: Desk) -> None:
    asked = ("text", "diff", desk.text, desk.text, "--matches")
    assert desk.one.refused(*asked, matched(desk, ("7", "1"))) == "point-unknown"
    assert desk.one.refused(*asked, matched(desk, ("1", "7"))) == "point-unknown"
