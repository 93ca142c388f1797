"""Negotiating texts that were read in here or came by letter, with the files that they were."""
