"""Which templates have a newer version: asked on every page of writing, so kept for a while."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING

from specs import access

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

KEPT = 300  # seconds: a new version of a template may be told of a little late


def find_newer(template_id: int, organisation_id: UUID) -> int | None:
    """Return the youngest version of a template that an organisation is offered, if it is newer."""
    return _newer_versions(organisation_id, int(time.monotonic() // KEPT)).get(template_id)


@lru_cache(maxsize=256)
def _newer_versions(organisation_id: UUID, _period: int) -> Mapping[int, int]:
    """Return the youngest version for each that is not the youngest, in one query."""
    offered = access.templates_offered_in(organisation_id).order_by("version")
    rows = list(offered.values_list("pk", "organisation", "key"))
    youngest = {(owner, key): pk for pk, owner, key in rows}
    return {pk: youngest[owner, key] for pk, owner, key in rows if pk != youngest[owner, key]}
