"""The app's name for Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """Letters and evidence."""

    name = "verbale.chancery.letters"
    label = "letters"
