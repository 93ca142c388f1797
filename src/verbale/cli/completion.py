"""`verbale completion`: the script that lets a shell complete verbs and options."""

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Verb,
    short_help="Print a shell's completion script.",
    example=[
        "verbale completion bash >> ~/.bashrc",
        "verbale completion zsh >> ~/.zshrc",
        "verbale completion fish > ~/.config/fish/completions/verbale.fish",
    ],
)
@click.argument("shell", type=click.Choice(_SHELLS), metavar="|".join(_SHELLS))
def completion(situation: Situation, *, shell: str) -> Told:
    """Print the script that lets a shell complete verbs and options. It asks this command, and reads no letter."""
    from click.shell_completion import get_completion_class

    from verbale.cli.main import verbale

    found = get_completion_class(shell)
    assert found is not None
    script = found(verbale, {}, "verbale", "_VERBALE_COMPLETE").source()
    return Told(document={"shell": shell, "script": script}, lines=[script])
