"""Counts by check what is open in a spec, for the dashboard: drawn from a full run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from specs.actions.freezing import unwaived_warnings
from specs.domain.checks.check import Severity
from specs.models import OpenFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from specs.documents import StandingWaiver
    from specs.domain.checks.check import Finding


def count_open(
    findings: Sequence[Finding], waivers: Iterable[StandingWaiver]
) -> Counter[tuple[str, Severity]]:
    """Return at how many places each check holds a spec up."""
    blockers = [finding for finding in findings if finding.severity is Severity.BLOCKER]
    held_up = [*blockers, *unwaived_warnings(findings, waivers)]
    return Counter((finding.code, finding.severity) for finding in held_up)


def keep_open(
    spec_id: UUID, findings: Sequence[Finding], waivers: Iterable[StandingWaiver]
) -> None:
    """Keep by check what is open in a spec; in the transaction of the run that found it."""
    counted = count_open(findings, waivers)
    codes = [code for code, _severity in counted]
    OpenFinding.objects.filter(spec=spec_id).exclude(code__in=codes).delete()
    OpenFinding.objects.bulk_create(
        [
            OpenFinding(spec_id=spec_id, code=code, severity=severity.value, places=places)
            for (code, severity), places in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["spec", "code"],
        update_fields=["severity", "places"],
    )
