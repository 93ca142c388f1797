"""The tables of negotiating texts, and of files of which nobody has said yet what text they are."""

from django.db import models


class Text(models.Model):
    """A text, by its digest.

    `outline` is what a list shows, in JSON; the text and the file that it was lie sealed to the house's reading key.
    """

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    dossier = models.BinaryField(max_length=32, null=True)
    outline = models.TextField()
    sealed = models.BinaryField()
    sealed_file = models.BinaryField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-kept_at"], name="texts_text_kept_at"),
            models.Index(fields=["dossier"], name="texts_text_dossier", condition=models.Q(dossier__isnull=False)),
        ]

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class WaitingFile(models.Model):
    """A Word file with tracked changes that waits for a person; see `verbale.chancery.texts.waiting`."""

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    name = models.TextField()
    title = models.TextField(blank=True)
    dossier = models.BinaryField(max_length=32, null=True)
    sealed = models.BinaryField()
    read_at = models.DateTimeField()
    read_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return bytes(self.digest).hex()
