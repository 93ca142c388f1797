"""What stands in build/bench.json, and which way a ratio runs."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import figure as figures
from benchmarks.__main__ import main
from benchmarks.draft import draw_points_of, join_points, revise_points
from benchmarks.figure import Cost, Figure, best_of, best_of_both, in_turn, keep
from benchmarks.one import FIGURES
from verbale.practice.texts.compare import compare
from verbale.practice.texts.text import read_text

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
    "import_100kb_s",
    "redline_100kb_s",
    "state_197x2000x20_fold_s",
    "state_197x2000x20_kept_s",
    "state_after_one_letter_s",
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
    other = Figure(value=4.0, unit="s", peer="a", peer_value=8.0, more_is_better=False, peak_mib=64.0)
    keep("other", replace(other, processor=3.0, peer_processor=7.5))
    keep("one", Figure(value=2.0, unit="s"))
    assert json.loads(figures.FIGURES.read_text()) == {
        "one": {"value": 2.0, "unit": "s"},
        "other": {"value": 4.0, "unit": "s", "peer": "a", "peer_value": 8.0, "ratio": 2.0, "peak_mib": 64.0}
        | {"processor_s": 3.0, "peer_processor_s": 7.5},
    }
    assert json.loads(figures.SIZES.read_text()) == {"one": {"10": 0.5}}


def test_the_best_of_each_is_taken_and_both_run_as_often() -> None:
    runs: list[str] = []
    ours, theirs = in_turn(lambda: runs.append("ours"), lambda: runs.append("theirs"), rounds=3)
    assert runs == ["ours", "theirs"] * 3
    assert ours >= 0 <= theirs


def test_what_a_step_costs_is_told_by_the_clock_and_of_processors_those_of_other_programs_too() -> None:
    def step() -> None:
        subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)

    ours, theirs = best_of_both(step, lambda: time.sleep(0.05), rounds=2)
    assert ours.processor > 0.02 > theirs.processor
    assert theirs.wall > 0.05
    assert best_of(step, rounds=1).processor > 0.02
    assert Cost(wall=1.0, processor=2.0) + Cost(wall=3.0, processor=4.0) == Cost(wall=4.0, processor=6.0)


def test_a_draft_is_the_same_each_time_and_the_next_one_is_another() -> None:
    points = draw_points_of(random.Random(1), 20)
    assert points == draw_points_of(random.Random(1), 20)
    text = read_text(join_points(points), "markdown")
    assert 20_000 < len(text.source) < 26_000
    assert [point.text for point in text.points] == points
    assert text.brackets.opened >= 28 * len(points) / 10
    later = read_text(join_points(revise_points(random.Random(2), points)), "markdown")
    ops = Counter(change.op for change in compare(text, later))
    assert ops["same"] + ops["changed"] > ops["added"] > 5


def test_every_figure_has_its_name_and_a_name_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert FIGURES.keys() >= NAMES
    assert main(["unknown"]) == 2
    assert "letters_single_vs_pyas2lib" in capsys.readouterr().err
