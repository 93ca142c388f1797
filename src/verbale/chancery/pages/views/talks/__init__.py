"""The pages of talks, a noun a file. Each needs the right to read: a table of positions is what letters say."""
