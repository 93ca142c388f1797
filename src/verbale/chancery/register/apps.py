"""The app's name for Django."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The register."""

    name = "verbale.chancery.register"
    label = "register"
