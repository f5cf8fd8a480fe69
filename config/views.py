"""Two questions that machines ask: is this process alive, and may it get requests?"""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs.health import workers_away
from trail.triggers import triggers_in_place


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Say whether requests may come: without its schema or its triggers nothing must be written.

    Workers that are away are told, but do not close the door: people can write and sign meanwhile.
    """
    try:
        schema = "ok" if is_migrated() else "migrations are missing: manage.py migrate"
        guards = "ok" if triggers_in_place() else "triggers of the trail are missing"
        state = {"database": "ok", "schema": schema, "trail": guards, "workers": workers()}
    except DatabaseError:
        state = {"database": "away"}
    is_ready = all(state.get(part) == "ok" for part in ("database", "schema", "trail"))
    return JsonResponse({"ready": is_ready, **state}, status=200 if is_ready else 503)


def is_migrated() -> bool:
    """Say whether the schema is that of this code; once true it stays so for this process."""
    try:
        return _applied()
    except LookupError:
        return False


@cache
def _applied() -> bool:
    # An exception is not cached, so a database that is migrated later is noticed.
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


def workers() -> str:
    """Name the queues that nobody works on."""
    away = [queue for queue in settings.QUEUES if workers_away(queue)]
    return f"away: {', '.join(away)}" if away else "ok"
