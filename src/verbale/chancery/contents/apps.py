"""The app's name for Django."""

from django.apps import AppConfig


class ContentsConfig(AppConfig):
    """Small contents."""

    name = "verbale.chancery.contents"
    label = "contents"
