"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's cost for one thread: Django's default starts eight for each password."""

    time_cost = 1
    memory_cost = 47104  # KiB
    parallelism = 1
