"""Frozen, numbered snapshots of specs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec
from specs.models.template import SpecTemplate


class Revision(models.Model):
    """A frozen, numbered snapshot of a spec; never changed."""

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.TextField(help_text=_("Canonical JSON (RFC 8785) of all that was frozen."))
    content_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the content."))
    section_hashes = models.JSONField()
    template = models.ForeignKey(SpecTemplate, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("spec", "number")
        constraints = (
            models.UniqueConstraint(fields=["spec", "number"], name="revision_one_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.spec}, revision {self.number}"
