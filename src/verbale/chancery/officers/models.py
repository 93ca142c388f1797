"""The table of officers' accounts."""

from typing import Any

from django.conf import settings
from django.db import models

from verbale.chancery.officers.roles import NAMES, Act, Role, allowed


def _no_roles() -> list[str]:
    return []


class Officer(models.Model):
    """An officer who may sign in.

    Attributes:
        user: the account: sign-in name, password, second factors.
        name: as in the letter of credence; the name of the officer's key.
        roles: values of `Role`.
        single_keys: whether single keys move about the pages.
        language: of the pages; empty for the house's.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="officer")
    name = models.CharField(max_length=200, unique=True)
    roles: "models.JSONField[Any, list[str]]" = models.JSONField(default=_no_roles)
    single_keys = models.BooleanField(default=True)
    language = models.CharField(max_length=16, blank=True, default="")

    def __str__(self) -> str:
        return self.name

    @property
    def held(self) -> tuple[Role, ...]:
        """The roles, in the order of `Role`."""
        return tuple(role for role in Role if role.value in self.roles)

    @property
    def role_names(self) -> list[str]:
        """The roles, for people."""
        return [str(NAMES[role]) for role in self.held]

    @property
    def role(self) -> str:
        """The first of the roles, for the head of a page."""
        return next(iter(self.role_names), "")

    @property
    def acts(self) -> frozenset[Act]:
        """What the pages let this officer do."""
        return allowed(self.held)

    def may(self, act: Act) -> bool:
        """Whether the pages let this officer do it."""
        return act in self.acts
