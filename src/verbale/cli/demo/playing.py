"""Playing the demo: a folder, the story, and what is told of it."""

import signal
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from verbale.cli.demo import papers
from verbale.cli.demo.story import Step, Story
from verbale.cli.telling import Told, visible
from verbale.formats.errors import Refused


def run(*, headless: bool, text: Path | None, keep: Path | None, as_json: bool) -> Told:
    """Plays the demo.

    Args:
        headless: whether it ends with the last step; else its pages stay up until it is interrupted.
        text: the proposal; an invented one, if not said.
        keep: a folder that is kept; a temporary one, if not said.
        as_json: whether standard output is for the answer alone.

    Raises:
        Refused: `file-missing`, or `file-exists` if the folder to keep is there already.
    """
    if text is not None and not text.is_file():
        raise Refused("file-missing", f"There is no file {text.name}.")
    if keep is not None:
        if keep.exists() and any(keep.iterdir()):
            raise Refused("file-exists", f"The folder {keep.name} is not empty; nothing was changed.")
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _play(keep.absolute(), headless=headless, text=text, as_json=as_json)
    with TemporaryDirectory(prefix="verbale-demo-") as folder:
        return _play(Path(folder), headless=headless, text=text, as_json=as_json)


def _play(folder: Path, *, headless: bool, text: Path | None, as_json: bool) -> Told:
    proposal = text.absolute() if text else folder / "proposal.md"
    if text is None:
        proposal.write_text(papers.PROPOSAL, "utf-8")
    story = Story(folder=folder, text=proposal, tell=_tell)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        went = story.run()
        if went and not headless:
            _leave_open(story)
    finally:
        story.stop()
        signal.signal(signal.SIGTERM, before)
    document = {
        "steps": [{"step": each.step, "ok": each.ok, "seconds": each.seconds} for each in story.steps],
        "letters": len(story.letters),
        "receipts": story.receipts,
        "communique": None,
    }
    lines = [f"{len(story.letters)} letters, {story.receipts} receipts, every step checked."] if went else []
    return Told(document=document, lines=[] if as_json else lines, failed=not went)


def _tell(step: Step) -> None:
    mark = "ok" if step.ok else "FAILED"
    click.echo(visible(f"{mark:>6}  {step.step} ({step.seconds:.1f} s)"), err=True)
    if step.said:
        click.echo(visible(f"        {step.said}"), err=True)


def _leave_open(story: Story) -> None:
    """Says where the pages are and who may sign in, and waits to be interrupted."""
    click.echo("\nThe pages are up. Sign in as the first officer of a house:", err=True)
    for house in story.houses.values():
        if house.port:
            click.echo(
                f"  {house.role.code:7} {house.address}/  {house.role.officer}, passphrase {house.passphrase}", err=True
            )
    click.echo("Interrupt with Ctrl-C to end the demo.", err=True)
    sys.stderr.flush()
    waiting = threading.Event()
    try:
        while not waiting.wait(3600):
            pass
    except KeyboardInterrupt:
        return


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
