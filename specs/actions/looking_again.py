"""Saying that an answer is still right although what it rests on changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from specs import access
from specs.documents import find_template
from specs.models import Spec, SuspectCleared
from specs.suspects import load_suspects
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User


class SeenOther(Exception):
    """What it rests on changed again, or somebody has looked at it meanwhile."""


@transaction.atomic
def clear_suspect(
    *, spec: Spec, key: str, seen: Mapping[str, int], reason: str, by: User
) -> SuspectCleared:
    """Say that an answer is still right, having seen these versions of what it rests on."""
    spec = Spec.objects.lock(spec.pk)
    if not access.can_look_again(by, spec):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError(_("Say why it is still right. The reason stays on record."))
    suspect = next((one for one in load_suspects(spec) if one.key == key), None)
    if suspect is None or suspect.seen != dict(seen):
        raise SeenOther
    row = SuspectCleared.objects.create(
        spec=spec, key=key, because=suspect.seen, reason=reason, by=by, printed_name=by.name
    )
    attributes = find_template(spec.template_id).attributes
    append(
        chain=spec.chain,
        kind=Kind.SUSPECT_CLEARED,
        by=by.as_actor(),
        object=key,
        reason=reason,
        facts={
            "label": attributes[key].title,
            "upstream": [f"“{attributes[one].title}”" for one in suspect.seen],
            "seen": suspect.seen,
        },
    )
    return row
