"""The published vectors: every one has the outcome and the values that it states, and can be made again."""

from pathlib import Path
from typing import Any

import pytest

from tools.system import ROOT
from tools.vectors.recorded import Record
from tools.vectors.sheets import read_sheet, run
from tools.vectors.written import sheets

FOLDER = ROOT / "tests" / "vectors"
RECORDED = "recorded"
SHEETS = {file.stem: read_sheet(file) for file in sorted(FOLDER.glob("*.json")) if file.stem != RECORDED}
VECTORS = [(name, vector) for name, sheet in SHEETS.items() for vector in sheet["vectors"]]
FAMILIES = {"malformed", "untrusted", "refused"}


@pytest.mark.parametrize(("sheet", "vector"), VECTORS, ids=[f"{name}: {vector['name']}" for name, vector in VECTORS])
def test_a_vector_has_its_outcome_and_its_values(sheet: str, vector: dict[str, Any]) -> None:
    outcome, given = run(SHEETS[sheet].get("shared", {}), vector["operation"], vector["input"])
    assert (outcome, given) == (vector["outcome"], vector.get("expect", {}))


def test_the_vectors_are_those_that_the_tool_makes(tmp_path: Path) -> None:
    made = sheets(Record(FOLDER / f"{RECORDED}.json").load())
    assert {sheet.format for sheet in made} == set(SHEETS)
    differ = [sheet.format for sheet in made if sheet.text() != (FOLDER / f"{sheet.format}.json").read_text()]
    assert differ == []
    fresh = Record(tmp_path / "recorded.json")
    fresh.keep(b"asked", b"drawn")
    fresh.save()
    assert Record(fresh.file).load().recall(b"asked") == b"drawn"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_takes_some_and_refuses_some_by_a_family_and_a_code(name: str) -> None:
    sheet = SHEETS[name]
    outcomes = [vector["outcome"] for vector in sheet["vectors"]]
    refusals = [outcome.split(":") for outcome in outcomes if outcome != "accepted"]
    assert "accepted" in outcomes
    assert refusals or name == "padding"
    assert all(len(each) == 2 and each[0] in FAMILIES for each in refusals)
    assert sheet["format"] == name


def test_the_vectors_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 3_600_000
