"""Who was asked once more by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from reviews.models.review import Review


class Nudge(models.Model):
    """One mail by which somebody asked a signer once more to decide."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="nudges")
    role = models.SlugField(max_length=60, help_text=_("Key of the stakeholder role."))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    nudged_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-nudged_at", "-pk")
        indexes = (models.Index(fields=["review", "person", "-nudged_at"], name="nudges_of_one"),)

    def __str__(self) -> str:
        return f"{self.person} for {self.role}"
