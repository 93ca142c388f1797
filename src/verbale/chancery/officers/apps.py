"""The app of officers' accounts."""

from django.apps import AppConfig


class OfficersConfig(AppConfig):
    """Officers' accounts."""

    name = "verbale.chancery.officers"
    label = "officers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sign-ins are entered in the audit of the house."""
        from verbale.chancery.officers import signing_in  # noqa: PLC0415 (models must be loaded first)

        signing_in.connect()
