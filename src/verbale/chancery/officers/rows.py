"""Officers' roles, as rows: what a command lists without loading the pages."""

import json

from verbale.chancery.sql import Sql

_TABLE = "officers_officer"


def list_roles(sql: Sql) -> dict[str, list[str]]:
    """The roles of those who have an account, by name; nobody where the tables of the pages were never made."""
    there = sql.row(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = %s"
        if sql.postgres
        else "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s",
        _TABLE,
    )
    rows = sql.rows(f"SELECT name, roles FROM {_TABLE} ORDER BY name") if there else []
    return {name: roles if isinstance(roles, list) else json.loads(roles) for name, roles in rows}
