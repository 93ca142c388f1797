"""Runs the tests: all of them with coverage measured, or those that the arguments choose, without.

    python -m tools.suite                everything, and the pages' tests again on PostgreSQL where that is here
    python -m tools.suite -k receipt     handed to pytest

One run measures coverage for both `make test` and `make check`: beside the figures lies a digest of the sources that
were measured, so that the check never judges by old ones.
"""

import hashlib
import os
import subprocess
import sys

from tools.system import ROOT, TOOLS

MEASURED = ROOT / "build" / "coverage-of"
PYTEST = (sys.executable, "-m", "pytest", "-n", "auto", "--dist", "worksteal")
COVERAGE = ("--cov", "--cov-report=")
# Tests that work in Django's own database, whichever it is; the others bring each database themselves.
NODE_TESTS = ("tests/chancery/pages", "tests/chancery/officers")
# A browser's driver keeps a loop running in its process, in which Django then refuses to work.
BROWSER = "tests/browser"
# Thousands of schedules walk the same lines again and again; measuring each step would take five times as long.
SCHEDULES = ("tests/exchange/test_simulation.py", "tests/exchange/test_planted_bugs.py")


def main(arguments: list[str]) -> int:
    if arguments:
        return run(*arguments)
    MEASURED.parent.mkdir(exist_ok=True)
    MEASURED.unlink(missing_ok=True)
    before = sources_digest()
    ended = run(*COVERAGE, *(f"--ignore={each}" for each in (BROWSER, *SCHEDULES)))
    if ended == 0:
        print("suite: the schedules", flush=True)
        ended = run(*SCHEDULES)
    if ended == 0:
        print("suite: the browser", flush=True)
        ended = run(BROWSER)
    if ended == 0 and TOOLS["postgres"].found:
        print("suite: the pages' tests again, on PostgreSQL", flush=True)
        ended = run(*COVERAGE, "--cov-append", *NODE_TESTS, database="postgres")
    if ended == 0:
        MEASURED.write_text(before)
    return ended


def run(*arguments: str, database: str | None = None) -> int:
    """One run of pytest, and its exit."""
    environment = os.environ | ({"VERBALE_TEST_DATABASE": database} if database else {})
    return subprocess.run((*PYTEST, *arguments), cwd=ROOT, env=environment, check=False).returncode


def sources_digest() -> str:
    """A digest of the code and its tests, by path and content."""
    digest = hashlib.sha256()
    for folder in ("src", "tests", "tools"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{file.relative_to(ROOT)}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
