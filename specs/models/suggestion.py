"""Answers that somebody proposes for a field, until the author takes or declines them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from specs.models.thread import Thread


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Suggestion(models.Model):
    """Another value for the field that a thread hangs on."""

    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="suggestion")
    value = models.JSONField(null=True)
    base_version = models.PositiveIntegerField(
        help_text=_("Of the answer that stood there when it was made.")
    )
    state = models.CharField(max_length=12, choices=SuggestionState, default=SuggestionState.OPEN)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=SuggestionState.DECLINED) | ~Q(reason=""),
                name="suggestion_declined_needs_reason",
                violation_error_message=_("Say why it is declined."),
            ),
        )

    def __str__(self) -> str:
        return f"suggestion in {self.thread_id}"
