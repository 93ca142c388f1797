"""The environment is made once, made again when a lock changes, and a broken attempt is not taken for a good one."""

import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.bootstrap import CannotSetUp, Environment, main, read_pin, wheel_pattern
from tools.system import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A working tree with a pin of a uv that no index has, and empty locks."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    (requirements / "uv.txt").write_text("uv==0.0.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    (requirements / "dev.txt").touch()
    (requirements / "bench.txt").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_lock_that_nobody_wrote_is_wrong_usage(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["banquet"], tree) == 2
    assert not (tree / ".venv").exists()
    assert "bench, fuzz or mutate" in capsys.readouterr().err


def test_a_failed_step_is_one_line_and_leaves_no_stamp(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    (tree / "requirements" / "dev.txt").write_text("not a requirement\n")
    assert main([], tree) == 1
    assert re.search("setup: (this failed: |neither uv nor pip)", capsys.readouterr().err)
    assert Environment(tree).python.exists()
    assert Environment(tree).changed("dev")


def test_what_was_remembered_holds_until_the_lock_or_the_project_changes(tree: Path) -> None:
    environment = Environment(tree)
    assert environment.changed("dev")
    environment.make()
    environment.remember("dev")
    assert not environment.changed("dev")
    (tree / "requirements" / "dev.txt").write_text("# another lock\n")
    assert environment.changed("dev")
    environment.remember("dev")
    project = tree / "pyproject.toml"
    project.write_text(project.read_text().replace('"verbale.cli.main:run"', '"verbale.cli.other:run"'))
    assert environment.changed("dev")


def test_a_change_of_style_alone_makes_nothing_again(tree: Path) -> None:
    environment = Environment(tree)
    environment.make()
    environment.remember("dev")
    project = tree / "pyproject.toml"
    project.write_text(project.read_text().replace("line-length = 120", "line-length = 119"))
    assert not environment.changed("dev")


def test_an_environment_whose_python_is_gone_is_made_again(tree: Path) -> None:
    environment = Environment(tree)
    environment.make()
    environment.python.unlink()
    environment.python.symlink_to("/nonexistent/python")
    assert environment.changed("dev")
    environment.make()
    told = subprocess.check_output((environment.python, "-c", "import sys; print(sys.prefix)"), text=True)
    assert Path(told.strip()) == environment.folder


def test_without_uv_and_pip_the_remedy_is_named(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = Environment(tree)
    environment.make()
    # The environment just made has no pip: as on a bare Debian.
    monkeypatch.setattr(sys, "executable", str(environment.python))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    with pytest.raises(CannotSetUp, match="apt-get install python3-pip"):
        environment.install("dev", exactly=True)


def test_two_verbs_at_once_set_up_one_after_the_other(tree: Path) -> None:
    story = (
        "import sys, time, pathlib; from tools.bootstrap import alone\n"
        "with alone(pathlib.Path(sys.argv[1])): print('in'); time.sleep(0.3); print('out')"
    )
    log = tree / "log"
    with log.open("wb") as out:
        both = [
            subprocess.Popen((sys.executable, "-u", "-c", story, tree), cwd=ROOT, stdout=out, stderr=out)
            for _ in range(2)
        ]
        assert [one.wait() for one in both] == [0, 0]
    assert log.read_text().split() == ["in", "out", "in", "out"]


def test_the_pin_of_uv_is_read_from_its_lock() -> None:
    version, hashes = read_pin((ROOT / "requirements" / "uv.txt").read_text())
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert len(hashes) > 10
    with pytest.raises(CannotSetUp):
        read_pin("pip==1.0")


@pytest.mark.parametrize(
    ("library", "machine", "wheel"),
    [
        ("glibc", "x86_64", "uv-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        ("glibc", "aarch64", "uv-1.2.3-py3-none-manylinux_2_28_aarch64.whl"),
        ("", "x86_64", "uv-1.2.3-py3-none-musllinux_1_1_x86_64.whl"),
    ],
)
def test_the_wheel_of_this_machine_is_chosen(
    monkeypatch: pytest.MonkeyPatch, library: str, machine: str, wheel: str
) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: (library, "2.36"))
    monkeypatch.setattr(platform, "machine", lambda: machine)
    names = [
        "uv-1.2.3-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "uv-1.2.3-py3-none-manylinux_2_28_aarch64.whl",
        "uv-1.2.3-py3-none-musllinux_1_1_x86_64.whl",
        "uv-1.2.3-py3-none-macosx_10_12_x86_64.whl",
        "uv-1.2.3-py3-none-win_amd64.whl",
        "uv-1.2.30-py3-none-manylinux_2_28_aarch64.whl",
    ]
    assert [name for name in names if re.fullmatch(wheel_pattern("1.2.3"), name)] == [wheel]
