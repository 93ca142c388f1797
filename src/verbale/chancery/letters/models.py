"""The tables of letters, sealed copies, statements and evidence; written by the store alone."""

from django.db import models

from verbale.chancery.packing import unpack_digests


class Letter(models.Model):
    """A letter as the lists show it; its text stays in the sealed copy."""

    letter = models.BinaryField(max_length=32)
    sender = models.BinaryField(max_length=32)
    direction = models.CharField(max_length=3)
    recipients = models.BinaryField()
    letter_class = models.CharField(max_length=32)
    series = models.CharField(max_length=32, blank=True)
    number = models.PositiveBigIntegerField()
    year = models.PositiveIntegerField()
    created = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    dossier = models.BinaryField(max_length=32, null=True)
    subject = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    reply_to = models.BinaryField(max_length=32, null=True)
    sealed = models.BinaryField(max_length=32)
    attachments = models.PositiveIntegerField()
    opened = models.BooleanField()
    unproven = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "sender"], name="letters_letter_id")]
        indexes = [
            models.Index(fields=["direction", "-at", "-id"], name="letters_letter_direction"),
            models.Index(fields=["sender", "-at"], name="letters_letter_sender"),
            models.Index(
                fields=["dossier", "at"], name="letters_letter_dossier", condition=models.Q(dossier__isnull=False)
            ),
            models.Index(fields=["sender", "series", "year", "number"], name="letters_letter_number"),
            # Statements are few beside all letters, and the dossiers of talks are found by them.
            models.Index(
                fields=["dossier"],
                name="letters_letter_statement",
                condition=models.Q(letter_class="statement", opened=True),
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.letter).hex()

    @property
    def recipient_ids(self) -> tuple[bytes, ...]:
        """The ids of the recipients."""
        return unpack_digests(bytes(self.recipients))


class Copy(models.Model):
    """A sealed copy that came from a party, or that was made for it."""

    peer = models.BinaryField(max_length=32)
    direction = models.CharField(max_length=3)
    letter = models.BinaryField(max_length=32)
    sealed = models.BinaryField(max_length=32)
    length = models.PositiveBigIntegerField()
    letter_class = models.CharField(max_length=32)
    attachments = models.BinaryField()
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "copies"
        constraints = [
            models.UniqueConstraint(fields=["letter", "peer", "direction", "sealed"], name="letters_copy_sealed"),
        ]
        indexes = [
            models.Index(fields=["peer", "direction", "-id"], name="letters_copy_peer"),
            models.Index(
                fields=["id"], name="letters_copy_waiting", condition=models.Q(direction="in", state="placed")
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.sealed).hex()


class Statement(models.Model):
    """A signed statement, by its digest, and what travels beside it."""

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    kind = models.CharField(max_length=16)
    envelope = models.BinaryField()
    beside = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class Evidence(models.Model):
    """One stage of one letter with one party, and the receipt that proves it."""

    letter = models.BinaryField(max_length=32)
    party = models.BinaryField(max_length=32)
    issuer = models.BinaryField(max_length=32)
    stage = models.CharField(max_length=16)
    time = models.DateTimeField()
    reason = models.CharField(max_length=64, blank=True)
    words = models.TextField(blank=True)
    receipt = models.BinaryField(max_length=32)
    sealed = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "party", "stage", "receipt", "sealed"], name="letters_evidence_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.letter).hex()} {self.stage}"


class Series(models.Model):
    """The last number that was given in a series and year."""

    series = models.CharField(max_length=32, blank=True)
    year = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="letters_series_year")]

    def __str__(self) -> str:
        return f"{self.series}/{self.number}/{self.year}"


class Highest(models.Model):
    """The highest number among a sender's opened letters of a series and year."""

    sender = models.BinaryField(max_length=32)
    series = models.CharField(max_length=32, blank=True)
    year = models.PositiveIntegerField()
    number = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "highest"
        constraints = [
            models.UniqueConstraint(fields=["sender", "series", "year"], name="letters_highest_year"),
        ]

    def __str__(self) -> str:
        return f"{self.series}/{self.number}/{self.year}"
