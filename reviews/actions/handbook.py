"""Asking for the handbook, and finishing it: one row and one file for the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from reviews.actions.exporting import renderer_version
from reviews.exports.handbook import handbook_key
from reviews.models import Handbook
from trail.actions import INSTANCE, append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from accounts.models import User


def find_handbook() -> Handbook | None:
    """Return the file of what the reference says now, if somebody asked for it."""
    return Handbook.objects.filter(key=handbook_key(renderer_version())).first()


@transaction.atomic
def ask_for_handbook(*, by: User) -> Handbook:
    """Queue the handbook, or return the one that is there or under way."""
    key = handbook_key(renderer_version())
    handbook, is_new = Handbook.objects.get_or_create(key=key, defaults={"asked_by": by})
    if is_new:
        append(
            chain=INSTANCE,
            kind=Kind.HANDBOOK_ASKED,
            by=by.as_actor(),
            object=f"handbook {key[:8]}",
            facts={"key": key},
        )
        handbook.wake()
    else:
        handbook.retry()
    return handbook


@transaction.atomic
def finish_handbook(*, handbook: Handbook, file_hash: str, size: int) -> bool:
    """Record the file that was stored; False when this attempt holds the job no more."""
    if not handbook.finish(file_hash=file_hash, size=size, progress_note=""):
        return False
    append(
        chain=INSTANCE,
        kind=Kind.HANDBOOK_FINISHED,
        by=SYSTEM,
        object=f"handbook {handbook.key[:8]}",
        after=file_hash,
        facts={"key": handbook.key, "size": size},
    )
    return True
