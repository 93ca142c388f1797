"""The app's name for Django."""

from django.apps import AppConfig


class DespatchConfig(AppConfig):
    """The outbox and its lanes."""

    name = "verbale.chancery.despatch"
    label = "despatch"
