"""The system tools that some tests use: where each is found, and the Debian packages that bring it.

    python3 tools/system.py            says what is here and what is missing
    python3 tools/system.py install    installs what is missing (as root, where apt-get is)

The product needs none of them. Tests ask `Tool.found` and skip by name (tests/conftest.py). Python's own library
alone is used, because this runs before there is an environment.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM = ROOT / "tests" / "npm"
POSTGRES = Path("/usr/lib/postgresql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool that somebody else wrote: all `commands` and one of the `files` must be there."""

    name: str
    packages: tuple[str, ...]
    commands: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether it can be used on this machine."""
        here = all(shutil.which(command) for command in self.commands)
        return here and (not self.files or any(matches(pattern) for pattern in self.files))

    @property
    def remedy(self) -> str:
        """The line that brings it."""
        return "make system" if not self.packages else f"apt-get install {' '.join(self.packages)}"


def matches(pattern: str) -> bool:
    """Whether a path, absolute or from the project's root, with `*`, names anything."""
    root, relative = (Path("/"), pattern[1:]) if pattern.startswith("/") else (ROOT, pattern)
    return next(root.glob(relative), None) is not None


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(name="age", packages=("age",), commands=("age", "age-keygen")),
        Tool(name="browser", packages=("chromium",), commands=("chromium",)),
        Tool(
            name="fonts",
            packages=("fonts-noto-core",),
            files=("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.*",),
        ),
        Tool(name="gettext", packages=("gettext",), commands=("msgfmt", "xgettext")),
        Tool(name="gpg", packages=("gnupg",), commands=("gpg",)),
        Tool(name="jq", packages=("jq", "xxd"), commands=("jq", "xxd")),
        Tool(name="node", packages=("nodejs", "npm"), commands=("node", "npm")),
        Tool(name="libreoffice", packages=("libreoffice-writer-nogui",), commands=("soffice",)),
        Tool(name="openssl", packages=("openssl",), commands=("openssl",)),
        Tool(name="pandoc", packages=("pandoc",), commands=("pandoc",)),
        Tool(name="postgres", packages=("postgresql",), files=(f"{POSTGRES}/*/bin/initdb",)),
        Tool(name="strace", packages=("strace",), commands=("strace",)),
        Tool(name="xmllint", packages=("libxml2-utils",), commands=("xmllint",)),
        # Last, since it is installed by the npm above: what tests/npm/package.json names.
        Tool(name="npm-packages", packages=(), commands=("node",), files=("tests/npm/node_modules/age-encryption",)),
    )
}


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["install"]):
        print(__doc__, file=sys.stderr)
        return 2
    missing = [tool for tool in TOOLS.values() if not tool.found]
    if arguments and missing:
        install(missing)
        missing = [tool for tool in missing if not tool.found]
    for tool in TOOLS.values():
        print(f"{tool.name:13} {'missing: ' + tool.remedy if tool in missing else 'here'}")
    return 1 if arguments and missing else 0


def install(missing: Iterable[Tool]) -> None:
    """Brings Debian packages, then the npm packages by their lock."""
    packages = sorted({package for tool in missing for package in tool.packages})
    if packages and (os.geteuid() or not shutil.which("apt-get")):
        print(f"system: as root, where apt is: apt-get install {' '.join(packages)}", file=sys.stderr)
    elif packages:
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-qq", environment=quiet)
        run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages, environment=quiet)
    if not TOOLS["npm-packages"].found and shutil.which("npm"):
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(NPM))


def run(*command: str, environment: dict[str, str] | None = None) -> None:
    """Runs a step; what it could not do is seen by looking for the tools again."""
    print("system:", " ".join(command), flush=True)
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
