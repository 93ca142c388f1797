"""One word, one meaning: the words that the house does not use in its code."""

import re
from pathlib import Path

import pytest

from tests.house.test_lengths import python_files
from tools.system import ROOT

# It hides which stage is meant: accepted, placed, opened or acknowledged.
STAGELESS = re.compile("deliver" + "ed", re.IGNORECASE)
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "handler", "handlers", "misc"}


def source_files() -> list[Path]:
    """The code that people read: Python, templates, scripts."""
    templates = [path for ending in ("*.html", "*.txt", "*.js") for path in (ROOT / "src").rglob(ending)]
    return python_files("src", "tools", "benchmarks") + sorted(templates)


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_code_says_which_stage_and_which_noun_it_means(path: Path) -> None:
    assert STAGELESS.search(path.read_text()) is None
    assert path.stem not in VAGUE
    assert path.parent.name not in VAGUE
