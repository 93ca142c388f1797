"""The app's name for Django."""

from django.apps import AppConfig


class TalksConfig(AppConfig):
    """Talks."""

    name = "verbale.chancery.talks"
    label = "talks"
