"""The day by the clock that all share: the database's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from datetime import date


def today() -> date:
    """Return the day in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'UTC')::date")
        day: date = cursor.fetchone()[0]
    return day
