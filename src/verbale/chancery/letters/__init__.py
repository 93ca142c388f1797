"""Letters, their sealed copies, and the statements and evidence that belong to them."""
