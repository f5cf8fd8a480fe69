"""Who signs for a role in one spec, instead of the organisation's default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import possible_signers
from reviews import access
from reviews.documents import load_roles
from reviews.domain.policy import AUTHOR_ROLE
from reviews.models import SignerAssignment
from specs.models import Spec
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User


class NotASigner(ValueError):
    """Somebody who may not sign for that role."""


@transaction.atomic
def assign_signers(*, spec: Spec, role: str, users: Sequence[User], by: User) -> None:
    """Say who signs for a role; nobody named means the organisation's default.

    Only in a draft: who signs a revision is frozen with it.
    """
    spec = Spec.objects.lock(spec.pk)
    if not access.can_assign(by, spec):
        raise PermissionDenied
    wanted = {user.pk: user for user in users}
    able = set(
        possible_signers(spec.organisation).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if able != set(wanted):
        raise NotASigner
    if spec.owner_id in wanted and role != AUTHOR_ROLE:
        raise NotASigner
    rows = SignerAssignment.objects.filter(spec=spec, role=role)
    if set(rows.values_list("user_id", flat=True)) == set(wanted):
        return
    rows.exclude(user__in=wanted).delete()
    for user in wanted.values():
        SignerAssignment.objects.get_or_create(spec=spec, role=role, user=user)
    known = load_roles(spec).get(role)
    names = [user.name for user in wanted.values()]
    append(
        chain=spec.chain,
        kind=Kind.SIGNER_ASSIGNED,
        by=by.as_actor(),
        object=role,
        facts={
            "person": ", ".join(names) or "whoever holds the role",
            "people": [str(pk) for pk in wanted],
            "role": role,
            "role_label": known.label if known else role,
        },
    )
