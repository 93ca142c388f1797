"""The app's name for Django."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """Drafts."""

    name = "verbale.chancery.drafting"
    label = "drafting"
