"""What the project's verbs run beside the product: setting up, measuring, breaking on purpose. See the Makefile."""

import sys

# Before anything else is read: an older Python would stop at words that it does not know.
if sys.version_info < (3, 11):
    sys.exit("setup: Python 3.11 or newer is needed; name another: make PYTHON=python3.12")
