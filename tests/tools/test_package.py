"""What a release would hold: the code, its type marker and its licence, the same bytes twice, and nothing else."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from tools.system import ROOT


def build(folder: Path) -> Path:
    """Builds the wheel as a release would."""
    subprocess.run(
        (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return next(folder.glob("*.whl"))


def test_two_builds_are_the_same_bytes_and_hold_the_package_alone(tmp_path: Path) -> None:
    first, second = build(tmp_path / "first"), build(tmp_path / "second")
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()
    with zipfile.ZipFile(first) as wheel:
        names = set(wheel.namelist())
        metadata = next(name for name in names if name.endswith("/METADATA"))
        assert "License-Expression: Apache-2.0" in wheel.read(metadata).decode()
    assert {"verbale/__init__.py", "verbale/py.typed"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"verbale"}
