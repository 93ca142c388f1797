"""How the house's sign-in differs from the library's: nobody signs up, nothing is mailed, little is said."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_UNSAID = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class OfficersAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The account adapter of the house."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is wrong."),
        "too_many_login_attempts": _("There were too many tries. Wait five minutes."),
        "incorrect_code": _("The code is wrong, or too old."),
        "incorrect_password": _("The password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made in the house, by `init` and by administrators."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends nothing: the house knows its officers in person."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,  # noqa: ANN401 (the library's form)
        **kwargs: Any,  # noqa: ANN401 (the same)
    ) -> None:
        """Says what was changed; that somebody is in or out, the page shows."""
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)


class FactorsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The adapter of second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("The code is wrong, or too old.")}
