"""Reads the limits that an organisation set for its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from uuid import UUID

# As JSON, always in the same order; empty where none was set.
LIMITS = """coalesce((SELECT jsonb_object_agg(l.name, trim_scale(l.value)::text)
     FROM specs_organisationlimit l WHERE l.organisation_id = {organisation})::text, '')"""
LIMITS_OF_SPEC = LIMITS.format(organisation="s.organisation_id")
ASK = f"SELECT {LIMITS.format(organisation='%s')}"


def find_limits(organisation_id: UUID) -> str:
    """Return the limits that an organisation set for its checks, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [organisation_id])
        return str(cursor.fetchone()[0])
