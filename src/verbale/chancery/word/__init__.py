"""Word files: opened carefully, and read as the text of a letter."""
