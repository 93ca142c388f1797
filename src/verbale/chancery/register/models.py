"""The tables of the register. Entries and nodes hold what `register verify` can check, and nothing else."""

from django.db import models


class Entry(models.Model):
    """An entry: a leaf once it has an index."""

    position = models.BigAutoField(primary_key=True)
    index = models.PositiveBigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=16)
    digest = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["digest"], name="register_entry_digest")]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class Node(models.Model):
    """The hash of a complete subtree."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.level} {self.index}"


class Head(models.Model):
    """A signed head of the house."""

    origin = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="register_head_size")]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Witnessed(models.Model):
    """The newest head that was seen of a party's register."""

    origin = models.CharField(max_length=80, primary_key=True)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "witnessed"

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Rival(models.Model):
    """A second head of a party's register, of a size that was seen with another root: proof of a fork."""

    origin = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "size", "root"], name="register_rival_root")]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"


class Cosignature(models.Model):
    """A cosignature: a party's on a head of the house, or the house's own on a head of a party (`own`)."""

    origin = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    party = models.BinaryField(max_length=32)
    own = models.BooleanField()
    root = models.BinaryField(max_length=32)
    lines = models.BinaryField()
    time = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "size", "party"], name="register_cosignature_head"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"
