"""The table of drafts."""

from django.db import models

from verbale.chancery.packing import unpack_digests


class Draft(models.Model):
    """A letter before it is one.

    `document` is its content in JSON, changed as a whole; `contents` names the sealed files of its attachments, so that
    they are not swept. What was cleared is a digest of the document: change one letter, and it is cleared no more.
    """

    id = models.BinaryField(max_length=32, primary_key=True, editable=False)
    document = models.TextField()
    contents = models.BinaryField(default=b"")
    author = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cleared = models.BinaryField(max_length=32, null=True)
    cleared_by = models.TextField(blank=True, default="")
    cleared_at = models.DateTimeField(null=True)
    sent_as = models.BinaryField(max_length=32, null=True)

    def __str__(self) -> str:
        return bytes(self.id).hex()

    @property
    def content_digests(self) -> tuple[bytes, ...]:
        """The digests of the sealed files that belong to it."""
        return unpack_digests(bytes(self.contents))
