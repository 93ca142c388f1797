"""The app's name for Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The officers' acts."""

    name = "verbale.chancery.audit"
    label = "audit"
