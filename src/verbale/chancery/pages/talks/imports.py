"""What is brought into talks: texts on their way, and the one that a page is about with all that was said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain
from verbale.chancery.pages.talks.dossier import Dossier
from verbale.chancery.talks.intake import Intake
from verbale.chancery.talks.matching import Matchings
from verbale.chancery.talks.texts import text_of
from verbale.chancery.texts.room import KeptText

_TEXTS = 200


class NewText(Plain):
    """A file that holds a new text, or tracked changes to the one in force."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,.docx"})
    )


class KeptHere(Plain):
    """A text that is kept in this house already."""

    text = forms.ChoiceField(label=_("Text"))

    def __init__(self, *args: Any, texts: Sequence[KeptText], **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["text"]
        choice.choices = [(each.digest.hex(), each.title) for each in texts]


class FilledSheet(Plain):
    """A spreadsheet of positions that came back filled."""

    sheet = forms.FileField(
        label=_("File"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json"})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunRow:
    """A text on its way: what it is called, and who changed something last."""

    title: str = field(repr=False)
    url: str
    digest: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A text on its way into the talks of a dossier.

    Attributes:
        dossier: the talks.
        kept: the text, as its row shows it.
        intake: the text, and what was said of it.
    """

    dossier: Dossier
    kept: KeptText
    intake: Intake = field(repr=False)

    @property
    def id(self) -> str:
        """The digest of the text, in hex."""
        return self.kept.digest.hex()

    def url(self, name: str, *more: str) -> str:
        """The address of a page about it."""
        return reverse(name, args=[self.dossier.id.hex(), self.id, *more])

    @property
    def moved(self) -> bool:
        """Whether another text is in force than when something was said of this one."""
        text = text_of(self.dossier.view)
        return text is None or text.digest != self.intake.matching.basis


def find_import(dossier: Dossier, text: bytes) -> Imported:
    """A text on its way.

    Raises:
        Http404: it is not on its way into these talks, or no text is in force in them.
        Unavailable, Malformed, Untrusted: as the rooms of texts and matchings.
    """
    node = dossier.talks.node
    kept = node.texts().find(text)
    matching = Matchings(node).of(dossier.id, text)
    if kept is None or matching is None or text_of(dossier.view) is None:
        raise Http404
    intake = Intake(view=dossier.view, new=node.texts().open(kept), matching=matching)
    return Imported(dossier=dossier, kept=kept, intake=intake)


def begun(dossier: Dossier) -> list[BegunRow]:
    """The texts on their way into a dossier."""
    node = dossier.talks.node
    titles = {each.digest: each.title for each in node.texts().all()}
    return [
        BegunRow(
            title=titles.get(each.text, each.text.hex()[:16]),
            url=reverse("matches", args=[dossier.id.hex(), each.text.hex()]),
            digest=each.text.hex(),
            changed_by=each.changed_by,
            changed_at=each.changed_at,
        )
        for each in Matchings(node).all(dossier.id)
    ]


def texts_here(dossier: Dossier) -> Sequence[KeptText]:
    """The texts of the house that could be brought in: those of the dossier first, without the one in force."""
    text = text_of(dossier.view)
    every = [each for each in dossier.talks.node.texts().all() if text is None or each.digest != text.digest]
    return sorted(every, key=lambda each: each.dossier != dossier.id)[:_TEXTS]
