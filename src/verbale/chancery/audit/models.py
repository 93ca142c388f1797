"""The table of what officers did."""

from django.db import models


class Act(models.Model):
    """One act: who, when, what, on which object, by which road (`page`, `command`, `worker`). No content."""

    at = models.DateTimeField()
    officer = models.CharField(max_length=200)
    act = models.CharField(max_length=64)
    about = models.CharField(max_length=200, blank=True)
    road = models.CharField(max_length=16)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_act_at"),
            models.Index(fields=["about"], name="audit_act_about"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.officer} {self.act}"
