"""`verbale text`: negotiating texts, read in, looked at, compared and taken away."""

from verbale.cli.verbs import noun, verb

_VERBS = {
    "import": verb("textreading:import_text", "Read a text into points and brackets, and keep it."),
    "list": verb("textreading:list_texts", "List the texts that are kept here."),
    "show": verb("textreading:show", "Show a text, or one point of it."),
    "diff": verb("textcomparing:diff", "Compare two texts, point by point and word for word."),
    "match": verb("textcomparing:match", "Suggest which points became which, for you to confirm."),
    "export": verb("textwriting:export", "Write a text as Markdown, Word, HTML or Akoma Ntoso."),
}


@noun("text", "Read, show, compare and export negotiating texts.", verbs=_VERBS)
def text() -> None:
    """Negotiating texts: kept exactly as they came, read into points that keep their ids when numbered anew."""
