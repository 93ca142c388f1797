"""`python -m verbale` is the `verbale` command."""

import sys

from verbale.cli.main import run

sys.exit(run())
