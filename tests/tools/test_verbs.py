"""The verbs that people, scripts and CI are promised are there, and say what they do."""

import os
import re
import subprocess

import pytest

from tools.system import ROOT

PROMISED = (
    *("setup", "demo", "test", "check", "lock", "docs", "screenshots", "bench", "simulate", "kill", "mutate", "fuzz"),
    "acceptance",
)


def make(*arguments: str) -> str:
    """What make prints."""
    # As from a person's shell, also where make itself runs these tests.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.check_output(("make", *arguments), cwd=ROOT, env=environment, text=True)


def test_make_alone_prints_every_verb() -> None:
    assert set(PROMISED) <= {line.split()[0] for line in make().splitlines()}


@pytest.mark.parametrize("verb", ["demo", "test", "check"])
def test_a_verb_that_works_from_a_fresh_clone_sets_up_first(verb: str) -> None:
    assert "tools.bootstrap" in make("-n", verb).splitlines()[0]


@pytest.mark.parametrize(
    ("said", "done"),
    [
        (("simulate", "SEEDS=17"), "verbale.testing.simulate --seeds 17"),
        (("kill", "ROUNDS=3", "DATABASE=postgres"), "tools.kill --rounds 3 --database postgres"),
        (("fuzz", "SECONDS=5"), "tests.fuzz.run --seconds 5"),
        (("acceptance", "GROUP=exchange"), "../shared/acceptance/run exchange"),
    ],
)
def test_a_verb_hands_on_what_it_is_told(said: tuple[str, ...], done: str) -> None:
    assert done in make("-n", *said)


def test_ci_runs_the_tests_by_the_command_that_the_readme_names() -> None:
    fenced = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    commands = {line.strip() for block in fenced for line in block.splitlines()}
    steps = (ROOT / ".ci" / "run").read_text().splitlines()
    assert {"make demo", "make test"} <= commands
    assert "make test" in steps
