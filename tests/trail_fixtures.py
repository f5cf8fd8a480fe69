"""Tests that commit: Django empties the tables after them, which the trail must let happen here."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django.plugin import DjangoDbBlocker

CLOSE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Say in the test database that it is one; the guard of the trail asks nowhere else.

    At the end it is closed to what a server or worker left open, so that it can be dropped.
    """
    with django_db_blocker.unblock():
        name = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET cs.test_mode = 'on'")
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # the setting holds for connections opened from now on
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(CLOSE_OTHERS)


@pytest.fixture(scope="session", autouse=True)
def patient_flush() -> Iterator[None]:
    """Empty the tables once more where a worker or server of the tests held one of them."""
    at_once = BaseDatabaseOperations.execute_sql_flush

    def patiently(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        for wait in (0.2, 0.5, 1, 2):
            try:
                return at_once(self, sql_list)
            except OperationalError:  # a deadlock, or a lock that was not given in time
                time.sleep(wait)
        return at_once(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", patiently)
        yield


@pytest.fixture
def committed(transactional_db: None) -> None:
    """Really commit. What a test did to the guard is mended by the flush at its end."""
