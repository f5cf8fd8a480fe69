"""The life cycle: freezing a revision, approval, and the ways back to a draft."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from specs import access
from specs.actions.own_findings import freeze_checks, keep_own, plain_finding
from specs.actions.reviewing_again import set_day_of_approval
from specs.actions.risks import Unaccepted, find_unaccepted, frozen_acceptances, rows_of
from specs.actions.saving import lock_for_writing
from specs.carried import find_carried
from specs.documents import build_document, load_contents
from specs.domain.carried import freeze_carried, frozen_answers
from specs.domain.checks import RULES_VERSION, run
from specs.domain.checks.check import Severity
from specs.domain.signing import NOT_KNOWN
from specs.limits import find_limits
from specs.models import CheckRun, Conflict, Revision, RiskAcceptance, Spec, State, Waiver
from specs.own_checks import NOTHING, Own, find_own_checks, look_at
from specs.suspects import frozen_suspects
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind, written_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from accounts.models import User
    from specs.domain.attribute import Json, Template
    from specs.domain.checks.check import Finding
    from specs.domain.signing import Signing

FORMAT = 1
ARCHIVABLE = {State.DRAFT, State.APPROVED, State.SUPERSEDED}


@dataclass
class NotReady(Exception):
    """Why a spec cannot be submitted yet: what is open, to be shown with links."""

    blockers: Sequence[Finding] = ()
    unwaived: Sequence[Finding] = ()
    conflicts: int = 0
    risks: Sequence[Unaccepted] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody sent a revision back, and the keys of the sections that it is about."""

    name: str
    role: str
    revision: int
    words: str
    sections: Sequence[str]


@transaction.atomic
def submit(
    *,
    spec: Spec,
    policy: Json,
    by: User,
    signing: Signing = NOT_KNOWN,
    own: Own = NOTHING,
    amendments: Sequence[Json] = (),
) -> Revision:
    """Freeze the spec as its next revision and put it in review.

    ``policy`` says which roles must sign which sections, and who; it is frozen as well, and so
    is ``signing``, what checks are told of signatures. ``own`` is what the organisation's own
    checks said a moment ago; they run again if anything that they read is another now.
    ``amendments`` are those that the revision rests on.
    Raises NotReady while a blocker, a conflict or a warning without waiver is open, or a risk is
    marked as accepted that nobody accepted.
    """
    spec = lock_for_writing(spec, by)
    return freeze(spec, policy, by=by, signing=signing, own=own, amendments=amendments)


def freeze(
    spec: Spec,
    policy: Json,
    *,
    by: User,
    signing: Signing,
    own: Own,
    amendments: Sequence[Json] = (),
) -> Revision:
    """Freeze a locked spec as ``submit`` does; the caller has asked who may."""
    now = timezone.now()
    stored = load_contents(spec.pk).stored()
    template = spec.template.template
    organisation_id, number = spec.organisation_id, spec.revision_number + 1
    limits = find_limits(organisation_id)
    document = build_document(
        template, stored, revision=number, on=now.date(), signing=signing, limits=limits
    )
    own = look_at(document, find_own_checks(organisation_id), organisation_id, own)
    findings = (*run(document), *own.findings)
    waivers = list(Waiver.objects.standing(now.date()).filter(spec=spec).select_related("by"))
    risks, acceptances = rows_of(stored), RiskAcceptance.objects.by_item(spec.pk)
    refuse_unready(
        findings,
        waivers,
        Conflict.objects.open().filter(spec=spec).count(),
        find_unaccepted(risks, acceptances, now.date()),
    )
    content = frozen_content(spec, stored, findings, waivers, policy=policy, by=by, at=now)
    if carried := find_carried(spec.pk, template, stored):
        content["carried_over"] = freeze_carried(carried, stored)
    if accepted := frozen_acceptances(risks, acceptances, now.date()):
        content["accepted_risks"] = accepted
    content |= frozen_suspects(spec)
    content |= {"limits": limits} if limits else {}
    content |= {"amendments": list(amendments)} if amendments else {}
    if own.checks:
        content["own_checks"] = freeze_checks(own.checks)
    if signing != NOT_KNOWN:
        content["signing"] = signing.as_json()
    revision = _keep(spec, content, by, now)
    spec.state, spec.revision_number = State.IN_REVIEW, revision.number
    spec.review_again_on = spec.review_prompt_on = None
    _count(spec, findings, waivers)
    spec.completeness = 100
    spec.returned = ""
    spec.save()
    keep_own(spec.pk, spec.content_version, own)
    _record(spec, revision, by)
    return revision


def _record(spec: Spec, revision: Revision, by: User) -> None:
    append(
        chain=spec.chain,
        kind=Kind.SPEC_SUBMITTED,
        by=by.as_actor(),
        object=f"revision {revision.number}",
        after=revision.content_hash,
        facts={"revision": revision.number, "title": spec.title},
    )
    run_row = CheckRun.objects.create(
        spec=spec,
        revision=revision,
        content_version=spec.content_version,
        rules=RULES_VERSION,
    )
    run_row.wake()


def refuse_unready(
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    open_conflicts: int,
    risks: Sequence[Unaccepted] = (),
) -> None:
    """Raise NotReady unless the spec may be submitted with these findings, waivers and risks."""
    findings = tuple(findings)
    blockers = [f for f in findings if f.severity is Severity.BLOCKER]
    unwaived = unwaived_warnings(findings, waivers)
    if blockers or unwaived or open_conflicts or risks:
        raise NotReady(blockers, unwaived, open_conflicts, risks)


class Accepting(Protocol):
    """What is asked of a waiver here."""

    @property
    def code(self) -> str: ...

    @property
    def key(self) -> str: ...

    @property
    def message(self) -> str: ...


def unwaived_warnings(findings: Iterable[Finding], waivers: Iterable[Accepting]) -> list[Finding]:
    """Return the warnings that nobody accepted in the words that they have now."""
    waived = {(waiver.code, waiver.key, waiver.message) for waiver in waivers}
    return [
        finding
        for finding in findings
        if finding.severity is Severity.WARNING
        and (finding.code, finding.key, finding.message) not in waived
    ]


def section_hashes(template: Template, stored: Mapping[str, Json]) -> dict[str, str]:
    """Return the SHA-256 of each section's answers: what a role's signature binds to."""
    return {
        section.key: digest(canonical(_section(section.key, section.attributes, stored)))
        for section in template.sections
    }


def _section(key: str, attributes: Iterable[object], stored: Mapping[str, Json]) -> dict[str, Json]:
    keys = [attribute.key for attribute in attributes]  # type: ignore[attr-defined]
    return {"key": key, "answers": {name: stored[name] for name in keys if name in stored}}


def frozen_content(
    spec: Spec,
    stored: Mapping[str, Json],
    findings: Iterable[Finding],
    waivers: Iterable[Waiver],
    *,
    policy: Json,
    by: User,
    at: datetime,
) -> dict[str, Json]:
    """Return all that a revision freezes, as plain data; its canonical text is what is signed."""
    template = spec.template.template
    hashes = section_hashes(template, stored)
    found = tuple(findings)
    standing = {(f.code, f.key, f.message) for f in found}
    return {
        "format": FORMAT,
        "spec": {"id": str(spec.pk), "title": spec.title},
        "organisation": {"id": str(spec.organisation_id), "name": spec.organisation.name},
        "revision": spec.revision_number + 1,
        "frozen_at": written_at(at),
        "frozen_by": {"id": str(by.pk), "name": by.name},
        "template": {
            "key": spec.template.key,
            "version": spec.template.version,
            "title": spec.template.title,
            "digest": spec.template.digest,
        },
        "sections": [
            _section(section.key, section.attributes, stored) | {"hash": hashes[section.key]}
            for section in template.sections
        ],
        "waivers": [
            _frozen_waiver(waiver)
            for waiver in waivers
            if (waiver.code, waiver.key, waiver.message) in standing
        ],
        "checks": {
            "rules": RULES_VERSION,
            "evaluated_on": at.date().isoformat(),
            "findings": [plain_finding(finding) for finding in found],
        },
        "policy": policy,
    }


def _frozen_waiver(waiver: Waiver) -> dict[str, Json]:
    told: dict[str, Json] = {
        "code": waiver.code,
        "key": waiver.key,
        "message": waiver.message,
        "reason": waiver.reason,
        "by": waiver.by.name,
        "at": written_at(waiver.given_at),
    }
    return told | ({"until": waiver.expires_on.isoformat()} if waiver.expires_on else {})


def _keep(spec: Spec, content: dict[str, Json], by: User, at: datetime) -> Revision:
    text = canonical(content)
    sections = content["sections"]
    assert isinstance(sections, list)  # noqa: S101 - built a few lines above
    return Revision.objects.create(
        spec=spec,
        number=spec.revision_number + 1,
        content=text,
        content_hash=digest(text),
        section_hashes={s["key"]: s["hash"] for s in sections if isinstance(s, dict)},
        template=spec.template,
        submitted_by=by,
        frozen_at=at,
    )


def _count(spec: Spec, findings: Sequence[Finding], waivers: Iterable[Waiver]) -> None:
    severities = Counter(finding.severity for finding in findings)
    spec.open_blockers = severities[Severity.BLOCKER]
    spec.open_warnings = len(unwaived_warnings(findings, waivers))
    spec.checked_version = spec.content_version


def frozen_values(revision: Revision) -> dict[str, Json]:
    """Return what each key holds in a revision, in the stored shape."""
    return frozen_answers(json.loads(revision.content))


@transaction.atomic
def return_to_draft(
    *,
    spec: Spec,
    by: User,
    why: str,
    kind: Kind = Kind.SPEC_WITHDRAWN,
    reasons: Sequence[Reason] = (),
) -> Spec:
    """Take a spec in review back to a draft: withdrawn by its author, or returned by a signer.

    Who may do so is decided by the review's own action, under the lock that this takes. The
    reasons stand beside the sections that they are about until the next revision is submitted.
    """
    spec = _move(spec, {State.IN_REVIEW}, State.DRAFT, by=by, why=why, kind=kind)
    spec.returned = json.dumps([asdict(reason) for reason in reasons]) if reasons else ""
    spec.save(update_fields=["returned"])
    return spec


@transaction.atomic
def approve(*, spec: Spec, by: User, without: Sequence[str] = ()) -> Spec:
    """Mark a spec in review as approved; the review's action decides that it is.

    ``without`` names the roles that were opened by break-glass.
    """
    facts: dict[str, Json] = {"without": list(without)} if without else {}
    kind = Kind.REVIEW_APPROVED
    spec = _move(spec, {State.IN_REVIEW}, State.APPROVED, by=by, why="", kind=kind, facts=facts)
    return set_day_of_approval(spec)


@transaction.atomic
def start_next_draft(*, spec: Spec, by: User, why: str) -> Spec:
    """Open an approved spec for changes; what was approved stays as its revision."""
    _ask(access.can_write(by, spec))
    return _move(spec, {State.APPROVED}, State.DRAFT, by=by, why=why, kind=Kind.SPEC_REOPENED)


@transaction.atomic
def supersede(*, spec: Spec, by: User, why: str) -> Spec:
    """Mark an approved spec as replaced by another, which ``why`` names."""
    _ask(access.can_manage(by, spec))
    return _move(
        spec, {State.APPROVED}, State.SUPERSEDED, by=by, why=why, kind=Kind.SPEC_SUPERSEDED
    )


def _ask(is_allowed: bool) -> None:  # noqa: FBT001 - the answer of a predicate
    if not is_allowed:
        raise PermissionDenied


def _move(
    spec: Spec,
    old: Collection[State],
    new: State,
    *,
    by: User,
    why: str,
    kind: Kind,
    facts: Mapping[str, Json] | None = None,
) -> Spec:
    spec = Spec.objects.lock(spec.pk)
    if spec.state not in old:
        raise PermissionDenied
    spec.state = new
    spec.updated_at = timezone.now()
    spec.review_again_on = spec.review_prompt_on = None  # only what is approved has such a day
    spec.save(update_fields=["state", "updated_at", "review_again_on", "review_prompt_on"])
    append(
        chain=spec.chain,
        kind=kind,
        by=by.as_actor(),
        object=str(spec.pk),
        reason=why,
        facts={"title": spec.title, "revision": spec.revision_number, **(facts or {})},
    )
    return spec
