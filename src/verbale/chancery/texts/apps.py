"""The app's name for Django."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """Negotiating texts."""

    name = "verbale.chancery.texts"
    label = "texts"
