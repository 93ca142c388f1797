"""The tables of the outbox: items by party and number, and the lane to each party."""

from django.db import models


class Item(models.Model):
    """An item of a party's sequence: a letter, a receipt, or a void in the place of one."""

    peer = models.BinaryField(max_length=32)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8)
    about = models.BinaryField(max_length=32, null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    length = models.PositiveBigIntegerField(default=0)
    letter_class = models.CharField(max_length=32, blank=True)
    attachments = models.BinaryField(default=b"")
    reason = models.CharField(max_length=64, blank=True)
    expires = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["peer", "number"], name="despatch_item_number")]
        indexes = [
            models.Index(fields=["peer", "about"], name="despatch_item_about", condition=models.Q(about__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{bytes(self.peer).hex()} {self.number}"


class Lane(models.Model):
    """The road to a party: when it is tried next, how often it failed, and who is on it now.

    A worker has a lane while `leased_until` lies ahead and `lease` is its own token; a worker that died leaves a lease
    that runs out.
    """

    peer = models.BinaryField(max_length=32, primary_key=True, editable=False)
    next_try = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error_code = models.CharField(max_length=64, blank=True, default="")
    last_error_reason = models.TextField(blank=True, default="")
    tried_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    lease = models.BinaryField(default=b"")

    class Meta:
        indexes = [models.Index(fields=["next_try"], name="despatch_lane_next")]

    def __str__(self) -> str:
        return bytes(self.peer).hex()
