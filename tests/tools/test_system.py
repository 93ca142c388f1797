"""What is missing is named with the line that brings it; nothing is installed by asking."""

import subprocess
import sys

import pytest

from tools.system import ROOT, TOOLS, Tool, main


def test_a_tool_is_found_by_all_its_commands_and_one_of_its_files() -> None:
    assert Tool(name="x", packages=("x",), commands=("sh", "env")).found
    assert not Tool(name="x", packages=("x",), commands=("sh", "nothing-such")).found
    assert Tool(name="x", packages=("x",), files=("/nonexistent/*", "tools/system.*")).found
    assert not Tool(name="x", packages=("x",), commands=("sh",), files=("/nonexistent/*",)).found


def test_every_tool_says_what_brings_it() -> None:
    for tool in TOOLS.values():
        assert tool.remedy == "make system" or tool.remedy.endswith(tool.packages[-1])


def test_asking_names_every_tool(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(TOOLS)


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove"]) == 2
    assert "install" in capsys.readouterr().err


def test_python_alone_can_ask() -> None:
    # Before there is an environment: no site packages, nothing of ours but the tools.
    told = subprocess.check_output((sys.executable, "-S", "-m", "tools.system"), cwd=ROOT, text=True)
    assert len(told.splitlines()) == len(TOOLS)
