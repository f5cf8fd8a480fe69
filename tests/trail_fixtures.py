"""Tests that commit: Django empties the tables after them, which the trail must let happen here."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Say in the test database that it is one; the guard of the trail asks nowhere else."""
    with django_db_blocker.unblock():
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET cs.test_mode = 'on'")
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # the setting holds for connections opened from now on


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Really commit. What a test did to the guard is mended by the flush at its end."""
