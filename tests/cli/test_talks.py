"""`verbale talks`: two parties negotiate by letters alone, and both see the same state at every moment."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import House
from tests.cli.desk import SOURCE, Desk
from verbale.chancery.word.changes import read_changes, side
from verbale.chancery.word.redline import write_redline


def test_talks_are_opened_and_the_text_is_there_on_the_other_side(desk: Desk) -> None:
    assert desk.opened.keys() >= {"dossier", "letter"}
    (listed,) = desk.other.ask("talks", "list")
    assert (listed["dossier"], listed["title"]) == (desk.dossier, "The lake")
    out = desk.folder / "theirs.md"
    desk.other.ask("text", "export", desk.text, "-o", out)
    assert out.read_text("utf-8") == SOURCE
    shown = desk.other.ask("letter", "show", desk.opened["letter"])
    assert [each["kind"] for each in shown["papers"]] == ["talks-text", "talks-opening"]
    assert "opens talks" in shown["body"][0]["text"]
    assert "Structured part: talks-opening" in desk.other.run("letter", "show", desk.opened["letter"]).output
    assert desk.other.ask("talks", "table", "The lake")["text"] == desk.text


def test_positions_are_bound_to_wordings_and_known_at_every_moment(desk: Desk) -> None:
    before = desk.carry()
    wording = desk.points()["1"]["wording"]
    words = desk.file("words.md", "The Parties shall consult each year.\n")
    answer = desk.other.ask(
        "talks", "respond", desk.dossier, "1", "amend", "--text", words, "--reason", "As instructed"
    )
    desk.other.ask("talks", "respond", desk.dossier, "2", "accept", "--ad-referendum", "--until", "2030-01-31")
    desk.other.ask("talks", "respond", desk.dossier, "3", "reserve", "--reserve", "parliamentary", "--not-negotiable")
    after = desk.carry()
    first, second, third = (desk.points()[number]["positions"]["BOR"] for number in "123")
    assert (first["position"], first["wording"], first["letter"]) == ("amend", wording, answer["letter"])
    assert (first["text"], first["reason"]) == ("The Parties shall consult each year.", "As instructed")
    assert (second["ad_referendum"], second["until"], third["reserve"]) == (True, "2030-01-31", "parliamentary")
    assert third["not_negotiable"]
    at_opening = desk.other.ask("talks", "table", desk.dossier, "--at", desk.opened["letter"])
    assert (at_opening["state"], before != after) == (before, True)
    assert desk.other.ask("talks", "table", desk.dossier, "--at", answer["number"])["state"] not in (before, after)
    assert desk.one.ask("talks", "table", desk.dossier, "--at", "2099-01-01")["state"] == after
    table = desk.one.run("talks", "table", desk.dossier).output
    assert "accept ad ref." in table
    assert after in table


def test_a_wording_that_all_accept_takes_the_place_of_the_one_before(desk: Desk) -> None:
    words = desk.file("words.md", "The Parties shall consult each year.")
    desk.other.ask("talks", "respond", desk.dossier, "1", "amend", "--text", words)
    desk.one.ask("talks", "respond", desk.dossier, "1", "reject")
    desk.carry()
    point = desk.one.ask("talks", "point", desk.dossier, "1")
    (alternative,) = point["alternatives"]
    assert (alternative["parties"], point["status"]) == (["BOR"], "open")
    desk.one.ask("talks", "respond", desk.dossier, "1", "accept", "--wording", alternative["wording"])
    desk.carry()
    assert (desk.points()["1"]["status"], desk.points()["1"]["wording"]) == ("agreed", alternative["wording"])
    assert [each["position"] for each in desk.one.ask("talks", "point", desk.dossier, "1")["history"]["ARV"]] == [
        "accept",
        "reject",
    ]
    assert "letter" in desk.one.run("talks", "point", desk.dossier, "1").output


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_positions_on_every_point_come_back_from_a_department(desk: Desk, form: str) -> None:
    sheet = desk.folder / f"positions.{form}"
    assert desk.other.ask("talks", "sheet", desk.dossier, "-o", sheet)["points"] == 3
    _fill(sheet, "accept")
    desk.other.ask("talks", "respond", desk.dossier, "--from", sheet)
    desk.carry()
    assert {row["positions"]["BOR"]["position"] for row in desk.points().values()} == {"accept"}
    assert desk.other.ask("talks", "sheet", desk.dossier, "-o", sheet, "--awaited")["points"] == 0


def test_a_sheet_with_a_fault_sends_nothing_and_names_the_cell(desk: Desk) -> None:
    sheet = desk.folder / "positions.csv"
    desk.other.ask("talks", "sheet", desk.dossier, "-o", sheet)
    _fill(sheet, "perhaps")
    before = len(desk.other.ask("letter", "list", "--out"))
    answer = desk.other.run("talks", "respond", desk.dossier, "--from", sheet, "--json")
    assert answer.code == "sheet-cell"
    assert "D2" in answer.document["error"]["reason"]
    assert len(desk.other.ask("letter", "list", "--out")) == before


def test_a_redline_becomes_proposals_on_points(desk: Desk) -> None:
    paragraphs = [line for line in SOURCE.splitlines() if line]
    new = [paragraphs[0], paragraphs[1].replace("[shall][should]", "shall"), paragraphs[3], "4. A last point."]
    redline = desk.file("redline.docx", write_redline(paragraphs, new, author="BOR"))
    planned = desk.other.ask("talks", "propose", desk.dossier, redline, "--dry-run")["proposals"]
    assert [each["verb"] for each in planned] == ["MOD", "SUP", "ADD"]
    desk.other.ask("talks", "propose", desk.dossier, redline, "--reason", "As instructed")
    desk.carry()
    points = desk.points()
    assert points["1"]["positions"]["BOR"]["text"] == "The Parties shall consult each year."
    assert points["2"]["positions"]["BOR"]["position"] == "reject"
    assert (points["4"]["status"], points["4"]["title"]) == ("proposed", "A last point.")
    other = desk.file("other.docx", write_redline(["Nothing of ours."], ["Something."], author="BOR"))
    assert desk.other.refused("talks", "propose", desk.dossier, other) == "redline-basis"
    plain = desk.file("plain.docx", write_redline(["One."], ["One."], author="BOR"))
    assert desk.other.refused("talks", "propose", desk.dossier, plain) == "docx-no-changes"


def test_a_new_text_and_a_list_become_proposals_too(desk: Desk) -> None:
    new = desk.file("new.md", SOURCE.replace("agreed later", "agreed later by the Parties"))
    (planned,) = desk.other.ask("talks", "propose", desk.dossier, new, "--dry-run")["proposals"]
    assert (planned["verb"], planned["point"]) == ("MOD", desk.points()["3"]["point"])
    wishes = [
        {"verb": "NOC", "point": "2", "reason": "It was hard won."},
        {"verb": "ADD", "text": "A new point.", "after": "1", "number": "1bis"},
        {"verb": "RENUMBER", "point": "3", "number": "4"},
    ]
    letter = desk.other.ask("talks", "propose", desk.dossier, desk.file("list.json", json.dumps(wishes)))["letter"]
    desk.carry()
    assert desk.points()["2"]["positions"]["BOR"]["position"] == "maintain"
    assert desk.points()["1bis"]["status"] == "proposed"
    assert desk.one.refused("talks", "sponsor", desk.dossier, letter) == "ambiguous-id"
    desk.one.ask("talks", "sponsor", desk.dossier, f"{letter}:2")
    desk.carry()
    assert desk.points()["1bis"]["positions"]["ARV"]["position"] == "accept"
    rows = desk.one.ask("talks", "concordance", desk.dossier)["rows"]
    assert [row["letters"] for row in rows if row["number"] == "2"] == [[letter]]
    for wrong in ([{"verb": "MOD"}], [{"verb": "MEND"}], {"verb": "NOC"}, [{"verb": "NOC", "point": 2}], ["NOC"]):
        file = desk.file("wrong.json", json.dumps(wrong))
        assert desk.other.refused("talks", "propose", desk.dossier, file) == "proposals-form"
    same = desk.file("same.md", SOURCE)
    assert desk.other.refused("talks", "propose", desk.dossier, same) == "proposals-none"


def test_packages_hold_points_together(desk: Desk) -> None:
    letter = desk.one.ask("talks", "package", desk.dossier, "all", "1", "2", "--title", "A")["letter"]
    desk.carry()
    (offered,) = desk.other.ask("talks", "packages", desk.dossier)["packages"]
    assert (offered["by"], offered["form"], offered["status"], offered["title"]) == ("ARV", "all", "offered", "A")
    desk.other.ask("talks", "answer", desk.dossier, letter, "accept", "--reason", "So be it")
    desk.carry()
    (accepted,) = desk.one.ask("talks", "packages", desk.dossier)["packages"]
    assert (accepted["status"], accepted["answers"]) == ("accepted", {"ARV": "accept", "BOR": "accept"})
    assert desk.points()["1"]["status"] == desk.points()["2"]["status"] == "agreed"
    assert "accepted" in desk.one.run("talks", "packages", desk.dossier).output
    assert desk.one.refused("talks", "answer", desk.dossier, desk.opened["letter"], "accept") == "act-unknown"


def test_remarks_stand_beside_positions(desk: Desk) -> None:
    words = desk.file("words.txt", "The shore is a common one.")
    desk.other.ask("talks", "remark", desk.dossier, "concern", "--file", words, "--point", "2", "--for", "Sarn,Vestry")
    desk.other.ask("talks", "remark", desk.dossier, "principle", "--text", "Equality.", "--not-negotiable")
    desk.carry()
    one, other = desk.one.ask("talks", "remarks", desk.dossier)["remarks"]
    assert (one["topic"], one["voice"], one["allies"], len(one["points"])) == (
        "concern",
        "named",
        ["Sarn", "Vestry"],
        1,
    )
    assert (other["topic"], other["voice"], other["not_negotiable"]) == ("principle", "own", True)
    assert "Equality." in desk.one.run("talks", "remarks", desk.dossier).output


def test_brackets_are_shown_with_who_stands_for_them(desk: Desk) -> None:
    desk.one.ask("talks", "respond", desk.dossier, "1", "accept")
    desk.other.ask("talks", "respond", desk.dossier, "1", "reject")
    desk.carry()
    found = desk.one.ask("talks", "brackets", desk.dossier)["brackets"]
    assert [(each["words"], each["proposers"], each["opposers"]) for each in found] == [
        ("shall", ["ARV"], ["BOR"]),
        ("should", ["ARV"], ["BOR"]),
    ]
    shown = desk.one.ask("text", "show", desk.text, "--view", "attributed")
    assert "ARV proposes; BOR opposes" in "".join(each["shown"] for each in shown["blocks"])
    assert "shall" in desk.one.run("talks", "brackets", desk.dossier).output


def test_the_state_of_play_is_taken_away_in_three_forms(desk: Desk) -> None:
    desk.other.ask("talks", "respond", desk.dossier, "1", "reserve", "--until", "2030-01-31", "--reason", "=1+1")
    state = desk.carry()
    for form in ("docx", "html", "csv"):
        out = desk.folder / f"table.{form}"
        assert desk.one.ask("talks", "export", desk.dossier, "-o", out)["state"] == state
        assert out.stat().st_mode & 0o777 == 0o600
    assert state in (desk.folder / "table.html").read_text("utf-8")
    assert "until 2030-01-31" in (desk.folder / "table.csv").read_text("utf-8-sig")
    assert desk.one.refused("talks", "export", desk.dossier, "-o", desk.folder / "table.pdf") == "export-form"


def test_what_every_party_wants_leaves_as_tracked_changes_an_author_a_party(desk: Desk) -> None:
    for house, words in ((desk.one, "The Parties shall consult."), (desk.other, "The Parties should consult.")):
        house.ask("talks", "respond", desk.dossier, "1", "amend", "--text", desk.file("words.md", words))
    desk.other.ask("talks", "respond", desk.dossier, "2", "reject")
    wish = desk.file("list.json", json.dumps([{"verb": "ADD", "text": "A new point.", "after": "2", "number": "2bis"}]))
    desk.one.ask("talks", "propose", desk.dossier, wish)
    desk.carry()
    out = desk.folder / "wishes.docx"
    desk.one.ask("talks", "export", desk.dossier, "-o", out, "--redline")
    read = read_changes(out.read_bytes())
    assert sorted(read.authors) == ["ARV", "BOR"]
    assert " ".join(side(read, "rejected")).split() == SOURCE.split()
    accepted = side(read, "accepted")
    assert "2bis. A new point." in accepted
    assert not any("notifies" in each for each in accepted)
    assert desk.one.run("talks", "export", desk.dossier, "-o", desk.folder / "x.html", "--redline").exit_code == 2


def test_what_is_closed_is_opened_again_by_all_alone(desk: Desk) -> None:
    for house in (desk.one, desk.other):
        house.ask("talks", "respond", desk.dossier, "2", "accept")
    desk.carry()
    for house in (desk.one, desk.other):
        house.ask("talks", "close", desk.dossier, "--agreed")
    desk.carry()
    assert desk.points()["2"]["status"] == "closed"
    desk.one.ask("talks", "reopen", desk.dossier, "2", "--reason", "New facts")
    desk.carry()
    assert desk.points()["2"]["status"] == "closed"
    desk.other.ask("talks", "reopen", desk.dossier, "2")
    desk.carry()
    assert desk.points()["2"]["status"] == "agreed"
    assert desk.one.refused("talks", "close", desk.dossier, "9") == "point-unknown"


def test_a_text_is_revised_adopted_and_initialled_by_all(desk: Desk) -> None:
    revised = desk.file("revised.md", SOURCE.replace("[shall][should]", "shall"))
    text = desk.one.ask("text", "import", revised)["text"]
    matches = desk.folder / "matches.json"
    desk.one.ask("text", "match", desk.text, text, "-o", matches)
    before = desk.points()["1"]["point"]
    desk.one.ask("talks", "revise", desk.dossier, "--text", text, "--matches", matches)
    desk.carry()
    for house in (desk.one, desk.other):
        house.ask("talks", "adopt", desk.dossier, "--text", text, "--as", "basis")
    desk.carry()
    assert desk.one.ask("talks", "table", desk.dossier)["text"] == text
    assert desk.points()["1"]["point"] == before
    desk.other.ask("talks", "initial", desk.dossier, "1")
    desk.other.ask("talks", "initial", desk.dossier, "--page", "1")
    for house in (desk.one, desk.other):
        house.ask("talks", "adopt", desk.dossier)
        house.ask("talks", "initial", desk.dossier)
    desk.carry()
    table = desk.other.ask("talks", "table", desk.dossier)
    assert (table["adopted"], table["authenticated"]) == (text, text)


def test_a_revised_text_takes_in_what_was_proposed_and_agreed_and_the_points_stay_the_same(desk: Desk) -> None:
    words = desk.file("words.md", "The Parties shall consult each year.")
    desk.other.ask("talks", "respond", desk.dossier, "1", "amend", "--text", words)
    wish = desk.file("list.json", json.dumps([{"verb": "ADD", "text": "A new point.", "after": "2", "number": "2bis"}]))
    desk.other.ask("talks", "propose", desk.dossier, wish)
    desk.carry()
    (other,) = desk.one.ask("talks", "point", desk.dossier, "1")["alternatives"]
    desk.one.ask("talks", "respond", desk.dossier, "1", "accept", "--wording", other["wording"])
    desk.carry()
    before = {number: row["point"] for number, row in desk.points().items()}
    first = SOURCE.replace("[shall][should]", "shall").replace("3. The seat", "2bis. A new point.\n\n3. The seat")
    for name, source in (("rev-1.md", first), ("rev-2.md", first.replace("agreed later", "agreed now"))):
        text = desk.one.ask("text", "import", desk.file(name, source))["text"]
        matches = desk.folder / "matches.json"
        desk.one.ask("text", "match", desk.one.ask("talks", "table", desk.dossier)["text"], text, "-o", matches)
        desk.one.ask("talks", "revise", desk.dossier, "--text", text, "--matches", matches)
        desk.carry()
        for house in (desk.one, desk.other):
            house.ask("talks", "adopt", desk.dossier, "--text", text, "--as", "basis")
        desk.carry()
        rows = desk.points()
        assert desk.one.ask("talks", "table", desk.dossier)["text"] == text
        assert {number: row["point"] for number, row in rows.items()} == before
        assert [row["status"] for row in rows.values()] == ["agreed", "open", "open", "open"]
        assert rows["2bis"]["positions"]["BOR"]["position"] == "accept"


def test_a_revised_text_is_adopted_as_soon_as_its_letter_is_here(desk: Desk) -> None:
    text = desk.one.ask("text", "import", desk.file("new.md", SOURCE + "\n4. A last one.\n"))["text"]
    desk.one.ask("talks", "revise", desk.dossier, "--text", text)
    desk.one.carry(desk.other, desk.folder)
    assert desk.other.ask("talks", "adopt", desk.dossier, "--text", text[:12], "--as", "basis")["letter"]
    desk.one.ask("talks", "adopt", desk.dossier, "--text", text, "--as", "basis")
    desk.carry()
    assert desk.other.ask("talks", "table", desk.dossier)["text"] == text


def test_a_match_names_points_that_are_there(desk: Desk) -> None:
    text = desk.one.ask("text", "import", desk.file("new.md", SOURCE + "\n4. A last one.\n"))["text"]
    for old, new in ((desk.points()["1"]["point"], "00" * 8), ("00" * 8, desk.points()["1"]["point"])):
        matches = desk.file("matches.json", json.dumps([{"old": old, "new": new}]))
        refused = desk.one.refused("talks", "revise", desk.dossier, "--text", text, "--matches", matches)
        assert refused == "point-unknown"


def test_who_left_says_nothing_more(desk: Desk) -> None:
    desk.other.ask("talks", "leave", desk.dossier, "--reason", "The matter is settled.")
    desk.carry()
    assert desk.one.ask("talks", "table", desk.dossier)["left"] == ["BOR"]
    assert desk.other.refused("talks", "respond", desk.dossier, "1", "accept") == "talks-left"
    desk.one.ask("talks", "respond", desk.dossier, "1", "accept")
    assert desk.carry()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("respond", "D", "1", "amend"), "position-text"),
        (("respond", "D", "1", "reject", "--ad-referendum"), "position-until"),
        (("respond", "D", "1", "discuss", "--until", "2030-01-01"), "position-until"),
        (("respond", "D", "99", "accept"), "point-unknown"),
        (("respond", "00ff", "1", "accept"), "dossier-unknown"),
        (("respond", "D", "1", "accept", "--wording", "51aa"), "hex"),
        (("table", "D", "--at", "1999-01-01"), "talks-unopened"),
        (("table", "D", "--at", "BOR/99/2026"), "letter-unknown"),
        (("adopt", "D", "--text", "00ff"), "text-unknown"),
        (("package", "D", "all", "1"), "package-form"),
        (("remark", "D", "comment", "--text", " "), "member"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_sent(desk: Desk, arguments: tuple[str, ...], code: str) -> None:
    before = len(desk.one.ask("letter", "list", "--out"))
    asked = [desk.dossier if each == "D" else each for each in arguments]
    assert desk.one.refused("talks", *asked) == code
    assert len(desk.one.ask("letter", "list", "--out")) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("respond", "D", "1"),
        ("respond", "D"),
        ("respond", "D", "--from", "x.csv", "--reason", "y"),
        ("respond", "D", "1", "perhaps"),
        ("respond", "D", "1", "reserve", "--until", "soon"),
        ("remark", "D", "comment"),
        ("close", "D"),
        ("initial", "D", "1", "--page", "2"),
        ("open", "--text", "4f1c", "--with", "BOR,", "--title", "T"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_done(found: Callable[..., House], arguments: tuple[str, ...]) -> None:
    assert found().run("talks", *arguments).exit_code == 2


def _fill(sheet: Path, word: str) -> None:
    """Fills a sheet as a department would."""
    if sheet.suffix == ".json":
        entries = json.loads(sheet.read_text("utf-8"))
        sheet.write_text(json.dumps([each | {"position": word} for each in entries]), "utf-8")
    elif sheet.suffix == ".csv":
        heads, *rows = csv.reader(sheet.read_text("utf-8-sig").splitlines())
        with sheet.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([heads, *([*row[:3], word, *row[4:]] for row in rows)])
    else:
        import openpyxl

        book = openpyxl.load_workbook(sheet)
        page = book["Positions"]
        for row in range(2, page.max_row + 1):
            page.cell(row=row, column=4, value=word)
        book.save(sheet)
