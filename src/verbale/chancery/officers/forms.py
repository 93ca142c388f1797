"""The form at the door."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _

from verbale.chancery.officers.services import sign_in_name


class SignInForm(LoginForm):  # type: ignore[misc]
    """Takes an officer's name as it stands in the credence, or as a sign-in name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (the library's form)
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Officer’s name")
        self.fields["login"].max_length = 200
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].help_text = ""
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_login(self) -> str:
        """The sign-in name: `Ilse Maren` and `ilse.maren` are the same officer."""
        return sign_in_name(self.cleaned_data["login"])
