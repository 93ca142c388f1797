"""What both ends of the network road call things: paths and media types."""

POUCH_PATH = "/pouch"
CREDENCE_PATH = "/credence"
POUCH_TYPE = "application/vnd.verbale.pouch"
CREDENCE_TYPE = "application/vnd.verbale.credence+json"
NETWORK = "network"
"""The road, in the record of contact."""
