"""The table of small contents, which are written in the transaction that refers to them."""

from django.db import models


class Content(models.Model):
    """A small content by its digest."""

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    data = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()
