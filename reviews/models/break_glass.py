"""When two administrators let a review pass without a role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Review

CONFIRM_WITHIN = timedelta(hours=24)


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    """Those that wait for the second administrator, and those that count."""

    def pending(self) -> Self:
        """Asked for less than a day ago, and neither confirmed nor taken back."""
        since = timezone.now() - CONFIRM_WITHIN
        return self.filter(confirmed_at=None, taken_back_at=None, asked_at__gt=since)

    def confirmed(self) -> Self:
        """Those by which a role is open."""
        return self.filter(confirmed_at__isnull=False)


class BreakGlass(models.Model):
    """One role of one round without which two administrators let the revision pass.

    It is no signature: nobody approved in that role. It counts once a second administrator has
    confirmed it, and in this round only.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="broken_glass")
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    printed_role = models.CharField(max_length=80)
    reason = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    asked_methods = models.JSONField(help_text=_("How they proved who they are."))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_name = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_methods = models.JSONField(default=list)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["review", "role"],
                condition=Q(confirmed_at__isnull=False),
                name="break_glass_once_a_role",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="break_glass_by_two",
                violation_error_message=_("Another administrator has to confirm it."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, taken_back_at=None),
                name="break_glass_confirmed_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="break_glass_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.review} without {self.printed_role}"

    @property
    def is_pending(self) -> bool:
        """Waits for the second administrator."""
        is_open = self.confirmed_at is None and self.taken_back_at is None
        return is_open and self.confirm_until > timezone.now()

    @property
    def confirm_until(self) -> datetime:
        """Until when the second administrator may confirm it."""
        return self.asked_at + CONFIRM_WITHIN
