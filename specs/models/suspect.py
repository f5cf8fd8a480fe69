"""Answers of which somebody said that they are still right."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class SuspectCleared(models.Model):
    """Somebody looked again at an answer after what it rests on had changed; only ever added."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="cleared_suspects")
    key = models.CharField(max_length=80, help_text=_("Of the answer that is still right."))
    because = models.JSONField(help_text=_("Versions of what it rests on, as they were seen."))
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    printed_name = models.CharField(max_length=120)
    cleared_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="suspect_cleared_with_a_reason",
                violation_error_message=_("Say why it is still right."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} is still right: {self.reason}"
