"""The demo: every step is taken and checked, and a fault ends it with the step that failed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from verbale.cli.demo import houses

STEPS = 10


@pytest.mark.slow
def test_the_demo_takes_every_step_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "verbale", "demo", "--headless", "--json"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    document = json.loads(ended.stdout)
    assert len(document["steps"]) == STEPS
    assert all(step["ok"] for step in document["steps"])
    assert document["letters"] > 0
    assert document["receipts"] > 0
    told = [line.split("ok  ", 1)[1] for line in ended.stderr.splitlines() if line.startswith("    ok  ")]
    assert [line.rpartition(" (")[0] for line in told] == [step["step"] for step in document["steps"]]
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_is_missing_is_refused_before_anything_is_founded(run: Run, tmp_path: Path) -> None:
    answer = run("demo", "--headless", "--json", "--text", tmp_path / "none.md", "--keep", tmp_path / "kept")
    assert answer.code == "file-missing"
    assert not (tmp_path / "kept").exists()


def test_a_folder_that_is_not_empty_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "here").write_text("x")
    assert run("demo", "--headless", "--json", "--keep", tmp_path).code == "file-exists"


def test_a_house_that_cannot_be_founded_fails_its_step_and_ends_the_demo(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(houses, "_WORK_FACTOR", "none")
    answer = run("demo", "--headless", "--json", "--keep", tmp_path / "kept")
    assert answer.exit_code == 1
    (step,) = answer.document["steps"]
    assert step["ok"] is False
    assert "FAILED" in answer.errors
    assert "was refused" in answer.errors
