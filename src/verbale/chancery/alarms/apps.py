"""The app's name for Django."""

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    """Alarms."""

    name = "verbale.chancery.alarms"
    label = "alarms"
