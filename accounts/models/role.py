"""Stakeholder roles, and who signs for them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation


class StakeholderRoleQuerySet(models.QuerySet["StakeholderRole"]):
    """Roles by who may use them."""

    def of(self, organisation: Organisation) -> Self:
        """Return the built-in roles and the organisation's own that are in use."""
        return self.known_in(organisation).filter(archived_at=None)

    def known_in(self, organisation: Organisation) -> Self:
        """Return those, and the roles that were removed: what was signed in them names them."""
        return self.filter(Q(organisation=None) | Q(organisation=organisation))


class StakeholderRole(models.Model):
    """What somebody signs as: built in (no organisation) or an organisation's own."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=80)
    is_core = models.BooleanField(default=False)
    cares_about = models.JSONField(default=list)
    block_prompt = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when it is offered no more.")
    )

    objects = StakeholderRoleQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "key"],
                name="role_one_per_key",
                nulls_distinct=False,
                violation_error_message=_("There is a role with this key already."),
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(organisation__isnull=False),
                name="role_built_in_stays",
            ),
        )

    def __str__(self) -> str:
        return self.label


class RoleHolder(models.Model):
    """A person who signs for a role unless a spec names somebody else."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="role_holders"
    )
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="held_roles"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "role", "user"], name="role_holder_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"
