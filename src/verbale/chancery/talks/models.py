"""The tables of talks: which dossiers are, and what was read out of their letters."""

from django.db import models


class Dossier(models.Model):
    """A dossier in which a letter opens talks, as a list shows it."""

    dossier = models.BinaryField(max_length=32, primary_key=True, editable=False)
    title = models.TextField(blank=True)
    opening = models.BinaryField(max_length=32)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.dossier).hex()


class Page(models.Model):
    """What was read out of some opened letters of a dossier, sealed to the house's reading key.

    All of it can be read out of the letters again: `proof` shows that this house wrote it, and a page without a right
    one is thrown away.
    """

    dossier = models.BinaryField(max_length=32)
    letters = models.PositiveIntegerField()
    sealed = models.BinaryField()
    proof = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="talks_page_dossier")]

    def __str__(self) -> str:
        return f"{bytes(self.dossier).hex()[:16]} {self.letters}"


class Prepared(models.Model):
    """What the house means to say in a dossier and has not said, sealed to its reading key."""

    dossier = models.BinaryField(max_length=32, primary_key=True, editable=False)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return bytes(self.dossier).hex()


class Fold(models.Model):
    """The state of play of a dossier as it was kept last, sealed and proven as a page is; pages come on top of it."""

    dossier = models.BinaryField(max_length=32, primary_key=True, editable=False)
    sealed = models.BinaryField()
    proof = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return bytes(self.dossier).hex()


class Matching(models.Model):
    """What a person has said of a new text on its way into talks, sealed; see `verbale.chancery.talks.matching`."""

    dossier = models.BinaryField(max_length=32)
    text = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "text"], name="talks_matching_once")]

    def __str__(self) -> str:
        return f"{bytes(self.dossier).hex()[:16]} {bytes(self.text).hex()[:16]}"
