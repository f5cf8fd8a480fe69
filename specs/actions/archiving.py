"""Specs are put away, and brought back as what they were: one, or many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from specs import access
from specs.actions.freezing import ARCHIVABLE
from specs.actions.reviewing_again import restore_days
from specs.models import Spec, State
from trail.actions import Happened, append_each
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from accounts.models import User


@transaction.atomic
def archive(*, spec: Spec, by: User, why: str) -> Spec:
    """Put a spec away; nothing of it is deleted."""
    spec = _lock(spec, ARCHIVABLE, by)
    archive_all([spec], by=by, why=why)
    return spec


@transaction.atomic
def unarchive(*, spec: Spec, by: User, to: State = State.DRAFT, why: str = "") -> Spec:
    """Bring an archived spec back: as a draft, or, to undo, as what it was."""
    if to not in ARCHIVABLE:
        raise PermissionDenied
    spec = _lock(spec, {State.ARCHIVED}, by)
    unarchive_all([spec], by=by, to=to, why=why)
    return spec


def _lock(spec: Spec, states: Collection[State], by: User) -> Spec:
    locked = Spec.objects.lock(spec.pk)
    if not access.can_manage(by, locked) or locked.state not in states:
        raise PermissionDenied
    return locked


def archive_all(specs: Sequence[Spec], *, by: User, why: str) -> None:
    """Put specs away that the caller holds, and that this person may put away."""
    _move(specs, State.ARCHIVED, Kind.SPEC_ARCHIVED, by=by, why=why)


def unarchive_all(specs: Sequence[Spec], *, by: User, to: State, why: str = "") -> None:
    """Bring specs back that the caller holds, and that this person may bring back."""
    _move(specs, to, Kind.SPEC_UNARCHIVED, by=by, why=why)
    if to == State.APPROVED:
        restore_days(specs)


def _move(specs: Sequence[Spec], to: State, kind: Kind, *, by: User, why: str) -> None:
    now = timezone.now()
    for spec in specs:
        spec.state, spec.updated_at = to, now
        spec.review_again_on = spec.review_prompt_on = None  # only what is approved has such a day
    Spec.objects.filter(pk__in=[spec.pk for spec in specs]).update(
        state=to, updated_at=now, review_again_on=None, review_prompt_on=None
    )
    append_each(
        (
            Happened(
                chain=spec.chain,
                kind=kind,
                object=str(spec.pk),
                reason=why,
                facts={"title": spec.title, "revision": spec.revision_number},
            )
            for spec in specs
        ),
        by=by.as_actor(),
    )
