"""Risks that somebody accepted by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.domain.register import Acceptance
from specs.models.item import Item
from specs.models.spec import Spec

if TYPE_CHECKING:
    from uuid import UUID


class RiskAcceptanceQuerySet(models.QuerySet["RiskAcceptance"]):
    """Accepted risks."""

    def kept(self) -> Self:
        """Those that nobody took back, whether they lapsed or not."""
        return self.filter(withdrawn_at=None)

    def by_item(self, spec_id: UUID) -> dict[str, Acceptance]:
        """Return what was accepted in a spec and not taken back, by the id of the risk."""
        rows = self.kept().filter(spec=spec_id).select_related("by")
        return {str(row.item_id): row.as_acceptance() for row in rows}


class RiskAcceptance(models.Model):
    """A risk that somebody accepted, in the words it had then, why, and until when.

    It lapses by itself when the risk's text changes or its last day passes.
    """

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="risk_acceptances")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="acceptances")
    text_hash = models.CharField(max_length=64, help_text=_("Of what was accepted."))
    failure_mode = models.TextField(help_text=_("The risk as it was called then."))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(help_text=_("The last day on which it counts."))
    accepted_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = RiskAcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(withdrawn_at=None),
                name="risk_acceptance_one_kept",
                violation_error_message=_("Somebody accepted this risk already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="risk_acceptance_needs_reason",
                violation_error_message=_("Say why the risk may stand."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.failure_mode} accepted by {self.by}"

    def as_acceptance(self) -> Acceptance:
        """Return it as the register reads it."""
        return Acceptance(
            self.pk,
            str(self.item_id),
            self.text_hash,
            self.reason,
            self.by.name,
            self.expires_on,
            self.accepted_at,
        )
