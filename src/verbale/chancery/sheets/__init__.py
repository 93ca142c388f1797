"""Spreadsheets of positions: a row a point, filled by a department that has no account, and read back strictly."""
