"""What the exchange asks of drafts, as rows."""

import json

from verbale.chancery.sql import Sql


def find_cleared(sql: Sql, draft: bytes) -> bytes | None:
    """The digest of what was cleared of a draft; the clearance cannot be taken back before the transaction ends."""
    row = sql.row_to_change("SELECT cleared FROM drafting_draft WHERE id = %s", draft)
    if row is None:
        return None
    cleared: bytes | None = row[0]
    return cleared


def find_sent(sql: Sql, draft: bytes) -> bytes | None:
    """The letter that a draft became."""
    row = sql.row("SELECT sent_as FROM drafting_draft WHERE id = %s", draft)
    if row is None:
        return None
    letter: bytes | None = row[0]
    return letter


def put_sent(sql: Sql, draft: bytes, letter: bytes) -> None:
    """Notes which letter a draft became, and lets its sealed content go."""
    row = sql.row("SELECT document FROM drafting_draft WHERE id = %s", draft)
    if row is None:
        return
    outline = json.loads(row[0]) | {"sealed": "", "attachments": []}
    sql.run(
        "UPDATE drafting_draft SET sent_as = %s, document = %s, contents = %s WHERE id = %s",
        letter,
        json.dumps(outline, ensure_ascii=False),
        b"",
        draft,
    )
