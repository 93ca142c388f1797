"""Makes `.venv` and fills it from the locks in requirements/, with nothing but Python's own library.

    python3 -m tools.bootstrap              what `make demo`, `make test` and `make check` need
    python3 -m tools.bootstrap bench …      and, on top, a lock of its own: bench, fuzz or mutate

Runs first in every verb, so it must cost nothing when there is nothing to do: a stamp holds a digest of all that the
environment was made from. It starts on a bare Debian with Python 3.11, without pip, curl or git: an environment is made
without pip, uv is fetched as a wheel and held against requirements/uv.txt, and uv installs the rest by hash. Where uv
does not run or cannot be had, pip does the same from the same locks, only slower.
"""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import platform
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.index import fetch_wheel, uv_environment

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


class CannotSetUp(Exception):
    """What a person must do first, in one line."""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Brings the environment up to date and says in one line what stood in the way."""
    extras = [name for name in arguments if (root / "requirements" / f"{name}.txt").is_file()]
    if extras != arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with alone(root):
            set_up(Environment(root), extras)
    except CannotSetUp as reason:
        print(f"setup: {reason}", file=sys.stderr)
        return 1
    return 0


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Two verbs at once set up one after the other; the lock goes with the process that holds it."""
    folder = os.open(root / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def set_up(environment: "Environment", extras: list[str]) -> None:
    """The base, then what was asked for on top of it; a changed base takes the extras away, so they come again."""
    if environment.changed("dev"):
        environment.make()
        environment.forget()
        environment.install("dev", exactly=True)
        environment.install_project()
        environment.remember("dev")
    for name in extras:
        if environment.changed(name):
            environment.install(name, exactly=False)
            environment.remember(name)


class Environment:
    """The folder `.venv` of a working tree, and the stamps that say what it holds."""

    def __init__(self, root: Path) -> None:
        """Touches nothing."""
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.uv = self.folder / "bin" / "uv"
        self.stamps = self.folder / "stamps"

    def make(self) -> None:
        """Makes the environment, or makes it again where its Python does not run or is too old.

        Raises:
            CannotSetUp: this Python lacks the library that makes environments.
        """
        if self.python.exists() and self._python_is_right():
            return
        try:
            # Without pip: Debian ships it apart (python3-venv), and uv does not need it.
            venv.EnvBuilder(clear=self.folder.exists(), symlinks=True, with_pip=False).create(self.folder)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotSetUp(
                f"no environment could be made ({error}); on Debian: apt-get install python3-venv"
            ) from None

    def _python_is_right(self) -> bool:
        asks = f"import sys; sys.exit(sys.version_info < {OLDEST})"
        return subprocess.run((self.python, "-c", asks), capture_output=True, check=False).returncode == 0

    def install(self, name: str, *, exactly: bool) -> None:
        """Installs what a lock names, by its hashes; `exactly` removes what it does not name."""
        lock = self.root / "requirements" / f"{name}.txt"
        print(f"setup: installs requirements/{name}.txt into .venv", flush=True)
        if self.get_uv():
            verb = ("sync", str(lock)) if exactly else ("install", "-r", str(lock))
            self._run_uv("pip", *verb, "--require-hashes")
        else:
            self._run_pip("install", "--require-hashes", "-r", str(lock))

    def install_project(self) -> None:
        """Installs the project itself so that its files are used where they lie; nothing more is fetched for it."""
        if self.get_uv():
            self._run_uv("pip", "install", "--no-deps", "--no-build-isolation", "--editable", str(self.root))
        else:
            self._run_pip("install", "--no-deps", "--no-build-isolation", "--editable", str(self.root))

    def get_uv(self) -> bool:
        """Whether the pinned uv is in the environment; fetches it if need be.

        It lies there as a bare program, not as a package, so that no sync removes it.
        """
        version, hashes = read_pin((self.root / "requirements" / "uv.txt").read_text())
        if self._uv_version() == version:
            return True
        wheel = fetch_wheel(wheel_pattern(version), hashes, os.environ)
        if not wheel:
            return False
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            program = archive.read(f"uv-{version}.data/scripts/uv")
        # A new file under the name: the old one may be running, and may be shared with a cache by a hard link.
        fresh = self.uv.with_name("uv.new")
        fresh.write_bytes(program)
        fresh.chmod(0o755)
        fresh.replace(self.uv)
        return self._uv_version() == version

    def _uv_version(self) -> str | None:
        try:
            ended = subprocess.run((self.uv, "--version"), capture_output=True, text=True, check=False)
        except OSError:
            return None
        return ended.stdout.split()[1] if ended.returncode == 0 else None

    def _run_uv(self, *arguments: str) -> None:
        known = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        self._run((self.uv, "--quiet", *arguments, "--python", self.python), uv_environment(known))

    def _run_pip(self, *arguments: str) -> None:
        """By the pip of this Python, which can install into another environment.

        Raises:
            CannotSetUp: this Python has no pip.
        """
        if subprocess.run((sys.executable, "-m", "pip", "--version"), capture_output=True, check=False).returncode:
            raise CannotSetUp("neither uv nor pip can be had; on Debian: apt-get install python3-pip")
        self._run((sys.executable, "-m", "pip", "--quiet", "--python", self.python, *arguments), dict(os.environ))

    def _run(self, command: tuple[str | Path, ...], environment: dict[str, str]) -> None:
        if subprocess.run(command, env=environment, cwd=self.root, stdin=subprocess.DEVNULL, check=False).returncode:
            raise CannotSetUp(f"this failed: {' '.join(map(str, command))}")

    def changed(self, name: str) -> bool:
        """Whether the environment is not, or no longer, what this lock and this project make it."""
        stamp = self.stamps / name
        return not stamp.is_file() or stamp.read_text() != self._digest(name) or not self.python.exists()

    def remember(self, name: str) -> None:
        """Only after everything is in place: a broken attempt is repeated."""
        self.stamps.mkdir(exist_ok=True)
        (self.stamps / name).write_text(self._digest(name))

    def forget(self) -> None:
        """Before anything is changed, so that a broken attempt is not taken for the last good one."""
        for stamp in self.stamps.glob("*"):
            stamp.unlink()

    def _digest(self, name: str) -> str:
        project = tomllib.loads((self.root / "pyproject.toml").read_text())
        built_from = [project["project"], project["build-system"], project["tool"]["hatch"], str(self.root)]
        locks = [(self.root / "requirements" / f"{lock}.txt").read_bytes() for lock in ("uv", name)]
        return hashlib.sha256(b"".join((json.dumps(built_from).encode(), *locks))).hexdigest()


def read_pin(lock: str) -> tuple[str, frozenset[str]]:
    """The version of uv that a lock names, and the digests of all its files."""
    version = re.search(r"^uv==([\w.]+)", lock, re.MULTILINE)
    if not version:
        raise CannotSetUp("requirements/uv.txt names no version of uv")
    return version[1], frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))


def wheel_pattern(version: str) -> str:
    """What the name of uv's wheel for this machine looks like; matches nothing where there is none."""
    library = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    system = library if sys.platform == "linux" else "macosx" if sys.platform == "darwin" else "none"
    return rf"uv-{re.escape(version)}-py3-none-\S*{system}\S*_{re.escape(platform.machine())}\S*\.whl"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
