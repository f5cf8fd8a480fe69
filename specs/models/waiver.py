"""Warnings that somebody accepted."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Accepted warnings."""

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(withdrawn_at=None)


class Waiver(models.Model):
    """A warning that somebody accepted, in the words it had then, and why."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    message = models.TextField(help_text=_("The finding as it read then."))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ("code", "key", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "code", "key", "message"],
                condition=Q(withdrawn_at=None),
                name="waiver_one_standing",
                violation_error_message=_("This warning has a waiver already."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_needs_reason",
                violation_error_message=_("Say why the warning may stand."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} waived by {self.by}"
