"""What the exchange asks of drafts, as rows."""

from verbale.chancery.sql import Sql


def find_cleared(sql: Sql, draft: bytes) -> bytes | None:
    """The digest of what was cleared of a draft."""
    row = sql.row("SELECT cleared FROM drafting_draft WHERE id = %s", draft)
    if row is None:
        return None
    cleared: bytes | None = row[0]
    return cleared
