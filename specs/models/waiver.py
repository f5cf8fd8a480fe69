"""Warnings that somebody accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec

if TYPE_CHECKING:
    from datetime import date


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Accepted warnings."""

    def kept(self) -> Self:
        """Those that nobody took back, whether their day has passed or not."""
        return self.filter(withdrawn_at=None)

    def standing(self, on: date) -> Self:
        """Those that count on a day: nobody took them back, and they have not expired."""
        return self.kept().filter(Q(expires_on=None) | Q(expires_on__gte=on))

    def expired(self, on: date) -> Self:
        """Those whose last day has passed, and that nobody took back."""
        return self.kept().filter(expires_on__lt=on)


class Waiver(models.Model):
    """A warning that somebody accepted, in the words it had then, and why."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=12)
    key = models.CharField(max_length=80, blank=True)
    message = models.TextField(help_text=_("The finding as it read then."))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(
        null=True, blank=True, help_text=_("The last day on which it counts.")
    )
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
