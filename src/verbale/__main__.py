"""`python -m verbale` is the `verbale` command."""

from verbale.cli.main import run

run()
