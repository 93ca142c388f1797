"""`verbale text`: texts come in, are looked at and compared, and leave exactly as they were."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import House
from verbale.chancery.word.changes import read_changes, side
from verbale.chancery.word.redline import write_redline

OLD = """# Agreement on the lake

1. The Parties [shall][should] consult each year.

2. Each Party notifies the others of [all works on the shore.

3. The seat of the commission is agreed later.
"""
NEW = OLD.replace("[shall][should]", "shall").replace("agreed later", "agreed later by the Parties")


@pytest.fixture
def house(found: Callable[..., House]) -> House:
    return found()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(OLD, "utf-8")
    new.write_text(NEW, "utf-8")
    return old, new


def test_a_text_is_counted_kept_and_given_back_byte_for_byte(
    house: House, files: tuple[Path, Path], tmp_path: Path
) -> None:
    read = house.ask("text", "import", files[0])
    assert (read["title"], read["points"], read["options"]) == ("Agreement on the lake", 3, 0)
    assert read["brackets"] == {"open": 3, "close": 2, "unmatched": 1, "max_depth": 1, "adjacent": 1}
    assert [each["code"] for each in read["flags"]] == ["bracket-never-closed"]
    assert house.ask("text", "import", files[0], "--title", "The lake")["text"] == read["text"]
    (listed,) = house.ask("text", "list")
    assert (listed["text"], listed["title"], listed["origin"]) == (read["text"], "The lake", "old.md")
    out = tmp_path / "out.md"
    house.ask("text", "export", read["text"][:8], "-o", out)
    assert out.read_bytes() == files[0].read_bytes()


def test_a_text_is_shown_whole_clean_and_by_the_point(house: House, files: tuple[Path, Path]) -> None:
    text = house.ask("text", "import", files[0])["text"]
    whole = house.ask("text", "show", text)
    assert "".join(each["shown"] for each in whole["blocks"]).replace("\n", "") in OLD.replace("\n", "")
    assert [each["number"] for each in whole["points"]] == ["1", "2", "3"]
    clean = house.ask("text", "show", text, "--view", "clean")
    assert "shall" not in "".join(each["shown"] for each in clean["blocks"])
    (one,) = house.ask("text", "show", text, "--point", "2")["blocks"]
    assert one["point"] == whole["points"][1]["point"]
    assert house.ask("text", "show", text, "--point", one["point"][:6])["points"][0]["number"] == "2"
    assert house.refused("text", "show", text, "--point", "9") == "point-unknown"
    assert house.ask("text", "show", text, "--view", "attributed")["view"] == "attributed"
    assert "notifies" in house.run("text", "show", text).output


def test_two_texts_are_compared_with_matches_that_a_person_confirmed(
    house: House, files: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = (house.ask("text", "import", each)["text"] for each in files)
    plain = house.ask("text", "diff", old, new)
    assert sorted(each["op"] for each in plain) == ["added", "added", "removed", "removed", "same"]
    matches = tmp_path / "matches.json"
    found = house.ask("text", "match", old, new, "-o", matches)
    assert {each["old"] for each in found} == {each["old"] for each in plain if each["op"] == "removed"}
    compared = house.ask("text", "diff", old, new, "--matches", matches)
    assert sorted(each["op"] for each in compared) == ["changed", "changed", "same"]
    for each in compared:
        was = "".join(words for op, words in each["words"] if op != "+")
        assert was in " ".join(OLD.split())
    assert house.ask("text", "diff", old, new, "--suggested") == compared
    page = tmp_path / "compared.html"
    house.ask("text", "diff", old, new, "--suggested", "--html", page)
    assert "<ins>" in page.read_text("utf-8")
    assert "{-" in house.run("text", "diff", old, new, "--suggested").output
    matches.write_text(json.dumps({"old": "new"}), "utf-8")
    assert house.refused("text", "diff", old, new, "--matches", matches) == "matches-form"


def test_tracked_changes_leave_and_come_back_as_either_side(
    house: House, files: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = (house.ask("text", "import", each)["text"] for each in files)
    redline = tmp_path / "redline.docx"
    house.ask("text", "export", new, "--against", old, "-o", redline)
    read = read_changes(redline.read_bytes())
    assert read.authors == ("ARV",)
    assert house.refused("text", "import", redline) == "docx-tracked-changes"
    for which, source in (("accepted", NEW), ("rejected", OLD)):
        text = house.ask("text", "import", redline, "--side", which)["text"]
        out = tmp_path / f"{which}.docx"
        house.ask("text", "export", text, "-o", out)
        found = side(read_changes(out.read_bytes()), "accepted")
        assert " ".join(found).split() == source.split()


def test_a_text_leaves_as_akoma_ntoso(house: House, files: tuple[Path, Path], tmp_path: Path) -> None:
    text = house.ask("text", "import", files[0])["text"]
    out = tmp_path / "out.xml"
    house.ask("text", "export", text, "-o", out)
    assert b"<akomaNtoso" in out.read_bytes()


def test_what_cannot_be_read_or_written_is_refused(house: House, files: tuple[Path, Path], tmp_path: Path) -> None:
    text = house.ask("text", "import", files[0])["text"]
    binary, word = tmp_path / "draft.txt", tmp_path / "draft.docx"
    binary.write_bytes(b"\xff\xfe")
    word.write_bytes(b"PK no word file")
    (tmp_path / "draft.pdf").write_bytes(b"%PDF")
    assert house.refused("text", "import", binary) == "text-encoding"
    assert house.refused("text", "import", word) == "docx-form"
    assert house.refused("text", "import", tmp_path / "draft.pdf") == "text-media"
    assert house.refused("text", "import", tmp_path / "absent.md") == "file-missing"
    assert house.refused("text", "import", files[0], "--dossier", "00" * 32) == "dossier-unknown"
    assert house.refused("text", "import", files[0], "--title", "a\u202eb") == "name-character"
    assert house.refused("text", "export", text, "-o", tmp_path / "out.odt") == "export-form"
    assert house.refused("text", "export", text, "--against", text, "-o", tmp_path / "out.md") == "export-form"
    assert house.refused("text", "show", "00" * 32) == "text-unknown"
    assert house.run("text", "import", files[0], "--side", "accepted").exit_code == 2


def test_a_text_may_belong_to_a_dossier_that_is_there(pair: tuple[House, House], files: tuple[Path, Path]) -> None:
    one, other = pair
    dossier = one.send(other)["dossier"]
    read = one.ask("text", "import", files[0], "--dossier", dossier[:12])
    assert read["dossier"] == dossier
    assert [each["text"] for each in one.ask("text", "list", "--dossier", dossier)] == [read["text"]]


def test_a_redline_of_many_authors_keeps_its_file(house: House, tmp_path: Path) -> None:
    redline = tmp_path / "redline.docx"
    redline.write_bytes(write_redline(["One."], ["Two."], author="Sarn"))
    read = house.ask("text", "import", redline, "--side", "rejected")
    assert (read["side"], read["media"]) == ("rejected", "word")
