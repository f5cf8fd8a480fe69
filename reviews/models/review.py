"""Rounds, and who signs in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models import Revision, Spec


class Outcome(models.TextChoices):
    """How a review stands or ended."""

    OPEN = "open", _("Open")
    APPROVED = "approved", _("Approved")
    BLOCKED = "blocked", _("Blocked")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SignerAssignment(models.Model):
    """Who signs for a role in one spec, instead of the organisation's default."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="signers")
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signer_assignments"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["spec", "role", "user"], name="signer_once_per_role"),
        )

    def __str__(self) -> str:
        return f"{self.user} signs as {self.role}"


class Review(models.Model):
    """The round in which one revision is read and signed."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(db_default=Now())
    due_on = models.DateField(null=True, blank=True)
    stage = models.PositiveSmallIntegerField(default=1, help_text=_("The stage that decides now."))
    stage_opened_at = models.DateTimeField(null=True, blank=True)
    stage_due_on = models.DateField(null=True, blank=True, help_text=_("Answer wanted by."))
    opened_roles = models.JSONField(
        default=list, help_text=_("Keys of roles without which it passes, by break-glass.")
    )
    prompt_on = models.DateField(
        null=True, blank=True, help_text=_("Next reminder, or escalation.")
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(
                fields=["prompt_on"], condition=Q(outcome=Outcome.OPEN), name="reviews_to_prompt"
            ),
        )

    def __str__(self) -> str:
        return f"review of {self.revision}"
