"""How passwords are hashed: Argon2id with 64 MiB, three passes, four lanes; a quarter of a second a try."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Hasher(Argon2PasswordHasher):
    """Django's Argon2 hasher with the house's own costs; a hash of lower costs is renewed at the next sign-in."""

    time_cost = 3
    memory_cost = 64 << 10
    parallelism = 4
