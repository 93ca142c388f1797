"""Fails one system call after another: `python -m tools.inject [--every N] [--calls fsync,pwrite64]`.

One whole `verbale letter send` and one whole `verbale pouch open` are run under strace, which lets the n-th call of a
kind fail with EIO or ENOSPC, for every n until a run passes untouched. Whatever the command then says, the next run
without faults must find a whole chancery: what was said to be done is there, once; what was refused can be done again;
numbers have no gap; the register agrees with itself. A failing sync is *unknown*, never assumed to be done or undone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

STRACE = "strace"
# Only what touches the home: `-P` would need every path, so calls that a command makes before it opens its home are
# let pass by their count, found by a first run without faults.
CALLS = ("fsync", "fdatasync", "pwrite64", "write", "rename", "ftruncate")
ERRORS = ("EIO", "ENOSPC")
TRIAL = {
    "VERBALE_PASSPHRASE": "correct horse battery staple for trials only",
    "VERBALE_WORK_FACTOR": "10",
    "VERBALE_DIAL": "loopback",
}
SECONDS = 60


class Broken(Exception):
    """A fault left something lost, double or unreadable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A command to be disturbed, and the home that it works in.

    Attributes:
        name: `send` or `open`.
        home: the home before the command.
        arguments: the command.
    """

    name: str
    home: Path
    arguments: tuple[str, ...]


def main() -> int:
    """Disturbs both commands and says how often."""
    options = read_options()
    if not shutil.which(STRACE):
        sys.exit("strace is not here: apt-get install strace")
    with TemporaryDirectory(prefix="verbale-inject-") as folder:
        counted = {trial.name: disturb(trial, Path(folder), options) for trial in prepare(Path(folder))}
    said = ", ".join(f"{name} {count}" for name, count in counted.items())
    print(f"{sum(counted.values())} faults injected ({said}); nothing lost, nothing double")
    return 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each N-th call of a kind")
    parser.add_argument("--calls", default=",".join(CALLS), help="the calls that fail, parted by commas")
    return parser.parse_args()


def prepare(folder: Path) -> Iterator[Trial]:
    """Two chanceries that know each other, a letter on its way, and the two commands."""
    homes = {code: folder / code for code in ("ARV", "BOR")}
    words = {}
    for code, home in homes.items():
        words[code] = " ".join(ask(home, "init", "--name", f"Institution {code}", "--code", code)["words"])
    for code, other in (("ARV", "BOR"), ("BOR", "ARV")):
        ask(homes[code], "meet", str(homes[other] / f"{other}.credence"), "--words", words[other])
    body, enclosed = folder / "body.md", folder / "file.bin"
    body.write_text("1. One.\n")
    enclosed.write_bytes(os.urandom(200_000))
    send: tuple[str, ...] = (
        "letter",
        "send",
        "--to",
        "BOR",
        "--class",
        "note-verbale",
        "--subject",
        "Disturbed",
        "--body",
        str(body),
    )
    send += ("--attach", str(enclosed))
    ask(homes["ARV"], *send)
    pouch = folder / "first.pouch"
    ask(homes["ARV"], "pouch", "pack", "--for", "BOR", "-o", str(pouch))
    yield Trial(name="send", home=homes["ARV"], arguments=send)
    yield Trial(name="open", home=homes["BOR"], arguments=("pouch", "open", str(pouch)))


def disturb(trial: Trial, folder: Path, options: argparse.Namespace) -> int:
    """Lets every n-th call of each kind fail; returns how many faults there were."""
    faults = 0
    for call in options.calls.split(","):
        for error in ERRORS if call in ("pwrite64", "fsync", "fdatasync") else ERRORS[:1]:
            number = 1
            while inject(trial, folder / "trial", f"{call}:error={error}:when={number}"):
                faults += 1
                number += options.every
    print(f"{trial.name}: {faults} faults", flush=True)
    return faults


def inject(trial: Trial, home: Path, fault: str) -> bool:
    """Runs the command with one fault and looks at what is left; returns whether the fault took place."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(trial.home, home)
    log = home.with_suffix(".strace")
    call = fault.split(":", maxsplit=1)[0]
    command = [STRACE, "-f", "-qq", "-o", str(log), "-e", f"inject={fault}", "-e", f"trace={call}"]
    ended = run(home, *command, *verbale(*trial.arguments, "--json"))
    if "Traceback" in ended.stderr + ended.stdout:
        raise Broken(f"{trial.name} with {fault} showed a traceback: {ended.stderr[-300:]}")
    if ended.returncode not in (0, 1):
        raise Broken(f"{trial.name} with {fault} ended with {ended.returncode}: {ended.stderr[-300:]}")
    injected = "(INJECTED)" in log.read_text(errors="replace")
    if injected:
        check_send(home, ended, fault) if trial.name == "send" else check_open(home, trial, fault)
    return injected


def check_send(home: Path, ended: subprocess.CompletedProcess[str], fault: str) -> None:
    """After a disturbed `send`: what was said is there, another can be sent, and the numbers have no gap."""
    promised = json.loads(ended.stdout)["id"] if ended.returncode == 0 and ended.stdout.strip() else None
    before = ask(home, "letter", "list", "--out")
    if promised and promised not in {row["id"] for row in before}:
        raise Broken(f"send with {fault} said that it was done, and the letter is gone")
    body = home.with_suffix(".md")
    body.write_text("1. One.\n")
    ask(home, "letter", "send", "--to", "BOR", "--class", "note-verbale", "--subject", "After", "--body", str(body))
    letters = ask(home, "letter", "list", "--out")
    numbers = sorted(int(row["number"].split("/")[1]) for row in letters)
    if numbers != list(range(1, len(before) + 2)):
        raise Broken(f"send with {fault} left the numbers {numbers}")
    check_whole(home, fault)


def check_open(home: Path, trial: Trial, fault: str) -> None:
    """After a disturbed `open`: the same pouch again gives one letter, once, with one receipt of each stage."""
    opened = ask(home, *trial.arguments)
    if {row["result"] for row in opened["letters"]} - {"placed", "again"}:
        raise Broken(f"open with {fault} and again gave {opened['letters']}")
    letters = ask(home, "letter", "list", "--in")
    if len(letters) != 1:
        raise Broken(f"open with {fault} left {len(letters)} letters")
    evidence = ask(home, "letter", "show", letters[0]["id"])["evidence"]
    stages = [each["stage"] for each in evidence if each["stage"] != "signed"]
    if sorted(stages) != ["accepted", "opened", "placed"]:
        raise Broken(f"open with {fault} left the stages {stages}")
    check_whole(home, fault)


def check_whole(home: Path, fault: str) -> None:
    """The register agrees with itself, and the contents are what their names say."""
    if not ask(home, "register", "verify")["ok"]:
        raise Broken(f"{fault} left a register that does not agree with itself")
    ask(home, "doctor")


def ask(home: Path, *arguments: str) -> Any:  # noqa: ANN401 (a document)
    """Runs a command without faults; it must succeed."""
    ended = run(home, *verbale(*arguments, "--json"))
    if ended.returncode:
        raise Broken(f"{' '.join(arguments[:2])} gave {ended.returncode}: {(ended.stderr or ended.stdout)[-300:]}")
    return json.loads(ended.stdout)


def verbale(*arguments: str) -> list[str]:
    """The command line of a command."""
    return [sys.executable, "-m", "verbale", *arguments]


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a program with a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_URL"))}
    environment = kept | TRIAL | {"VERBALE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"BROKEN: {broken}")
