"""Care of a chancery: `doctor`, `backup`, `restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from verbale.cli.situation import Situation
from verbale.cli.telling import Told, count, hint, say_size
from verbale.cli.verbs import SETTINGS, Verb


@click.command(
    name="doctor",
    cls=Verb,
    context_settings=SETTINGS,
    short_help="Check keys, clock, disk, database, peers, backups.",
    example=["verbale doctor", "verbale doctor --quick"],
    then=["what stands as the remedy beside each finding"],
)
@click.option("--quick", is_flag=True, help="do not read every sealed content through")
@click.option(
    "--report", type=click.Path(path_type=Path), help="write what was found to a file, without names or texts"
)
def doctor(situation: Situation, *, quick: bool, report: Path | None) -> Told:
    """Say what needs care, and how to mend it.

    Each check stands alone; one that fails hides no other. The exit is 1 if something needs care. Nothing is changed.
    """
    from verbale.chancery.care.doctor import CARE, NOTE, SOUND, Patient, examine

    node = situation.locked()
    patient = Patient(home=node.home, store=node.store, contents=node.contents, now=node.now(), deep=not quick)
    findings = examine(patient, progress=hint)
    document = {
        "ok": not any(each.weight == CARE for each in findings),
        "findings": [
            {"check": each.check, "weight": each.weight, "finding": each.finding, "remedy": each.remedy}
            for each in findings
        ],
    }
    marks = {SOUND: "ok", NOTE: "note", CARE: "CARE"}
    lines = []
    for each in findings:
        lines.append(f"{marks[each.weight]:>4}  {each.check}: {each.finding}")
        if each.remedy:
            lines.append(f"      {each.remedy}")
    if report is not None:
        _write_report(report, lines)
    needing = sum(each.weight == CARE for each in findings)
    lines.append(f"{count(needing, 'finding needs', 'findings need')} care." if needing else "Nothing needs care.")
    return Told(document=document, lines=lines, failed=needing > 0)


@click.command(
    name="backup",
    cls=Verb,
    context_settings=SETTINGS,
    short_help="Write the whole chancery into one file.",
    example=["verbale backup /mnt/safe/chancery-2026-11-24.backup"],
    then=["verbale restore FILE, with --home in a new folder, to try it"],
)
@click.argument("file", type=click.Path(path_type=Path))
def backup(situation: Situation, *, file: Path) -> Told:
    """Write the whole chancery into one file, while it runs.

    Texts and attachments stay sealed in it, and keys behind their passphrases; subjects, and who wrote to whom, do
    not. Keep it where the house's folder is not.
    """
    from verbale.chancery.care.backup import take_backup

    node = situation.locked()
    with _progress(situation, "Copied") as progress:
        taken = take_backup(
            node.home,
            file,
            code=node.code,
            referenced=node.store.referenced_contents,
            now=node.now(),
            progress=progress,
        )
    document = {
        "file": str(file.absolute()),
        "bytes": taken.bytes,
        "contents": taken.contents,
        "version": taken.version,
    }
    return Told(
        document=document,
        lines=[f"{file.name}: {say_size(taken.bytes)}, {count(taken.contents, 'content file')}."],
        then="copy it to another machine",
    )


@click.command(
    name="restore",
    cls=Verb,
    context_settings=SETTINGS,
    short_help="Put a chancery back from a backup.",
    example=["verbale --home NEW restore FILE"],
    then=["verbale doctor", "verbale recover, when every counterpart was heard"],
)
@click.argument("file", type=click.Path(path_type=Path))
def restore(situation: Situation, *, file: Path) -> Told:
    """Put a chancery back from a backup, into a folder where none is.

    The world went on since the backup was taken, so what is put back is held: it signs nothing until its officers say
    so with `verbale recover`. Before that, let it hear every counterpart, by network or by hand: each shows how far
    the record went.
    """
    from verbale.chancery import setup
    from verbale.chancery.care.backup import restore_backup
    from verbale.chancery.office import open_node
    from verbale.exchange.holding import RESTORED, hold

    with _progress(situation, "Put back") as progress:
        home, taken = restore_backup(file, situation.home, progress=progress)
    setup.configure(home)
    setup.migrate()
    node = open_node(home.folder, None)
    hold(node.office, RESTORED, party=None, now=datetime.now(UTC).replace(microsecond=0))
    document = {"home": str(home.folder), "code": taken.code, "made": f"{taken.made:%Y-%m-%dT%H:%M:%SZ}", "held": True}
    return Told(
        document=document,
        lines=[
            f"{taken.code} is put back as it was on {taken.made:%Y-%m-%d %H:%M} UTC.",
            "It is held: it signs nothing until its officers recover it.",
        ],
        then="verbale doctor",
    )


@contextmanager
def _progress(situation: Situation, word: str) -> Iterator["_Progress"]:
    progress = _Progress(word, shown=not situation.as_json)
    try:
        yield progress
    finally:
        progress.end()


class _Progress:
    """Says on a terminal how many bytes went so far, a few times a second."""

    def __init__(self, word: str, *, shown: bool) -> None:
        import sys
        import time

        self._word = word
        self._shown = shown and sys.stderr.isatty()
        self._clock = time.monotonic
        self._last = 0.0

    def __call__(self, done: int) -> None:
        if self._shown and self._clock() - self._last > 0.2:
            self._last = self._clock()
            click.echo(f"\r{self._word} {say_size(done)} ", nl=False, err=True)

    def end(self) -> None:
        if self._shown and self._last:
            click.echo("", err=True)


def _write_report(report: Path, lines: list[str]) -> None:
    from verbale.chancery.files import file_fault, open_new
    from verbale.formats.errors import Refused

    try:
        with open_new(report) as stream:
            stream.write(("\n".join(lines) + "\n").encode())
    except FileExistsError:
        raise Refused("file-exists", f"There is a file {report.name} already; nothing was changed.") from None
    except OSError as fault:
        raise file_fault(fault, "file-failed") from fault
