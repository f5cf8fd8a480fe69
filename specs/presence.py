"""Who has a section open, and who is in which field: a courtesy that lives in the cache server."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import redis
import structlog
from django.conf import settings

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

AWAY_AFTER = 12  # seconds: three polls were missed
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Present:
    """A person who has the spec open."""

    pk: int
    name: str
    initials: str
    section: str
    field: str
    is_here: bool


@lru_cache(maxsize=1)
def server() -> redis.Redis:
    """Return the connection; it gives up at once rather than let a page wait."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.3,
        socket_connect_timeout=0.3,
        decode_responses=True,
        retry=None,
    )


def announce(spec_id: UUID, user: User, *, section: str, field: str) -> list[Present]:
    """Say where this person is, and return who else is there; nobody while the server is away."""
    key = f"presence:{spec_id}"
    now = time.time()
    mine = json.dumps([user.name, user.initials, section, field, now])
    try:
        pipe = server().pipeline()
        pipe.hset(key, str(user.pk), mine)
        pipe.expire(key, AWAY_AFTER * 5)
        pipe.hgetall(key)
        everybody: dict[str, str] = pipe.execute()[-1]
    except redis.RedisError as error:
        log.warning("presence_unavailable", error=str(error))
        return []
    present = []
    for pk, text in everybody.items():
        name, initials, there, in_field, at = json.loads(text)
        if pk != str(user.pk) and now - at < AWAY_AFTER:
            here = there == section
            present.append(Present(int(pk), name, initials, there, in_field if here else "", here))
    return sorted(present, key=lambda person: person.name)
