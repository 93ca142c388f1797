"""Words that stand in a statement itself and not beside it as parameters.

A partial index is used only where the database can see, before it runs, that the statement asks for no more than the
index holds; a parameter hides that. These are words of ours, never of a request.
"""

from typing import Any

from django.db.models import CharField, Expression
from django.db.models.sql.compiler import SQLCompiler


class Fixed(Expression):
    """One of our own words, written into the statement."""

    def __init__(self, word: str) -> None:
        if not word.replace("-", "").isalpha():
            raise ValueError(word)
        super().__init__(output_field=CharField())
        self._word = word

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:  # noqa: ANN401
        """The word, in quotes."""
        return f"'{self._word}'", ()


CAME = Fixed("in")
WENT = Fixed("out")
PLACED = Fixed("placed")
STATEMENT = Fixed("statement")
ANSWERS = [Fixed("acknowledged"), Fixed("refused")]
BACK = [Fixed("refused"), Fixed("lapsed")]
