"""Files that workers make."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from specs.models import Revision


class ExportKind(models.TextChoices):
    """What can be exported."""

    AUDIT_PDF = "audit_pdf", _("Audit PDF")


class Export(Job):
    """A file that a worker makes from a revision; asking twice gives one row and one file."""

    task = "reviews.tasks.make_export"
    queue = "exports"

    key = models.CharField(max_length=64, unique=True, help_text=_("Digest of all inputs."))
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=20, choices=ExportKind)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(max_length=24, help_text=_("Printed on the export."))
    trail_seq = models.PositiveBigIntegerField(help_text=_("Last event that it prints."))
    file_name = models.CharField(max_length=200, blank=True)
    plain_hash = models.CharField(max_length=64, blank=True, help_text=_("Before sealing."))
    file_hash = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta(Job.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.kind} of {self.revision}"


class Handbook(Job):
    """The reference as a file to print; asking twice for the same words gives one file."""

    task = "reviews.tasks.make_handbook"
    queue = "exports"

    key = models.CharField(max_length=64, unique=True, help_text=_("Digest of all it says."))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    file_hash = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta(Job.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"handbook {self.key[:8]}"
