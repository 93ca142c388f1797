"""What a verb and a noun of the command are.

A verb teaches: its help says what it does, shows an example and names the next likely command. Every verb and noun
takes the options that hold everywhere (`--home`, `--json` …), before and after its own. A noun may know its verbs by
name and one line each, and imports them only when one is used, so that help is there at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from verbale.cli.situation import HOME, JSON, OFFICERS, PASSPHRASE_FILE, Situation
from verbale.cli.telling import Told, tell

EVERYWHERE = "--home, --passphrase-file, --officer and --json may stand here too; `verbale --help` says what they mean."


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbal:
    """A verb or noun that is not imported yet.

    Attributes:
        module, name: where it is, and what it is called there.
        line: one line about it.
        under: the heading that it stands under in help.
        needs: a module without which it is not offered; empty if it always is.
    """

    module: str
    name: str
    line: str
    under: str
    needs: str = ""


def everywhere(*, shown: bool) -> list[click.Parameter]:
    """The options that every verb and noun takes."""
    return [
        _kept(HOME, ["--home"], "the chancery's folder  [VERBALE_HOME, or ~/.verbale]", shown, type=_path()),
        _kept(
            PASSPHRASE_FILE,
            ["--passphrase-file"],
            "a file whose first line is the house's passphrase  [VERBALE_PASSPHRASE, or a prompt]",
            shown,
            type=_path(),
        ),
        _kept(
            OFFICERS,
            ["--officer"],
            "the officer who acts; more than once where several sign  [the first officer]",
            shown,
            multiple=True,
            metavar="NAME",
        ),
        _kept(JSON, ["--json"], "one JSON document on standard output, nothing else there", shown, is_flag=True),
    ]


class Verb(click.Command):
    """A verb: a function that takes the `Situation` and its own parameters, and returns a `Told`."""

    def __init__(self, *, example: Sequence[str] = (), then: Sequence[str] = (), **known: Any) -> None:  # noqa: ANN401
        """Takes what `click.Command` takes.

        Args:
            example: command lines as one would type them.
            then: the commands that one is likely to need next.
            **known: for `click.Command`.
        """
        super().__init__(**known)
        self.example = example
        self.then = then
        self.params += everywhere(shown=False)

    def invoke(self, ctx: click.Context) -> int:
        """Runs the verb and prints its answer.

        Returns:
            The exit.
        """
        assert self.callback is not None
        situation = Situation.of(ctx)
        told: Told | None = ctx.invoke(self.callback, situation, **ctx.params)
        if told is None:
            return 0
        tell(told, as_json=situation.as_json)
        return 1 if told.failed else 0

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Shows the examples, the next commands and what may stand everywhere."""
        for title, lines in (("For example", self.example), ("Then", self.then)):
            if lines:
                with formatter.section(title):
                    for line in lines:
                        # On one line however long it is, so that it can be copied.
                        formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
        formatter.write_paragraph()
        formatter.write_text(EVERYWHERE)


class Noun(click.Group):
    """A group of verbs."""

    command_class = Verb

    def __init__(
        self,
        *,
        verbs: Mapping[str, Verbal] | None = None,
        alone: Callable[[Situation], Told] | None = None,
        shown: bool = False,
        **known: Any,  # noqa: ANN401
    ) -> None:
        """Takes what `click.Group` takes.

        Args:
            verbs: verbs that are imported only when one of them is used.
            alone: what the noun does without a verb; without this, it shows its help.
            shown: whether its help shows the options that hold everywhere.
            **known: for `click.Group`.
        """
        super().__init__(invoke_without_command=alone is not None, **known)
        self.verbs = dict(verbs or {})
        self.alone = alone
        self.params += everywhere(shown=shown)

    def invoke(self, ctx: click.Context) -> object:
        """Runs the verb that was named, or what the noun does alone."""
        ended: object = super().invoke(ctx)
        if self.alone is None or ctx.invoked_subcommand is not None:
            return ended
        situation = Situation.of(ctx)
        tell(self.alone(situation), as_json=situation.as_json)
        return 0

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the verbs that are offered here, in the order in which they were given."""
        return [*self.commands, *(name for name, each in self.verbs.items() if _is_offered(each))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A verb by its name."""
        verbal = self.verbs.get(cmd_name)
        if verbal is None or not _is_offered(verbal):
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(verbal.module), verbal.name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the verbs under their headings, without importing them."""
        if not self.verbs:
            super().format_commands(ctx, formatter)
            return
        under: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            if name in self.verbs:
                under.setdefault(self.verbs[name].under, []).append((name, self.verbs[name].line))
        for heading, rows in under.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def verb(where: str, line: str, under: str = "Verbs", needs: str = "") -> Verbal:
    """A verb by where it is, `module:name` within this package."""
    module, name = where.split(":")
    return Verbal(module=f"verbale.cli.{module}", name=name, line=line, under=under, needs=needs)


def noun(
    name: str,
    line: str,
    *,
    alone: Callable[[Situation], Told] | None = None,
    verbs: Mapping[str, Verbal] | None = None,
) -> Callable[[Callable[[], None]], Noun]:
    """Makes a noun of a function whose docstring is its help."""

    def make(function: Callable[[], None]) -> Noun:
        return Noun(name=name, help=function.__doc__, short_help=line, alone=alone, verbs=verbs)

    return make


SETTINGS: Mapping[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _is_offered(verbal: Verbal) -> bool:
    try:
        return not verbal.needs or find_spec(verbal.needs) is not None
    except ModuleNotFoundError:
        return False


def _path() -> click.Path:
    return click.Path(path_type=Path)


def _kept(key: str, names: list[str], words: str, shown: bool, **known: Any) -> click.Option:  # noqa: ANN401
    """An option that is kept for the whole command line: the last that says something holds."""

    def keep(ctx: click.Context, _: click.Parameter, value: object) -> None:
        if value not in (None, False, ()):
            ctx.meta[key] = value

    return click.Option(names, help=words, expose_value=False, callback=keep, hidden=not shown, **known)
