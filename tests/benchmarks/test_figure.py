"""What stands in build/bench.json, and which way a ratio runs."""

import json
from pathlib import Path

import pytest

from benchmarks import figure as figures
from benchmarks.__main__ import main
from benchmarks.figure import Figure, in_turn, keep
from benchmarks.one import FIGURES

NAMES = {
    "letters_single_vs_pyas2lib",
    "letters_pouch50_vs_pyas2lib",
    "letters_two_processes",
    "letter_to_receipt_ms",
    "seal_197_10kib_vs_gpg",
    "seal_197_10mib_vs_gpg",
    "attachment_2gib",
    "register_1e6_append_s",
    "register_1e6_verify_s",
    "register_prove_ms",
    "page_p95_s",
}


def test_more_than_one_is_better_than_the_peer_whichever_way_the_unit_runs() -> None:
    assert Figure(value=30.0, unit="letters/s", peer="a", peer_value=10.0).ratio == 3
    assert Figure(value=10.0, unit="ms", peer="a", peer_value=30.0, more_is_better=False).ratio == 3
    assert Figure(value=10.0, unit="ms").ratio is None


def test_a_figure_is_kept_with_what_it_has_and_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "FIGURES", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(figures, "SIZES", tmp_path / "build" / "bench-sizes.json")
    keep("one", Figure(value=1.23456, unit="s", sizes={"10": 0.5}))
    keep("other", Figure(value=4.0, unit="s", peer="a", peer_value=8.0, more_is_better=False, peak_mib=64.0))
    keep("one", Figure(value=2.0, unit="s"))
    assert json.loads(figures.FIGURES.read_text()) == {
        "one": {"value": 2.0, "unit": "s"},
        "other": {"value": 4.0, "unit": "s", "peer": "a", "peer_value": 8.0, "ratio": 2.0, "peak_mib": 64.0},
    }
    assert json.loads(figures.SIZES.read_text()) == {"one": {"10": 0.5}}


def test_the_best_of_each_is_taken_and_both_run_as_often() -> None:
    runs: list[str] = []
    ours, theirs = in_turn(lambda: runs.append("ours"), lambda: runs.append("theirs"), rounds=3)
    assert runs == ["ours", "theirs"] * 3
    assert ours >= 0 <= theirs


def test_every_figure_has_its_name_and_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert FIGURES.keys() >= NAMES
    assert main(["unknown"]) == 2
    assert "letters_single_vs_pyas2lib" in capsys.readouterr().err
