"""Writes the reference of commands from the commands themselves, so that the two never differ.

    python -m tools.reference           writes docs/reference/commands.md
    python -m tools.reference --check   ends with 1 if it is not what would be written

What a verb is called, what it says of itself, its options, examples and next steps come from the command. What it
answers with `--json` cannot be read from it: that stands in `docs/reference/answers.toml`, member by member, and
`tests/test_docs.py` compares it with real answers.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import TypeAlias

import click

from tools.system import ROOT
from verbale.cli.main import verbale
from verbale.cli.verbs import Noun, Verb

PAGE = ROOT / "docs" / "reference" / "commands.md"
ANSWERS = ROOT / "docs" / "reference" / "answers.toml"
Answers: TypeAlias = Mapping[str, Mapping[str, str]]

_HEAD = """\
<!-- Written by `python -m tools.reference` from the commands; changes made here are lost. -->

# Commands

For people and for scripts: names, options, members of answers and exit codes are a contract. More may be added; nothing
is renamed without an entry in the changelog and a version in which both work.

| exit | meaning |
|---|---|
| 0 | done |
| 1 | refused, a check failed, not found; or interrupted, where the signal does not end the process itself |
| 2 | wrong usage |

A refusal says one exact reason on standard error, `verbale: refused [code]: sentence`, and with `--json` a document
`{"error": {"code", "family", "reason"}}` on standard output. The families are `malformed`, `untrusted`, `refused` and
`unavailable`; only the last is worth repeating unchanged.

An id may be given by any unique beginning, a letter also by its number (`MFA-AL/1/2026`). Times are RFC 3339 in UTC,
digests lower-case hex SHA-256. Progress and hints go to standard error, and hints only to a terminal.
"""


def main(arguments: list[str]) -> int:
    text = write_page()
    if arguments == ["--check"]:
        if PAGE.read_text("utf-8") == text:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what the commands say: python -m tools.reference", file=sys.stderr)
        return 1
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    PAGE.write_text(text, "utf-8")
    return 0


def write_page() -> str:
    """The whole page."""
    answers = read_answers()
    parts = [_HEAD, _everywhere()]
    under = ""
    for name, command in verbs():
        heading = verbale.verbs[name.split()[0]].under
        if heading != under:
            under = heading
            parts.append(f"## {heading}\n")
        parts.append(_describe(name, command, answers))
    return "\n".join(parts)


def verbs() -> Iterator[tuple[str, click.Command]]:
    """Every noun and verb that is offered, by its whole name."""
    context = click.Context(verbale)
    for name in verbale.list_commands(context):
        command = verbale.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, Noun):
            for inner in command.list_commands(context):
                verb = command.get_command(context, inner)
                assert verb is not None
                yield f"{name} {inner}", verb


def answering() -> Iterator[str]:
    """The names of those that answer: verbs, and nouns that do something alone."""
    for name, command in verbs():
        if not isinstance(command, Noun) or command.alone is not None:
            yield name


def read_answers() -> Answers:
    """What each answers: members by their paths, with their meanings."""
    with ANSWERS.open("rb") as stream:
        return tomllib.load(stream)


def _everywhere() -> str:
    shown = [each for each in verbale.params if isinstance(each, click.Option) and not each.hidden]
    rows = [_row(each) for each in shown if not each.is_eager]
    return "\n".join(
        [
            "These options may stand anywhere on the line:\n",
            "| option | meaning |",
            "|---|---|",
            *rows,
            "| `-h`, `--help` | what a verb does, an example, and the next command |",
            "",
            "`verbale --version` says which version it is.\n",
        ]
    )


def _describe(name: str, command: click.Command, answers: Answers) -> str:
    level = "###" if " " not in name else "####"
    parts = [f"{level} `verbale {name}`\n", _paragraphs(command.help or "")]
    if not isinstance(command, Noun):
        parts.append(f"```text\nverbale {name} {' '.join(_usage(command))}".rstrip() + "\n```\n")
    options = [each for each in command.params if isinstance(each, click.Option) and not each.hidden]
    if options:
        parts.append("\n".join(["| option | meaning |", "|---|---|", *map(_row, options), ""]))
    if isinstance(command, Verb):
        if command.example:
            parts.append("For example:\n\n```text\n" + "\n".join(command.example) + "\n```\n")
        if command.then:
            parts.append("Then: " + "; ".join(map(_next, command.then)) + ".\n")
    for title, answer in answers.items():
        if title == name or (title.rpartition(" ")[0] == name and title.rpartition(" ")[2].isupper()):
            rows = [f"| {_member(path)} | {_meaning(path, meaning)} |" for path, meaning in answer.items()]
            head = "in the answer" if title == name else f"in that of `{title}`"
            parts.append("\n".join([f"| {head} | meaning |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _usage(command: click.Command) -> list[str]:
    context = click.Context(command)
    shown = [each for each in command.params if not (isinstance(each, click.Option) and each.hidden)]
    pieces: list[str] = []
    if any(isinstance(each, click.Option) for each in shown):
        pieces.append("[OPTIONS]")
    for each in shown:
        if isinstance(each, click.Argument):
            pieces += each.get_usage_pieces(context)
    return pieces


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts))
    metavar = "" if option.is_flag else f" `{_cell(option.make_metavar(click.Context(verbale)))}`"
    marks = [word for word, holds in (("required", option.required), ("may be repeated", option.multiple)) if holds]
    if option.show_default and option.default not in (None, ""):
        marks.append(f"else `{option.default}`")
    marked = f" ({', '.join(marks)})" if marks else ""
    return f"| {names}{metavar} | {_cell(option.help or '')}{marked} |"


def _member(path: str) -> str:
    return "all members" if path == "*" else f"`{path.rstrip('?')}`"


def _meaning(path: str, meaning: str) -> str:
    return f"{_cell(meaning)} (only sometimes)" if path.endswith("?") else _cell(meaning)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("  [", " [")


def _next(words: str) -> str:
    return f"`{words}`" if words.startswith("verbale ") else words


def _paragraphs(text: str) -> str:
    return "\n\n".join(fill(" ".join(each.split()), 118) for each in text.split("\n\n")) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
