"""What the checks would say of a proposal if it were accepted now, and whom that would ask."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from reviews.documents import load_forecast, load_policy, load_signing
from reviews.domain.amending import with_values
from reviews.target_changes import record_rows
from specs.actions.freezing import section_hashes, unwaived_warnings
from specs.documents import build_document
from specs.domain.checks import run
from specs.domain.checks.check import Severity
from specs.limits import find_limits
from specs.models import Waiver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reviews.amendments import Dossier
    from reviews.domain.lapsing import Forecast
    from reviews.domain.policy import Slot
    from specs.domain.attribute import Json
    from specs.domain.checks.check import Finding


@dataclass(frozen=True)
class Preview:
    """What stands in the way of a proposal, what needs a reason, and who signs again."""

    blockers: Sequence[Finding]
    warnings: Sequence[Finding]
    unfilled: Sequence[Slot]
    forecast: Forecast


def preview(dossier: Dossier, by: User) -> Preview:
    """Look ahead, by the same rules that accepting is judged by."""
    amendment = dossier.amendment
    spec, template = amendment.spec, dossier.base.template
    values = proposed_values(dossier, by)
    policy = load_policy(spec).for_amendment()
    today = timezone.now().date()
    document = build_document(
        template,
        values,
        revision=spec.revision_number + 1,
        on=today,
        signing=load_signing(spec, policy),
        limits=find_limits(spec.organisation_id),
    )
    findings = run(document)
    waivers = Waiver.objects.standing(today).filter(spec=spec)
    return Preview(
        [found for found in findings if found.severity is Severity.BLOCKER],
        unwaived_warnings(findings, waivers),
        policy.hopeless(),
        load_forecast(spec, policy, section_hashes(template, values), template),
    )


def proposed_values(dossier: Dossier, by: User) -> dict[str, Json]:
    """Return what the next revision would state."""
    changes = [(c.place, c.new) for c in dossier.changes if c.differs]
    values = with_values(dossier.base.answers, changes)
    for key, rows in record_rows(dossier, by).items():
        held = values.get(key)
        added: list[Json] = [{"id": str(uuid.uuid4()), "cells": cells} for cells in rows]
        values[key] = [*(held if isinstance(held, list) else []), *added]
    return values
