"""Worlds: rows that are made once for a whole module, where making them takes a second or more.

The tests of such a module carry the mark ``django_db``: without it no test database is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def world(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is made inside until the module is through, then undo it."""
    name = str(connection.settings_dict["NAME"])
    assert name.startswith("test_"), f"{name} is no test database"
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what one test, or one request, does to the world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
