"""What officers did, when and by which road; never what a letter says."""
