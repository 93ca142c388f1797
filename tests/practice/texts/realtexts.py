"""The real texts, where they lie beside the project: `VERBALE_TEXTS`, or `../shared/texts`."""

import os
from pathlib import Path

import pytest

from tools.system import ROOT

FOLDER = Path(os.environ.get("VERBALE_TEXTS") or ROOT.parent / "shared" / "texts")


def text_files() -> list[Path]:
    """Those that are Markdown or plain text."""
    return sorted(path for path in FOLDER.glob("*") if path.suffix in (".md", ".txt") and not path.stem.isupper())


def read(name: str) -> bytes:
    """One of them; a test that needs it is skipped where it is not."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not in {FOLDER.name}; set VERBALE_TEXTS")
    return path.read_bytes()


def media_of(path: Path) -> str:
    """How a file is read."""
    return "markdown" if path.suffix == ".md" else "plain"
