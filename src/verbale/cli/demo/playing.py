"""Playing the demo: a folder, the story, and what is told of it."""

import signal
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from verbale.chancery.texts.reading import media_of, read_file
from verbale.chancery.word.package import FILE
from verbale.cli.demo import draft, papers
from verbale.cli.demo.course import Course, derived_course, invented_course
from verbale.cli.demo.scene import Scene
from verbale.cli.demo.story import Step, Story
from verbale.cli.intake import read_whole
from verbale.cli.telling import Told, visible
from verbale.formats import limits
from verbale.formats.errors import Refused
from verbale.practice.texts.text import Text

_TITLE = 100


def run(*, headless: bool, text: Path | None, keep: Path | None, as_json: bool) -> Told:
    """Plays the demo.

    Args:
        headless: whether it ends with the last step; else its pages stay up until it is interrupted.
        text: the text that is proposed and negotiated; an invented one, if not said.
        keep: a folder that is kept; a temporary one, if not said.
        as_json: whether standard output is for the answer alone.

    Raises:
        Refused: `file-exists` if the folder to keep is there already, `demo-text`; or as `read_whole` and `read_file`.
        Malformed, Unavailable: the same.
    """
    course = invented_course() if text is None else derived_course(_read(text))
    if keep is None:
        with TemporaryDirectory(prefix="verbale-demo-") as folder:
            return _play(Path(folder), course, headless=headless, text=text, as_json=as_json)
    if keep.exists() and any(keep.iterdir()):
        raise Refused("file-exists", f"The folder {keep.name} is not empty; nothing was changed.")
    keep.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _play(keep.absolute(), course, headless=headless, text=text, as_json=as_json)


def _play(folder: Path, course: Course, *, headless: bool, text: Path | None, as_json: bool) -> Told:
    drafted = text.absolute() if text else folder / "draft.md"
    proposal = text.absolute() if text else folder / "proposal.md"
    if text is None:
        drafted.write_text(draft.DRAFT, "utf-8")
        proposal.write_text(papers.PROPOSAL, "utf-8")
    scene = Scene(folder=folder, proposal=proposal, draft=drafted)
    title = draft.TITLE if text is None else _title(course, text)
    story = Story(scene=scene, course=course, title=title, tell=_tell)
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
        "letters": scene.sent,
        "receipts": scene.receipts,
        "communique": None,
    }
    lines = [f"{scene.sent} letters, {scene.receipts} receipts proved, every step checked."] if went else []
    return Told(document=document, lines=[] if as_json else lines, failed=not went)


def _read(file: Path) -> Text:
    """The text of a file, as a chancery would read it.

    Raises:
        Refused, Malformed, Unavailable: as `read_whole` and `read_file`; `text-source`, if talks could not hold it.
    """
    limit = FILE if media_of(file.name) == "word" else limits.TALKS_SOURCE
    return read_file(file.name, read_whole(file, limit=limit, code="text-source", what="A text of talks")).text


def _title(course: Course, file: Path) -> str:
    """What the talks on a text are called: one line that a matter can have for its title."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in course.text.title).split())
    return words[:_TITLE].strip() or file.stem


def _tell(step: Step) -> None:
    mark = "ok" if step.ok else "FAILED"
    click.echo(visible(f"{mark:>6}  {step.step} ({step.seconds:.1f} s)"), err=True)
    if step.said:
        click.echo(visible(f"        {step.said}"), err=True)


def _leave_open(story: Story) -> None:
    """Says where the pages are and who may sign in, and waits to be interrupted."""
    houses, table = story.scene.houses.values(), story.talks.table
    # Everything was carried by now: the Concord's pages, too, can be looked at.
    story.scene.concord.open_pages()
    click.echo("\nThe pages are up. Sign in as the first officer of a house:", err=True)
    for house in houses:
        click.echo(
            f"  {house.role.code:7} {house.address}/  {house.role.officer}, passphrase {house.passphrase}", err=True
        )
    click.echo(f"The talks “{visible(story.title)}” as each house sees them:", err=True)
    for house in houses:
        click.echo(f"  {house.role.code:7} {house.address}/dossiers/{table.dossier}/", err=True)
    one = next(iter(houses))
    asked = f"verbale --home {one.home} talks table {table.dossier[:8]}"
    click.echo(f"Or at a terminal:\n  VERBALE_PASSPHRASE={one.passphrase} {asked}", err=True)
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
