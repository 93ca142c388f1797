"""Spreadsheets of positions: all of a filled one is prepared, or nothing and every fault is named."""

import csv
import io
import json

import pytest

from tests.chancery.pages.looking import text_of
from tests.chancery.pages.talks.bringing import (
    upload,
)
from tests.chancery.pages.talks.playing import Play
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.sheets.columns import COLUMNS
from verbale.chancery.talks.preparing import Preparing
from verbale.chancery.talks.proposing import propose
from verbale.formats.talks.proposal import Proposal


def sheet(play: Play, fills: dict[str, dict[str, str]]) -> bytes:
    """The sheet that the pages give, filled by numbers of points."""
    data = play.page.get(play.url("sheet.csv")).content.decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(data)))
    headings = {column.name: column.heading for column in COLUMNS}
    for row in read:
        number = row[headings["number"]].strip().lstrip("'")
        for name, said in fills.get(number, {}).items():
            row[headings[name]] = said
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(read[0]))
    writer.writeheader()
    writer.writerows(read)
    return out.getvalue().encode()


def positions(play: Play) -> dict[str, str]:
    """What is prepared, by point."""
    return {each.position.point: each.position.word for each in Preparing(play.node()).of(play.dossier).positions}


def test_a_filled_sheet_becomes_prepared_positions(play: Play) -> None:
    play.open()
    data = sheet(play, {"1.1": {"position": "accept"}, "1.2": {"position": "amend", "text": "Each Party notifies."}})
    done = upload(play, "filled.csv", data, field="sheet", where="sheet")
    assert done["Location"] == play.url("prepared")
    assert "2 positions are prepared." in text_of(play.page.get(done["Location"]))
    assert positions(play) == {play.point("1.1"): "accept", play.point("1.2"): "amend"}


def test_all_that_is_wrong_in_a_sheet_is_named_and_nothing_is_kept(play: Play) -> None:
    play.open()
    data = sheet(
        play,
        {"1.1": {"position": "accept"}, "1.2": {"position": "perhaps"}, "2.1": {"position": "amend", "until": "soon"}},
    )
    answer = upload(play, "filled.csv", data, field="sheet", where="sheet")
    assert answer.status_code == 422
    said = text_of(answer)
    assert "4 cells are wrong. No position was prepared." in said
    assert len(answer.context["faults"]) == 4
    assert {each.row for each in answer.context["faults"]} == {3, 4}
    assert "to amend needs the words that are wanted instead" in said
    assert positions(play) == {}


def test_a_row_of_another_matter_is_named_and_nothing_is_kept(play: Play) -> None:
    play.open()
    entries = [{"point": play.point("1.1"), "position": "accept"}, {"point": "0" * 16, "position": "accept"}]
    answer = upload(play, "filled.json", json.dumps(entries).encode(), field="sheet", where="sheet")
    assert answer.status_code == 422
    assert "there is no such point in these talks" in text_of(answer)
    assert [each.row for each in answer.context["faults"]] == [2]
    assert positions(play) == {}


@pytest.mark.parametrize(("name", "data"), [("filled.ods", b"PK"), ("filled.xlsx", b"PK"), ("filled.csv", b"\xff")])
def test_a_file_that_is_no_sheet_is_refused(play: Play, name: str, data: bytes) -> None:
    play.open()
    answer = upload(play, name, data, field="sheet", where="sheet")
    assert answer.status_code == 422
    assert "No position was prepared." in text_of(answer)


def test_a_sheet_is_saved_whole_or_with_what_awaits_the_house(play: Play) -> None:
    play.open()
    play.respond("MFA-AL", "1.1", "accept")
    for form in ("xlsx", "csv", "json"):
        answer = play.page.get(play.url(f"sheet.{form}"))
        assert answer.status_code == 200
        assert f"positions-{play.dossier.hex()[:8]}.{form}" in answer["Content-Disposition"]
    every, awaited = (
        len(list(csv.reader(io.StringIO(play.page.get(play.url(f"sheet.csv{query}")).content.decode()))))
        for query in ("", "?awaited=yes")
    )
    assert every - awaited == 1
    assert play.page.get(play.url("sheet.ods")).status_code == 404


def test_who_saved_a_sheet_is_in_the_audit(play: Play) -> None:
    play.open()
    play.page.get(play.url("sheet.ods"))
    assert not Entered.objects.filter(act="saved").exists()
    play.page.get(play.url("sheet.xlsx"))
    assert Entered.objects.filter(act="saved", about=play.dossier.hex()).count() == 1


def test_a_position_on_words_that_changed_since_waits_for_a_new_look(play: Play) -> None:
    play.open()
    play.say("BOR", propose([Proposal(verb="ADD", text="A new point.", number="3", after="")]))
    entries = [{"point": play.point("1.1"), "position": "accept", "wording": "0" * 64}]
    upload(play, "filled.json", json.dumps(entries).encode(), field="sheet", where="sheet")
    assert "The wording changed since." in text_of(play.page.get(play.url("prepared")))
