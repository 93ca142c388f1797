"""`verbale letter send`: a letter is cleared, numbered, signed, entered, sealed and queued.

What is sealed is byte for byte what was cleared (law 1): a letter written on the command line becomes a draft first,
cleared in the same act by the officer who signs; `send DRAFT` sends one that was cleared before. Either way the store
compares digests in the transaction that gives the number. Sending a draft again gives the letter it became (law 3).
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.composing import Moment, Order, attach, compose, open_sources
from verbale.cli.options import LANGUAGE, PATH
from verbale.cli.situation import Situation
from verbale.cli.telling import Told
from verbale.cli.verbs import Verb
from verbale.formats.errors import Refused
from verbale.formats.letter import CLASSES

if TYPE_CHECKING:
    from verbale.chancery.office import Node
    from verbale.exchange.records import Letter

Command = Callable[..., Any]


def letter_options(*, required: bool) -> Callable[[Command], Command]:
    """The options that say what a letter is."""
    options = [
        click.option("--to", "to", multiple=True, required=required, metavar="CODE[,CODE…]", help="the recipients"),
        click.option("--class", "letter_class", type=click.Choice(CLASSES), required=required, help="its class"),
        click.option("--subject", required=required, metavar="TEXT", help="one line"),
        click.option("--body", type=PATH, metavar="FILE", help="its text: Markdown or plain text in UTF-8, or .docx"),
        click.option("--attach", "attached", type=PATH, multiple=True, metavar="FILE", help="a file to go with it"),
        click.option("--dossier", metavar="ID|TITLE", help="the matter it belongs to; a title opens a new one"),
        click.option("--reply-to", metavar="ID", help="the letter that it answers, by id or number"),
        LANGUAGE,
        click.option("--expires", type=Moment(), metavar="TIME", help="after this it lapses where it was not placed"),
    ]

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def order_of(
    *,
    to: Sequence[str],
    letter_class: str,
    subject: str,
    body: Path | None,
    attached: Sequence[Path],
    dossier: str | None,
    reply_to: str | None,
    language: str,
    expires: datetime | None,
) -> Order:
    """What the options say."""
    codes = [code.strip() for each in to for code in each.split(",")]
    if not all(codes):
        raise click.BadParameter("a code is missing between two commas", param_hint="--to")
    return Order(
        to=codes,
        letter_class=letter_class,
        subject=subject,
        body=body,
        attach=attached,
        dossier=dossier,
        reply_to=reply_to,
        language=language,
        expires=expires,
    )


@click.command(
    "send",
    cls=Verb,
    short_help="Send a letter.",
    example=[
        'verbale letter send --to BOR --class note-verbale --subject "Notification of exercises" --body note.md',
        'verbale letter send --to BOR,CAL --class circular --subject "Questionnaire" --body ask.docx --attach f.xlsx',
        "verbale letter send 4f1c",
    ],
    then=["verbale despatch --once", "verbale pouch pack --for CODE -o FILE", "verbale letter show ID"],
)
@click.argument("draft", required=False, metavar="[DRAFT]")
@letter_options(required=False)
@click.option("--series", default="", metavar="NAME", help="the series of numbers  [the usual one]")
def send(situation: Situation, *, draft: str | None, series: str, **written: Any) -> Told:  # noqa: ANN401
    """Send a letter: clear it, number it, sign it, enter it, seal it to each recipient, queue it.

    One officer does all this where the letter of credence lets one sign letters; else name the others with --officer,
    or let one make a draft (`letter new`), another clear it, and send that.

    Everything is checked before anything is done; a letter that was sent does not change. It leaves with the next
    despatch, or in a pouch by hand.
    """
    if draft is not None:
        if any(value for value in written.values()):
            raise click.UsageError("A draft is sent as it was cleared; no other option says what it is.")
        return _send_draft(situation, draft, series)
    for name, flag in (("to", "--to"), ("letter_class", "--class"), ("subject", "--subject")):
        if not written[name]:
            raise click.UsageError(f"Missing option '{flag}', or name a draft.")
    return _send_order(situation, order_of(**written), series)


def _send_order(situation: Situation, order: Order, series: str) -> Told:
    from verbale.exchange.letters import check_officers
    from verbale.exchange.letters import send as send_letter
    from verbale.formats.names import check_series

    check_series(series)
    node = situation.locked()
    with ExitStack() as stack:
        sources = open_sources(stack, order.attach)
        composed = compose(node, order, sources)
        officers = situation.acting(node)
        check_officers(node.party, officers, "letter")
        composed = attach(node, composed, sources)
    who = situation.first_acting(node)
    node.drafts().keep_cleared(composed, author=who, now=node.now())
    # If we crash here, a cleared draft is left that nobody sent: `letter drafts` shows it, `letter send` sends it.
    letter = send_letter(node.office, composed, officers=officers, now=node.now(), series=series)
    return _sent(node, letter, who, composed.digest)


def _send_draft(situation: Situation, named: str, series: str) -> Told:
    from verbale.cli.drafting import find_draft
    from verbale.exchange.letters import send as send_letter

    node = situation.locked()
    kept = find_draft(node, named)
    if kept.sent_as is not None:
        with node.store.read() as view:
            known = view.letter(kept.sent_as, view.house().party.id)
        if known is None:
            raise Refused("letter-unknown", "The letter that the draft became is not here any more.")
        return _sent(node, known, kept.author, kept.digest)
    if kept.cleared != kept.digest:
        raise Refused("not-cleared", "The draft is not cleared; `verbale letter clear` does that.")
    officers = situation.acting(node)
    unlocked = situation.unlocked()
    draft = unlocked.drafts().open(kept)
    letter = send_letter(unlocked.office, draft, officers=officers, now=node.now(), series=series)
    return _sent(node, letter, situation.first_acting(node), draft.digest)


def _sent(node: "Node", letter: "Letter", who: str, cleared: bytes) -> Told:
    from verbale.chancery.letters.finding import cite, code_of, codes_of

    node.settle()
    node.note(officer=who, act="sent", about=letter.id.hex())
    with node.store.read() as view:
        codes = codes_of(view)
    to = [code_of(codes, each) for each in letter.recipients]
    number = cite(code_of(codes, letter.sender), letter.series, letter.number, letter.year)
    document = {
        "id": letter.id.hex(),
        "number": number,
        "dossier": letter.dossier.hex() if letter.dossier else None,
        "to": to,
        "digest": cleared.hex(),
    }
    lines = [f"{number} is signed, entered and sealed to {', '.join(to)}; it waits to be taken there.", letter.id.hex()]
    return Told(
        document=document, lines=lines, then=f"verbale despatch --once, or verbale pouch pack --for {to[0]} -o FILE"
    )
