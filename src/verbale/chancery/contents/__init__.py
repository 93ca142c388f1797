"""Sealed contents by digest: small ones in the database, large ones in files."""

from verbale.chancery.contents.files import FileContents

__all__ = ["FileContents"]
