"""Start-up check: the database guards the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import OperationalError

from trail import triggers


@register(Tags.database)
def trail_is_guarded(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse to go on where a trigger of the trail is missing; run with the database checks."""
    if "default" not in (databases or ()):
        return []
    try:
        tables = connections["default"].introspection.table_names()
        faults = triggers.missing() if set(triggers.TABLES) <= set(tables) else []
    except OperationalError:
        return []  # no database: others say so
    return [
        Error(fault, hint="Run manage.py migrate, then verify_trail.", id="trail.E001")
        for fault in faults
    ]
