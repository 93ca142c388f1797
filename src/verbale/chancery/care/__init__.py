"""Care of a chancery: a backup taken while it runs, its way back, and what needs a person's attention."""
