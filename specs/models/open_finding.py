"""What the checks found open in each spec, counted by check for the dashboard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from specs.models.spec import Spec


class OpenFinding(models.Model):
    """A check that holds one spec up, as its last full run said; drawn from that run.

    Blockers, and the warnings that nobody accepted.
    """

    spec = models.ForeignKey(
        Spec, on_delete=models.CASCADE, db_index=False, related_name="open_findings"
    )
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=12)
    places = models.PositiveIntegerField(help_text=_("At how many places of the spec."))

    class Meta:
        ordering = ("spec", "code")
        indexes = (models.Index(fields=["code", "spec"], name="open_finding_by_code"),)
        constraints = (
            models.UniqueConstraint(fields=["spec", "code"], name="open_finding_once_a_spec"),
        )

    def __str__(self) -> str:
        return f"{self.code} in {self.spec_id}"
