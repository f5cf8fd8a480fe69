"""Keeps what the checks of an organisation's own said: beside a draft, and in a revision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now

from specs.domain.own_checks.definition import OwnCheck, read_rule, versions_of
from specs.models import OwnFindings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from specs.domain.attribute import Json
    from specs.domain.checks.check import Finding
    from specs.own_checks import Own


def plain_finding(finding: Finding) -> dict[str, Json]:
    """Return a finding as a revision and a run of the checks keep it."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "key": finding.key,
        "title": finding.title,
        "message": finding.message,
        "fix": finding.fix,
    }


def keep_own(spec_id: UUID, content_version: int, own: Own) -> None:
    """Keep what the own checks said of a spec, for its pages."""
    held = OwnFindings.objects.filter(spec=spec_id)
    if not own.checks:
        held.delete()
        return
    OwnFindings.objects.update_or_create(
        spec_id=spec_id,
        defaults={
            "seen": own.seen,
            "content_version": content_version,
            "checks": versions_of(own.checks),
            "findings": [plain_finding(finding) for finding in own.findings],
            "failures": dict(own.failures),
            "evaluated_at": Now(),
        },
    )


def freeze_checks(checks: Iterable[OwnCheck]) -> list[Json]:
    """Return the own checks that ran, each as it was, so that anybody can run them again."""
    return [
        {"code": one.code, "version": one.version, "rule": json.loads(one.rule.text)}
        for one in checks
    ]


def frozen_checks(content: Mapping[str, Any]) -> tuple[OwnCheck, ...]:
    """Return the own checks that ran over a revision, as they were."""
    return tuple(
        OwnCheck(held["code"], held["version"], read_rule(held["rule"]))
        for held in content.get("own_checks", ())
    )
