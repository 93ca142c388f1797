"""The form in which an officer says where the house stands on a point; what it says is kept, and sent later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from verbale.chancery.pages.forms import Plain, even_words, firm_field, reason_field
from verbale.chancery.pages.talks.positions import REFERRED, RESERVES
from verbale.chancery.talks.responding import Answer
from verbale.formats import limits
from verbale.formats.talks.positions import MAY_HAVE_TEXT, NEED_TEXT, Position
from verbale.practice.talks.shown import PointState, PositionState

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A position to choose.

    Attributes:
        word: its name.
        hint: what it asks for.
        key: the key that chooses it while the list has the focus.
    """

    word: Words
    hint: Words
    key: str


CHOICES: Mapping[str, Choice] = {
    "accept": Choice(word=_("Accept"), hint=_("the words as they stand"), key="a"),
    REFERRED: Choice(word=_("Accept ad referendum"), hint=_("says until when"), key="f"),
    "amend": Choice(word=_("Accept with amendment"), hint=_("change words in the text"), key="m"),
    "counter": Choice(word=_("Counter-text"), hint=_("a full alternative"), key="c"),
    "reject": Choice(word=_("Reject"), hint=_("give a reason"), key="x"),
    "reserve": Choice(word=_("Reserve"), hint=_("kind and review date"), key="r"),
    "discuss": Choice(word=_("Discuss"), hint=_("may carry a question"), key="d"),
    "editorial": Choice(word=_("Editorial"), hint=_("no substance"), key="e"),
    "maintain": Choice(word=_("Maintain unchanged"), hint=_("insists that the text stay"), key="u"),
}
_MAY_WAIT = (REFERRED, "reserve")


class Respond(Plain):
    """Where the house stands on a wording."""

    position = forms.ChoiceField(choices=[(key, each.word) for key, each in CHOICES.items()], widget=forms.RadioSelect)
    wording = forms.RegexField(r"[0-9a-f]{64}", widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Words wanted instead"),
        help_text=_("for an amendment, a counter-text or an editorial change"),
        required=False,
        max_length=limits.TALKS_WORDING,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    reserve = forms.ChoiceField(label=_("Kind of reserve"), choices=[*RESERVES.items()], required=False)
    until = forms.DateField(
        label=_("Until"),
        help_text=_("a reserve, or ad referendum"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    reason = reason_field()
    firm = firm_field()

    def __init__(self, *args: Any, point: PointState, **kwargs: Any) -> None:  # noqa: ANN401 (Django's form)
        """Asks for a position on a point, as it stands."""
        super().__init__(*args, auto_id="say-%s", **kwargs)
        self._point = point

    def clean(self) -> dict[str, Any]:
        """Checks what belongs to the position that was chosen, and leaves out what does not."""
        said = super().clean() or {}
        chosen = said.get("position", "")
        text = even_words(said.get("text", ""))
        if chosen in NEED_TEXT and not text:
            self.mark("text", _("Give the words that are wanted instead."))
        elif chosen in NEED_TEXT and text == self._point.text:
            self.mark("text", _("These are the words on the table; change them, or accept."))
        if chosen == REFERRED and said.get("until") is None and "until" not in self.errors:
            self.mark("until", _("Say until when."))
        return said | {"text": text}

    @property
    def answer(self) -> Answer:
        """The position, once the form is right: bound to the wording that the officer read."""
        said = self.cleaned_data
        chosen = said["position"]
        until: date | None = said["until"] if chosen in _MAY_WAIT else None
        text = said["text"] if chosen in MAY_HAVE_TEXT and said["text"] != self._point.text else ""
        return Answer(
            point=self._point.id,
            word="accept" if chosen == REFERRED else chosen,
            text=text,
            reason=even_words(said["reason"]),
            ad_referendum=chosen == REFERRED,
            reserve=said["reserve"] if chosen == "reserve" else "",
            until=until,
            not_negotiable=said["firm"],
            wording=bytes.fromhex(said["wording"]),
        )

    @property
    def choices(self) -> list[tuple[str, Choice, bool]]:
        """The positions, and which is chosen."""
        chosen = self["position"].value()
        return [(key, each, key == chosen) for key, each in CHOICES.items()]


def begin(point: PointState, prepared: Position | None, said: PositionState | None) -> dict[str, Any]:
    """What the form shows first: what is prepared, or what the house said last on this wording."""
    shown: dict[str, Any] = {"wording": point.wording.hex(), "text": point.text or ""}
    if prepared is not None:
        note = prepared.note
        return shown | {
            "position": REFERRED if prepared.ad_referendum else prepared.word,
            "text": note.text or shown["text"],
            "reserve": note.reserve,
            "until": note.until,
            "reason": note.reason,
            "firm": note.not_negotiable,
        }
    if said is None or said.on == "earlier" or said.position not in CHOICES:
        return shown
    return shown | {
        "position": REFERRED if said.ad_referendum else said.position,
        "text": said.text or shown["text"],
        "reserve": said.reserve,
        "until": said.until,
        "reason": said.reason,
        "firm": said.not_negotiable,
    }
