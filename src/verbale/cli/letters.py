"""`verbale letter`: its verbs, each in a module of its own kind."""

from verbale.cli.verbs import noun, verb

_VERBS = {
    "send": verb("sending:send", "Clear, number, sign, enter, seal and queue a letter."),
    "list": verb("reading:list_letters", "List the letters that came and went."),
    "show": verb("reading:show", "Show a letter, its attachments and what is proven of it."),
    "acknowledge": verb("answering:acknowledge", "Say to the sender that the house knows of a letter."),
    "refuse": verb("answering:refuse", "Say to the sender that the house does not take a letter."),
    "new": verb("drafting:new", "Keep a draft, to be cleared and sent by others."),
    "drafts": verb("drafting:drafts", "List the drafts, or show one."),
    "clear": verb("drafting:clear", "Clear a draft for sending."),
    "discard": verb("drafting:discard", "Remove a draft."),
}


@noun("letter", "Send, list, read and answer letters.", verbs=_VERBS)
def letter() -> None:
    """Letters: numbered, signed by officers, sealed to each recipient, and answered with receipts."""
