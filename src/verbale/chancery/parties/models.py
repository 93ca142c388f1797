"""The tables of the house, the parties and their letters of credence; written by the store alone."""

from django.db import models


class House(models.Model):
    """This chancery: one row, from its founding on; `papers` are its revocations and recoveries by name, packed."""

    key = models.PositiveSmallIntegerField(primary_key=True, default=1)
    party = models.BinaryField(max_length=32)
    held = models.CharField(max_length=64, blank=True)
    papers = models.TextField(default="{}")

    def __str__(self) -> str:
        return bytes(self.party).hex()


class Party(models.Model):
    """A party, or the house's own (`own`).

    `stamp` is a fresh random value at every write: whoever keeps a party in memory sees by it that it changed, in
    whatever process, and also if the write was undone.
    """

    id = models.BinaryField(max_length=32, primary_key=True, editable=False)
    stamp = models.BinaryField(max_length=16)
    own = models.BooleanField(default=False)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    accredited_at = models.DateTimeField()
    permissions = models.TextField()
    standing = models.CharField(max_length=16)
    generation = models.PositiveIntegerField()
    revoked = models.TextField()
    keys = models.BinaryField()

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=models.Q(own=False), name="parties_party_code"),
        ]

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """A version of a party's letter of credence, as it was verified."""

    party = models.BinaryField(max_length=32)
    number = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    envelope = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="parties_version_number")]

    def __str__(self) -> str:
        return f"{bytes(self.party).hex()} {self.number}"


class Pair(models.Model):
    """The state of the exchange with a party; the meaning of each column is that of `records.Pair`."""

    peer = models.BinaryField(max_length=32, primary_key=True, editable=False)
    last = models.PositiveBigIntegerField(default=0)
    answered = models.PositiveBigIntegerField(default=0)
    theirs_through = models.PositiveBigIntegerField(default=0)
    theirs_beyond = models.TextField(blank=True, default="")
    epoch = models.PositiveBigIntegerField(default=0)
    offer_transport = models.BinaryField(default=b"")
    pouches = models.PositiveBigIntegerField(default=0)
    ours_through = models.PositiveBigIntegerField(default=0)
    ours_beyond = models.TextField(blank=True, default="")
    their_last = models.PositiveBigIntegerField(default=0)
    their_epoch = models.PositiveBigIntegerField(default=0)
    their_offer = models.BinaryField(default=b"")
    their_pouch = models.PositiveBigIntegerField(default=0)
    seen_epoch = models.PositiveBigIntegerField(default=0)
    seen_pouch = models.PositiveBigIntegerField(default=0)
    knows = models.TextField(blank=True, default="")
    receipt = models.BinaryField(null=True)
    wants = models.BinaryField(default=b"")
    wants_epoch = models.PositiveBigIntegerField(default=0)
    wants_pouch = models.PositiveBigIntegerField(default=0)
    back = models.BinaryField(default=b"")
    lost = models.BinaryField(default=b"")
    cosigned_epoch = models.PositiveBigIntegerField(default=0)
    cosigned_pouch = models.PositiveBigIntegerField(default=0)
    cosignature_due = models.BooleanField(default=False)
    asked = models.PositiveBigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.CharField(max_length=16, blank=True, default="")
    offer = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return bytes(self.peer).hex()
