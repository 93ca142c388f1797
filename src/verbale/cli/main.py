"""The beginning of the command: all verbs by name, and what happens when one of them fails.

Exit 0: done. 1: refused, a check failed, or not found. 2: wrong usage. Whatever goes wrong, a person sees one reason
and never a traceback; what nobody foresaw is noted, by type and place alone, in the home's `logs/errors.log`, for a
traceback may hold contents. An interruption ends the command by the signal itself, so that a script's loop ends too.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from verbale.cli.telling import refuse
from verbale.cli.verbs import SETTINGS, Noun, verb
from verbale.formats.errors import Malformed, Refused, Unavailable, VerbaleError

_HOUSE = "A chancery"
_LETTERS = "Letters"
_ROAD = "The road"
_RECORD = "The record"
_TALKS = "Texts and talks"
_SEEING = "Seeing it"


VERBS = {
    "init": verb("founding:init", "Found a chancery: keys, a letter of credence, a register.", _HOUSE),
    "credence": verb("credences:credence", "Show, export, renew and revoke letters of credence.", _HOUSE),
    "meet": verb("meeting:meet", "Accredit a party by the twelve words heard from it.", _HOUSE),
    "parties": verb("parties:parties", "List the parties; say what they may send; suspend one.", _HOUSE),
    "officer": verb("officers:officer", "Add, list and remove officers, and give them roles.", _HOUSE),
    "serve": verb("serving:serve", "Run pages, endpoint, despatch and clocks.", _HOUSE, "verbale.chancery.serving"),
    "status": verb("status:status", "Say what came, what waits, and what is wrong.", _HOUSE),
    "alarms": verb("alarms:alarms", "List what a person must look at, and put it away.", _HOUSE),
    "doctor": verb("care:doctor", "Check keys, clock, disk, database, peers, backups.", _HOUSE, "verbale.cli.care"),
    "backup": verb("care:backup", "Write the whole chancery into one file.", _HOUSE, "verbale.cli.care"),
    "restore": verb("care:restore", "Put a chancery back from a backup.", _HOUSE, "verbale.cli.care"),
    "recover": verb("recovering:recover", "End the hold of a chancery that was put back.", _HOUSE),
    "key": verb("keys:key", "Export a key for the stock `age` tool.", _HOUSE),
    "upgrade": verb("founding:upgrade", "Bring the tables up to this version.", _HOUSE),
    "letter": verb("letters:letter", "Send, list, read and answer letters.", _LETTERS),
    "pouch": verb("pouches:pouch", "Pack and open pouches that travel by hand.", _ROAD),
    "despatch": verb(
        "despatching:despatch", "Take what is due over the network.", _ROAD, "verbale.chancery.despatch.worker"
    ),
    "watch": verb("watching:watch", "Say what happens, as it happens.", _ROAD),
    "register": verb("registers:register", "Show and check the register; prove an entry of it.", _RECORD),
    "verify": verb("verifying:verify", "Check a proof offline, with no chancery.", _RECORD),
    "text": verb("texts:text", "Read, show, compare and export negotiating texts.", _TALKS),
    "talks": verb("talks:talks", "Propose, respond, and see the state of play.", _TALKS),
    "demo": verb(
        "showing:demo", "Four chanceries on this machine, letters and talks, step by step.", _SEEING, "verbale.cli.demo"
    ),
    "completion": verb("completion:completion", "Print the completion script of a shell.", _SEEING),
}


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from verbale import __version__

        click.echo(f"verbale {__version__}")
        ctx.exit()


verbale = Noun(
    name="verbale",
    verbs=VERBS,
    shown=True,
    help="A chancery in software: formal letters between institutions that share no operator.\n\n"
    "Begin with `verbale init`, hand the file it writes to the other side, `verbale meet` theirs, then "
    "`verbale letter send`. `verbale VERB --help` shows an example of each.",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="which version it is",
        )
    ],
    context_settings=dict(SETTINGS),
)


def run() -> int:
    """Runs the command line of this process.

    Returns:
        The exit.
    """
    _speak_plainly()
    exit_code = run_arguments(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go_of_output()
        return 1
    except OSError as fault:
        _let_go_of_output()
        refuse(_output_failed(fault), as_json=False)
        return 1
    return exit_code


def run_arguments(arguments: Sequence[str]) -> int:
    """Runs a command line.

    Returns:
        The exit.
    """
    as_json = "--json" in arguments
    try:
        ended: object = verbale.main(list(arguments), prog_name="verbale", standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except click.UsageError as wrong:
        return _show_usage(wrong, as_json=as_json)
    except (KeyboardInterrupt, click.Abort) as ended_early:
        return _interrupted(ended_early, as_json=as_json)
    except BrokenPipeError:
        _let_go_of_output()
        return 1
    except VerbaleError as refusal:
        refuse(refusal, as_json=as_json)
        return 1
    except Exception as fault:  # noqa: BLE001 (the last line of defence: no traceback reaches a person)
        refuse(_unforeseen(fault, arguments), as_json=as_json)
        return 1


def _interrupted(ended: BaseException, *, as_json: bool) -> int:
    """Somebody interrupted the command, closed its input, or said no when asked."""
    by_signal = isinstance(ended, KeyboardInterrupt) or isinstance(ended.__context__, KeyboardInterrupt)
    if by_signal or isinstance(ended.__context__, EOFError):
        refuse(Unavailable("interrupted", "The command was interrupted; it may be repeated."), as_json=as_json)
    else:
        refuse(Refused("not-confirmed", "It was not confirmed; nothing was done."), as_json=as_json)
    return _end_by_signal() if by_signal else 1


def _show_usage(wrong: click.UsageError, *, as_json: bool) -> int:
    wrong.show(sys.stderr)
    if as_json:
        import json

        error = {"code": "usage", "family": Malformed.family, "reason": wrong.format_message()}
        click.echo(json.dumps({"error": error}))
    return 2


def _unforeseen(fault: Exception, arguments: Sequence[str]) -> VerbaleError:
    """What to say of an exception that no verb foresaw: a failing file or disk, or a mistake of ours."""
    if isinstance(fault, OSError):
        return _output_failed(fault)
    if isinstance(fault, click.ClickException):
        return Malformed("argument", fault.format_message())
    from verbale.cli.faultlog import note_fault

    noted = note_fault(fault, arguments)
    where = f" Please report it with the last lines of {noted}." if noted else " Please report what you did."
    return Unavailable("internal", f"Something went wrong that should not have ({type(fault).__name__}).{where}")


def _output_failed(fault: OSError) -> VerbaleError:
    from verbale.chancery.files import file_fault

    return file_fault(fault, "file-failed")


def _speak_plainly() -> None:
    """What a stream cannot show is written out instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _let_go_of_output() -> None:
    """Nobody reads any more; what is left in the buffer must not fail once more at the end."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())


def _end_by_signal() -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)
    # The signal has its effect before this line, unless somebody blocked it.
    sys.exit(1)
