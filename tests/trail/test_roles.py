"""The roles of the documentation: the application can do its work and nothing to the trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.trail.conftest import MIA, SPEC
from trail.actions import append
from trail.domain.event import Kind
from trail.models import Event

pytestmark = pytest.mark.django_db

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "database-roles.md"


@pytest.fixture
def as_app() -> Iterator[None]:
    """Work with the rights of the application's role, which the rollback takes away again."""
    blocks = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert len(blocks) == 2
    with connection.cursor() as cursor:
        for statement in "".join(blocks).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        cursor.execute("SET LOCAL ROLE countersign_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_app")
def test_the_application_may_append_and_lock() -> None:
    for _ in range(2):
        append(chain=SPEC, kind=Kind.SIGNED_IN, by=MIA, facts={})

    assert Event.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM trail_head FOR UPDATE")
        assert cursor.fetchone() == (2,)


@pytest.mark.usefixtures("as_app")
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE trail_event DISABLE TRIGGER ALL",
        "DROP TRIGGER trail_event_keep ON trail_event",
        "SET LOCAL session_replication_role = replica",
        "TRUNCATE trail_event",
        "DELETE FROM trail_event",
        "UPDATE trail_event SET body = ''",
        "UPDATE trail_head SET seq = 9",
        "DELETE FROM trail_head",
        "DELETE FROM trail_checkpoint",
        "DELETE FROM specs_revision",
        "UPDATE reviews_signoff SET decision = ''",
        "CREATE TABLE public.sly ()",
        "CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    ],
)
def test_the_application_may_not(statement: str) -> None:
    append(chain=SPEC, kind=Kind.SIGNED_IN, by=MIA, facts={})

    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
