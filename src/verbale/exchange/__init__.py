"""Conduct: what a chancery does with a letter, a pouch and a receipt.

Use cases are functions over an `Office` (store, contents, keys, suite, entropy) and plain values; `now` is handed in.
The same functions run in the node, in the command line, and in a world of many chanceries in one process. What they
ask of storage and carriage stands in `verbale.exchange.ports`.
"""
