"""Full runs of the checks: asked for once a spec has settled, and kept with what they saw."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from jobs.models import JobStatus
from specs.actions.counting import keep_open
from specs.actions.freezing import frozen_values, unwaived_warnings
from specs.actions.own_findings import frozen_checks, keep_own, plain_finding
from specs.documents import build_document, find_template
from specs.domain.checks import RULES_VERSION, run
from specs.domain.checks.check import Severity
from specs.domain.completeness import completeness
from specs.domain.own_checks.definition import checks_text, versions_of
from specs.domain.signing import Signing
from specs.limits import find_limits
from specs.models import CheckRun, Spec, State
from specs.own_checks import Own, find_own_checks, look_at
from specs.snapshots import take_snapshots
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import Organisation
    from specs.domain.attribute import Json
    from specs.domain.document import Document
    from specs.models import Revision
    from specs.snapshots import Snapshot

SETTLED_AFTER = timedelta(seconds=2)
ASKED_AT_ONCE = 200
MOVED_ON = "The spec was changed before its turn came."


def ask_for_checks() -> int:
    """Queue a run for every spec that settled since its last one; returns for how many."""
    asked = CheckRun.objects.filter(
        spec=OuterRef("pk"),
        content_version=OuterRef("content_version"),
        rules=RULES_VERSION,
        revision=None,
        status__in=(JobStatus.WAITING, JobStatus.RUNNING, JobStatus.DEAD),
    )
    settled = (
        Spec.objects.unchecked()
        .filter(~Exists(asked), updated_at__lt=Now() - SETTLED_AFTER)
        .order_by("updated_at")
        .values_list("pk", "content_version")[:ASKED_AT_ONCE]
    )
    return sum(_ask(spec_id, version) for spec_id, version in list(settled))


@transaction.atomic
def _ask(spec_id: UUID, content_version: int) -> bool:
    run_row, is_new = CheckRun.objects.get_or_create(
        spec_id=spec_id, content_version=content_version, rules=RULES_VERSION, revision=None
    )
    if not is_new:  # done before, but its counts were set aside: see ask_for_new_rules()
        again = CheckRun.objects.filter(pk=run_row.pk, status=JobStatus.DONE)
        if not again.update(status=JobStatus.WAITING, attempt=0, due_at=Now(), called_at=Now()):
            return False
    run_row.wake()
    return True


def ask_for_new_rules() -> int:
    """Let every draft be checked again when the rules are others than at the last run."""
    last = CheckRun.objects.order_by("-pk").values_list("rules", flat=True).first()
    if last is None or last == RULES_VERSION:
        return 0
    drafts = Spec.objects.filter(state=State.DRAFT, content_version__gt=0)
    return drafts.filter(checked_version=F("content_version")).update(
        checked_version=F("content_version") - 1
    )


def ask_again(organisation: Organisation) -> int:
    """Let every draft of an organisation be checked again, since its limits or checks changed."""
    drafts = Spec.objects.filter(
        organisation=organisation, state=State.DRAFT, content_version__gt=0
    )
    return drafts.filter(checked_version=F("content_version")).update(
        checked_version=F("content_version") - 1
    )


def check_spec(run_row: CheckRun) -> bool:
    """Check a spec as it stands; the counts in lists follow only if it still stands so."""
    seen = take_snapshots([run_row.spec_id])[run_row.spec_id]
    if seen.content_version != run_row.content_version:
        return run_row.finish(progress_note=MOVED_ON)
    document = seen.evaluate().document
    own = look_at(document, seen.own_checks, run_row.spec.organisation_id)
    return _keep(run_row, seen, document, own)


@transaction.atomic
def _keep(run_row: CheckRun, seen: Snapshot, document: Document, own: Own) -> bool:
    findings = (*run(document), *own.findings)
    done = completeness(document, findings)
    plain, versions = [plain_finding(f) for f in findings], versions_of(own.checks)
    if not run_row.finish(findings=plain, own_checks=versions):
        return False
    organisation_id = run_row.spec.organisation_id
    rules = (find_limits(organisation_id), find_own_checks(organisation_id))
    if rules != (seen.limits, seen.own_checks):
        return True  # changed meanwhile: what was found is kept, and asked for again
    current = Spec.objects.filter(pk=run_row.spec_id, content_version=run_row.content_version)
    is_current = current.update(
        checked_version=run_row.content_version,
        completeness=done.percent,
        open_blockers=done.blockers,
        open_warnings=len(unwaived_warnings(findings, seen.waivers)),
    )
    if is_current:
        keep_own(run_row.spec_id, run_row.content_version, own)
        keep_open(run_row.spec_id, findings, seen.waivers)
    return True


def check_revision(run_row: CheckRun, revision: Revision) -> bool:
    """Check a frozen revision by itself, on its own day, and record what was found."""
    frozen = json.loads(revision.content)
    document = build_document(
        find_template(revision.template_id),
        frozen_values(revision),
        revision=revision.number,
        on=date.fromisoformat(frozen["checks"]["evaluated_on"]),
        signing=Signing.from_json(frozen.get("signing")),
        limits=frozen.get("limits", ""),
    )
    checks = checks_text(frozen_checks(frozen))
    own = look_at(document, checks, run_row.spec.organisation_id)
    found = [plain_finding(finding) for finding in (*run(document), *own.findings)]
    return _keep_of_revision(run_row, revision, own, found, found == frozen["checks"]["findings"])


@transaction.atomic
def _keep_of_revision(
    run_row: CheckRun,
    revision: Revision,
    own: Own,
    found: list[dict[str, Json]],
    is_as_frozen: bool,  # noqa: FBT001 - private
) -> bool:
    if not run_row.finish(findings=found, own_checks=versions_of(own.checks)):
        return False
    counts = Counter(finding["severity"] for finding in found)
    append(
        chain=f"spec:{run_row.spec_id}",
        kind=Kind.CHECKS_FINISHED,
        by=SYSTEM,
        object=f"revision {revision.number}",
        after=revision.content_hash,
        facts={
            "revision": revision.number,
            "rules": run_row.rules,
            "blockers": counts[Severity.BLOCKER.value],
            "warnings": counts[Severity.WARNING.value],
            "is_as_frozen": is_as_frozen,
        },
    )
    return True
