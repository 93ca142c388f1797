"""`verbale text`: negotiating texts, read in, looked at, compared and taken away."""

from verbale.cli.verbs import Verbal, noun


def _verb(where: str, line: str) -> Verbal:
    module, name = where.split(":")
    return Verbal(module=f"verbale.cli.{module}", name=name, line=line, under="Verbs")


_VERBS = {
    "import": _verb("textreading:import_text", "Read a text into points and brackets, and keep it."),
    "list": _verb("textreading:list_texts", "List the texts that are kept here."),
    "show": _verb("textreading:show", "Show a text, or one point of it."),
    "diff": _verb("textcomparing:diff", "Compare two texts, point by point and word for word."),
    "match": _verb("textcomparing:match", "Suggest which points became which, for you to confirm."),
    "export": _verb("textwriting:export", "Write a text as Markdown, Word, HTML or Akoma Ntoso."),
}


@noun("text", "Read, show, compare and export negotiating texts.", verbs=_VERBS)
def text() -> None:
    """Negotiating texts: kept exactly as they came, read into points that keep their ids when numbered anew."""
