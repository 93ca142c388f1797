"""Officers' accounts on the pages: who signs in, in which roles.

The account opens pages and nothing else. What an officer signs, the officer's key signs, unlocked by its own passphrase
at the act; the key is found by the officer's name, which is that of the letter of credence.
"""
