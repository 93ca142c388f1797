"""Fails one system call after another: `python -m tools.inject [--every N] [--calls fsync,pwrite64] [--jobs 2]`.

One whole `verbale letter send` and one whole `verbale pouch open` are run under strace, which lets the n-th call of a
kind fail with EIO or ENOSPC, or kills the process at it, for every n until a run passes untouched. Of `openat`, `mkdir`
and reads only those that touch the chancery's folder are disturbed, found by a run without faults: the others load the
program. Whatever the command then says, what comes after without faults must find a whole chancery: what was said to be
done is there, once; what was refused can be done again; numbers have no gap; the register agrees with itself; every
content is what its name says. A failing sync is *unknown*, never assumed to be done or undone.

Each fault has a copy of the chancery of its own. What came of the faults is told by call and error: how many there
were, how often the command was done all the same, and with which codes it refused.
"""

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from verbale.cli import main as command

STRACE = "strace"
BROKEN_DISK, KILLED = ("EIO", "ENOSPC"), "SIGKILL"
CALLS = {
    "pwrite64": (*BROKEN_DISK, KILLED),
    "write": (*BROKEN_DISK, KILLED),
    "fdatasync": (*BROKEN_DISK, KILLED),
    "fsync": (*BROKEN_DISK, KILLED),
    "rename": (*BROKEN_DISK, KILLED),
    "ftruncate": ("EIO", KILLED),
    "unlink": ("EIO", KILLED),
    "mkdir": BROKEN_DISK,
    "openat": ("EIO", "ENOSPC", "EMFILE"),
    "pread64": ("EIO",),
    "read": ("EIO",),
}
# Most of these load the program, before the chancery is touched.
AT_HOME = ("mkdir", "openat", "pread64", "read")
TRIAL = {
    "VERBALE_PASSPHRASE": "correct horse battery staple for trials only",
    "VERBALE_WORK_FACTOR": "1",
    "VERBALE_DIAL": "loopback",
}
SECONDS = 120


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All faults of one kind in one command.

    Attributes:
        trial: the command.
        call: the system call.
        error: what becomes of it.
        at: the numbers of the calls to disturb; every number if `None`.
    """

    trial: Trial
    call: str
    error: str
    at: tuple[int, ...] | None

    def numbers(self, every: int) -> Iterator[int]:
        """Which calls to disturb, up to one that never comes."""
        if self.at is None:
            number = 1
            while True:
                yield number
                number += every
        yield from self.at[::every]

    def fault(self, number: int) -> str:
        """What strace is told."""
        kind = "signal" if self.error == KILLED else "error"
        return f"{self.call}:{kind}={self.error}:when={number}"


def main() -> int:
    """Disturbs both commands and says how often, and what came of it."""
    options = read_options()
    if not shutil.which(STRACE):
        sys.exit("strace is not here: apt-get install strace")
    with TemporaryDirectory(prefix="verbale-inject-") as folder, ProcessPoolExecutor(options.jobs) as pool:
        runs = [series for trial in prepare(Path(folder)) for series in make_series(trial, Path(folder), options.calls)]
        running = [pool.submit(disturb, series, Path(folder), options.every) for series in runs]
        outcomes: Counter[str] = Counter()
        for each in running:
            outcomes += each.result()
    said = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
    print(f"{outcomes.total()} faults ({said}); nothing lost, nothing double")
    return 0


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="only each N-th call of a kind")
    parser.add_argument("--calls", default=",".join(CALLS), help="the calls that fail, parted by commas")
    parser.add_argument("--jobs", type=int, default=2, help="how many faults at once")
    return parser.parse_args()


def prepare(folder: Path) -> Iterator[Trial]:
    """Two chanceries that know each other, a letter on its way, and the two commands."""
    homes = {code: folder / code for code in ("ARV", "BOR")}
    words = {}
    for code, home in homes.items():
        words[code] = " ".join(prepared(home, "init", "--name", f"Institution {code}", "--code", code)["words"])
    for code, other in (("ARV", "BOR"), ("BOR", "ARV")):
        prepared(homes[code], "meet", str(homes[other] / f"{other}.credence"), "--words", words[other])
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
    prepared(homes["ARV"], *send)
    pouch = folder / "first.pouch"
    prepared(homes["ARV"], "pouch", "pack", "--for", "BOR", "-o", str(pouch))
    yield Trial(name="send", home=homes["ARV"], arguments=send)
    yield Trial(name="open", home=homes["BOR"], arguments=("pouch", "open", str(pouch)))


def make_series(trial: Trial, folder: Path, calls: str) -> Iterator[Series]:
    """The faults of a command, after a run without any."""
    home, log = folder / f"clean-{trial.name}", folder / "clean.strace"
    shutil.copytree(trial.home, home)
    ended = run(home, *trace(log, "-y", "-e", f"trace={calls}"), *verbale(trial))
    if ended.returncode:
        raise Broken(f"{trial.name} without faults gave {ended.returncode}: {ended.stderr[-300:]}")
    made = log.read_text(errors="replace").splitlines()
    for call in calls.split(","):
        of_kind = [line for line in made if re.match(rf"(\d+ +)?{call}\(", line)]
        at_home = tuple(place for place, line in enumerate(of_kind, 1) if str(home) in line)
        for error in CALLS[call]:
            yield Series(trial=trial, call=call, error=error, at=at_home if call in AT_HOME else None)


def disturb(series: Series, folder: Path, every: int) -> Counter[str]:
    """Makes the faults of a kind one after the other; returns how often the command ended how."""
    os.environ.update(surroundings(folder))
    outcomes: Counter[str] = Counter()
    for number in series.numbers(every):
        outcome = inject(series, folder, number)
        if outcome is None:
            break
        outcomes[outcome] += 1
    said = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
    print(f"{series.trial.name:5} {series.call:10} {series.error:8} {outcomes.total():4} faults: {said}", flush=True)
    return outcomes


def inject(series: Series, folder: Path, number: int) -> str | None:
    """Runs the command with one fault and looks at what is left; returns how it ended, `None` if undisturbed."""
    trial, fault = series.trial, series.fault(number)
    home = folder / f"{trial.name}-{series.call}-{series.error}-{number}"
    shutil.copytree(trial.home, home)
    log = home.with_suffix(".strace")
    ended = run(home, *trace(log, "-e", f"trace={series.call}", "-e", f"inject={fault}"), *verbale(trial))
    if "Traceback" in ended.stderr + ended.stdout:
        raise Broken(f"{trial.name} with {fault} showed a traceback: {ended.stderr[-1500:]}")
    found = log.read_text(errors="replace")
    disturbed = "(INJECTED)" in found or f"killed by {KILLED}" in found
    outcome = how_it_ended(ended, fault)
    if disturbed:
        check_send(home, ended, fault) if trial.name == "send" else check_open(home, trial, fault)
    elif ended.returncode:
        raise Broken(f"{trial.name}, where {fault} did not come, gave {ended.returncode}: {ended.stderr[-300:]}")
    shutil.rmtree(home)
    for each in (log, home.with_suffix(".md")):
        each.unlink(missing_ok=True)
    return outcome if disturbed else None


def how_it_ended(ended: subprocess.CompletedProcess[str], fault: str) -> str:
    """`done`, `killed`, or the code with which the command refused."""
    if KILLED in fault and ended.returncode in (-9, 137):
        return "killed"
    if ended.returncode not in (0, 1):
        raise Broken(f"{fault} ended the command with {ended.returncode}: {ended.stderr[-300:]}")
    if ended.returncode == 0:
        return "done"
    refused = re.search(r"\[([a-z-]+)\]", ended.stderr)
    return refused[1] if refused else "refused without a word"


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
    if len({row["id"] for row in letters}) != len(letters):
        raise Broken(f"send with {fault} left a letter twice")
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
    if not ask(home, "doctor")["ok"]:
        raise Broken(f"{fault} left something that needs care")


def ask(home: Path, *arguments: str) -> Any:  # noqa: ANN401 (a document)
    """Runs a command without faults, in this process, which is cheaper; it must succeed."""
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        ended = command.run_arguments(["--home", str(home), *arguments, "--json"])
    if ended:
        told = complained.getvalue() or said.getvalue()
        raise Broken(f"{home.name}: {' '.join(arguments[:2])} afterwards gave {ended}: {told[-300:]}")
    return json.loads(said.getvalue())


def prepared(home: Path, *arguments: str) -> Any:  # noqa: ANN401 (a document)
    """Runs a command that comes before all faults, in a process of its own."""
    ended = run(home, sys.executable, "-m", "verbale", *arguments, "--json")
    if ended.returncode:
        raise Broken(f"{' '.join(arguments[:2])} gave {ended.returncode}: {(ended.stderr or ended.stdout)[-300:]}")
    return json.loads(ended.stdout)


def verbale(trial: Trial) -> list[str]:
    """The command line of a command."""
    return [sys.executable, "-m", "verbale", *trial.arguments, "--json"]


def trace(log: Path, *options: str) -> list[str]:
    """The command line of strace."""
    return [STRACE, "-f", "-qq", "-o", str(log), *options]


def surroundings(home: Path) -> dict[str, str]:
    """What a command is told by its environment: the same in every run, so that the n-th call is the same."""
    return TRIAL | {"VERBALE_HOME": str(home), "PYTHONHASHSEED": "0"}


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a program with a home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VERBALE_", "DATABASE_URL"))}
    environment = kept | surroundings(home)
    return subprocess.run(
        words, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
    )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as broken:
        sys.exit(f"BROKEN: {broken}")
