"""`verbale talks translate` and `languages`: a version in another language beside the text, point by point."""

import json

import pytest

from tests.cli.desk import SOURCE, Desk
from verbale.chancery.word.redline import write_redline

FRENCH = """# Accord sur le lac

1. Les Parties se consultent chaque année.

3. Le siège de la commission est convenu plus tard.

Fait en double exemplaire.
"""


def lay(desk: Desk, *more: object, source: str = FRENCH) -> str:
    """The other house lays a version in French; returns the digest of its text."""
    file = desk.file("projet.md", source)
    desk.other.ask("talks", "translate", desk.dossier, file, "--language", "fr", *(more or ["--authentic"]))
    desk.carry()
    return str(desk.one.ask("talks", "languages", desk.dossier)["languages"][-1]["text"])


def test_a_version_stands_beside_the_text_and_what_it_lacks_is_told_to_all(desk: Desk) -> None:
    assert desk.one.run("talks", "languages", desk.dossier).output.startswith("There is no version")
    text = lay(desk)
    (shown,) = desk.one.ask("talks", "languages", desk.dossier)["languages"]
    assert (shown["by"], shown["language"], shown["authentic"], shown["of"]) == ("BOR", "fr", True, desk.text)
    assert (shown["title"], shown["superseded"], shown["stale"]) == ("Accord sur le lac", False, [])
    assert shown["rendered"] == [desk.point("1"), desk.point("3")]
    assert shown["missing"] == [desk.point("2")]
    assert len(shown["beyond"]) == 1
    assert [each["text"] for each in desk.one.ask("text", "list")] == [text, desk.text]
    words = [part["text"] for part in desk.one.ask("letter", "show", shown["letter"])["body"]]
    assert "It lacks 2." in words[1]
    assert "authentic" in words[0]
    assert "fr, missing: 2" in desk.one.run("talks", "languages", desk.dossier).output


def test_a_point_is_shown_in_all_languages_and_stale_once_other_words_stand(desk: Desk) -> None:
    lay(desk)
    words = desk.file("words.md", "The Parties shall consult each year.")
    desk.other.ask("talks", "respond", desk.dossier, "1", "amend", "--text", words)
    desk.carry()
    (other,) = desk.one.ask("talks", "point", desk.dossier, "1")["alternatives"]
    desk.one.ask("talks", "respond", desk.dossier, "1", "accept", "--wording", other["wording"])
    desk.carry()
    assert desk.one.ask("talks", "languages", desk.dossier)["languages"][0]["stale"] == [desk.point("1")]
    (version,) = desk.one.ask("talks", "languages", desk.dossier, "1")["versions"]
    assert version["words"] == ["Les Parties se consultent chaque année."]
    assert (version["stale"], version["missing"]) == (True, False)
    (lacking,) = desk.one.ask("talks", "languages", desk.dossier, "2")["versions"]
    assert (lacking["words"], lacking["missing"]) == ([], True)
    shown = desk.one.run("talks", "languages", desk.dossier, "1").output
    assert "fr, authentic, by BOR, of an earlier wording\nLes Parties se consultent" in shown
    assert "(missing)" in desk.one.run("talks", "languages", desk.dossier, "2").output
    opened = desk.opened["letter"]
    assert desk.one.ask("talks", "languages", desk.dossier, "--at", opened)["languages"] == []


def test_what_renders_what_is_mended_by_a_person_and_a_later_version_supersedes(desk: Desk) -> None:
    lay(desk, "--courtesy")
    source = FRENCH.replace("3. Le siège", "2. Chaque Partie notifie les travaux.\n\n2bis. Tous.\n\n3. Le siège")
    matches = desk.folder / "renders.json"
    file = desk.file("projet.md", source)
    asked = ("talks", "translate", desk.dossier, file, "--language", "fr", "--courtesy")
    before = len(desk.other.ask("letter", "list", "--out"))
    planned = desk.other.ask(*asked, "-o", matches)
    assert [len(each["renders"]) for each in planned["points"]] == [1, 1, 0, 1, 0]
    assert planned["missing"] == []
    found = json.loads(matches.read_text("utf-8"))
    assert {each["kind"] for each in found} == {"number"}
    matches.write_text(json.dumps([*found, {"old": "2", "new": "2bis"}]), "utf-8")
    mended = desk.other.ask(*asked, "--matches", matches, "--dry-run")
    assert [len(each["renders"]) for each in mended["points"]] == [1, 1, 1, 1, 0]
    assert "2bis" in desk.other.run(*asked, "--matches", matches, "--dry-run").output
    assert len(desk.other.ask("letter", "list", "--out")) == before
    desk.other.ask(*asked, "--matches", matches)
    desk.carry()
    first, second = desk.one.ask("talks", "languages", desk.dossier)["languages"]
    assert (first["superseded"], second["superseded"], second["authentic"]) == (True, False, False)
    assert (first["missing"], second["missing"]) == ([desk.point("2")], [])
    (version,) = desk.one.ask("talks", "languages", desk.dossier, "2")["versions"]
    assert version["words"] == ["Chaque Partie notifie les travaux.", "Tous."]
    shown = desk.one.run("talks", "languages", desk.dossier).output
    assert "courtesy, superseded" in shown
    assert "missing:" not in shown


def test_a_version_that_all_initial_is_authentic_beside_the_text(desk: Desk) -> None:
    text = lay(desk)
    for house in (desk.one, desk.other):
        house.ask("talks", "initial", desk.dossier)
        house.ask("talks", "initial", desk.dossier, "--text", text)
    desk.carry()
    assert desk.one.ask("talks", "table", desk.dossier)["authenticated"] == desk.text
    assert desk.one.ask("talks", "languages", desk.dossier)["languages"][0]["authenticated"] is True


def test_a_version_may_be_a_side_of_a_word_file(desk: Desk) -> None:
    lines = [line for line in FRENCH.splitlines() if line]
    file = desk.file("projet.docx", write_redline([*lines[:2], "2. Ôté."], lines, author="BOR"))
    asked = ("talks", "translate", desk.dossier, file, "--language", "fr", "--courtesy", "--title", "Projet")
    assert desk.other.refused(*asked) == "docx-tracked-changes"
    desk.other.ask(*asked, "--side", "accepted")
    desk.carry()
    (shown,) = desk.one.ask("talks", "languages", desk.dossier)["languages"]
    assert (shown["title"], shown["missing"]) == ("Projet", [desk.point("2")])


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--language", "fr_FR", "--courtesy"), "language"),
        (("--language", "fr", "--courtesy", "--matches", "M"), "point-unknown"),
    ],
)
def test_a_version_that_does_not_fit_is_refused_and_nothing_is_sent(
    desk: Desk, more: tuple[str, ...], code: str
) -> None:
    matches = desk.file("matches.json", json.dumps([{"old": "9", "new": "1"}]))
    before = len(desk.one.ask("letter", "list", "--out"))
    asked = [matches if each == "M" else each for each in more]
    file = desk.file("projet.md", FRENCH)
    assert desk.one.refused("talks", "translate", desk.dossier, file, *asked) == code
    assert len(desk.one.ask("letter", "list", "--out")) == before


def test_the_text_in_force_is_no_version_of_itself(desk: Desk) -> None:
    file = desk.file("same.md", SOURCE)
    refused = desk.one.refused("talks", "translate", desk.dossier, file, "--language", "en", "--authentic")
    assert refused == "language-same"


def test_it_is_said_what_a_version_is_and_what_is_wanted_of_a_file(desk: Desk) -> None:
    file = desk.file("projet.md", FRENCH)
    asked = ("talks", "translate", desk.dossier, file, "--language", "fr")
    assert desk.one.run(*asked).exit_code == 2
    assert desk.one.run(*asked, "--courtesy", "--matches", file, "-o", desk.folder / "x.json").exit_code == 2
    assert desk.one.run(*asked, "--courtesy", "--side", "accepted").exit_code == 2
