"""The table of small contents, which are written in the transaction that refers to them."""

from django.db import models
from django.db.models.functions import Now


class Content(models.Model):
    """A small content by its digest; `kept_at` is when it was last put, by the database's clock."""

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    data = models.BinaryField()
    kept_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return bytes(self.digest).hex()
