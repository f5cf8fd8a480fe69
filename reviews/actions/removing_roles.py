"""Removing a role of an organisation's own, as long as nothing uses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.actions import archive_role, hold_role
from reviews.role_use import find_uses

if TYPE_CHECKING:
    from accounts.models import Organisation, StakeholderRole, User
    from reviews.leaving import Part


class StillUsed(Exception):
    """The role is used; ``uses`` says where."""

    def __init__(self, uses: list[Part]) -> None:
        super().__init__("The role is used.")
        self.uses = uses


@transaction.atomic
def remove_role(*, organisation: Organisation, role: StakeholderRole, by: User) -> StakeholderRole:
    """Offer a role no more; raises StillUsed, with where, while anything uses it."""
    organisation, role = hold_role(organisation, role, by)
    if uses := find_uses(organisation, role):
        raise StillUsed(uses)
    return archive_role(organisation=organisation, role=role, by=by)
