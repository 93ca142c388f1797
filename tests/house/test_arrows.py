"""Imports run downwards only: cli, chancery, exchange, practice, formats; and the linter that holds them bites.

The contracts stand in pyproject.toml. That the linter finds a breach is shown on empty floors with one planted.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.system import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")

FLOORS = ("cli", "chancery", "testing", "exchange", "practice", "formats")


def lint(source: Path) -> str:
    """The linter's report on the package in a folder; empty if every arrow holds."""
    ended = subprocess.run(
        (LINTER, "--no-cache", "--config", ROOT / "pyproject.toml"),
        cwd=source,
        env=os.environ | {"PYTHONPATH": str(source), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if ended.returncode == 0 else ended.stdout + ended.stderr


def test_every_arrow_holds() -> None:
    assert lint(ROOT / "src") == ""


@pytest.mark.parametrize(
    ("module", "line", "breach"),
    [
        ("formats/planted.py", "import verbale.exchange", "verbale.formats.planted -> verbale.exchange"),
        ("practice/planted.py", "def inside():\n    import verbale.cli", "verbale.practice.planted -> verbale.cli"),
        ("exchange/planted.py", "from django.db import models", "verbale.exchange.planted -> django"),
        ("testing/planted.py", "import verbale.chancery", "verbale.testing.planted -> verbale.chancery"),
        ("planted/__init__.py", "", "planted"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, module: str, line: str, breach: str) -> None:
    for floor in (".", *FLOORS):
        (tmp_path / "verbale" / floor).mkdir()
        (tmp_path / "verbale" / floor / "__init__.py").touch()
    assert lint(tmp_path) == ""
    planted = tmp_path / "verbale" / module
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line)
    assert breach in lint(tmp_path)
