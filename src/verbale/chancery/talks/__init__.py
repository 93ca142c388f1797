"""Talks: which dossiers are, what their letters say, and the state of play that follows."""
