"""The table of letters of credence that were read and wait for their words.

Nothing here is trusted: it is what somebody handed over, verified against itself only. It is kept between reading the
file and hearing the words, so that the two may be done by two officers on two days, and leaves when it is accredited
or discarded.
"""

from django.db import models


class WaitingCredence(models.Model):
    """A credence file, as it was read.

    Attributes:
        digest: of the newest version in it.
        data: the file.
        read_at, read_by: when, and which officer.
    """

    digest = models.BinaryField(max_length=32, primary_key=True, editable=False)
    data = models.BinaryField()
    read_at = models.DateTimeField()
    read_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return bytes(self.digest).hex()
