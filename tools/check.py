"""Runs every check that is not a test, says one line for each, and shows the words of those that failed.

    python -m tools.check              all
    python -m tools.check types docs   some, by name

A failed check does not hide the ones after it. Coverage is judged by the last full run of the tests, and only if that
run saw these sources; where there is none, that is a failure in CI and a word of advice elsewhere.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.suite import MEASURED, sources_digest
from tools.system import ROOT

BIN = Path(sys.executable).parent
CORE = "src/verbale/formats/*,src/verbale/practice/*,src/verbale/exchange/*"
CORE_PERCENT = 100
OTHER_PERCENT = 85


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - CHECKS.keys()
    if unknown:
        print(f"{__doc__}\nThe checks: {' '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = 0
    for name in arguments or CHECKS:
        begun = time.monotonic()
        fault = CHECKS[name]()
        print(f"{'FAILED' if fault else 'ok':6} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        if fault:
            print(fault.rstrip(), flush=True)
            failed += 1
    return 1 if failed else 0


def fault_of(program: str, *arguments: str) -> str:
    """Runs a program and returns what it said if it failed; nothing if all is well."""
    command: tuple[str | Path, ...] = (BIN / program, *arguments)
    ended = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "" if ended.returncode == 0 else ended.stdout or f"exit {ended.returncode}"


def templates() -> str:
    """The templates' form; there may be none."""
    files = sorted(str(path) for path in (ROOT / "src").rglob("templates/**/*.html"))
    return fault_of("djade", "--check", "--target-version", "5.2", *files) if files else ""


def changelog() -> str:
    """That the fragments can be read, and that a change of the sources since the base brought one."""
    fault = fault_of("towncrier", "build", "--draft", "--version", "next")
    base = subprocess.run(
        ("git", "rev-parse", "--verify", "-q", "origin/main"), cwd=ROOT, capture_output=True, check=False
    )
    if fault or base.returncode:
        return fault
    return fault_of("towncrier", "check", "--compare-with", "origin/main")


def coverage() -> str:
    """Branches of the lower three floors, every one; of the rest, most."""
    if not MEASURED.is_file() or MEASURED.read_text() != sources_digest():
        words = "no run of all tests has measured these sources: make test, then make check"
        if os.environ.get("VERBALE_REQUIRE"):
            return words
        print(f"       {words}")
        return ""
    core = fault_of("coverage", "report", f"--include={CORE}", f"--fail-under={CORE_PERCENT}")
    rest = fault_of("coverage", "report", f"--omit={CORE}", f"--fail-under={OTHER_PERCENT}")
    return core + rest


CHECKS: dict[str, Callable[[], str]] = {
    "style": lambda: fault_of("ruff", "check", "--quiet", "."),
    "format": lambda: fault_of("ruff", "format", "--check", "--quiet", "."),
    "syntax": lambda: fault_of("python", "-W", "error", "-m", "compileall", "-q", "-f", "src", "tools", "tests"),
    "types": lambda: fault_of("mypy"),
    "arrows": lambda: fault_of("lint-imports", "--no-cache"),
    "templates": templates,
    "words": lambda: fault_of("codespell"),
    "dependencies": lambda: fault_of("deptry", "src"),
    "changelog": changelog,
    "docs": lambda: fault_of("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "build/docs"),
    "coverage": coverage,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
