"""Tests that need a missing tool skip by its name, fail where it is required, and never speak to another machine."""

import os
import subprocess
import sys
from pathlib import Path

from tools.system import ROOT

STORY = """
import socket, pytest

@pytest.mark.needs("nothing-such")
def test_needs_what_is_missing(): ...

def test_skips_for_its_own_reason():
    pytest.skip("not on a Tuesday")

@pytest.mark.xfail(strict=True)
def test_fails_as_expected():
    raise AssertionError

def test_reaches_out():
    with socket.socket() as line:
        line.connect(("192.0.2.1", 80))
"""
MISSING = """
from tools.system import TOOLS, Tool
TOOLS["nothing-such"] = Tool(name="nothing-such", packages=("nothing-such-tools",), commands=("nothing-such",))
"""


def run(folder: Path, require: str) -> str:
    """The report of a run of the story above, under this project's conftest."""

    conftest = (ROOT / "tests" / "conftest.py").read_text()
    (folder / "conftest.py").write_text(conftest + MISSING)
    (folder / "test_story.py").write_text(STORY)
    ended = subprocess.run(
        (
            sys.executable,
            "-m",
            "pytest",
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            folder,
            "-p",
            "no:randomly",
            folder,
        ),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "VERBALE_REQUIRE": require},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout + ended.stderr


def test_a_missing_tool_skips_by_name_with_the_line_that_brings_it(tmp_path: Path) -> None:
    report = run(tmp_path, "")
    assert "needs nothing-such: apt-get install nothing-such-tools" in report
    assert "1 failed, 2 skipped, 1 xfailed" in report


def test_a_required_tool_may_not_be_missing(tmp_path: Path) -> None:
    assert "1 failed, 1 skipped, 1 xfailed, 1 error" in run(tmp_path, "nothing-such")


def test_no_skip_is_allowed_where_all_is_required(tmp_path: Path) -> None:
    report = run(tmp_path, "all")
    assert "not on a Tuesday" in report
    assert "2 failed, 1 xfailed, 1 error" in report


def test_a_required_tool_that_nobody_knows_is_wrong_usage(tmp_path: Path) -> None:
    assert "VERBALE_REQUIRE names no such tool: browsers" in run(tmp_path, "browsers")


def test_a_test_that_speaks_to_another_machine_fails(tmp_path: Path) -> None:
    assert "a test reaches out to 192.0.2.1" in run(tmp_path, "")
