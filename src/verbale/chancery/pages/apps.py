"""The app of the pages."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The pages of the node."""

    name = "verbale.chancery.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
