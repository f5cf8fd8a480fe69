"""Full runs of the checks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from specs.models.revision import Revision
from specs.models.spec import Spec


class CheckRun(Job):
    """One full run of the checks over one content version of a spec."""

    task = "specs.tasks.run_checks"
    queue = "checks"

    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="check_runs")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="check_runs"
    )
    content_version = models.PositiveBigIntegerField(help_text=_("What the run saw."))
    rules = models.CharField(max_length=64, help_text=_("Version of the rules."))
    findings = models.JSONField(default=list)
    own_checks = models.JSONField(
        default=list,
        db_default=[],
        help_text=_("Code and version of each of the organisation's own checks that ran."),
    )

    class Meta(Job.Meta):
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["spec", "content_version", "rules", "revision"],
                name="check_run_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"checks of {self.spec} at {self.content_version}"
