"""Writes the locks in requirements/: names, versions and hashes, for every platform, and no address.

    python -m tools.lock              keeps every version that still fits
    python -m tools.lock --upgrade    takes the newest

Nothing younger than a week is taken: most malicious releases are found within days. A lock names no index, so it
holds behind any mirror (tests/house/test_hosts.py).
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.bootstrap import ROOT, Environment
from tools.index import uv_environment

AGE = "7 days"
DEV = ("--extra", "postgres", "--group", "build", "--group", "test", "--group", "lint", "--group", "docs")
FURTHER = {"UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"}
ON_TOP = ("-c", "requirements/dev.txt", "--group")
LOCKS = {
    "uv": ("requirements/uv.in",),
    "dev": ("pyproject.toml", *DEV),
    "run": ("-c", "requirements/dev.txt", "pyproject.toml", "--extra", "postgres"),
    "bench": (*ON_TOP, "bench"),
    "fuzz": (*ON_TOP, "fuzz"),
    "mutate": (*ON_TOP, "mutate"),
}


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--upgrade"]):
        print(__doc__, file=sys.stderr)
        return 2
    for name, sources in LOCKS.items():
        if not write_lock(f"requirements/{name}.txt", (*arguments, *sources)):
            return 1
    return 0


def write_lock(lock: str, what: tuple[str, ...]) -> bool:
    """Resolves one lock, from the main index alone: further ones may hold less, and tell no age."""
    command: tuple[str | Path, ...] = (
        *(Environment(ROOT).uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes"),
        *("--python-version", "3.11", "--exclude-newer", AGE, "--no-emit-index-url"),
        *("--custom-compile-command", "make lock", *what, "-o", lock),
    )
    known = {name: value for name, value in uv_environment(os.environ).items() if name not in FURTHER}
    print(f"lock: {lock}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=known, stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
