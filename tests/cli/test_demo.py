"""The demo: every step is taken and checked, and a fault ends it with the step that failed."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from verbale.cli.demo import houses

STEPS = 19
TEXT = """\
1. The Parties shall consult each other [once][twice] each year, at a place on the lake.

2. Each Party notifies the others of all works on the shore, [thirty] days before they begin.

3. The seat of the commission is agreed later by the Parties, in writing.

4. This Agreement is concluded for ten years from the day on which all have signed it.
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
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


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_of_a_text_that_was_given_the_talks_are_and_the_pages_stay_up(tmp_path: Path) -> None:
    text = tmp_path / "accord.txt"
    text.write_text(TEXT, "utf-8")
    with played("--json", "--text", text, "--keep", tmp_path / "kept") as demo:
        assert demo.stderr is not None
        told = []
        for line in demo.stderr:
            told.append(line)
            if "Interrupt with Ctrl-C" in line:
                break
        said = "".join(told)
        expect_pages(said)
        assert "The talks “The Parties shall" in said
        (found,) = re.findall(r"VERBALE_PASSPHRASE=(\S+) verbale --home (\S+) talks table (\S+)", said)
        assert {row["status"] for row in table(*found)["points"]} == {"closed"}
        # A shell lets what it starts in the background ignore an interruption; ending is heard everywhere.
        demo.send_signal(signal.SIGTERM)
        output, _ = demo.communicate(timeout=240)
        assert demo.returncode == 0
    assert [step["ok"] for step in json.loads(output)["steps"]] == [True] * STEPS


@contextmanager
def played(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A demo whose pages stay up; it is ended, and ends what it started, however the test goes."""
    line = [sys.executable, "-m", "verbale", "demo", *(str(each) for each in arguments)]
    demo = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield demo
    finally:
        demo.terminate()
        demo.communicate(timeout=240)


def expect_pages(said: str) -> None:
    """Checks that each house's pages answer, at the talks."""
    doors = re.findall(r"^  (\S+) +http://127.0.0.1:(\d+)/  ", said, re.MULTILINE)
    assert [code for code, _ in doors] == ["MFA-AL", "MFA-BR", "NC", "MFA-VE"], said
    links = re.findall(r"http://127.0.0.1:\d+/dossiers/[0-9a-f]{64}/", said)
    assert len(links) == len(doors)
    for link in links:
        with urllib.request.urlopen(link, timeout=30) as page:
            assert page.status == 200


def table(passphrase: str, home: str, dossier: str) -> Any:
    """The table that a house shows at a terminal."""
    shown = subprocess.run(
        [sys.executable, "-m", "verbale", "--home", home, "talks", "table", dossier, "--json"],
        env=os.environ | {"VERBALE_PASSPHRASE": passphrase},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(shown.stdout)


def test_a_text_that_the_demo_cannot_word_otherwise_is_refused_before_anything_is_founded(
    run: Run, tmp_path: Path
) -> None:
    short = tmp_path / "short.md"
    short.write_text("1. Too short.\n", "utf-8")
    kept = tmp_path / "kept"
    assert run("demo", "--headless", "--json", "--text", short, "--keep", kept).code == "demo-text"
    assert run("demo", "--headless", "--json", "--text", tmp_path / "x.pdf", "--keep", kept).code == "text-media"
    assert not kept.exists()


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
