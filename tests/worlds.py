"""Worlds: rows that are made once for a whole module, where making them takes a second or more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def world(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what is made inside until the module is through, then undo it."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what one test, or one request, does to the world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
