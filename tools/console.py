"""Runs what a page of the documents shows in its console blocks, and compares or writes anew what comes out.

    python -m tools.console PAGE…           ends with 1 where a page shows something else than what happens
    python -m tools.console --write PAGE…   writes what happens into the pages

In a block of the kind `console` a line that begins with `$ ` is a command, `> ` continues it, the rest is its output,
both streams together. All commands of a page run in one shell, in an empty folder. `<!-- given: two chanceries -->`
founds `aldmark` and `brenna` first, which have accredited each other; of three, `vestry` is the third.

What differs in every run is compared by its form alone: digests, twelve words, times, sizes. Where a later command
repeats such a thing, it is given the one of this run. `…` in an output stands for anything; alone on a line, for any
lines. A command after a `sleep` is repeated until it says what is shown, for a minute at most.
"""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from verbale.formats.wordlist import WORDS

SHOWN = "/srv/trial"
PATIENCE = 60.0
PORTS = ("8701", "8702", "8703")
_GIVEN = re.compile(r"<!-- given: (two|three) chanceries -->")
_FENCE = "```"
_HALF = 6
_HEX = re.compile(r"\b[0-9a-f]{8,64}\b")
_DATED = re.compile(r"(?<=/)20\d\d\b")
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\dZ?)?)?"), "TIME"),
    (re.compile(r"\b\d+(?:\.\d+)? (?:B|KiB|MiB)\b"), "SIZE"),
    (re.compile(r"\b\d+(?:\.\d+)? s\b"), "SECONDS"),
    (_DATED, "YEAR"),
    (re.compile(r"\bEntry \d+|, of \d+\.$|\b\d+ entries"), "ENTRIES"),
    (re.compile(r" {2,}"), "  "),
)
_QUIET = "such keys are for trials alone"
# The chanceries of a page trust each other, with the words taken from where a person would hear them.
_BEGIN = """\
export VERBALE_PASSPHRASE="for this trial only" VERBALE_DIAL=loopback
words() { python -c 'import json, sys; print(*json.load(sys.stdin)["words"])' < $1.json; }
meet() { verbale --home $1 meet $2/*.credence --words "$(words $2)" > /dev/null; }
"""
_HOUSES = (
    ("aldmark", "Aldmark", "MFA-AL", "Ilse Maren", "8701"),
    ("brenna", "Brenna", "MFA-BR", "Tomas Verhey", "8702"),
    ("vestry", "Vestry", "MFA-VE", "Pieter Oss", "8703"),
)
_FOUND = """\
verbale --home {0} init --name "Ministry of Foreign Affairs of {1}" --code {2} --officer-name "{3}" \
  --address http://127.0.0.1:{4} --json > {0}.json
"""


class DiffersError(Exception):
    """A page shows something else than what happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command of a page.

    Attributes:
        command: as it is shown.
        shown: the lines shown under it.
        start, end: where those stand among the lines of the page.
    """

    command: str
    shown: tuple[str, ...]
    start: int
    end: int


def main(arguments: list[str]) -> int:
    writing = arguments[:1] == ["--write"]
    pages = [Path(each) for each in arguments[writing:]]
    if not pages:
        print(__doc__, file=sys.stderr)
        return 2
    failed = 0
    for page in pages:
        try:
            if writing:
                write_page(page)
            else:
                check_page(page)
        except DiffersError as differs:
            print(f"{page}: {differs}", file=sys.stderr)
            failed = 1
    return failed


def check_page(page: Path) -> int:
    """Runs a page; returns how many commands it has.

    Raises:
        DiffersError: something else happens than what the page shows.
    """
    steps = read_steps(page.read_text("utf-8"))
    with TemporaryDirectory(prefix="verbale-page-") as folder, Shell(Path(folder)) as shell:
        known = Known()
        _prepare(page, shell)
        for before, step in zip((None, *steps), steps, strict=False):
            deadline = time.monotonic() + (PATIENCE if before and before.command.startswith("sleep ") else 0)
            while not known.learn(step.shown, happened := shell.run(known.insert(step.command))):
                if time.monotonic() >= deadline:
                    said = "\n".join(happened)
                    raise DiffersError(f"after `{step.command}` the page shows something else than\n{said}")
                time.sleep(0.2)
    return len(steps)


def write_page(page: Path) -> None:
    """Runs a page and writes what happens into it; where that is what is shown but for `…`, what is shown stays."""
    text = page.read_text("utf-8")
    lines, steps = text.split("\n"), read_steps(text)
    written: list[tuple[Step, str, list[str]]] = []
    with TemporaryDirectory(prefix="verbale-page-") as folder, Shell(Path(folder)) as shell:
        known = Known()
        _prepare(page, shell)
        for step in steps:
            command = known.insert(step.command)
            happened = shell.run(command)
            same = known.learn(step.shown, happened) and any("…" in line for line in step.shown)
            written.append((step, command, list(step.shown) if same else happened))
    for step, command, happened in reversed(written):
        lines[step.start - step.command.count("\n") - 1 : step.end] = [*_show(command), *happened]
    page.write_text("\n".join(lines), "utf-8")


def read_steps(text: str) -> list[Step]:
    """The commands of a page, in order."""
    steps: list[Step] = []
    command: list[str] = []
    shown: list[str] = []
    inside, start = False, 0

    def close(end: int) -> None:
        if command:
            steps.append(Step(command="\n".join(command), shown=tuple(shown), start=start, end=end))
        command.clear()
        shown.clear()

    for number, line in enumerate(text.split("\n")):
        if line.startswith(_FENCE):
            close(number)
            inside = line == f"{_FENCE}console"
        elif inside and line.startswith("$ "):
            close(number)
            command.append(line[2:])
            start = number + 1
        elif inside and (line == ">" or line.startswith("> ")) and not shown:
            command.append(line[2:])
            start = number + 1
        elif inside:
            shown.append(line)
    return steps


@dataclass(slots=True)
class Known:
    """What the page shows of another run, and what stands for it in this one."""

    pairs: dict[str, str] = field(default_factory=dict)

    def learn(self, shown: Sequence[str], happened: Sequence[str]) -> bool:
        """Compares outputs by their form, and remembers what stands for what; tells whether they agree."""
        matched = _match(list(shown), list(happened))
        if matched is None:
            return False
        for one, other in matched:
            self.pairs |= dict(zip(_tokens(one), _tokens(other), strict=False))
        return True

    def insert(self, command: str) -> str:
        """A command with what stands in this run for what it names."""
        command = _DATED.sub(str(datetime.now(UTC).year), command)
        for shown, now in self.pairs.items():
            if " " in shown:
                command = _replace_words(command, shown.split(), now.split())
        return _HEX.sub(lambda found: self._digest(found.group()), command)

    def _digest(self, shown: str) -> str:
        return next((now[: len(shown)] for each, now in self.pairs.items() if each.startswith(shown)), shown)


class Shell:
    """A shell in a folder, with nothing of the caller's settings; what it started ends with it."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("LANG", "TERM", "SSL_CERT_FILE")}
        path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '/usr/bin:/bin')}"
        self._folder = str(folder.resolve())
        self._ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        self._bash = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=folder,
            env=kept | {"PATH": path, "HOME": self._folder, "LC_ALL": "C.UTF-8", "VERBALE_WORK_FACTOR": "10"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> "Shell":
        return self

    def __exit__(self, *_: object) -> None:
        # The group is the shell's own: it was started as one.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._bash.pid, signal.SIGTERM)
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        self._bash.stdin.close()
        self._bash.stdout.close()
        self._bash.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._bash.pid, signal.SIGKILL)

    def run(self, command: str) -> list[str]:
        """Runs a command; returns what it said, line by line, as a page shows it."""
        assert self._bash.stdin is not None
        assert self._bash.stdout is not None
        mark = secrets.token_hex(8)
        for shown, now in self._ports.items():
            command = replace_port(command, shown, now)
        self._bash.stdin.write(f"(exit ${{__end:-0}})\n{{ {command}\n}} < /dev/null; __end=$?; echo; echo {mark}\n")
        self._bash.stdin.flush()
        said: list[str] = []
        for line in self._bash.stdout:
            if line == f"{mark}\n":
                break
            said.append(line.rstrip("\n"))
        else:
            raise DiffersError(f"the shell ended at `{command}`")
        return [self._as_shown(line) for line in _trim(said) if _QUIET not in line]

    def _as_shown(self, line: str) -> str:
        line = line.replace(self._folder, SHOWN)
        for shown, now in self._ports.items():
            line = replace_port(line, now, shown)
        return line.rstrip()


def _prepare(page: Path, shell: Shell) -> None:
    given = _GIVEN.search(page.read_text("utf-8"))
    if given is None:
        return
    houses = _HOUSES[: 2 if given[1] == "two" else 3]
    names = [house[0] for house in houses]
    lines = [_BEGIN, *(_FOUND.format(*house) for house in houses)]
    lines += [f"meet {one} {other}\n" for one in names for other in names if one != other]
    said = shell.run("".join(lines))
    if said:
        raise DiffersError("the chanceries were not founded:\n" + "\n".join(said))


def _match(shown: list[str], happened: list[str]) -> list[tuple[str, str]] | None:
    """Pairs of lines that agree by their form; `None` where they do not."""
    if not shown:
        return None if happened else []
    if shown[0] == "…":
        for skipped in range(len(happened) + 1):
            rest = _match(shown[1:], happened[skipped:])
            if rest is not None:
                return rest
        return None
    if not happened or not _agree(shown[0], happened[0]):
        return None
    rest = _match(shown[1:], happened[1:])
    return None if rest is None else [(shown[0], happened[0]), *rest]


def _agree(shown: str, happened: str) -> bool:
    pattern = ".*".join(re.escape(_form(each)) for each in shown.split("…"))
    return re.fullmatch(pattern, _form(happened)) is not None


def _form(line: str) -> str:
    for token in _tokens(line):
        line = line.replace(token, "WORDS" if " " in token else f"HEX{len(token)}", 1)
    for pattern, name in _FORMS:
        line = pattern.sub(name, line)
    return line


def _tokens(line: str) -> list[str]:
    """What differs in every run and is named again: digests, and words by the half dozen."""
    return [*_HEX.findall(line), *_halves(line)]


def _halves(line: str) -> Iterator[str]:
    run: list[str] = []
    for word in (*re.findall(r"[^\s\"']+", line), ""):
        if word in _KNOWN_WORDS:
            run.append(word)
            continue
        for start in range(0, len(run) - _HALF + 1, _HALF):
            yield " ".join(run[start : start + _HALF])
        run.clear()


def _replace_words(command: str, shown: list[str], now: list[str]) -> str:
    """Replaces half a dozen words; one of them may be another, as misheard, and stays wrong."""
    for wrong in (None, *range(_HALF)):
        pattern = " ".join(r"([a-z]+)" if place == wrong else word for place, word in enumerate(shown))
        found = re.search(rf"\b{pattern}\b", command)
        if found:
            heard = now if wrong is None else [*now[:wrong], _unlike(found.group(1), now[wrong]), *now[wrong + 1 :]]
            return command[: found.start()] + " ".join(heard) + command[found.end() :]
    return command


def _unlike(word: str, right: str) -> str:
    return word if word != right else "zoo" if right != "zoo" else "zone"


def _show(command: str) -> list[str]:
    first, *rest = command.split("\n")
    return [f"$ {first}", *(f"> {line}".rstrip() for line in rest)]


def _trim(lines: list[str]) -> list[str]:
    """Without the empty line that parts the output from the mark."""
    return lines[:-1] if lines and not lines[-1] else lines


def replace_port(text: str, one: str, other: str) -> str:
    """Replaces a port where it stands by itself: the same digits within a digest are none."""
    return re.sub(rf"\b{one}\b", other, text)


def _free_ports(number: int) -> list[str]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in sockets]


_KNOWN_WORDS: Mapping[str, int] = {word: place for place, word in enumerate(WORDS)}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
