"""Runs the checks that an organisation wrote for itself over a spec, and reads what they said."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from specs import catalogue
from specs.cel.running import evaluate
from specs.domain.checks.check import Finding, Severity
from specs.domain.own_checks.definition import OwnCheck, read_checks
from specs.domain.own_checks.inputs import inputs_of
from specs.domain.own_checks.outcomes import findings_of, runs_on
from specs.models import OwnFindings, SpecTemplate
from trail.domain.canonical import canonical, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from specs.domain.attribute import Attribute, Json
    from specs.domain.document import Document
    from specs.domain.own_checks.outcomes import Outcome

# As JSON, always in the same order; empty where there is none.
OWN_CHECKS = """coalesce((SELECT json_agg(json_build_array(c.code, v.number, v.rule)
                                          ORDER BY c.number)
     FROM specs_organisationcheck c
     JOIN specs_organisationcheckversion v ON v.id = c.current_id
    WHERE c.organisation_id = {organisation} AND c.state = 'active')::text, '')"""
OWN_CHECKS_OF_SPEC = OWN_CHECKS.format(organisation="s.organisation_id")
ASK = f"SELECT {OWN_CHECKS.format(organisation='%s')}"
# What they said of a spec when they last ran.
OWN_FINDINGS_OF_SPEC = """coalesce((SELECT o.findings::text
     FROM specs_ownfindings o WHERE o.spec_id = s.id AND o.findings <> '[]'), '')"""
FRESH = timedelta(minutes=1)


@dataclass(frozen=True)
class Own:
    """What the own checks say of one document."""

    seen: str = ""  # the checks, and all that they read there
    checks: tuple[OwnCheck, ...] = ()
    findings: tuple[Finding, ...] = ()
    failures: Mapping[str, str] = field(default_factory=dict)


NOTHING = Own()


def find_own_checks(organisation_id: UUID) -> str:
    """Return the checks of its own that an organisation runs, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [organisation_id])
        return str(cursor.fetchone()[0])


def attributes_of(organisation_id: UUID) -> dict[str, Attribute]:
    """Return every attribute that a spec of the organisation can state, by key."""
    templates = SpecTemplate.objects.filter(organisation=organisation_id).order_by("version")
    own = (row.template.attributes for row in templates)
    known = {key: attribute for held in own for key, attribute in held.items()}
    return {**known, **catalogue.attributes()}


def look_at(document: Document, checks: str, organisation_id: UUID, found: Own = NOTHING) -> Own:
    """Evaluate the checks over a document, unless just that was ``found`` already. Never raises.

    It takes a process and up to some seconds: never while somebody waits for a save.
    """
    running = tuple(check for check in read_checks(checks) if runs_on(check, document))
    if not running:
        return NOTHING
    keys = (key for check in running for key in check.rule.reads)
    inputs = inputs_of(document, keys, attributes_of(organisation_id))
    seen = _digest(running, inputs)
    if found.seen == seen:
        return found
    return _own(seen, running, _evaluate(running, inputs))


def _evaluate(checks: tuple[OwnCheck, ...], inputs: Mapping[str, Json]) -> tuple[Outcome, ...]:
    jobs = [(place, 0) for place in range(len(checks))]
    return evaluate([check.rule.expression for check in checks], [inputs], jobs).outcomes


def _own(seen: str, checks: tuple[OwnCheck, ...], outcomes: Iterable[Outcome]) -> Own:
    found = tuple(zip(checks, outcomes, strict=True))
    failures = {check.code: outcome.failure for check, outcome in found if outcome.failure}
    return Own(seen, checks, findings_of(found), failures)


def _digest(checks: tuple[OwnCheck, ...], inputs: Mapping[str, Json]) -> str:
    rules: list[Json] = [[one.code, str(one.version), one.rule.digest] for one in checks]
    return digest(canonical([rules, json.dumps(inputs)]))


def find_kept(spec_id: UUID, checks: str) -> Own:
    """Return what was kept of the last run, as long as it can be taken for what is true now.

    What could not be evaluated then may be evaluated a moment later.
    """
    row = OwnFindings.objects.filter(spec=spec_id).first()
    if row is None or (row.failures and row.evaluated_at < timezone.now() - FRESH):
        return NOTHING
    ran = {(held["code"], held["version"]) for held in row.checks}
    running = tuple(one for one in read_checks(checks) if (one.code, one.version) in ran)
    return Own(row.seen, running, read_findings(json.dumps(row.findings)), row.failures)


@lru_cache(maxsize=256)
def read_findings(text: str) -> tuple[Finding, ...]:
    """Return kept findings; none from an empty text."""
    return tuple(
        Finding(
            held["code"],
            Severity(held["severity"]),
            held["key"],
            held["message"],
            held["fix"],
            held["title"],
        )
        for held in (json.loads(text) if text else ())
    )
