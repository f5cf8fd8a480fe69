"""Full runs of the checks: asked for once a spec has settled, and kept with what they saw."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from jobs.models import JobStatus
from specs.actions.freezing import frozen_values, plain_finding, unwaived_warnings
from specs.documents import CONTENTS, Contents, build_contents, build_document, find_template
from specs.domain.checks import RULES_VERSION, run
from specs.domain.checks.check import Severity
from specs.domain.completeness import completeness
from specs.models import CheckRun, Spec, State
from trail.actions import append
from trail.domain.event import SYSTEM, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from specs.domain.checks.check import Finding
    from specs.domain.document import Document
    from specs.models import Revision

SETTLED_AFTER = timedelta(seconds=2)
ASKED_AT_ONCE = 200
MOVED_ON = "The spec was changed before its turn came."
# One statement, so that version, answers and waivers belong together whatever is saved meanwhile.
SEEN = f"""
SELECT s.content_version, s.revision_number, s.template_id, contents.*,
  (SELECT json_agg(json_build_array(w.code, w.key, w.message))
     FROM specs_waiver w WHERE w.spec_id = s.id AND w.withdrawn_at IS NULL)::text
FROM specs_spec s, LATERAL ({CONTENTS}) contents
WHERE s.id = %(spec)s
"""  # noqa: S608 - all of it is constant


class Accepted(NamedTuple):
    """A warning that somebody accepted."""

    code: str
    key: str
    message: str


class Seen(NamedTuple):
    """A spec as a run of the checks found it."""

    content_version: int
    revision_number: int
    template_id: int
    contents: Contents
    accepted: list[Accepted]


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


def check_spec(run_row: CheckRun) -> bool:
    """Check a spec as it stands; the counts in lists follow only if it still stands so."""
    seen = see(run_row.spec_id)
    if seen.content_version != run_row.content_version:
        return run_row.finish(progress_note=MOVED_ON)
    values = seen.contents.stored()
    template = find_template(seen.template_id)
    document = build_document(template, values, revision=seen.revision_number + 1)
    return _keep(run_row, document, run(document), seen.accepted)


@transaction.atomic
def _keep(
    run_row: CheckRun,
    document: Document,
    findings: Sequence[Finding],
    accepted: Sequence[Accepted],
) -> bool:
    if not run_row.finish(findings=[plain_finding(finding) for finding in findings]):
        return False
    done = completeness(document, findings)
    Spec.objects.filter(pk=run_row.spec_id, content_version=run_row.content_version).update(
        checked_version=run_row.content_version,
        completeness=done.percent,
        open_blockers=done.blockers,
        open_warnings=len(unwaived_warnings(findings, accepted)),
    )
    return True


@transaction.atomic
def check_revision(run_row: CheckRun, revision: Revision) -> bool:
    """Check a frozen revision by itself, on its own day, and record what was found."""
    frozen = json.loads(revision.content)
    document = build_document(
        find_template(revision.template_id),
        frozen_values(revision),
        revision=revision.number,
        on=date.fromisoformat(frozen["checks"]["evaluated_on"]),
    )
    found = [plain_finding(finding) for finding in run(document)]
    if not run_row.finish(findings=found):
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
            "is_as_frozen": found == frozen["checks"]["findings"],
        },
    )
    return True


def see(spec_id: UUID) -> Seen:
    """Read what a run needs, all of one moment."""
    with connection.cursor() as cursor:
        cursor.execute(SEEN, {"spec": spec_id})
        version, revision, template, answers, items, waivers = cursor.fetchone()
    contents = build_contents(json.loads(answers or "[]"), json.loads(items or "[]"))
    accepted = [Accepted(*waiver) for waiver in json.loads(waivers or "[]")]
    return Seen(version, revision, template, contents, accepted)
