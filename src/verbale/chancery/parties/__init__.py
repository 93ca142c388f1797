"""Whom this chancery knows: itself, the parties, and the state of the exchange with each."""
