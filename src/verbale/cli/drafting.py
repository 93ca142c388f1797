"""`verbale letter new`, `drafts`, `clear`, `discard`: a letter before it is one, in more than one pair of hands."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from verbale.cli.composing import attach, compose, open_sources
from verbale.cli.sending import letter_options, order_of
from verbale.cli.situation import Situation
from verbale.cli.telling import Told, columns, say_size, say_time
from verbale.cli.verbs import Verb
from verbale.formats.errors import Refused
from verbale.formats.fields import write_time

if TYPE_CHECKING:
    from verbale.chancery.drafting.drafts import Kept
    from verbale.chancery.office import Node
    from verbale.exchange.letters import Draft


def find_draft(node: "Node", named: str) -> "Kept":
    """A draft by the beginning of its id.

    Raises:
        Refused: `draft-unknown` or `ambiguous-id`.
    """
    found = node.drafts().beginning(named.strip().lower())
    if len(found) > 1:
        raise Refused("ambiguous-id", "More than one draft begins so; give more of its id.")
    if not found:
        raise Refused("draft-unknown", "There is no such draft; `verbale letter drafts` lists those there are.")
    return found[0]


@click.command(
    "new",
    cls=Verb,
    short_help="Keep a draft.",
    example=['verbale letter new --to BOR --class note-verbale --subject "Notification" --body note.md'],
    then=["verbale letter clear DRAFT", "verbale letter send DRAFT"],
)
@letter_options(required=True)
def new(situation: Situation, **written: Any) -> Told:  # noqa: ANN401
    """Keep a draft, to be cleared by one officer and sent by the same or another. Needs no passphrase.

    Its text lies sealed to the house's reading key.
    """
    order = order_of(**written)
    node = situation.locked()
    with ExitStack() as stack:
        sources = open_sources(stack, order.attach)
        draft = attach(node, compose(node, order, sources), sources)
    who = situation.first_acting(node)
    kept = node.drafts().keep(draft, author=who, now=node.now())
    node.note(officer=who, act="drafted", about=kept.id.hex())
    identifier = kept.id.hex()
    document = {"draft": identifier, "digest": kept.digest.hex()}
    lines = [f"The draft is kept. Its digest, for whoever clears it: {kept.digest.hex()}", identifier]
    return Told(document=document, lines=lines, then=f"verbale letter clear {identifier[:8]}")


@click.command(
    "drafts",
    cls=Verb,
    short_help="List the drafts, or show one.",
    example=["verbale letter drafts", "verbale letter drafts 4f1c"],
    then=["verbale letter clear DRAFT"],
)
@click.argument("draft", required=False, metavar="[DRAFT]")
def drafts(situation: Situation, *, draft: str | None) -> Told:
    """List the drafts that were not sent, or show one in full.

    The list needs no passphrase; to show one, the house's reading key opens it.
    """
    node = situation.locked()
    if draft is not None:
        kept = find_draft(node, draft)
        return _show(node, kept, situation.unlocked().drafts().open(kept))
    listed = node.drafts().unsent()
    codes = _codes(node)
    rows = [
        (each.id.hex()[:8], say_time(each.changed_at), "yes" if each.cleared else "no", _to(each, codes), each.subject)
        for each in listed
    ]
    lines = columns(("DRAFT", "CHANGED", "CLEARED", "TO", "SUBJECT"), rows) if rows else ["There is no draft."]
    return Told(document=[_outline(each, codes) for each in listed], lines=lines)


@click.command(
    "clear",
    cls=Verb,
    short_help="Clear a draft for sending.",
    example=["verbale letter clear 4f1c", "verbale letter clear 4f1c --digest 9a51…"],
    then=["verbale letter send DRAFT"],
)
@click.argument("draft", metavar="DRAFT")
@click.option("--digest", metavar="HEX", help="of what you read, so that nothing else is cleared")
def clear(situation: Situation, *, draft: str, digest: str | None) -> Told:
    """Clear a draft: an officer who read it says that it may go, as it is and no otherwise.

    A change of the draft voids the clearance. The officer's passphrase is asked for; read the draft first with
    `verbale letter drafts DRAFT`, and give the digest shown there if others may change it meanwhile.
    """
    node = situation.locked()
    kept = find_draft(node, draft)
    if digest is not None and digest.strip().lower() != kept.digest.hex():
        raise Refused("draft-changed", "The draft is not the one with this digest; read it again.")
    situation.acting(node)
    who = situation.first_acting(node)
    kept = node.drafts().clear(kept.id, digest=kept.digest, by=who, now=node.now())
    node.note(officer=who, act="cleared", about=kept.id.hex())
    document = {"draft": kept.id.hex(), "cleared": kept.digest.hex(), "by": who}
    return Told(
        document=document,
        lines=[f"{who} cleared “{kept.subject}” to {_to(kept, _codes(node))}."],
        then=f"verbale letter send {kept.id.hex()[:8]}",
    )


@click.command("discard", cls=Verb, short_help="Remove a draft.", example=["verbale letter discard 4f1c"])
@click.argument("draft", metavar="DRAFT")
def discard(situation: Situation, *, draft: str) -> Told:
    """Remove a draft that was not sent. What was sent is a letter, and stays."""
    node = situation.locked()
    kept = find_draft(node, draft)
    node.drafts().drop(kept.id)
    node.note(officer=situation.first_acting(node), act="discarded", about=kept.id.hex())
    return Told(document={"draft": kept.id.hex(), "discarded": True}, lines=["The draft is gone."])


def _show(node: "Node", kept: "Kept", draft: "Draft") -> Told:
    codes = _codes(node)
    body = [{"part": place, "number": each.number, "text": each.text} for place, each in enumerate(draft.paragraphs, 1)]
    attachments = [
        {
            "name": each.attachment.name,
            "media_type": each.attachment.media_type,
            "length": each.attachment.length,
            "sha256": each.attachment.sha256.hex(),
        }
        for each in draft.attachments
    ]
    papers = [
        {"kind": each.kind, "number": each.number, "language": each.language or None, "content": each.content}
        for each in draft.papers
    ]
    document = _outline(kept, codes) | {
        "body": body,
        "papers": papers,
        "attachments": attachments,
        "language": draft.language,
    }
    lines = [
        f"Draft {kept.id.hex()[:16]} by {kept.author}, {draft.letter_class}, to {_to(kept, codes)}",
        f"Subject: {draft.subject}",
        f"Digest: {kept.digest.hex()}, {'cleared by ' + kept.cleared_by if kept.cleared else 'not cleared'}",
        "",
    ]
    lines += [f"{each.number + '  ' if each.number else ''}{each.text}\n" for each in draft.paragraphs]
    lines += [f"Structured part: {each.kind}, {say_size(len(each.content.encode()))}" for each in draft.papers]
    lines += [f"Attached: {each.attachment.name}, {say_size(each.attachment.length)}" for each in draft.attachments]
    return Told(document=document, lines=lines, then=f"verbale letter clear {kept.id.hex()[:8]}")


def _outline(kept: "Kept", codes: dict[bytes, str]) -> dict[str, Any]:
    return {
        "draft": kept.id.hex(),
        "class": kept.letter_class,
        "subject": kept.subject,
        "to": [codes.get(each, each.hex()[:16]) for each in kept.recipients],
        "author": kept.author,
        "created": write_time(kept.created_at),
        "changed": write_time(kept.changed_at),
        "digest": kept.digest.hex(),
        "cleared": kept.cleared is not None,
        "cleared_by": kept.cleared_by or None,
    }


def _to(kept: "Kept", codes: dict[bytes, str]) -> str:
    return ", ".join(codes.get(each, each.hex()[:16]) for each in kept.recipients)


def _codes(node: "Node") -> dict[bytes, str]:
    from verbale.chancery.letters.finding import codes_of

    with node.store.read() as view:
        return dict(codes_of(view))
