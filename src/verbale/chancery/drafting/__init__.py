"""What happens before a letter exists: drafts and their clearance."""
