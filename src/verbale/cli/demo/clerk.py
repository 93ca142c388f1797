"""A clerk of the demo: a process that has the whole command loaded, and for each command line forks one that runs it.

    python -m verbale.cli.demo.clerk

A line on standard input is a list of arguments, as JSON; a line on standard output is `[exit, output, errors]` of that
command. Each command is a process of its own, with the settings that the clerk was started with, as if it had been
typed; only the loading, which takes longer than most commands, is done once. There is one thread here, so that forking
is safe.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module
from tempfile import TemporaryFile
from typing import IO, NoReturn

from verbale.cli.main import run

_COMMAND_SECONDS = 120
_LOADED = (
    *("verbale.cli.founding", "verbale.cli.meeting", "verbale.cli.letters", "verbale.cli.sending"),
    *("verbale.cli.pouches", "verbale.cli.registers", "verbale.cli.verifying", "verbale.cli.status"),
    *("verbale.cli.texts", "verbale.cli.textreading", "verbale.cli.textcomparing", "verbale.cli.textwriting"),
    *("verbale.cli.talks", "verbale.cli.talking", "verbale.cli.tabling", "verbale.cli.talksfiles"),
    *("verbale.cli.proposing", "verbale.cli.revising", "verbale.cli.concluding", "verbale.cli.remarking"),
    *("verbale.chancery.office", "verbale.chancery.talks.room", "verbale.chancery.talks.showing"),
    *("verbale.chancery.sheets.positions", "verbale.chancery.texts.reading", "verbale.chancery.texts.writing"),
    *("verbale.practice.texts.compare", "verbale.exchange.receive", "verbale.exchange.pack"),
)


def main() -> None:
    """Runs commands until standard input ends."""
    # An interruption of the demo goes to all its processes; the command that runs is told, the clerk is ended after it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in _LOADED:
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        with TemporaryFile() as output, TemporaryFile() as errors:
            child = os.fork()
            if child == 0:
                _run(json.loads(line), output, errors)
            _, status = os.waitpid(child, 0)
            answer = [os.waitstatus_to_exitcode(status), _read(output), _read(errors)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(arguments: list[str], output: IO[bytes], errors: IO[bytes]) -> NoReturn:
    """The command, in the forked process."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.alarm(_COMMAND_SECONDS)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, stream in enumerate((nothing, output.fileno(), errors.fileno())):
        os.dup2(stream, number)
    sys.argv = ["verbale", *arguments]
    exit_code = run()
    sys.stderr.flush()
    # Taking everything down that was loaded would copy all of its memory first.
    os._exit(exit_code)


def _read(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


if __name__ == "__main__":
    main()
