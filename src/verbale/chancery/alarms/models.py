"""The table of alarms."""

from django.db import models


class Alarm(models.Model):
    """Something that a person must look at, until somebody puts it away; `party` is empty for the house itself."""

    code = models.CharField(max_length=64)
    party = models.BinaryField(max_length=32, default=b"")
    reason = models.TextField()
    at = models.DateTimeField()
    put_away_at = models.DateTimeField(null=True)
    put_away_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "party"], condition=models.Q(put_away_at__isnull=True), name="alarms_alarm_standing"
            ),
        ]

    def __str__(self) -> str:
        return self.code
