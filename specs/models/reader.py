"""What each person has read of a spec, and as whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class SeenText(models.Model):
    """The answers of a section as somebody read them, kept once under their hash."""

    section_hash = models.CharField(max_length=64, primary_key=True)
    answers = models.JSONField()

    def __str__(self) -> str:
        return self.section_hash[:12]


class SpecReader(models.Model):
    """How one person reads one spec; nobody else sees it."""

    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.SlugField(
        max_length=60, blank=True, help_text=_("For which this person signed last.")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["spec", "person"], name="reader_once_per_spec"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.spec_id}"


class ReadMark(models.Model):
    """A section that somebody marked as read, with the text that stood there."""

    reader = models.ForeignKey(SpecReader, on_delete=models.CASCADE, related_name="marks")
    section = models.SlugField(max_length=60)
    text = models.ForeignKey(SeenText, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reader", "section"], name="mark_once_per_section"),
        )

    def __str__(self) -> str:
        return f"{self.section} of {self.reader_id}"
