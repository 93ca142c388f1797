"""What is on its way to each party, and when it is tried again."""
