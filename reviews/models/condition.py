"""What an approval hangs on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.sign_off import SignOff


class Condition(models.Model):
    """What must be closed before an approval with conditions counts."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="conditions")
    text = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_conditions"
    )
    due_on = models.DateField()
    blocks_stage = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The stage that it holds up; none means approval.")
    )
    met_at = models.DateTimeField(null=True, blank=True)
    met_note = models.TextField(blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_because = models.TextField(blank=True, default="")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.text
