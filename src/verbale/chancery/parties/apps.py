"""The app's name for Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The house and its parties."""

    name = "verbale.chancery.parties"
    label = "parties"
