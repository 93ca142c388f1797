"""`verbale letter`: its verbs, each in a module of its own kind."""

from verbale.cli.verbs import Verbal, noun


def _verb(where: str, line: str) -> Verbal:
    module, name = where.split(":")
    return Verbal(module=f"verbale.cli.{module}", name=name, line=line, under="Verbs")


_VERBS = {
    "send": _verb("sending:send", "Clear, number, sign, enter, seal and queue a letter."),
    "list": _verb("reading:list_letters", "List the letters that came and went."),
    "show": _verb("reading:show", "Show a letter, its attachments and what is proven of it."),
    "acknowledge": _verb("answering:acknowledge", "Say to the sender that the house knows of a letter."),
    "refuse": _verb("answering:refuse", "Say to the sender that the house does not take a letter."),
    "new": _verb("drafting:new", "Keep a draft, to be cleared and sent by others."),
    "drafts": _verb("drafting:drafts", "List the drafts, or show one."),
    "clear": _verb("drafting:clear", "Clear a draft for sending."),
    "discard": _verb("drafting:discard", "Remove a draft."),
}


@noun("letter", "Send, list, read and answer letters.", verbs=_VERBS)
def letter() -> None:
    """Letters: numbered, signed by officers, sealed to each recipient, and answered with receipts."""
